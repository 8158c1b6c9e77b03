"""The calendar as iCalendar: read again by a library, and line by line against RFC 5545."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from api.calendar.attention import attention_feed
from api.calendar.calendar import Feed, contract_feed, market_feed, recorded_at, written
from application.asking import Asker
from application.graph import Graph
from graph_model.errors import InvalidQuestion, NotFound
from queries.roadmap.contract_calendar import Entry
from tests.support.contract_office import CONTRACTS
from tests.support.door import Door, door_of_drawn
from tests.support.graphs import graph_of

TODAY = date(2026, 11, 25)
MOMENT = datetime(2026, 11, 25, 3, 4, 5, tzinfo=UTC)
OWNING = {"agency:welfare": 7, "stakeholder:owner": 5, "contract:old": 1}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(CONTRACTS, tmp_path_factory.mktemp("office")) as door:
        yield door


@pytest.fixture(scope="module")
def graph(door: Door) -> Graph:
    return door.graph


def events(text: bytes) -> list[Any]:
    return list(Calendar.from_ical(text).walk("VEVENT"))


def test_a_library_reads_it_again(graph: Graph) -> None:
    found = {str(e["summary"]): e for e in events(contract_feed(Asker.of(graph), None, TODAY).text)}
    notice = found["Give notice by: contract:auto"]
    assert notice["dtstart"].dt == date(2027, 10, 31)
    # a day's end is the next day: it is exclusive
    assert notice["dtend"].dt == date(2027, 11, 1)
    assert [alarm["trigger"].dt for alarm in notice.walk("VALARM")] == [
        timedelta(days=-30),
        timedelta(days=-7),
    ]
    assert "last day for notice: end 31 Dec 2027 − P2M notice = 31 Oct 2027" in str(
        notice["description"]
    )
    ends = found["Ends: contract:msa (MA-1)"]
    assert list(ends.walk("VALARM")) == []
    assert (str(ends["transp"]), len(found)) == ("TRANSPARENT", 15)


def checked(text: bytes) -> None:
    """RFC 5545's rules about lines, properties and ids, without a library."""
    assert text.endswith(b"\r\n")
    raw = text.split(b"\r\n")[:-1]
    assert all(b"\n" not in line and b"\r" not in line for line in raw)  # 3.1: CRLF, nothing else
    assert max(len(line) for line in raw) <= 75  # 3.1: octets, without the break
    text.decode("utf-8")
    for octets in raw:
        octets.decode("utf-8")  # a fold does not split a character
    unfolded = re.sub(r"\r\n ", "", text.decode("utf-8")).split("\r\n")[:-1]
    head = unfolded[
        : next(n for n, line in enumerate(unfolded) if line.startswith("BEGIN:V") and n)
    ]
    assert (unfolded[0], unfolded[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    for needed in ("PRODID:", "VERSION:2.0", "CALSCALE:GREGORIAN"):  # 3.6, 3.7
        assert sum(line.startswith(needed) for line in head) == 1
    assert any(line.startswith("BEGIN:V") for line in unfolded[1:])  # 3.6: at least one component
    for block in _blocks(unfolded, "VEVENT"):
        names = Counter(re.split("[;:]", line)[0] for line in block)
        assert all(names[name] == 1 for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY"))  # 3.6.1
        assert {line for line in block if line.startswith("DTSTART")} <= {
            line for line in block if re.fullmatch(r"DTSTART;VALUE=DATE:\d{8}", line)
        }
        (stamp,) = [line for line in block if line.startswith("DTSTAMP")]
        assert re.fullmatch(r"DTSTAMP:\d{8}T\d{6}Z", stamp)  # 3.8.7.2: in UTC
    for block in _blocks(unfolded, "VALARM"):
        names = Counter(re.split("[;:]", line)[0] for line in block)
        assert all(names[name] == 1 for name in ("ACTION", "TRIGGER", "DESCRIPTION"))  # 3.6.6
    ids = [line for line in unfolded if line.startswith("UID:")]
    assert len(ids) == len(set(ids))  # 3.8.4.7
    for line in unfolded:  # 3.3.11: what is text has no bare comma, semicolon or backslash
        if re.match("(SUMMARY|DESCRIPTION|NAME|X-WR-CALNAME):", line):
            value = re.sub(r"\\[\\;,nN]", "", line.partition(":")[2])
            assert not set(value) & set("\\;,")


def _blocks(lines: list[str], name: str) -> list[list[str]]:
    """The lines of each component of a name, those of components within it left out."""
    found, open_ = [], []
    for line in lines:
        if line.startswith("BEGIN:"):
            open_.append((line[6:], [line]))
        elif line.startswith("END:"):
            kind, block = open_.pop()
            found += [block] if kind == name else []
        else:
            open_[-1][1].append(line)
    return found


def test_the_feeds_keep_the_rules(graph: Graph) -> None:
    for agency in (None, "agency:ocio", "agency:welfare"):
        checked(contract_feed(Asker.of(graph), agency, TODAY).text)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120)
ENTRIES = st.builds(
    Entry,
    st.sampled_from(["ends", "act"]),
    st.tuples(TEXT),
    st.dates(date(1970, 1, 1), date(9998, 1, 1)),
    TEXT,
    st.lists(TEXT, max_size=3).map(tuple),
    st.booleans(),
)


@given(st.lists(ENTRIES, max_size=4, unique_by=lambda entry: entry.key), TEXT)
def test_any_text_keeps_the_rules_and_is_read_again(found: list[Entry], title: str) -> None:
    text = written(found, title, MOMENT, ("P30D",))
    checked(text)
    read = [(str(e["summary"]), e["dtstart"].dt) for e in events(text)]
    assert read == [(e.title, e.on) for e in found]
    assert [str(e.get("description", "")) for e in events(text)] == [
        "\n".join(e.details) for e in found
    ]


def test_control_characters_are_replaced() -> None:
    entry = Entry("act", ("c",), date(2027, 1, 1), "a\x07b\x7f", ("c\x00\td", "e\r\nf"), True)
    text = written([entry], "g\x1b", datetime(2026, 11, 25, tzinfo=UTC), ["P7D"])
    checked(text)
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    (event,) = events(text)
    assert (event["SUMMARY"], event["DESCRIPTION"]) == ("a\ufffdb\ufffd", "c\ufffd\td\ne\nf")


def test_a_calendar_without_entries_is_one(tmp_path: Any) -> None:
    with door_of_drawn(graph_of([]), tmp_path) as door:
        feed = contract_feed(Asker.of(door.graph), None, TODAY)
    checked(feed.text)
    assert events(feed.text) == []


def test_it_is_the_same_text_for_the_same_facts_and_day(graph: Graph) -> None:
    feeds = [contract_feed(Asker.of(graph), None, TODAY) for _ in range(2)]
    assert feeds[0] == feeds[1]
    assert feeds[0].modified == recorded_at(graph, 1)
    assert {e["dtstamp"].dt for e in events(feeds[0].text)} == {
        recorded_at(graph, 1).replace(microsecond=0)
    }


def test_an_id_stays_when_its_day_moves(graph: Graph) -> None:
    def ids(day: date) -> dict[str, tuple[str, date]]:
        feed = contract_feed(Asker.of(graph), None, day)
        return {str(e["uid"]): (str(e["summary"]), e["dtstart"].dt) for e in events(feed.text)}

    now, later = ids(TODAY), ids(date(2027, 1, 15))
    (moved,) = [uid for uid, (title, _) in now.items() if title.startswith("Renews")]
    assert (now[moved][1], later[moved][1]) == (date(2026, 12, 31), date(2027, 12, 31))


def test_what_has_no_calendar(graph: Graph) -> None:
    with pytest.raises(NotFound, match="agency:none"):
        contract_feed(Asker.of(graph), "agency:none")
    with pytest.raises(InvalidQuestion, match="agency: found 'service:case', of kind Service"):
        contract_feed(Asker.of(graph), "service:case")
    with pytest.raises(NotFound, match="supplier:none"):
        contract_feed(Asker.of(graph), of=["supplier:none"])


def titles(feed: Feed) -> set[str]:
    return {str(event["summary"]) for event in events(feed.text)}


def test_it_is_narrowed_to_what_belongs_to_some_items(door: Door, tmp_path: Any) -> None:
    asker = Asker.of(door.graph)
    found = {one: titles(contract_feed(asker, None, TODAY, [one])) for one in OWNING}
    assert {one: len(entries) for one, entries in found.items()} == OWNING
    both = contract_feed(asker, None, TODAY, list(OWNING))
    assert titles(both) == set.union(*found.values()) < titles(contract_feed(asker, None, TODAY))
    file, day = tmp_path / "of.ics", ("--as-of", TODAY.isoformat())
    assert door.run("calendar", *OWNING, *day, "-o", str(file)).exit_code == 0
    assert file.read_bytes() == both.text


def test_what_needs_somebody_is_a_calendar_too(door: Door, tmp_path: Any) -> None:
    feed = attention_feed(Asker.of(door.graph), ["contract:auto"], TODAY)
    checked(feed.text)
    assert feed == attention_feed(Asker.of(door.graph), ["contract:auto"], TODAY)
    file = tmp_path / "attention.ics"
    day = ("--as-of", TODAY.isoformat())
    assert (
        door.run("attention", "contract:auto", *day, "--format", "ics", "-o", str(file)).exit_code
        == 0
    )
    assert file.read_bytes() == feed.text
    assert {e["categories"].to_ical().split(b",")[0] for e in events(feed.text)} <= {b"Attention"}


def test_suppliers_are_sent_a_calendar_of_their_own(door: Door, tmp_path: Any) -> None:
    feed = market_feed(Asker.of(door.graph), TODAY)
    checked(feed.text)
    file, day = tmp_path / "market.ics", ("--as-of", TODAY.isoformat())
    assert door.run("calendar", "--suppliers", *day, "-o", str(file)).exit_code == 0
    assert file.read_bytes() == feed.text
    assert {str(e["summary"]).partition(":")[0] for e in events(feed.text)} == {
        "Procurement opens",
        "Offers are due",
        "Award is planned",
    }
    wrong = door.run("calendar", "--suppliers", "--agency", "agency:ocio")
    assert "is about no agency" in str(wrong.exception)
