"""Reports by table: the sentences of small offices, what the page is, what the workbook holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from api.report.changed import WITHOUT
from api.report.html import html
from api.report.rendered import Asked, store_name
from api.report.report import Provenance, Report, Row, Section, Share
from api.report.workbook import workbook
from application.graph import Graph
from graph_model.facts import Item
from tests.support.broker import CASE
from tests.support.contract_office import CONTRACTS
from tests.support.door import door_of
from tests.support.graphql_door import opened_door
from tests.support.levels import levels
from tests.support.repository import ROOT

TODAY = date(2026, 11, 25)
WITH_CANDIDATE = (
    "service:case -NEEDS-> capability:cases",
    "offering:bridge -DELIVERS-> capability:cases",
    "offering:bridge price=10.00_USD",
)
BEFORE_AFTER = "Before and after: what a change of either supplier touches"
VOID = {"meta", "link", "br", "img", "hr", "input"}
HOSTILE = "<script>alert(1)</script>\"&'{{ 7*7 }}"


def asked(graph: Graph) -> Asked:
    return Asked(graph, graph.snapshot(), TODAY)


@pytest.fixture(scope="module")
def office() -> Iterator[Asked]:
    with opened_door(CONTRACTS.facts) as door:
        yield asked(door.graph)


@pytest.fixture(scope="module")
def broker() -> Iterator[Asked]:
    with opened_door(levels(*CASE, *WITH_CANDIDATE[:2]).facts) as door:
        yield asked(door.graph)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    paths = [ROOT / "samples/fedramp.json", ROOT / "samples/state"]
    with door_of(paths, tmp_path_factory.mktemp("samples")) as door:
        yield asked(door.graph)


def told(report: Report, title: str) -> list[str]:
    """The sentences of a section."""
    (section,) = [s for s in report.sections if s.title == title]
    assert all(len(row.cells) == len(section.heads) for row in section.rows)
    return [row.sentence for row in section.rows]


def substitution(of: Asked) -> Report:
    return of.substitution("supplier:cirrus", "supplier:bridge", None, date(2027, 12, 31))


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        (
            "Contracts that change hands",
            "contract:sow changes hands; it ends on 28 Feb 2027; act by 27 Nov 2026.",
        ),
        (
            "What protects us: rights, notice and triggers",
            "contract:sow: no right is recorded; it ends by itself on 28 Feb 2027.",
        ),
        (
            "Agreements and metrics",
            "sla:case, promised to agency:health, must be re-papered.",
        ),
        ("Agreements and metrics", "ola:mail must be renegotiated."),
        ("Agreements and metrics", "metric:mail loses its source."),
        ("Services", "service:case, which citizens use, changes hands."),
        (
            "Services",
            "service:portal, which citizens use, is exposed, by way of service:case.",
        ),
        ("Who has to be told or engaged", "agency:health is touched directly, and is to be told."),
        ("Who has to be told or engaged", "forum:board is to be told."),
        (
            BEFORE_AFTER,
            "If supplier:cirrus changes, sla:case is no longer touched; it was directly.",
        ),
        (BEFORE_AFTER, "If supplier:bridge changes, sla:case comes to be touched, directly."),
        (
            "Who has to be told or engaged",
            "stakeholder:director is to be engaged; it acts by political force.",
        ),
        (
            "Who has to be told or engaged",
            "stakeholder:clerk is to be engaged; it acts by a force that is not recorded.",
        ),
    ],
)
def test_a_substitution_says(broker: Asked, title: str, sentence: str) -> None:
    assert sentence in told(substitution(broker), title)


def test_a_substitution_says_what_changes_only_where_somebody_takes_the_place(
    broker: Asked,
) -> None:
    found = broker.substitution("supplier:cirrus", None, None, None)
    changed = [section for section in found.sections if "before and after" in section.title.lower()]
    assert [(len(s.rows), s.empty) for s in changed] == [(0, WITHOUT), (0, WITHOUT)]


def test_promises_are_shown_before_and_after() -> None:
    parts = (
        "ola:old 99.5% service:case",
        "ola:old -BINDS[provider]-> supplier:bridge",
        "supplier:bridge -PROVIDES-> service:case extent=part",
    )
    with opened_door(levels(*CASE, *parts).facts) as door:
        found = asked(door.graph).substitution("supplier:cirrus", "supplier:bridge", None, None)
    (told_,) = told(found, "Promises before and after")
    assert "unsupported by" in told_
    assert told_.endswith(" before, supported after.")


def test_a_candidate_is_short_by_so_much() -> None:
    offered = (
        "offering:bridge -SETS-> target:low",
        "target:low metric=availability value=90 unit=percent",
    )
    with opened_door(levels(*CASE, *WITH_CANDIDATE[:2], *offered).facts) as door:
        (candidate,) = told(substitution(asked(door.graph)), "Who could take over")
    assert candidate.endswith(
        "their concentration (HHI) from 1.0000 to 1.0000. It falls short of target:ola:case "
        "by 9.95 %; of target:ola:mail by 9 %; of target:sla:case by 9.9 %."
    )


def test_a_substitution_is_headed_by_its_verdict_and_its_day(broker: Asked) -> None:
    found = substitution(broker)
    assert found.verdict == (
        "If supplier:cirrus is replaced by supplier:bridge: 2 contracts change, "
        "1 SLA is re-papered, 2 citizen-facing services, 1 customer agency."
    )
    assert found.act_by == date(2026, 11, 27)  # 28 Feb 2027 − P2M − P1M is Saturday 28 Nov
    assert any("service:mail" in told and "without a contract" in told for told in found.unknown)
    (candidate,) = told(found, "Who could take over")
    assert "supplier:bridge offers 1 of the 1 needed capability" in candidate


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        (
            "Ends",
            (
                "contract:msa (MA-1) with supplier:cirrus ends on 31 Aug 2027; "
                "act by 31 Aug 2027: contract ends on 31 Aug 2027."
            ),
        ),
        (
            "Renews unless notice is given",
            # 31 Dec 2027 − P3M − P1M, the defaults of a licence, is Monday 30 Aug
            (
                "contract:auto, its supplier not recorded, ends its term on 31 Dec 2026; act by "
                "30 Aug 2027: latest safe start on 30 Aug 2027; notice was due by 31 Oct 2026. "
                "If nobody acts it renews to 31 Dec 2027."
            ),
        ),
        ("What falls uncovered", "ci:app is covered by nobody for good"),
        (
            "What falls uncovered",
            "service:case is covered by nobody for 10 days, until contract:next",
        ),
        (
            "How each day was worked out",
            "contract:auto: last day for notice: end 31 Dec 2027 − P2M notice = 31 Oct 2027",
        ),
    ],
)
def test_expirations_say(office: Asked, title: str, sentence: str) -> None:
    said = told(office.expirations(None, date(2028, 1, 1)), title)
    assert any(s.startswith(sentence) for s in said), said


def test_expirations_say_what_they_left_out(office: Asked) -> None:
    found = office.expirations(None, date(2028, 1, 1))
    assert found.verdict.startswith("3 contracts end: ")
    assert found.verdict.endswith(" First to act on: contract:sow.")
    assert "Left out: 1 contract, they ended before 2026-11-25." in found.unknown
    assert "Left out: 1 contract, no end is recorded." in found.unknown


def test_nothing_that_ends_is_nothing_recorded(office: Asked) -> None:
    found = office.expirations(date(2040, 1, 1), date(2040, 2, 1))
    assert found.verdict == "Nothing is recorded that ends in this time."
    assert found.act_by is None


def test_health_has_every_indicator_by_itself_and_what_is_against_it(office: Asked) -> None:
    found = office.health(None)
    (stands,) = [s for s in told(found, "Indicators") if s.startswith("Completeness")]
    assert stands.startswith("Completeness of the manual: 0 of 3 (")
    against = told(found, "What stands against them")
    assert "sla:case does not count towards completeness of the manual." in against
    assert any(s.startswith("managed services: nothing to count") for s in found.unknown)


class Page(HTMLParser):
    """A page read strictly: every element is closed in its turn."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page.decode())
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


