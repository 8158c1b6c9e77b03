"""Tables of an answer: cells by the paths of facts, pages, rare columns, what is hidden counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from queries.answers.listing import Listing
from queries.answers.telling import Shown
from queries.answers.told import told
from queries.answers.view import View
from queries.answers.viewer import everything, hiding
from queries.questions.declaration import Question, Table, TableColumn, columns
from queries.questions.grid import Grid, cell_at, grids, value_at
from tests.support.asking import view_of
from tests.support.told_office import DAY, OFFICE, Line, ToldOffice, told_office

LINE = columns(RANK="rank", ID="item.id", NAME="item.name")


def shown(*hidden: str) -> Shown:
    view = view_of(OFFICE, DAY, hiding(hidden) if hidden else everything())
    return Shown(told_office(), view)


def asked(*tables: Table, answer: Shown | None = None, **given: Any) -> list[Grid]:
    question = Question("office", "What?", "nowhere:answer", tables=tables)
    return list(grids(question, answer or shown(), given))


def test_cells_stand_under_their_heads_one_row_a_line() -> None:
    (grid,) = asked(Table("ranking", LINE, "lines"))
    assert (grid.title, grid.heads) == ("lines", ("RANK", "ID", "NAME"))
    assert grid.rows[2] == (str(OFFICE.find("service:m")), "service:m", "Mail")
    assert (grid.total, grid.more, grid.hidden) == (4, 0, 0)


def test_given_pages_are_of_the_first_table() -> None:
    ranking = Table("ranking", LINE)
    one, other = asked(ranking, Table("items", columns(ID="id")), first=1)
    assert (len(one.rows), one.total, one.more) == (1, 4, 3)
    assert (len(other.rows), other.more) == (4, 0)


def test_a_table_may_be_shorter_where_nobody_says() -> None:
    short = Table("ranking", LINE, first=2)
    assert [len(grid.rows) for grid in asked(short)] == [2]
    assert [len(grid.rows) for grid in asked(short, first=3)] == [3]
    (last,) = asked(short, last=1)
    assert [row[1] for row in last.rows] == ["service:n"]


def test_hidden_lines_are_counted() -> None:
    (grid,) = asked(Table("ranking", LINE), answer=shown("ci:a", "ci:b"))
    assert ([row[1] for row in grid.rows], grid.hidden) == (["service:m", "service:n"], 2)


def test_a_rare_column_is_there_where_a_line_fills_it() -> None:
    relays = columns(ID="item.id", SAID="item.description?", MADE="item.name?")
    (grid,) = asked(Table("ranking", relays))
    assert grid.heads == ("ID", "MADE")


def test_columns_on_request_are_there_where_they_are_wanted() -> None:
    question = Question("o", "?", "n:o", tables=(Table("offices", columns(SLOW="slow", T="text")),))
    answer = Shown(_Offices((told_office(),)), view_of(OFFICE, DAY))
    (plain,), (wanted,) = (list(grids(question, answer, {}, w)) for w in ((), ("slow",)))
    assert (plain.heads, wanted.heads) == (("T",), ("SLOW", "T"))
    assert wanted.rows == [("worked out", "plain")]


@dataclass(frozen=True)
class _Offices:
    all: tuple[ToldOffice, ...]

    @told
    def offices(self) -> list[ToldOffice]:
        """Several offices."""
        return list(self.all)

    @told
    def groups(self) -> list[_Group]:
        """Several groups."""
        return [_Group(name) for name in ("odd", "even")]


@dataclass(frozen=True)
class _Group:
    name: str

    @told
    def lines(self) -> Listing[Line]:
        """Lines of a group."""
        return Listing("rank", 2, lambda at: Line(at, at), lambda at: (at,))

    def in_words(self, view: View) -> str:
        """The group's name."""
        return f"the {self.name} ones"


def test_a_path_through_a_list_is_a_table_for_each_of_its_entries() -> None:
    answer = Shown(_Offices(()), view_of(OFFICE, DAY))
    found = asked(Table("groups.lines", columns(RANK="rank"), "lines"), answer=answer, first=1)
    assert [grid.title for grid in found] == ["lines: the odd ones", "lines: the even ones"]
    assert [(grid.rows, grid.total) for grid in found] == [([("0",)], 2)] * 2


def test_a_table_below_something_absent_is_left_out() -> None:
    assert asked(Table("before.items", columns(ID="id"))) == []


PATHS = {
    "text": "plain",
    "share": "99.95 %",
    "service.name": "Mail",
    "service.kind": "Service",
    "service.tier": "-",
    "service.nothing": "-",
    "nobody.name": "-",
    "before.text": "-",
    "items.total_count": "4",
    "relation.to.id": "ci:a",
    "relation.from.name": "Mail",
    "ofKinds": "ci:a, ci:b, service:m, service:n",
    "first.rank": "0",
}


@pytest.mark.parametrize(("path", "said"), PATHS.items())
def test_cell(path: str, said: str) -> None:
    assert cell_at(shown(), path).text == said


HIDDEN = {
    "pair": "ci:b and 1 that you may not see",
    "service.name": "Mail",
    "first.rank": "-",
    "relation.to.id": "-",
}


@pytest.mark.parametrize(("path", "said"), HIDDEN.items())
def test_a_cell_says_how_much_is_hidden(path: str, said: str) -> None:
    assert cell_at(shown("ci:a"), path).text == said


def test_a_cell_of_which_all_is_hidden() -> None:
    assert cell_at(shown("ci:a", "ci:b"), "pair").text == "2 that you may not see"


def test_values_are_found_by_either_form_of_a_name() -> None:
    office = shown()
    assert value_at(office, "of_kinds").total_count == value_at(office, "ofKinds").total_count == 4
    assert value_at(office, "nobody.id") is None


def test_columns_by_head() -> None:
    assert columns(ACT_BY="act_by", MORE="more?") == (
        TableColumn("ACT BY", "act_by"),
        TableColumn("MORE", "more", rare=True),
    )
