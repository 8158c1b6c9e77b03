"""A picture has all of an answer: alone, together or counted; and it is the same every time."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import InvalidQuestion, NotFound
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import everything, hiding
from queries.impact.impact import LevelCount, impact
from queries.picture.lane import LANES, Lane
from queries.picture.layout import WIDTH
from queries.picture.mark import PictureBundle, PictureMark
from queries.picture.picture import Picture, picture_around, picture_of
from queries.picture.question import answer
from queries.picture.showing import Showing
from queries.questions.words import worded
from tests.support.asking import asked, view_of
from tests.support.graphs import DATES, Graph, graph_of, graphs, start_sets
from tests.support.sketch import sketch

DAY = date(2027, 1, 1)
AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])
OFFICE = sketch(
    "service:mail -DEPENDS_ON[relays:1]-> ci:a",
    "service:mail -DEPENDS_ON[relays:1]-> ci:b",
    "service:mail -DEPENDS_ON[stores:2]-> ci:c",
    "service:mail -DEPENDS_ON[stores:2]-> ci:d",
    "ci:c -DEPENDS_ON-> ci:a",
    "sla:mail -GOVERNS-> service:mail",
    "agency:tax -CONSUMES-> service:mail",
)


def of_office(*of: str, to: str | None = None) -> Picture:
    found = impact(OFFICE.snapshot, of, "outage", DAY)
    return picture_of(found, None if to is None else OFFICE.snapshot.find(to))


VIEW = view_of(OFFICE.snapshot, DAY)


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (LevelCount("Service", "DEGRADED", 1_200), "1,200 services DEGRADED"),
        (LevelCount("Agency", "LOST", 1), "1 agency LOST"),
    ],
)
def test_what_is_not_drawn_is_told_in_words(count: LevelCount, told: str) -> None:
    assert worded(Shown(count, VIEW)) == told


def test_lanes_come_in_the_order_of_the_chain() -> None:
    found = of_office("ci:a")
    assert [lane.lane for lane in found.lanes(VIEW)] == [
        *(Lane.START, Lane.ITEMS, Lane.SERVICES, Lane.PROMISES, Lane.AGENCIES)
    ]
    assert [(lane.levels[0].level, lane.levels[0].items) for lane in found.lanes(VIEW)] == [
        ("LOST", 1)
    ] * 5


def test_groups_stand_below_what_depends_on_them() -> None:
    found = of_office("ci:a")
    (mail,) = (m for m in found.marks(VIEW) if found.snapshot.id(m.row) == "service:mail")
    (bracket,) = found.brackets(VIEW)
    assert (bracket.of, bracket.x, bracket.y) == (mail.key, mail.x, mail.y + mail.height)


def test_a_group_that_holds_softens_and_one_that_broke_says_so() -> None:
    found = of_office("ci:a")
    assert sorted((one.said, one.broken) for one in found.brackets(VIEW)) == [
        ("1 of 2 hold, 2 needed", True),
    ]
    held = of_office("ci:b")
    assert [(one.said, one.broken) for one in held.brackets(VIEW)] == [
        ("1 of 2 hold, 1 needed", False)
    ]


def test_an_edge_of_a_member_ends_at_its_bracket() -> None:
    found = of_office("ci:b")
    (bracket,) = found.brackets(VIEW)
    (edge,) = (edge for edge in found.edges(VIEW) if edge.bracketed)
    assert edge.to == bracket.of
    assert edge.points[-1] == (bracket.x, bracket.y + bracket.height // 2)


def test_the_chain_to_what_was_chosen_is_marked() -> None:
    found = of_office("ci:a", to="agency:tax")
    ids = [found.snapshot.id(mark.row) for mark in found.marks(VIEW) if mark.chosen]
    assert ids == ["ci:a", "ci:c", "service:mail", "agency:tax"]
    chosen = [(edge.from_, edge.to) for edge in found.edges(VIEW) if edge.chosen]
    assert len(chosen) == 3
    assert found.chosen(VIEW) == "the chain to agency:tax is drawn step by step"


def test_what_is_chosen_and_not_reached_is_said_so() -> None:
    assert of_office("ci:a", to="ci:d").chosen(VIEW) == "nothing recorded leads to ci:d"


def test_nothing_is_drawn_as_nothing_recorded() -> None:
    alone = of_office("agency:tax")
    asked_alone = impact(OFFICE.snapshot, ["agency:tax"], "outage", DAY).verdict(VIEW)
    assert alone.verdict(VIEW).startswith(asked_alone.removesuffix("."))
    assert alone.said(VIEW) == "1 mark for 1 item"
    empty = sketch("ci:x").snapshot
    around = picture_around(view_of(empty, DAY), empty.rows(["ci:x"]), 1)
    assert around.verdict(view_of(empty, DAY)) == (
        "Nothing recorded around ci:x; 1 mark for 1 item."
    )


def test_a_ticket_that_affects_nothing_draws_nothing() -> None:
    empty = sketch("ticket:t").snapshot
    found = picture_of(impact(empty, ["ticket:t"], "outage", DAY))
    view = view_of(empty, DAY)
    assert found.said(view) == "0 marks for 0 items"
    assert (found.marks(view), found.width(view), found.height(view)) == ([], 0, 0)


def test_surroundings_keep_each_in_the_lane_of_its_kind() -> None:
    start = OFFICE.snapshot.rows(["service:mail"])
    found = picture_around(VIEW, start, 1)
    told = {found.snapshot.id(mark.row): (mark.lane, mark.start) for mark in found.marks(VIEW)}
    assert told == {
        **dict.fromkeys(("ci:a", "ci:b", "ci:c", "ci:d"), (Lane.ITEMS, False)),
        "service:mail": (Lane.SERVICES, True),
        "sla:mail": (Lane.PROMISES, False),
        "agency:tax": (Lane.AGENCIES, False),
    }
    assert found.verdict(VIEW) == (
        "6 items lie within 1 relation of service:mail; 7 marks for 7 items."
    )


def test_deeper_surroundings_reach_further() -> None:
    start = OFFICE.snapshot.rows(["agency:tax"])
    assert [picture_around(VIEW, start, depth).items for depth in (1, 2)] == [2, 7]


def test_what_is_below_a_level_is_counted_and_not_drawn() -> None:
    graph = sketch(
        "service:m -DEPENDS_ON[r:1]-> ci:a",
        "service:m -DEPENDS_ON[r:1]-> ci:b",
        "supplier:s -PROVIDES-> service:m",
    )
    view = view_of(graph.snapshot, DAY)
    found = picture_of(impact(graph.snapshot, ["ci:a"], "outage", DAY), min_level="LOST")
    assert found.said(view) == "1 mark for 3 items, 2 not drawn"
    assert sorted(tuple(count) for count in found.not_drawn) == [
        ("Service", "DEGRADED", 1),
        ("Supplier", "NOTIFY", 1),
    ]
    with pytest.raises(InvalidQuestion, match="one of NOTIFY, DEGRADED, LOST"):
        picture_of(impact(graph.snapshot, ["ci:a"], "outage", DAY), min_level="GONE")


BAD = {
    "a lens of surroundings": ((Showing.SURROUNDINGS, "outage", None, None), "lens"),
    "a level of surroundings": ((Showing.SURROUNDINGS, None, None, "LOST"), "minLevel"),
    "services of an impact": ((Showing.IMPACT, None, ["service:mail"], None), "services"),
    "a lens of a substitution": ((Showing.SUBSTITUTION, "outage", None, None), "lens"),
}


@pytest.mark.parametrize(("given_", "named"), BAD.values(), ids=BAD)
def test_what_means_nothing_is_refused(given_: tuple[object, ...], named: str) -> None:
    showing, lens, services, level = given_
    with pytest.raises(InvalidQuestion, match=named):
        answer(asked(OFFICE.snapshot, DAY), ["ci:a"], showing, lens, None, services, 1, level, 60)  # type: ignore[arg-type]


def test_no_id_and_a_hidden_id_are_refused() -> None:
    def ask(of: list[str], to: str | None = None) -> Picture:
        question = asked(OFFICE.snapshot, DAY, hiding(["ci:a"]))
        return answer(question, of, Showing.IMPACT, None, to, None, 1, None, 60)

    with pytest.raises(InvalidQuestion, match="at least one id to draw"):
        ask([])
    with pytest.raises(NotFound):
        ask(["ci:a"])
    with pytest.raises(NotFound):
        ask(["ci:b"], "ci:a")


def test_the_same_question_is_drawn_once() -> None:

    question = asked(snapshot := OFFICE.snapshot, DAY)
    first, second = (
        answer(question, ["ci:a"], Showing.IMPACT, None, None, None, 1, None, 60) for _ in "12"
    )
    assert first is second
    assert answer(question, ["ci:a"], Showing.IMPACT, None, None, None, 1, None, 61) is not first
    viewer = everything()
    view = view_of(snapshot, DAY, viewer)
    assert first.drawing(view) is first.drawing(view_of(snapshot, DAY, viewer))


CROWDED = graphs(most_items=26, most_relations=160)
HIDDEN = st.lists(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), max_size=6)


@settings(max_examples=120, deadline=None)
@given(CROWDED, st.data(), AS_OF, HIDDEN, st.sampled_from(["outage", "sourcing"]))
def test_everything_is_somewhere(
    graph: Graph, data: st.DataObject, as_of: date, hidden: list[str], lens: str
) -> None:
    of = data.draw(start_sets(graph))
    to = data.draw(st.sampled_from(graph.ids()))
    snapshot = graph.snapshot
    found = impact(snapshot, of, lens, as_of)
    row = snapshot.rows([to])[0]
    picture = picture_of(found, row, data.draw(st.integers(30, 60)))
    view = view_of(snapshot, as_of, hiding(hidden))
    marks, bundles = picture.marks(view), picture.bundles(view)
    drawn = [*(mark.row for mark in marks), *(row for one in bundles for row in one.rows)]
    passed = {row for row in drawn if not found.affects(row)}
    assert sorted(row for row in drawn if row not in passed) == sorted(found.rows.tolist())
    # what an effect passes on the way to the one chosen, alone or, where it is hidden, in a bundle
    assert all(mark.said.startswith("not in ") == (mark.row in passed) for mark in marks)
    assert passed <= {*found.not_in_force.tolist(), *found.not_in_service.tolist()}
    assert picture.items == len(found.rows)
    assert len(marks) + len(bundles) <= picture.most
    assert all(view.sees(mark.row) for mark in marks)
    assert all(bundle.of_others or view.sees(*bundle.rows) for bundle in bundles)
    told = sum(one.items for lane in picture.lanes(view) for one in lane.levels if one.level)
    assert told == len(found.rows)
    if found.affects(row):
        steps = found.witness(row).steps
        chain = {row, *(step.origin for step in steps)} if steps else set()
        assert {r for r in chain if view.sees(r)} <= {mark.row for mark in marks}


@settings(max_examples=60, deadline=None)
@given(CROWDED, st.data(), AS_OF, HIDDEN)
def test_no_two_touch_and_each_is_in_its_lane(
    graph: Graph, data: st.DataObject, as_of: date, hidden: list[str]
) -> None:
    found = picture_of(impact(graph.snapshot, data.draw(start_sets(graph)), "sourcing", as_of))
    view = view_of(graph.snapshot, as_of, hiding(hidden))
    lanes = {lane.lane: lane for lane in found.lanes(view)}
    assert list(lanes) == [lane for lane in LANES if lane in lanes]
    strips = {m.key: [b for b in found.brackets(view) if b.of == m.key] for m in found.marks(view)}
    spans: dict[Lane, list[tuple[int, int]]] = {}
    placed: list[PictureMark | PictureBundle] = [*found.marks(view), *found.bundles(view)]
    for one in placed:
        assert (one.x, one.width) == (lanes[one.lane].x, WIDTH)
        low = max([one.y + one.height, *(b.y + b.height for b in strips.get(one.key, ()))])
        assert low <= found.height(view)
        spans.setdefault(one.lane, []).append((one.y, low))
    for column in spans.values():
        ordered = sorted(column)
        assert all(a[1] <= b[0] for a, b in pairwise(ordered))


@settings(max_examples=60, deadline=None)
@given(CROWDED, st.data(), AS_OF, HIDDEN)
def test_the_order_of_rows_decides_nothing(
    graph: Graph, data: st.DataObject, as_of: date, hidden: list[str]
) -> None:
    facts = list(graph.facts)
    Random(data.draw(st.integers(0, 99))).shuffle(facts)
    of = data.draw(start_sets(graph))
    viewer = hiding(hidden)

    def drawn(one: Graph) -> object:
        view = view_of(one.snapshot, as_of, viewer)
        picture = picture_of(impact(one.snapshot, of, "outage", as_of))
        return record(Shown(picture, view), ("items",))

    assert drawn(graph) == drawn(graph_of(facts))