ASK: dict[str, Callable[[Asked], Report]] = {
    "substitution": lambda of: of.substitution("supplier:cirrus", None, None, None),
    "expirations": lambda of: of.expirations(None, None),
    "health": lambda of: of.health(None),
}


@pytest.mark.parametrize("name", ASK)
def test_the_samples_reports_are_whole_pages_and_workbooks(samples: Asked, name: str) -> None:
    report = ASK[name](samples)
    page = Page(html(report))
    tags = [tag for tag, _ in page.tags]
    assert not {"script", "link", "img", "iframe"} & set(tags)
    assert not [a for _, a in page.tags if {"src", "href", "onclick", "style"} & set(a)]
    assert page.tags[0] == ("html", {"lang": "en"})
    assert tags.count("h1") == 1
    assert {a.get("scope") for tag, a in page.tags if tag == "th"} == {"col", "row"}
    for section in report.sections:
        for row in section.rows:
            assert row.sentence in page.text
    style = html(report).partition(b"</style>")[0]
    assert b"url(" not in style
    assert b"@import" not in style
    sheets = CalamineWorkbook.from_filelike(BytesIO(workbook(report)))
    assert len(sheets.sheet_names) == len(report.sections) + 2
    for section, sheet in zip(report.sections, sheets.sheet_names[1:], strict=False):
        rows = sheets.get_sheet_by_name(sheet).to_python()
        assert rows[0] == ["In words", *section.heads]
        assert [r[0] for r in rows[1 : 1 + len(section.rows)]] == [r.sentence for r in section.rows]


