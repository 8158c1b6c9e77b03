"""Reports of any question: the page, the workbook, and what is hidden or left out of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from api.report.html import html
from api.report.report import Provenance, Report, left_out, report_of, store_name, titled
from api.report.workbook import workbook
from application.asking import About, Asker
from application.graph import Graph
from graph_model.changes import Remove
from graph_model.facts import Item
from queries.answers.types import Leaf, Optional
from queries.answers.viewer import Viewer, hiding
from queries.questions.catalog import question, questions
from queries.questions.grid import Cell, Grid
from tests.support.broker import CASE
from tests.support.graphql_door import opened_door
from tests.support.levels import levels
from tests.support.sample import SAMPLE_DAY, sample_graph

TODAY = date(2026, 11, 25)
MARKET = ("service:mail -NEEDS-> capability:mail", "offering:bridge -DELIVERS-> capability:mail")
VOID = {"meta", "link", "br", "img", "hr", "input"}
HOSTILE = "<script>alert(1)</script>\"&'{{ 7*7 }}"
ADDRESS = "sqlite:///office.db"
WITH_TABLES = [pytest.param(one.name, id=one.name) for one in questions() if one.tables]


def reported(
    graph: Graph, name: str, given: dict[str, Any], about: About, viewer: Viewer | None = None
) -> Report:
    asker = replace(Asker.of(graph), viewer=viewer or graph.viewer)
    answer = asker.ask(question(name), given, about)
    return report_of(question(name), answer, given, about, ADDRESS)


@pytest.fixture(scope="module")
def broker() -> Iterator[Graph]:
    with opened_door(levels(*CASE, *MARKET).facts) as door:
        yield door.graph


@pytest.fixture(scope="module")
def samples() -> Iterator[Graph]:
    with sample_graph() as graph:
        yield graph


def substitution(graph: Graph, viewer: Viewer | None = None, **more: Any) -> Report:
    given = {"supplier": "supplier:cirrus", **more}
    return reported(graph, "substitution", given, About(TODAY), viewer)


def section(report: Report, title: str) -> Grid:
    (found,) = [one for one in report.sections if titled(one) == title]
    return found


def test_a_report_is_the_verdict_the_tables_and_the_notes(broker: Graph) -> None:
    found = substitution(broker, by="supplier:bridge", services=["service:case"])
    assert found.title == "Substitution: supplier:cirrus"
    assert found.asked == (
        ("supplier", "supplier:cirrus"),
        ("by", "supplier:bridge"),
        ("services", "service:case"),
    )
    assert found.verdict.startswith("Replacing supplier:cirrus by supplier:bridge takes until ")
    assert section(found, "May we").rows == [
        (
            "contract:sow",
            "contract:sow",
            "no right is recorded; it ends by itself on 28 Feb 2027",
            "-",
            "-",
        )
    ]
    assert "Metrics that lose their source: metric:case" in found.notes
    assert found.provenance == Provenance("SQLite file office.db", 1, TODAY)


def test_a_table_without_rows_is_left_out_unless_that_says_something(broker: Graph) -> None:
    found = substitution(broker, services=["service:mail"])
    assert section(found, "May we").empty.startswith("no contract changes hands")
    assert "Promises whose support changes" not in map(titled, found.sections)


def test_a_report_begins_with_what_is_due_first(samples: Graph) -> None:
    found = reported(samples, "expirations", {}, About(SAMPLE_DAY))
    (lead,) = found.lead
    assert titled(lead) == "What to decide first"
    assert (len(lead.rows), lead.total > 5) == (5, True)
    days = [row[0].value for row in lead.cells]
    assert days == sorted(days)
    text = Page(html(found)).text
    assert text.index("What to decide first") < text.index(titled(found.sections[0]))


def test_an_impact_begins_with_who_is_hit_hardest_and_how_it_looks(samples: Graph) -> None:
    found = reported(samples, "impact", {"of": ["ci:san-1"]}, About(SAMPLE_DAY))
    lead, room = found.lead
    assert titled(room) == "Who must be in the room"
    assert {row[1] for row in room.rows[:2]} == {"decide"}
    assert [row[0] for row in lead.rows[:2]] == [
        "Tallgrass Department of Health",
        "Tallgrass Department of Labor and Employment",
    ]
    page = Page(html(found))
    (drawn,) = [a for tag, a in page.tags if tag == "svg" and a.get("role")]
    assert drawn["aria-labelledby"] == "picture-title picture-desc"
    assert page.text.index("Who is hit hardest") < page.text.index("How it looks")


def test_a_picture_is_a_sheet_with_a_column_a_lane(samples: Graph) -> None:
    found = reported(samples, "impact", {"of": ["ci:san-1"]}, About(SAMPLE_DAY))
    rows = sheets(workbook(found))["How it looks"]
    assert rows[0] == ["Start", "Items", "Services", "Promises", "Programs", "Agencies", "People"]
    assert rows[1][0] == "Storage Array SAN-1\nLOST"
    assert rows[-1][0].endswith(" marks for 102 items")


def test_tables_to_look_things_up_in_come_last(samples: Graph) -> None:
    given = dict(question("substitution").example)
    found = reported(samples, "substitution", given, About(SAMPLE_DAY))
    lengths = [len(one.cells) for one in found.sections]
    assert titled(found.sections[0]) != "What it touches"
    short = [length <= 20 for length in lengths]
    assert short == sorted(short, reverse=True)


def test_before_and_after_is_one_table(samples: Graph) -> None:
    about = About(SAMPLE_DAY, what_if=(Remove("ci:db-node-1"),))
    found = reported(samples, "impact", {"of": ["ci:san-1"]}, about)
    changed = section(found, "Before and after the edits")
    assert changed.heads == ("WAS", "IS", "KIND", "ID", "NAME")
    assert ("LOST", "-", "ConfigurationItem", "ci:db-node-1", "Database Node 1") in changed.rows


def test_a_table_has_as_many_rows_as_a_page_may_have_and_counts_the_others(broker: Graph) -> None:
    most = replace(broker.settings, max_page=2)
    found = substitution(Graph(most, broker.store, broker.model))
    touched = section(found, "What it touches")
    assert (len(touched.rows), list(left_out(touched))) == (2, [f"and {touched.total - 2} more"])


def test_what_may_not_be_seen_is_counted_and_not_named(broker: Graph) -> None:
    viewer = hiding(["contract:msa", "stakeholder:director", "target:sla:case"])
    found = substitution(broker, viewer, by="supplier:bridge")
    page, book = html(found), sheets(workbook(found))
    for told in (page.decode(), str(book)):
        assert not [id_ for id_ in ("contract:msa", ":director", "target:sla") if id_ in told]
    assert list(left_out(section(found, "May we"))) == ["and 1 that you may not see"]
    assert "and 1 that you may not see" in Page(page).text
    assert ["and 1 that you may not see"] in [row[:1] for row in book["May we"]]


def test_a_report_of_what_is_supposed_says_so(broker: Graph) -> None:
    about = About(TODAY, what_if=(Remove("sla:case"),))
    found = reported(broker, "substitution", {"supplier": "supplier:cirrus"}, about)
    assert found.provenance.edits == 1
    assert "This is supposed, not recorded" in Page(html(found)).text
    assert ["Supposed edits", 1.0] in sheets(workbook(found))["Summary"]


def sheets(book: bytes) -> dict[str, list[list[Any]]]:
    """The rows of each sheet, as another reader than ours has them."""
    read = CalamineWorkbook.from_filelike(BytesIO(book))
    return {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}


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


@pytest.mark.parametrize("name", WITH_TABLES)
def test_any_question_is_a_whole_page_and_a_whole_workbook(samples: Graph, name: str) -> None:
    report = reported(samples, name, dict(question(name).example), About(SAMPLE_DAY))
    page = Page(html(report))
    tags = [tag for tag, _ in page.tags]
    assert not {"script", "link", "img", "iframe"} & set(tags)
    assert not [a for _, a in page.tags if {"src", "href", "onclick", "style"} & set(a)]
    assert page.tags[0] == ("html", {"lang": "en"})
    assert tags.count("h1") == 1
    assert report.verdict in page.text
    style = html(report).partition(b"</style>")[0]
    assert b"url(" not in style
    assert b"@import" not in style
    book = sheets(workbook(report))
    tables = [*report.lead, *report.sections]
    assert len(book) == len(tables) + (3 if report.picture else 2)
    for grid, rows in zip(tables, list(book.values())[1:], strict=False):
        assert rows[0] == list(grid.heads)
        assert len(rows) - 1 == max(1, len(grid.rows) + len(list(left_out(grid))))
        for text in (row[0] for row in grid.rows if row[0] != "-"):
            assert text in page.text or text.startswith("20")  # a day is written out


def made(*rows: tuple[Cell, ...], title: str = "A section", verdict: str = "So it is.") -> Report:
    grid = Grid("some.list", title, ("TEXT", "DAY", "SHARE", "MANY"), list(rows), len(rows))
    empty = replace(grid, cells=[], total=0, empty="nothing recorded")
    found = Provenance("SQLite, in memory", 7, TODAY)
    return Report("A report", "What is it?", (), verdict, (grid, empty), (), found)


NOTHING = Cell(None)


def test_hostile_names_are_text() -> None:
    page = html(made((Cell(f"x{HOSTILE}y"), NOTHING, NOTHING, NOTHING), verdict=HOSTILE))
    assert b"<script" not in page
    assert Page(page).text.count(HOSTILE) == 2  # the verdict and the cell


def test_a_hostile_name_passes_from_the_graph_to_the_page_as_text() -> None:
    items = (Item("Supplier", "supplier:cirrus", {"name": HOSTILE}),)
    with opened_door(items) as door:
        page = html(substitution(door.graph))
    assert b"<script" not in page
    assert HOSTILE in Page(page).text


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "\t=1", "\r=1"]
)
def test_what_looks_like_a_formula_is_text_in_a_workbook(text: str) -> None:
    book = workbook(made((Cell(text), NOTHING, NOTHING, NOTHING), verdict=text))
    sheet = openpyxl.load_workbook(BytesIO(book))["A section"]
    cell = sheet["A2"]
    kept = text.replace("\r", "\n")  # XML has no other end of line
    assert (cell.value, cell.data_type, cell.quotePrefix) == (kept, "s", True)


def test_cells_of_a_workbook_have_their_types() -> None:
    row = (Cell("b\x00c"), Cell(date(2027, 2, 28)), Cell(0.5, Leaf.SHARE), Cell(3))
    old = (
        Cell("x" * 40_000),
        Cell(date(1899, 1, 1)),
        Cell("1200.50 USD", Optional(Leaf.MONEY)),
        Cell("12345678901234567.00 USD", Leaf.MONEY),
    )
    flags = (Cell(["a", "b"]), NOTHING, Cell(True), Cell(0))
    book = openpyxl.load_workbook(BytesIO(workbook(made(row, old, flags))))
    sheet = book["A section"]
    values = [cell.value for cell in sheet[2]]
    assert values == ["b\N{REPLACEMENT CHARACTER}c", datetime(2027, 2, 28), 0.5, 3]  # noqa: DTZ001
    assert [cell.number_format for cell in sheet[2][1:3]] == ["yyyy-mm-dd", "0.0%"]
    assert len(str(sheet["A3"].value)) == 32_767
    assert [cell.value for cell in sheet[3][1:]] == [
        "1 Jan 1899",
        1200.5,
        "12345678901234567.00 USD",
    ]
    assert sheet["C3"].number_format == '#,##0.00 "USD"'
    assert [cell.value for cell in sheet[4]] == ["a, b", None, True, 0]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D4"


def test_days_and_numbers_read_as_people_write_them_on_a_page() -> None:
    page = html(made((Cell("a"), Cell(date(2027, 2, 28)), Cell(0.5, Leaf.SHARE), NOTHING)))
    assert '<td class="day">28 Feb 2027</td><td class="number">50 %</td><td>–</td>' in page.decode()


def test_columns_of_numbers_have_their_heads_above_them_and_ids_break_as_they_may() -> None:
    grid = Grid(
        "a.list",
        "A list",
        ("ID", "MANY"),
        [(Cell("contract:" + "x" * 40), Cell(3)), (Cell("TG-PO-2026-1187"), NOTHING)],
        2,
    )
    page = html(replace(made(), sections=(grid,))).decode()
    assert '<th scope="col">ID</th><th scope="col" class="number">MANY</th>' in page
    assert '<th scope="row" class="id">contract:' in page
    assert '<th scope="row" class="short">TG-PO-2026-1187</th><td class="number">–</td>' in page


def test_of_many_columns_the_last_stand_below_their_row() -> None:
    heads = tuple(f"H{n}" for n in range(12))
    row = (*(Cell(f"v{n}") for n in range(11)), NOTHING)
    page = html(replace(made(), sections=(Grid("a.list", "A list", heads, [row], 1),))).decode()
    assert page.count('<th scope="col">') == 9
    below = page.partition('<tr class="more">')[2].partition("</tr>")[0]
    assert Page(f"<tr>{below}</tr>".encode()).text.split() == ["H9", "v9", "H10", "v10"]


def test_what_is_due_first_has_its_owner_by_name(samples: Graph) -> None:
    given = dict(question("substitution").example)
    due, _ = reported(samples, "substitution", given, About(SAMPLE_DAY)).lead
    assert due.heads == ("BY", "WHAT", "CONTRACT", "WORTH", "OWNER")
    assert due.rows[0][-1] == "Contract Manager, Office of the CIO"


def test_a_page_prints_on_the_paper_that_is_there() -> None:
    assert b"@page { size: landscape;" in html(made())


def test_sheets_have_names_that_excel_allows() -> None:
    title = "What: who/where? " + "long " * 10
    book = openpyxl.load_workbook(BytesIO(workbook(made(title=title))))
    first, second = book.sheetnames[1:3]
    assert max(map(len, book.sheetnames)) <= 31
    assert (first[:16], second[-2:]) == ("What  who where ", " 2")
    assert book[second]["A2"].value == "nothing recorded"


def test_a_section_without_a_title_is_called_what_its_list_is() -> None:
    assert titled(Grid("impact.notInForce", "", (), [], 0)) == "Not in force"


def test_an_answer_that_is_not_complete_says_so_on_page_and_sheet() -> None:
    report = made()
    found = replace(report.provenance, reason="a load was cut short")
    report = replace(report, provenance=found)
    assert "This answer is not complete: a load was cut short" in Page(html(report)).text
    assert ["Complete", "no: a load was cut short"] in sheets(workbook(report))["Summary"]


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
