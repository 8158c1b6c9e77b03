"""Any list in the order of told columns, or those of its lines that say a text; in pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.errors import InvalidQuestion, LimitExceeded
from queries.answers import arranged
from queries.answers.arranged import columns_of
from queries.answers.listing import Listing, listed
from queries.answers.telling import LinesPage, told_as
from queries.answers.told import on_request, subject, told
from queries.answers.types import ItemRow, ItemRows, ItemsOf, LevelName, MoneyText, Paged, Said
from queries.answers.view import Meter, View
from queries.answers.viewer import everything, hiding
from queries.snapshot.rows import as_ints
from tests.support.asking import view_of
from tests.support.sketch import sketch
from tests.support.told_office import Mood

DAY = date(2027, 1, 1)
IDS = ["ci:a", "ci:b", "ci:c", "ci:d"]
OFFICE = sketch("ci:a name=Zebra", "ci:b name=apple", "ci:c name=Apple", "ci:d").snapshot
ROWS = OFFICE.rows(IDS)


@dataclass(frozen=True, slots=True)
class Inner:
    """What stands within a line."""

    note: Annotated[str, Said("A note.")]


@dataclass(frozen=True, slots=True)
class Matter:
    """A line with a column of each form."""

    number: Annotated[int, Said("Its number.")]
    row: int
    rank: Annotated[int, Said("A figure.")] = 0
    on: Annotated[date | None, Said("A day, if there is one.")] = None
    worth: Annotated[MoneyText | None, Said("An amount.")] = None
    mood: Annotated[Mood, Said("A choice.")] = Mood.GOOD
    level: Annotated[LevelName, Said("A level.")] = "LOST"
    tags: Annotated[list[str], Said("Words.")] = ()  # type: ignore[assignment]
    inner: Annotated[Inner | None, Said("What is within.")] = None
    others: tuple[int, ...] = ()

    @subject
    @told
    def item(self) -> ItemRow:
        """What it stands for."""
        return self.row

    @told
    def near(self) -> ItemRows:
        """Those beside it."""
        return as_ints(self.others)

    @on_request
    @told
    def dear(self) -> str:
        """What is told only on request."""
        raise AssertionError("nobody asked for it")


def page(lines: list[Matter], view: View | None = None, **asked: Any) -> LinesPage:
    rows = as_ints([line.row for line in lines])
    listing: Listing[Matter] = listed(lines, "number", lambda line: (line.number,), rows)
    found: LinesPage = told_as(Paged(Matter), listing, view or view_of(OFFICE, DAY), asked)
    return found


def numbers(found: LinesPage) -> list[int]:
    return [line.told("number") for line in found.nodes]


def matters(**columns: list[Any]) -> list[Matter]:
    (many,) = {len(values) for values in columns.values()}
    rows = columns.pop("row", [int(ROWS[at % 4]) for at in range(many)])
    each = [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]
    told = each or [{} for _ in range(many)]
    return [Matter(at, row, **more) for at, (row, more) in enumerate(zip(rows, told, strict=True))]


SORTED = {
    "a number rises": (matters(rank=[3, 1, 2]), ["rank"], [1, 2, 0]),
    "or falls": (matters(rank=[3, 1, 2]), ["rank desc"], [0, 2, 1]),
    "equal ones stay": (matters(rank=[1, 1, 1]), ["rank desc"], [0, 1, 2]),
    "a day, absent last": (matters(on=[None, DAY, date(2026, 1, 1)]), ["on"], [2, 1, 0]),
    "absent last, falling, too": (
        matters(on=[None, DAY, date(2026, 1, 1)]),
        ["on desc"],
        [1, 2, 0],
    ),
    "an amount as a number": (matters(worth=["9 USD", "100 USD", None]), ["worth"], [0, 1, 2]),
    "by currency first": (matters(worth=["9 USD", "100 EUR", "1 USD"]), ["worth"], [1, 2, 0]),
    "a choice as it is declared": (matters(mood=[Mood.BAD, Mood.GOOD]), ["mood"], [1, 0]),
    "a level by how hard it is": (
        matters(level=["NOTIFY", "LOST", "DEGRADED"]),
        ["level desc"],
        [1, 2, 0],
    ),
    "an item by its name, then its id": (matters(row=ROWS.tolist()), ["item"], [1, 2, 3, 0]),
    "words one after the other": (matters(tags=[["b"], ["a", "c"], ["a"]]), ["tags"], [2, 1, 0]),
    "an item by its id": (matters(row=ROWS.tolist()), ["item.id desc"], [3, 2, 1, 0]),
    "what is within": (matters(inner=[Inner("x"), None, Inner("B")]), ["inner.note"], [2, 0, 1]),
    "one after the other": (
        matters(rank=[1, 2, 1], on=[DAY, DAY, None]),
        ["on", "rank desc"],
        [1, 0, 2],
    ),
}


@pytest.mark.parametrize(("lines", "sort", "expected"), SORTED.values(), ids=SORTED)
def test_sorted_by(lines: list[Matter], sort: list[str], expected: list[int]) -> None:
    assert numbers(page(lines, sort=sort)) == expected


SAYING = {
    "an item's name": ("zebra", [0]),
    "or its id": ("ci:c", [2]),
    "a day": ("2027-01", [2]),
    "a choice": ("bad", [3]),
    "an amount": ("77.5", [0]),
    "words": ("kept", [1]),
    "what is within": ("Deep", [2]),
    "those beside it": ("apple", [1, 2, 3]),
    "nothing": ("nothing of this", []),
    "anything": ("  ", [0, 1, 2, 3]),
}


@pytest.mark.parametrize(("text", "expected"), SAYING.values(), ids=SAYING)
def test_saying(text: str, expected: list[int]) -> None:
    lines = matters(
        row=ROWS.tolist(),
        on=[None, None, DAY, None],
        mood=[Mood.GOOD, Mood.GOOD, Mood.GOOD, Mood.BAD],
        worth=["77.5 USD", None, None, None],
        tags=[[], ["Kept", "b"], [], []],
        inner=[None, None, Inner("deep down"), None],
        others=[(), (), (), (int(ROWS[1]),)],
    )
    found = page(lines, containing=text)
    assert (numbers(found), found.total_count, found.hidden) == (expected, len(expected), 0)
    assert numbers(page(lines, containing=text, among=["rank"])) == (
        expected if text == "  " else []
    )


def test_what_may_not_be_seen_is_counted_whatever_is_looked_for() -> None:
    view = view_of(OFFICE, DAY, hiding(["ci:a", "ci:b"]))
    lines = matters(row=ROWS.tolist(), others=[(), (), (int(ROWS[0]),), (int(ROWS[1]),)])
    for asked in ({"containing": "zebra"}, {"containing": "ci:a"}, {"containing": "apple"}):
        found = page(lines, view, **asked)
        assert found.hidden == 2
        assert numbers(found) == ([2] if asked["containing"] == "apple" else [])
    assert numbers(page(lines, view, sort=["near desc"])) == [2, 3]  # by nothing of what is hidden


WRONG = ["nothing", "rank down", "dear", "row", "inner", ""]


@pytest.mark.parametrize("sort", WRONG)
def test_a_column_that_there_is_not_is_refused(sort: str) -> None:
    with pytest.raises(InvalidQuestion, match="sort: found"):
        page(matters(rank=[1]), sort=[sort])
    assert set(columns_of(Matter)) == {
        *("number", "rank", "on", "worth", "mood", "level", "tags"),
        *("inner.note", "item", "item.kind", "item.id", "near"),
    }


def test_a_cursor_of_another_order_is_refused() -> None:
    lines = matters(rank=[3, 1, 2], on=[DAY, None, DAY])
    after = page(lines, sort=["rank"], first=1).page_info.end_cursor
    for asked in ([], ["rank desc"], ["on"], ["rank", "on"]):
        with pytest.raises(InvalidQuestion, match="expected a cursor of this connection in this"):
            page(lines, sort=asked, after=after)
    forged = page(matters(rank=["a"]), sort=["rank"], first=1).page_info.end_cursor
    with pytest.raises(InvalidQuestion, match="expected a cursor of this connection in this"):
        page(lines, sort=["rank"], after=forged)


def test_a_cursor_holds_when_lines_come_and_go() -> None:
    lines = matters(rank=[5, 1, 3, 2, 4])
    after = page(lines, sort=["rank desc"], first=2).page_info.end_cursor
    assert numbers(page(lines[1:4], sort=["rank desc"], after=after)) == [2, 3, 1]


def test_it_is_bounded_and_counts_only_what_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = matters(rank=list(range(9)))
    page(lines, View(OFFICE, everything(), DAY, meter=Meter(3)), sort=["item"], first=3)
    monkeypatch.setattr(arranged, "MOST_ARRANGED", 8)
    with pytest.raises(LimitExceeded, match="sort: found 9 lines, expected at most 8"):
        page(lines, sort=["rank"])


DAYS = st.none() | st.integers(0, 3).map(lambda n: DAY + timedelta(days=n))
LINES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), DAYS), max_size=12)
COLUMNS = st.sampled_from(["rank", "rank desc", "on", "on desc", "item", "item desc"])


def naive(line: Matter, column: str) -> Any:
    return {"rank": line.rank, "on": line.on, "item": (OFFICE.name(line.row).casefold(), line.row)}[
        column
    ]


@given(LINES, st.lists(COLUMNS, max_size=3), st.sets(st.sampled_from(IDS)), st.integers(1, 4))
def test_pages_one_after_the_other_are_all_lines_that_may_be_seen_in_order(
    told_: list[tuple[int, int, date | None]], sort: list[str], hidden: set[str], size: int
) -> None:
    lines = [Matter(at, int(ROWS[r]), rank, on) for at, (r, rank, on) in enumerate(told_)]
    view = view_of(OFFICE, DAY, hiding(hidden)) if hidden else view_of(OFFICE, DAY)
    expected = [line for line in lines if OFFICE.id(line.row) not in hidden]
    for column in reversed(sort):
        name, _, falling = column.partition(" ")
        there = [line for line in expected if naive(line, name) is not None]
        there.sort(key=lambda line, name=name: naive(line, name), reverse=bool(falling))  # type: ignore[misc]
        expected = there + [line for line in expected if naive(line, name) is None]
    found, after, more = list[int](), None, True
    while more:
        one = page(lines, view, sort=sort, first=size, after=after)
        assert (one.total_count, one.hidden) == (len(expected), len(lines) - len(expected))
        found += numbers(one)
        after, more = one.page_info.end_cursor, one.page_info.has_next_page
    assert found == [line.number for line in expected]


def test_a_page_of_items_is_sorted_and_narrowed_too() -> None:
    def found(**asked: Any) -> list[str]:
        nodes = told_as(ItemsOf(), ROWS, view_of(OFFICE, DAY), asked).nodes
        return [node.id for node in nodes]

    assert found() == IDS
    assert found(sort=["name"]) == ["ci:b", "ci:c", "ci:d", "ci:a"]
    assert found(sort=["id desc"]) == IDS[::-1]
    assert found(containing="APPLE") == ["ci:b", "ci:c"]
    with pytest.raises(
        InvalidQuestion, match="sort: found 'rank', expected one of description, id, name"
    ):
        found(sort=["rank"])
