"""Facts told to a viewer: rows become items, what is hidden is left out, counted, or null."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph_model.errors import InvalidQuestion, LimitExceeded
from queries.answers.listing import Listing, listed, of_rows
from queries.answers.office import Office
from queries.answers.recording import Recording
from queries.answers.telling import LinesPage, Shown, counts_hidden, hidden_in, told_as
from queries.answers.told import facts_of
from queries.answers.types import ItemsOf, Paged
from queries.answers.view import Meter, View
from queries.answers.viewer import Viewer, everything, hiding
from queries.snapshot.rows import as_ints
from tests.support.asking import view_of
from tests.support.sketch import sketch
from tests.support.told_office import DAY, OFFICE, Line, ToldOffice, told_office


def shown(*hidden: str, **more: object) -> Shown:
    viewer: Viewer = hiding(hidden) if hidden else everything()
    return Shown(told_office(**more), view_of(OFFICE, DAY, viewer))


def ids(nodes: Any) -> list[str]:
    return [node.id for node in nodes]


ALL = ["ci:a", "ci:b", "service:m", "service:n"]


def test_to_who_sees_all_everything_is_told() -> None:
    office = shown()
    assert office.told("service").id == "service:m"
    assert office.told("nobody") is None
    assert ids(office.told("items").nodes) == ALL
    assert ids(office.told("pair")) == ["ci:b", "ci:a"]
    assert office.told("relation").type == "DEPENDS_ON"
    assert [line.told("item").id for line in office.told("ranking").nodes] == ALL
    assert office.told("first").told("rank") == 0
    assert (office.told("complete"), office.told("reason")) == (True, None)


def test_what_is_hidden_is_null_left_out_or_counted() -> None:
    office = shown("ci:a", "service:m")
    assert office.told("service") is None
    assert ids(office.told("items").nodes) == ["ci:b", "service:n"]
    assert office.told("items").total_count == 2
    assert ids(office.told("pair")) == ["ci:b"]
    assert office.told("relation") is None
    assert len(office.told("lines")) == 2
    assert office.told("first") is None
    page = office.told("ranking")
    assert [line.told("item").id for line in page.nodes] == ["ci:b", "service:n"]
    assert (page.total_count, page.hidden) == (2, 2)
    assert office.told("verdict") == "all is well with what you may not see"


COUNTED = {"items": 2, "pair": 1, "lines": 2, "of_kinds": 2}
"""The lists beside which it is told how many entries are hidden, and how many that are."""


def test_hidden_entries_are_counted_beside_their_list() -> None:
    office, facts = shown("ci:a", "service:m"), facts_of(ToldOffice)
    counting = [name for name, fact in facts.items() if counts_hidden(fact)]
    assert sorted(counting) == sorted(COUNTED)
    assert {name: hidden_in(facts[name], office) for name in COUNTED} == COUNTED
    kinds = {"kinds": ["Service"]}
    assert hidden_in(facts["of_kinds"], office, kinds) == 1


def test_facts_take_arguments() -> None:
    office = shown()
    assert ids(office.told("of_kinds", {"kinds": ["Service"]}).nodes) == ["service:m", "service:n"]
    page = office.told("of_kinds", {"kinds": ["Service"], "first": 1})
    assert (ids(page.nodes), page.total_count) == (["service:m"], 2)


def test_an_answer_from_loads_cut_short_says_so() -> None:
    view = View(OFFICE, everything(), DAY, recording=Recording("load:1 was cut short"))
    office = Shown(told_office(), view)
    assert (office.told("complete"), office.told("reason")) == (False, "load:1 was cut short")


def test_an_object_of_other_facts_is_told_on_those() -> None:
    """``snapshot`` says whose rows an object has, and ``as_of`` of which day it is."""
    other = sketch("service:m name=Other", "ci:a", "ci:b", "service:n").snapshot
    office = Shown(ToldOffice(other, date(2028, 1, 1)), view_of(OFFICE, DAY, hiding(["ci:b"])))
    assert office.view.snapshot is other
    assert office.view.as_of == date(2028, 1, 1)
    assert office.told("verdict") == "all is well with Other (service:m)"
    assert "ci:b" not in ids(office.told("items").nodes)


def page(listing: Listing[Line], view: View | None = None, **given: Any) -> LinesPage:
    found: LinesPage = told_as(Paged(Line), listing, view or view_of(OFFICE, DAY), given)
    return found


def ranks(found: LinesPage) -> list[int]:
    return [line.told("rank") for line in found.nodes]


def numbered(many: int, **more: Any) -> Listing[Line]:
    """So many lines, by number, that stand for nothing in particular."""
    return Listing("number", many, lambda at: Line(0, at), lambda at: (at,), **more)


def test_pages_follow_one_another() -> None:
    first = page(numbered(5), first=2)
    assert ranks(first) == [0, 1]
    after = first.page_info.end_cursor
    second = page(numbered(5), first=2, after=after)
    assert (ranks(second), second.total_count) == ([2, 3], 5)
    info = second.page_info
    assert (info.has_previous_page, info.has_next_page) == (True, True)
    assert ranks(page(numbered(5), last=2)) == [3, 4]
    assert ranks(page(numbered(5), last=1, before=after)) == [0]
    assert [edge.cursor for edge in first.edges][-1] == after


def test_a_page_has_a_hundred_lines_where_nobody_says() -> None:
    found = page(numbered(101))
    assert (len(found.nodes), found.total_count, found.page_info.has_next_page) == (100, 101, True)


@pytest.mark.parametrize("first", [-1, 1_001])
def test_a_page_is_bounded(first: int) -> None:
    with pytest.raises(LimitExceeded, match="expected 0 to 1000; page on with after: endCursor"):
        page(numbered(5), first=first)


def test_a_cursor_of_another_order_is_refused() -> None:
    after = page(numbered(5), first=2).page_info.end_cursor
    other = Listing("name", 5, lambda at: Line(0, at), lambda at: (at,))
    for cursor in (after, "nonsense", ""):
        with pytest.raises(InvalidQuestion, match="expected a cursor of this connection in this"):
            page(other, after=cursor)


def test_lines_that_stand_for_several_items_need_all_of_them() -> None:
    pairs = [("ci:a", "ci:b"), ("ci:b", "service:m"), ("service:n", "service:n")]
    rows = [OFFICE.rows(pair).tolist() for pair in pairs]
    found = page(numbered(3, stands_for=rows.__getitem__), view_of(OFFICE, DAY, hiding(["ci:a"])))
    assert (ranks(found), found.total_count, found.hidden) == ([1, 2], 2, 1)


def test_lines_that_were_withheld_are_counted() -> None:
    found = page(numbered(3, withheld=4))
    assert (found.total_count, found.hidden) == (3, 4)


def test_columns_are_read_at_once() -> None:
    rows = OFFICE.rows(ALL)
    asked: list[list[int]] = []

    def read(positions: Any) -> list[int]:
        asked.append(positions.tolist())
        return [10 * at for at in positions.tolist()]

    listing = of_rows(rows, "id", lambda at: (ALL[at],), lambda at: Line(0, at), {"rank": read})
    nodes = page(listing, view_of(OFFICE, DAY, hiding(["ci:b"])), first=2).nodes
    facts = facts_of(Line)
    assert nodes.fact(facts["rank"]) == [0, 20]
    assert ids(nodes.fact(facts["item"])) == ["ci:a", "service:m"]
    assert asked == [[0, 2]]


def test_lines_and_items_are_counted_against_the_limit() -> None:
    view = View(OFFICE, everything(), DAY, Office(), Meter(3))
    page(numbered(3), view)
    with pytest.raises(LimitExceeded):
        page(numbered(1), view)
    view = View(OFFICE, everything(), DAY, Office(), Meter(3))
    with pytest.raises(LimitExceeded):
        _ = told_as(ItemsOf(), as_ints(range(4)), view, {}).nodes


def test_a_listing_of_lines_that_are_there() -> None:
    lines = [Line(row, at) for at, row in enumerate(OFFICE.rows(ALL).tolist())]
    rows = as_ints([line.row for line in lines])
    found = page(listed(lines, "rank", lambda line: (line.rank,), rows), first=1)
    assert ranks(found) == [0]
    assert ranks(page(listed(lines, "rank", lambda line: (line.rank,), rows), last=1)) == [3]