def made(*rows: Row, title: str = "A section", verdict: str = "So it is.") -> Report:
    section = Section(title, ("Text", "Day", "Share", "Many"), rows)
    found = Provenance("SQLite, in memory", 7, TODAY, True)
    return Report("A report", verdict, None, (section, section), (), found)


def test_hostile_names_are_text() -> None:
    page = html(made(Row(HOSTILE, (f"x{HOSTILE}y", None, None, None)), verdict=HOSTILE))
    assert b"<script" not in page
    assert (
        Page(page).text.count(HOSTILE) == 1 + 2 * 2
    )  # the verdict; sentence and cell, in two sections


def test_a_hostile_name_passes_from_the_graph_to_the_page_as_text() -> None:
    items = (Item("Supplier", "supplier:x", {"name": HOSTILE}),)
    with opened_door(items) as door:
        report = asked(door.graph).substitution("supplier:x", None, None, None)
    page = html(report)
    assert b"<script" not in page
    assert HOSTILE in Page(page).text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "\t=1"])
def test_what_looks_like_a_formula_is_text_in_a_workbook(text: str) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(made(Row(text, (text, None, None, None))))))
    for cell in book["A section"][2][:2]:
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_cells_of_a_workbook_have_their_types() -> None:
    row = Row("a", ("b\x00c", date(2027, 2, 28), Share(0.5), 3))
    old = Row("x" * 40_000, ("d", date(1899, 1, 1), None, 0))
    sheet = openpyxl.load_workbook(BytesIO(workbook(made(row, old))))["A section"]
    values = [cell.value for cell in sheet[2]]
    assert values == ["a", "b\N{REPLACEMENT CHARACTER}c", datetime(2027, 2, 28), 0.5, 3]  # noqa: DTZ001
    assert [cell.number_format for cell in sheet[2][2:4]] == ["yyyy-mm-dd", "0%"]
    assert len(str(sheet["A3"].value)) == 32_767
    assert sheet["C3"].value == "1899-01-01"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E3"


def test_sheets_have_names_that_excel_allows() -> None:
    title = "What: who/where? " + "long " * 10
    book = openpyxl.load_workbook(BytesIO(workbook(made(title=title))))
    first, second = book.sheetnames[1:3]
    assert max(map(len, book.sheetnames)) <= 31
    assert (first[:16], second[-2:]) == ("What  who where ", " 2")
    assert book[first]["A2"].value == "Nothing recorded."


def test_an_answer_that_is_not_complete_says_so_on_page_and_sheet() -> None:
    found = Provenance("SQLite, in memory", 7, TODAY, False, "a load was cut short")
    report = Report("A report", "So it is.", TODAY, (), (), found)
    assert "This answer is not complete: a load was cut short" in Page(html(report)).text
    sheet = openpyxl.load_workbook(BytesIO(workbook(report)))["Summary"]
    assert sheet["B8"].value == "no: a load was cut short"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("sqlite:///home/somebody/office.db", "SQLite file office.db"),
        ("sqlite://", "SQLite, in memory"),
        ("bolt://user:secret@graph.example:7687", "Neo4j at graph.example"),
    ],
)
def test_a_store_is_named_without_what_is_nobodys_business(address: str, name: str) -> None:
    assert store_name(address) == name
    assert Path(name).name == name
