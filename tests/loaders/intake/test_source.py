"""The seam: a source is a declaration, whatever it takes; what stands before it is common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_model.errors import InvalidInput, UnreadableFile
from graph_model.facts import Item, Record, Relation
from loaders.intake.deduplicate import Once
from loaders.intake.raw_row import RawRow
from loaders.intake.reading import RowReader
from loaders.intake.recognition import candidates, recognise
from loaders.intake.source import FORMS, AnyGiven, AnySource, SourceDeclaration, reading_of
from loaders.intake.source_feed import FeedPage, SourceFeed
from loaders.intake.source_file import SourceFile
from loaders.intake.source_table import SourceTable
from loaders.known_sources import known_sources
from tests.support.loading import MODEL
from tests.support.repository import ROOT


def pairs_from_a_file(file: SourceFile, rows: RowReader) -> None:
    once = Once(rows, file.name, {})
    for number, line in file.lines():
        service, _, supplier = line.partition(" by ")
        provided(once, service, supplier, f"line {number}")


def pairs_from_a_table(table: SourceTable, rows: RowReader) -> None:
    once = Once(rows, table.name, {})
    for row in table.rows:
        provided(once, row.get("Service"), row.get("Supplier"), f"line {row.line}")


def pairs_from_a_feed(feed: SourceFeed, rows: RowReader) -> None:
    for page in feed.pages():
        for index, record in enumerate(page.records):
            rows.add(record, feed.where(page, index))


def provided(once: Once, service: object, supplier: object, place: str) -> None:
    once.own(item("Service", service), place)
    once.shared(item("Supplier", supplier), place)
    once.join("PROVIDES", supplier or None, service, place)


def item(kind: str, name: object) -> Record:
    return {"kind": kind, "id": name or None, "name": name or None}


FILE: AnySource = SourceDeclaration(
    name="pairs",
    meaning="a service and its supplier a line",
    takes=SourceFile,
    recognises=lambda file: " by " in (file.head().first_line or ""),
    read=pairs_from_a_file,
)
TABLE: AnySource = SourceDeclaration(
    name="sheet",
    meaning="a sheet of services and suppliers",
    takes=SourceTable,
    recognises=lambda table: {"Service", "Supplier"} <= set(table.columns),
    read=pairs_from_a_table,
)
FEED: AnySource = SourceDeclaration(
    name="feed",
    meaning="plain records of another system",
    takes=SourceFeed,
    recognises=lambda feed: feed.first is not None and bool(feed.first.records),
    read=pairs_from_a_feed,
    role="reference",
    facts="catalogue",
)
SOURCES = (FILE, TABLE, FEED)

LINES = [("mail", "cirrus"), ("dns", "cirrus"), ("", "cirrus"), ("mail", "cirrus")]


@pytest.fixture(params=["file", "table", "feed"])
def given(request: pytest.FixtureRequest, tmp_path: Path) -> AnyGiven:
    """The same four pairs, one without a service, in each of the three forms."""
    match request.param:
        case "file":
            path = tmp_path / "office.txt"
            path.write_text("".join(f"{service} by {supplier}\n" for service, supplier in LINES))
            return SourceFile(path, "office")
        case "table":
            rows = [RawRow({"Service": a, "Supplier": b}, at) for at, (a, b) in enumerate(LINES, 1)]
            return SourceTable("office.csv", "office", ("Service", "Supplier"), rows)
        case _:
            return SourceFeed("the catalogue", "office", fetched())


def fetched() -> Iterator[FeedPage]:
    suppliers = [{"kind": "Supplier", "id": "cirrus", "name": "cirrus"}]
    for number, (service, supplier) in enumerate(LINES[:3], 1):
        records = [item("Service", service)] + (suppliers if number == 1 else [])
        joins = {"type": "PROVIDES", "from": supplier, "to": service or None}
        yield FeedPage(number, (*records, joins))


def test_each_form_is_recognised_and_read_to_the_same_facts(given: AnyGiven) -> None:
    source = recognise(given, SOURCES)
    reading = reading_of(source, given, MODEL, lambda rows: None)
    facts = [placed.fact for placed in reading.facts]
    assert {fact.id for fact in facts if isinstance(fact, Item)} == {"mail", "cirrus", "dns"}
    ends = [(fact.start, fact.end) for fact in facts if isinstance(fact, Relation)]
    assert ends == [("cirrus", "mail"), ("cirrus", "dns")]
    assert (reading.loader, reading.source) == (source.name, source.facts or "office")
    assert {placed.source for placed in reading.facts} == {reading.source}


def test_bad_rows_are_kept_back_with_their_places_and_the_repeated_told(given: AnyGiven) -> None:
    reading = reading_of(recognise(given, SOURCES), given, MODEL, lambda rows: None)
    third = f"{given.name}, page 3" if isinstance(given, SourceFeed) else f"{given.name}, line 3"
    assert {reject.where.partition(", record")[0] for reject in reading.rejects} == {third}
    assert len(reading.rejects) == 2  # the service, and what provides it
    repeated = [] if isinstance(given, SourceFeed) else [f"{given.name}, line 4"]
    assert [warning.where for warning in reading.warnings] == repeated


def test_a_source_is_given_what_it_takes_and_nothing_else(given: AnyGiven) -> None:
    for source in SOURCES:
        if isinstance(given, source.takes):
            continue
        with pytest.raises(InvalidInput, match=rf"expected .*, which {source.name} takes"):
            reading_of(source, given, MODEL, lambda rows: None)


def test_what_several_recognise_or_none_does_is_refused(given: AnyGiven) -> None:
    with pytest.raises(UnreadableFile, match="no known format"):
        recognise(given, known_sources())
    with pytest.raises(UnreadableFile, match="what may be"):
        recognise(given, SOURCES * 2)


def test_a_feed_s_first_page_may_be_looked_at_before_all_are_read() -> None:
    feed = SourceFeed("f", "f", (FeedPage(number, ()) for number in (1, 2, 3)))
    assert [page and page.number for page in (feed.first, feed.first)] == [1, 1]
    assert [page.number for page in feed.pages()] == [1, 2, 3]
    assert SourceFeed("empty", "empty", ()).first is None


def test_declared_sources_have_their_own_names_and_samples_find_their_own() -> None:
    names = [source.name for source in known_sources()]
    assert names == ["cyclonedx", "fedramp", "json", "jsonl", "servicenow", "yaml"]
    (roles,) = (f.choices for f in MODEL.field_by_name["role"] if "reference" in f.choices)
    assert {source.role for source in known_sources()} <= set(roles)
    sample = SourceFile(ROOT / "samples" / "fedramp.json", "x")
    assert [source.name for source in candidates(sample, known_sources())] == ["fedramp"]


def test_the_page_on_loading_lists_the_sources_as_they_are_declared() -> None:
    page = (ROOT / "docs" / "loading.md").read_text(encoding="utf-8")
    formats = page.partition("\n## Formats\n")[2].partition("\n## ")[0]
    table = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|", formats, flags=re.MULTILINE)
    assert table == [(s.name, FORMS[s.takes], s.role) for s in known_sources()]
