"""What needs somebody, soonest first: each sort worked out by hand, next steps by definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import InvalidQuestion, NotFound
from graph_model.facts import Ref
from queries.answers.asked import Asked
from queries.answers.estate import Include
from queries.answers.office import Office
from queries.answers.recording import Recording
from queries.answers.viewer import hiding
from queries.attention.attention import Attention, answer
from queries.attention.matter import Matter
from queries.attention.matter_calendar import matter_entries
from queries.attention.matter_kind import MatterGroup, MatterKind
from tests.queries.expiration.test_expiration_properties import CALENDAR, naive_steps
from tests.support.asking import OneMoment, asked, view_of
from tests.support.contracts import contract_graphs
from tests.support.graphs import Graph
from tests.support.naive_contract import TODAY
from tests.support.sketch import sketch

UNTIL = date(2027, 2, 25)
OFFICE = Office(zone=ZoneInfo("America/Chicago"))


def attention(
    *lines: str, of: Sequence[str] | None = None, hidden: Sequence[str] = ()
) -> Attention:
    viewer = hiding(hidden) if hidden else None
    about = asked(sketch(*lines).snapshot, TODAY, viewer, office=OFFICE)
    return answer(about, of, UNTIL, Include.OURS)


def told(found: Attention) -> list[str]:
    """Each matter that is seen: its day, its group, its kind and its item."""
    return [
        f"{one.day or '-'} {one.when.value}: {one.kind_of.value} {named(found, one)}"
        for one in found.seen(found.view)
    ]


def named(found: Attention, one: Matter) -> str:
    return found.snapshot.id(one.row) if one.row >= 0 else "-"


def only(found: Attention, kind: MatterKind) -> Matter:
    (one,) = [matter for matter in found.found if matter.kind_of is kind]
    return one


def ids(found: Attention, rows: object) -> list[str]:
    return found.snapshot.ids_of(rows)  # type: ignore[arg-type]


TACIT = "notice=P30D renewal=tacit renewal_term=P1Y"
CONTRACTS = (
    # renews on 1 Jan unless notice is given by 1 Dec
    f"contract:zoom start=2026-01-01 end=2026-12-31 form=subscription value=36000_USD {TACIT}",
    "contract:zoom -WITH-> supplier:zoom",
    "contract:zoom -HELD_BY-> agency:health",
    "stakeholder:buyer -OWNS-> contract:zoom",
    # nine and six months to replace it: begun by 30 Nov 2025, it is too late
    "contract:msa start=2022-03-01 end=2027-02-28 form=MSA value=5000000_USD",
    # beyond the last day, in time: nobody is needed yet
    "contract:far end=2031-12-31 form=MSA",
    "trigger:index type=financial fires_on=2027-01-01",
    "trigger:index -TRIGGERS_ON-> contract:msa",
    "trigger:late fires_on=2027-06-01",
    "trigger:late -TRIGGERS_ON-> contract:far",
    "trigger:over fires_on=2027-02-01",
    "trigger:over -TRIGGERS_ON-> contract:over",
    "contract:over end=2026-10-31",
)


def test_contracts_and_triggers_by_their_day() -> None:
    found = attention(*CONTRACTS)
    assert told(found) == [
        "2026-12-01 this week: contract contract:zoom",
        "2027-01-01 this quarter: trigger trigger:index",
        "2027-02-28 later: contract contract:msa",
    ]
    zoom, index, msa = found.found
    assert zoom.what(found.view) == "last day for notice"
    assert zoom.takes(found.view) == "notice of 30 days; it then ends on 31 Dec 2026"
    assert (zoom.value, zoom.annual_value) == ("36000 USD", "36000 USD")
    assert ids(found, zoom.owners) == ["stakeholder:buyer"]
    assert ids(found, zoom.agencies) == ["agency:health"]
    assert ids(found, zoom.suppliers) == ["supplier:zoom"]
    assert msa.what(found.view) == "contract ends; too late for a full re-bid"
    assert "still helps: an extension by agreement" in msa.takes(found.view)
    assert index.what(found.view) == "financial trigger fires"
    assert index.value == "5000000 USD"


def test_the_triage_counts_what_is_too_late_besides_and_each_contract_once() -> None:
    found = attention(*CONTRACTS)
    lines = [(line.when.value, line.count, line.value) for line in found.triage(found.view)]
    assert lines == [
        ("this week", 1, ["36000 USD"]),
        ("this quarter", 1, ["5000000 USD"]),
        ("later", 1, ["5000000 USD"]),
        ("too late for a full re-bid", 1, ["5000000 USD"]),
    ]


def test_the_verdict_says_how_soon_what_money_for_whom_and_what_first() -> None:
    found = attention(*CONTRACTS)
    assert found.sentence(found.view) == (
        "3 matters need somebody until 25 Feb 2027: 1 this week, 1 this quarter and 1 later; on 2 "
        "contracts (worth 5,036,000 USD) for 1 of 1 agency. First, by 1 Dec 2026: contract:zoom, "
        "decide on notice; it is too late for a full re-bid of 1 contract worth 5,000,000 USD."
    )


def test_nothing_to_do_reads_nothing_recorded() -> None:
    found = attention("contract:far end=2031-12-31 form=MSA")
    assert found.sentence(found.view) == "Nothing recorded needs anybody until 25 Feb 2027."


PROMISES = (
    "service:desk -DEPENDS_ON-> service:tier-1",
    "sla:desk -GOVERNS-> service:desk",
    "sla:desk -PROMISED_TO-> agency:health",
    "sla:desk -SETS-> target:desk",
    "target:desk metric=availability unit=percent value=99.9",
    "ola:tier -GOVERNS-> service:tier-1",
    "ola:tier -BINDS[provider]-> supplier:larkspur",
    "ola:tier -SETS-> target:tier",
    "ola:tier -UNDER-> contract:tier",
    "contract:tier value=100_USD",
    "metric:tier unit=percent readings=[2026-10-31_99.0]",
    "metric:tier -MEASURES-> target:tier",
    "stakeholder:desk -OWNS-> service:desk",
)


def promises(committed: float) -> list[str]:
    target = "target:tier metric=availability unit=percent"
    return [*PROMISES, f"{target} value={committed}"]


def test_a_promise_that_cannot_be_held_and_a_commitment_that_is_missed() -> None:
    found = attention(*promises(99.5))
    assert told(found) == [
        "- so already: promise missed target:tier",
        "- so already: promise unsupported target:desk",
    ]
    missed, unsupported = found.found
    assert missed.what(found.view) == "a commitment to us is missed"
    assert missed.takes(found.view) == (
        "99.5 %, measured 99 % on 31 Oct 2026, missed in 1 of 1 months; remedy none agreed"
    )
    assert (ids(found, missed.suppliers), missed.value) == (["supplier:larkspur"], "100 USD")
    assert unsupported.takes(found.view) == (
        "service:desk: promised 99.9 %, at best 99.5 %, short by 0.4 %"
    )
    assert ids(found, unsupported.owners) == ["stakeholder:desk"]
    assert ids(found, unsupported.agencies) == ["agency:health"]


@pytest.mark.parametrize("committed", [99.9, 99.99])
def test_a_promise_that_may_be_held_needs_nobody(committed: float) -> None:
    found = attention(*promises(committed))
    assert MatterKind.UNSUPPORTED not in {one.kind_of for one in found.found}


GROUP = (
    "service:mail -DEPENDS_ON[relays:1]-> ci:a",
    "service:mail -DEPENDS_ON[relays:1]-> ci:b until=2027-01-16",
    "agency:tax -CONSUMES-> service:mail",
    "supplier:relay -PROVIDES-> ci:b",
)


def test_redundancy_that_ends() -> None:
    found = attention(*GROUP)
    assert told(found) == ["2027-01-16 this quarter: redundancy ends service:mail"]
    (one,) = found.found
    assert one.what(found.view) == "redundancy ends: relays then has none to spare"
    assert one.takes(found.view) == ("ci:b: it is no member any more; 1 is left of 2, 1 must hold")
    assert (ids(found, one.agencies), ids(found, one.suppliers)) == (
        ["agency:tax"],
        ["supplier:relay"],
    )


TICKETS = {
    # what is recorded of the ticket; its line, what it is
    "an incident": ("type=incident", "- so already", "open incident"),
    "of no type": ("", "- so already", "open ticket"),
    "planned": (
        "type=change planned_start=2026-12-06T08:00:00Z",
        "2026-12-06 this month",
        "change begins",
    ),
    "planned in the evening, in our zone": (
        "type=change planned_start=2026-12-02T03:00:00Z",
        "2026-12-01 this week",
        "change begins",
    ),
    "under way": (
        "type=change planned_start=2026-11-24 planned_end=2026-11-27",
        "- so already",
        "change under way",
    ),
    "over": (
        "type=change planned_start=2026-11-20 planned_end=2026-11-21",
        "- so already",
        "open change, its window is over",
    ),
    "without a window": ("type=change", "- so already", "open change, planned for no day"),
    "that ends before it begins": (
        "type=change planned_start=2026-12-06 planned_end=2026-12-01",
        "- so already",
        "open change, whose window ends before it begins",
    ),
    "planned after the last day": ("type=change planned_start=2027-03-01", None, ""),
    "closed": ("type=incident closed_on=2026-11-24", None, ""),
}


@pytest.mark.parametrize(("fields", "line", "what"), TICKETS.values(), ids=TICKETS)
def test_an_open_ticket(fields: str, line: str | None, what: str) -> None:
    group = GROUP[0], GROUP[1].partition(" until")[0], *GROUP[2:]
    found = attention(*group, f"ticket:one {fields}".strip(), "ticket:one -AFFECTS-> ci:a")
    if line is None:
        assert told(found) == []
        return
    assert told(found) == [f"{line}: ticket ticket:one"]
    (one,) = found.found
    assert one.what(found.view) == what
    assert one.takes(found.view).startswith("ci:a: 1 service DEGRADED and 1 agency")


@pytest.mark.parametrize(
    ("affects", "takes"),
    [
        # what is agreed changes hands; an item that somebody asks about is as if it failed
        ("contract:x", "contract:x: 1 service DIRECT and 1 agency"),
        ("ci:a", "ci:a: 1 service LOST and 1 agency"),
    ],
)
def test_a_request_about_what_is_agreed_is_no_outage(affects: str, takes: str) -> None:
    found = attention(
        "contract:x -COVERS-> service:s",
        "service:s -DEPENDS_ON-> ci:a",
        "agency:a -CONSUMES-> service:s",
        "ticket:one type=request",
        f"ticket:one -AFFECTS-> {affects}",
    )
    one = only(found, MatterKind.TICKET)
    assert one.takes(found.view) == takes


def test_what_is_so_already_stands_after_what_is_due_this_week() -> None:
    found = attention(*CONTRACTS, "ticket:one type=incident", "ticket:one -AFFECTS-> ci:a")
    assert [one.when for one in found.found][:3] == [
        MatterGroup.THIS_WEEK,
        MatterGroup.NOW,
        MatterGroup.THIS_QUARTER,
    ]


SOURCES = {
    # what is recorded of the source, when it was loaded; what it is, None: it is young enough
    "verified in time": ("warn_after=P30D verified_on=2026-10-26", None, None),
    "a day too old": ("warn_after=P30D verified_on=2026-10-25", None, "a source is ageing"),
    "much too old": (
        "warn_after=P30D error_after=P2M verified_on=2026-09-01",
        None,
        "a source is out of date",
    ),
    "loaded since": ("warn_after=P30D verified_on=2026-01-01", date(2026, 11, 20), None),
    "loaded long ago": ("warn_after=P30D", date(2026, 1, 20), "a source is ageing"),
    "loaded after the day asked for": (
        "warn_after=P30D verified_on=2026-01-01",
        date(2027, 1, 1),
        "a source is ageing",
    ),
    "never heard of": ("error_after=P30D", None, "a source was never heard of"),
    "that may grow as old as it likes": ("verified_on=2001-01-01", None, None),
    "of reference data": ("role=reference warn_after=P1D verified_on=2001-01-01", None, None),
}


@pytest.mark.parametrize(("fields", "loaded", "what"), SOURCES.values(), ids=SOURCES)
def test_a_source_that_grows_old(fields: str, loaded: date | None, what: str | None) -> None:
    snapshot = sketch(f"source:cmdb {fields}").snapshot
    recording = Recording(loaded_on=lambda source: loaded if source == "source:cmdb" else None)
    view = replace(view_of(snapshot, TODAY, office=OFFICE), recording=recording)
    about = Asked(view, OneMoment(snapshot))
    found = answer(about, None, UNTIL, Include.OURS)
    assert [one.what(found.view) for one in found.found] == ([what] if what else [])


def test_a_source_is_as_young_as_the_newest_of_what_it_says() -> None:
    said = "ci:a source=source:cmdb verified_on=2026-11-20"
    assert told(attention("source:cmdb warn_after=P30D", said)) == []
    old = said.replace("2026-11-20", "2026-01-20")
    found = attention("source:cmdb warn_after=P30D", old)
    assert only(found, MatterKind.STALE).takes(found.view) == (
        "last heard of on 20 Jan 2026, 309 days ago; it may grow 30 days old: load it"
    )


@dataclass(frozen=True)
class Kept:
    """Rows that a load kept back."""

    source: str
    file: str
    recorded_at: str
    rows: tuple[Ref, ...]
    untold: int = 0


def kept_back(
    *rows: Kept, of: Sequence[str] | None = None, hidden: Sequence[str] = ()
) -> Attention:
    snapshot = sketch(
        "source:cmdb role=own", "ci:a -PART_OF-> ci:b", "service:s -DEPENDS_ON-> ci:a"
    ).snapshot
    view = view_of(snapshot, TODAY, hiding(hidden) if hidden else None, OFFICE)
    view = replace(view, recording=Recording(kept_back=rows))
    return answer(Asked(view, OneMoment(snapshot)), of, UNTIL, Include.OURS)


ROWS = Kept("source:cmdb", "/in/hosts.json", "2026-11-20T08:00:00Z", ("ci:a", "ci:new"), 3)


def test_rows_that_a_load_kept_back() -> None:
    found = kept_back(ROWS)
    one = only(found, MatterKind.REJECTED)
    assert (one.what(found.view), named(found, one)) == ("5 rows were kept back", "source:cmdb")
    assert one.takes(found.view) == "mend hosts.json, which speaks of ci:a, and load it again"


def test_of_what_was_asked_for_and_may_be_seen_only_rows_count_that_speak_of_it() -> None:
    found = kept_back(ROWS, of=["ci:a"])
    assert only(found, MatterKind.REJECTED).what(found.view) == "1 row was kept back"
    assert told(kept_back(ROWS, of=["service:s"])) == []
    assert told(kept_back(ROWS, hidden=["ci:a"])) == []
    found = kept_back(ROWS, hidden=["source:cmdb"])
    one = only(found, MatterKind.REJECTED)
    assert (one.item, one.takes(found.view)) == (
        None,
        "mend its file (a source you may not see), which speaks of ci:a, and load it again",
    )


def test_the_office_has_dates_of_its_own() -> None:
    office = replace(OFFICE, term_ends=date(2027, 1, 5), biennium=date(2025, 1, 1))
    about = asked(sketch("ci:a").snapshot, TODAY, office=office)
    found = answer(about, None, UNTIL, Include.OURS)
    assert told(found) == [
        "2027-01-01 this quarter: office -",
        "2027-01-05 this quarter: office -",
    ]
    assert [one.what(found.view) for one in found.found] == [
        "a biennium begins",
        "the CIO's term ends",
    ]
    assert "First, by 1 Jan 2027: the office, a biennium begins." in found.sentence(found.view)
    assert told(answer(about, ["ci:a"], UNTIL, Include.OURS)) == []


def test_narrowed_to_an_owner_or_an_agency() -> None:
    lines = (*CONTRACTS, *GROUP, "ticket:one type=incident", "ticket:one -AFFECTS-> ci:a")
    assert told(attention(*lines, of=["stakeholder:buyer"])) == [
        "2026-12-01 this week: contract contract:zoom"
    ]
    assert told(attention(*lines, of=["agency:tax"])) == [
        "2027-01-16 this quarter: redundancy ends service:mail"
    ]
    assert told(attention(*lines, of=["ci:a"])) == ["- so already: ticket ticket:one"]
    assert told(attention(*lines, of=["ci:b"])) == [
        "2027-01-16 this quarter: redundancy ends service:mail"
    ]


def test_reference_data_is_left_out_and_counted() -> None:
    lines = (
        "source:market role=reference",
        "contract:theirs end=2026-12-01 source=source:market",
        "contract:ours end=2026-12-01",
    )
    found = attention(*lines)
    assert [named(found, one) for one in found.found] == ["contract:ours"]
    assert "until 25 Feb 2027 (and 1 of reference data): " in found.sentence(found.view)


def test_what_is_hidden_is_counted_and_no_part_of_the_verdict() -> None:
    found = attention(*CONTRACTS, hidden=["contract:msa"])
    assert told(found) == ["2026-12-01 this week: contract contract:zoom"]
    assert found.sentence(found.view).startswith("1 matter needs somebody until 25 Feb 2027")


def test_bad_input() -> None:
    about = asked(sketch("ci:a").snapshot, TODAY, office=OFFICE)
    with pytest.raises(InvalidQuestion):
        answer(about, None, date(2026, 11, 24), Include.OURS)
    with pytest.raises(NotFound):
        answer(about, ["ci:none"], UNTIL, Include.OURS)


def test_as_a_calendar_what_is_so_already_stands_on_the_day_asked_for() -> None:
    found = attention(*CONTRACTS, *GROUP, "ticket:one type=incident", "ticket:one -AFFECTS-> ci:a")
    entries = matter_entries(found, found.view)
    assert [(str(e.on), e.title, e.urgent) for e in entries] == [
        ("2026-12-01", "Last day for notice: contract:zoom", True),
        ("2026-11-25", "Open incident: ticket:one", False),
        ("2027-01-01", "Financial trigger fires: trigger:index", False),
        ("2027-01-16", "Redundancy ends: relays then has none to spare: service:mail", False),
        ("2027-02-28", "Contract ends; too late for a full re-bid: contract:msa", True),
    ]
    assert len({entry.key for entry in entries}) == len(entries)


@settings(max_examples=150, deadline=None)
@given(contract_graphs(), st.integers(0, 900))
def test_the_contracts_are_those_whose_next_step_is_due_by_definition(
    graph: Graph, ahead: int
) -> None:
    """Every contract with a step up to the last day is there, on the earliest of its steps' days.

    Beyond that day stand those alone that are too late for a full re-bid.
    """
    until = TODAY + timedelta(days=ahead)
    office = replace(OFFICE, calendar=CALENDAR)
    found = answer(asked(graph.snapshot, TODAY, office=office), None, until, Include.REFERENCE)
    contracts = [one for one in found.found if one.kind_of is MatterKind.CONTRACT]
    first = {id_: naive_steps(graph.records, id_) for id_ in graph.ids("Contract")}
    due = {id_: min(steps.values()) for id_, steps in first.items() if steps}
    days = {named(found, one): one.day for one in contracts}
    assert {id_: on for id_, on in days.items() if on and on <= until} == {
        id_: on for id_, on in due.items() if on <= until
    }
    assert all(days[named(found, one)] == due[named(found, one)] for one in contracts)
    assert all(one.too_late for one in contracts if one.day and one.day > until)
