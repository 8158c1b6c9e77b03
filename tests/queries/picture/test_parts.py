"""Twelve to a lane: the rest is told together, the worst first; what is hidden is only counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from graph_model.errors import InvalidQuestion
from queries.answers.viewer import Viewer, hiding
from queries.picture.picture import Picture
from queries.picture.question import answer
from queries.picture.showing import Showing
from tests.support.asking import asked, view_of
from tests.support.graphs import Graph
from tests.support.sketch import sketch

DAY = date(2027, 1, 1)


def picture(
    graph: Graph, *of: str, to: str | None = None, marks: int = 60, viewer: Viewer | None = None
) -> Picture:
    question = asked(graph.snapshot, DAY, viewer)
    return answer(question, of, Showing.IMPACT, None, to, None, 1, None, marks)


def shown(found: Picture, viewer: Viewer | None = None) -> list[str]:
    """What is drawn: the ids of marks, the labels and levels of bundles, in their order."""
    view = view_of(found.snapshot, DAY, viewer)
    marks = {mark.key: found.snapshot.id(mark.row) for mark in found.marks(view)}
    bundles = {one.key: f"{one.label(view)}: {one.said}" for one in found.bundles(view)}
    both = marks | bundles
    return [both[key] for key in sorted(both, key=lambda key: int(key[1:]))]


def hosts(count: int, ci_class: str = "server", of: str = "s") -> list[str]:
    """Items that depend on a storage array, each a server unless said otherwise."""
    return [
        line
        for n in range(count)
        for line in (
            f"ci:{of}{n:02} ci_class={ci_class}",
            f"ci:{of}{n:02} -DEPENDS_ON-> ci:san",
        )
    ]


def test_twelve_have_room_in_a_lane() -> None:
    found = shown(picture(sketch(*hosts(12)), "ci:san"))
    assert found == ["ci:san", *(f"ci:s{n:02}" for n in range(12))]


def test_thirteen_are_told_together() -> None:
    found = shown(picture(sketch(*hosts(13)), "ci:san"))
    assert found == ["ci:san", "13 × server: LOST"]


def test_by_class_the_most_first_and_the_few_one_by_one() -> None:
    lines = [
        *hosts(9),
        *hosts(5, "database", "d"),
        *hosts(1, "network", "n"),
        *hosts(2, "pool", "p"),
    ]
    found = shown(picture(sketch(*lines), "ci:san"))
    assert found == [
        *("ci:san", "9 × server: LOST"),
        *(f"ci:d{n:02}" for n in range(5)),
        *("ci:p00", "ci:p01", "ci:n00"),
    ]


def test_by_level_the_worst_one_by_one_where_there_is_room() -> None:
    softened = [
        line
        for n in range(9)
        for line in (
            f"ci:g{n} ci_class=server",
            f"ci:g{n} -DEPENDS_ON[r:1]-> ci:s00",
            f"ci:g{n} -DEPENDS_ON[r:1]-> ci:spare",
        )
    ]
    found = shown(picture(sketch(*hosts(8), *softened), "ci:san"))
    lost = (f"ci:s{n:02}" for n in range(8))
    assert found == ["ci:san", *lost, "9 × server: DEGRADED"]


def programs(count: int) -> list[str]:
    """Programs that consume a service, the first fourteen of one agency, the others of another."""
    return [
        line
        for n in range(count)
        for line in (
            f"program:p{n:02} -CONSUMES-> service:m",
            f"program:p{n:02} -PART_OF-> agency:{'health' if n < 14 else 'labor'}",
        )
    ]


def test_programs_are_told_together_by_their_agency() -> None:
    found = shown(picture(sketch(*programs(26)), "service:m"))
    assert found == [
        "service:m",
        *("14 programs of agency:health: LOST", "12 programs of agency:labor: LOST"),
        *("agency:health", "agency:labor"),
    ]


def test_a_hidden_agency_is_not_what_they_are_told_by() -> None:
    viewer = hiding(["agency:health"])
    found = shown(picture(sketch(*programs(26)), "service:m", viewer=viewer), viewer)
    assert found == [
        *("service:m", "14 programs: LOST", "12 programs of agency:labor: LOST"),
        *("agency:labor", "1 item of others, 1 LOST: LOST"),
    ]


def test_more_classes_than_there_is_room_for_leave_a_rest_by_level() -> None:
    classes = (
        *("server", "database", "network", "facility", "endpoint", "software", "dataset"),
        *("pool", "storage", "application", "middleware", "appliance", "cluster", "printer"),
    )
    lines = [line for n, one in enumerate(classes) for line in hosts(20 - n, one, f"{n}-")]
    found = shown(picture(sketch(*lines), "ci:san"))
    largest = [f"{20 - n} × {one}: LOST" for n, one in enumerate(classes[:11])]
    assert found == ["ci:san", *largest, "24 more configuration items: LOST"]


def test_the_fewer_marks_are_asked_for_the_more_is_told_together() -> None:
    lanes = [*hosts(12), *(f"service:s{n:02} -DEPENDS_ON-> ci:s00" for n in range(12))]
    assert len(shown(picture(sketch(*lanes), "ci:san", marks=25))) == 25
    assert shown(picture(sketch(*lanes), "ci:san", marks=20)) == [
        *("ci:san", "12 × server: LOST", "12 services: LOST")
    ]


def test_the_chain_to_what_was_chosen_is_never_told_together() -> None:
    graph = sketch(*hosts(20), "service:m -DEPENDS_ON-> ci:s07", "agency:a -CONSUMES-> service:m")
    found = shown(picture(graph, "ci:san", to="agency:a"))
    assert found == ["ci:san", "ci:s07", "19 × server: LOST", "service:m", "agency:a"]


def test_what_is_hidden_is_counted_by_its_worst_level() -> None:
    viewer = hiding(["ci:s00", "ci:s01"])
    found = picture(sketch(*hosts(3)), "ci:san", viewer=viewer)
    assert shown(found, viewer) == ["ci:san", "ci:s02", "2 items of others, 2 LOST: LOST"]
    view = view_of(found.snapshot, DAY, viewer)
    (others,) = found.bundles(view)
    assert others.of_others
    assert all(
        edge.types == [] for edge in found.edges(view) if others.key in (edge.to, edge.from_)
    )


def line_of(length: int) -> Sequence[str]:
    return [f"ci:c{n + 1:03} -DEPENDS_ON-> ci:c{n:03}" for n in range(length)]


def test_a_chain_of_more_than_may_be_drawn_is_refused_with_what_it_takes() -> None:
    with pytest.raises(InvalidQuestion, match="at least 31, of which 31 are the chain to the item"):
        shown(picture(sketch(*line_of(30)), "ci:c000", to="ci:c030", marks=20))
    assert len(shown(picture(sketch(*line_of(30)), "ci:c000", to="ci:c030", marks=31))) == 31
