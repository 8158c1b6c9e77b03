"""What lies beneath and above: as following every record by hand finds it, near ones first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import NotFound
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, hiding
from queries.graph.dependencies import DependencyDirection, dependencies_of
from tests.support.asking import asked
from tests.support.graphs import DATES, Graph, graphs, start_sets
from tests.support.naive import LEVELS, Record, crossing, discriminator_of, holds
from tests.support.sketch import sketch

BENEATH, ABOVE, BOTH = DependencyDirection
DAY = date(2027, 1, 1)
HOLDS_UP = {"DEPENDS_ON": "<-", "PART_OF": "->", "PROVIDES": "->", "CONSUMES": "<-"}
"""Which way each relation holds something up, where no lens is asked about."""


class Line(NamedTuple):
    """A row of an answer by id; ``over`` is the relation's type, ends and group or role."""

    depth: int
    id: str
    over: tuple[str, str, str, str]
    through: str


def steps(
    records: Mapping[str, Sequence[Record]], as_of: date, lens: str | None
) -> Iterator[tuple[str, str, Record]]:
    """What lies directly beneath what: the lower, the upper, and the relation."""
    kinds = {item["id"]: item["kind"] for item in records["items"]}
    for one in records["relations"]:
        for arrow in ("->", "<-") if holds(one, as_of) else ():
            if lens is None:
                carries = HOLDS_UP.get(one["type"]) == arrow
            else:
                levels = LEVELS[lens]
                carries = crossing(one, arrow, kinds, lens).get(levels[0]) in levels[:2]
            if carries:
                ends = (one["from"], one["to"])
                yield (*(ends if arrow == "->" else reversed(ends)), one)


def naive(
    graph: Graph, of: Sequence[str], upward: bool, as_of: date, depth: int | None, lens: str | None
) -> tuple[list[Line], bool]:
    """The lines, and whether more lies deeper."""
    found = [
        (lower, upper, one) if upward else (upper, lower, one)
        for lower, upper, one in steps(graph.records, as_of, lens)
    ]
    depths = dict.fromkeys(of, 0)
    lines: list[Line] = []
    for deep in range(1, len(graph.items) + 1):
        near = [step for step in found if depths.get(step[0]) == deep - 1 and step[1] not in depths]
        if near and depth is not None and deep > depth:
            return sorted(lines), True
        best: dict[str, tuple[str, str, str, str, Record]] = {}
        for here, there, one in near:
            rank = (one["type"], here, discriminator_of(one), one["from"])
            if there not in best or rank < best[there][:4]:
                best[there] = (*rank, one)
        for there, (type_, here, discriminator, _, one) in best.items():
            lines.append(Line(deep, there, (type_, one["from"], one["to"], discriminator), here))
            depths[there] = deep
    return sorted(lines), False


def told(
    graph: Graph,
    of: Sequence[str],
    direction: DependencyDirection = BENEATH,
    as_of: date = DAY,
    viewer: Viewer | None = None,
    **more: Any,
) -> dict[str, Any]:
    question = asked(graph.snapshot, as_of, viewer)
    options: dict[str, Any] = {"depth": None, "kinds": None, "lens": None, **more}
    return record(Shown(dependencies_of(question, of, direction, **options), question.view))


def lines_of(found: dict[str, Any], direction: DependencyDirection) -> list[Line]:
    return [
        Line(
            node["depth"],
            node["item"]["id"],
            (
                node["relation"]["type"],
                node["relation"]["from"]["id"],
                node["relation"]["to"]["id"],
                node["relation"]["discriminator"] or "",
            ),
            node["through"]["id"],
        )
        for node in found["items"]["nodes"]
        if node["direction"] == direction.name
    ]


@settings(max_examples=120)
@given(
    graphs(),
    st.data(),
    st.sampled_from(DATES),
    st.sampled_from([None, 0, 1, 2]),
    st.sampled_from([None, *LEVELS]),
)
def test_dependencies_are_the_naive_ones(
    graph: Graph, data: st.DataObject, day: str, depth: int | None, lens: str | None
) -> None:
    of, as_of = data.draw(start_sets(graph)), date.fromisoformat(day)
    found = told(graph, of, BOTH, as_of, depth=depth, lens=lens)
    cut = False
    for direction in (BENEATH, ABOVE):
        expected, more = naive(graph, of, direction is ABOVE, as_of, depth, lens)
        assert lines_of(found, direction) == expected
        cut |= more
    assert found["complete"] is not cut


@settings(max_examples=60)
@given(graphs(), st.data())
def test_seen_and_hidden_together_are_the_unmasked_answer(
    graph: Graph, data: st.DataObject
) -> None:
    of = data.draw(start_sets(graph))
    hidden = data.draw(st.sets(st.sampled_from(graph.ids()))) - set(of)
    whole, part = (told(graph, of, BOTH, viewer=viewer) for viewer in (None, hiding(hidden)))
    assert (part["counts"], part["verdict"]) == (whole["counts"], whole["verdict"])
    shown = [n for n in whole["items"]["nodes"] if n["item"]["id"] not in hidden]
    assert [n["item"] for n in part["items"]["nodes"]] == [n["item"] for n in shown]
    assert [n["depth"] for n in part["items"]["nodes"]] == [n["depth"] for n in shown]
    unseen = sum(count["number"] for count in part["hidden"])
    assert part["items"]["hidden"] == unseen == len(whole["items"]["nodes"]) - len(shown)
    assert not hidden & {one for node in part["items"]["nodes"] for one in ids(node)}


def ids(value: object) -> Iterator[str]:
    """Every id that stands somewhere in a record."""
    if isinstance(value, dict):
        yield from (one for name, one in value.items() if name == "id")
        for one in value.values():
            yield from ids(one)


OFFICE = sketch(
    "service:m -DEPENDS_ON[r:1]-> ci:a",
    "service:m -DEPENDS_ON[r:1]-> ci:b until=2027-06-01",
    "ci:a -DEPENDS_ON-> ci:power",
    "ci:b -DEPENDS_ON-> ci:power",
    "ci:blade -PART_OF-> ci:a",
    "supplier:s -PROVIDES-> service:m",
    "agency:g -CONSUMES-> service:m",
    "program:p -PART_OF-> agency:g",
    "contract:c -COVERS-> service:m",
    "sla:m -GOVERNS-> service:m",
    "document:d -DESCRIBES-> service:m",
)
PARTS = sketch("service:a -PART_OF-> service:b", "service:b -PART_OF-> service:a")


def test_of_two_relations_that_lead_there_the_same_is_told_by_every_store() -> None:
    """Between the same two items, either way: the one whose start has the lesser id."""
    for of in ("service:a", "service:b"):
        (line,) = lines_of(told(PARTS, [of], BENEATH, lens="sourcing"), BENEATH)
        assert line.over == ("PART_OF", "service:a", "service:b", "")


TABLE = {
    "what it rests on, near ones first": (
        ("service:m", BENEATH, {}),
        ["1 ci:a", "1 ci:b", "1 supplier:s", "2 ci:blade", "2 ci:power"],
    ),
    "what rests on it": (
        ("ci:power", ABOVE, {}),
        ["1 ci:a", "1 ci:b", "2 service:m", "3 agency:g"],
    ),
    "both ways": (("ci:a", BOTH, {}), ["1 ci:blade", "1 ci:power", "1 service:m", "2 agency:g"]),
    "of some depth": (("ci:power", ABOVE, {"depth": 1}), ["1 ci:a", "1 ci:b"]),
    "of some kinds, through the others": (
        ("agency:g", BENEATH, {"kinds": ["ConfigurationItem"]}),
        ["2 ci:a", "2 ci:b", "3 ci:blade", "3 ci:power"],
    ),
    "what an outage crosses": (
        ("ci:power", ABOVE, {"lens": "outage"}),
        ["1 ci:a", "1 ci:b", "2 service:m", "3 agency:g", "3 sla:m"],
    ),
    "what a sourcing crosses": (
        ("agency:g", BENEATH, {"lens": "sourcing", "depth": 2}),
        ["1 program:p", "1 service:m", "2 ci:a", "2 ci:b", "2 contract:c", "2 supplier:s"],
    ),
    "nothing": (("document:d", BOTH, {}), []),
}


@pytest.mark.parametrize(("question", "lines"), TABLE.values(), ids=TABLE)
def test_dependencies(
    question: tuple[str, DependencyDirection, dict[str, Any]], lines: list[str]
) -> None:
    of, direction, options = question
    found = told(OFFICE, [of], direction, **options)
    assert [f"{n['depth']} {n['item']['id']}" for n in found["items"]["nodes"]] == lines


def test_what_holds_no_more_leads_nowhere() -> None:
    found = told(OFFICE, ["ci:b"], ABOVE, date(2027, 6, 1))
    assert found["items"]["nodes"] == []
    assert found["verdict"] == "Nothing is recorded that lies above ci:b."


VERDICTS = {
    (BENEATH, None): "5 items lie beneath service:m, up to 2 steps away.",
    (ABOVE, None): "1 item lies above service:m, up to 1 step away.",
    (BOTH, 1): (
        "3 items lie beneath service:m, up to 1 step away; 1 item lies above service:m, "
        "up to 1 step away."
    ),
}


@pytest.mark.parametrize(("asked_about", "verdict"), VERDICTS.items())
def test_verdict(asked_about: tuple[DependencyDirection, int | None], verdict: str) -> None:
    direction, depth = asked_about
    found = told(OFFICE, ["service:m"], direction, depth=depth)
    assert found["verdict"] == verdict
    more = None if depth is None else "more lies deeper than 1, as was asked for"
    assert found["reason"] == more


def test_counts_are_by_kind() -> None:
    assert told(OFFICE, ["service:m"], BOTH)["counts"] == [
        {"direction": "BENEATH", "kind": "ConfigurationItem", "number": 4},
        {"direction": "BENEATH", "kind": "Supplier", "number": 1},
        {"direction": "ABOVE", "kind": "Agency", "number": 1},
    ]


def test_what_is_hidden_is_walked_through() -> None:
    found = told(OFFICE, ["service:m"], viewer=hiding(["ci:a", "ci:b"]))
    far = {node["item"]["id"]: node for node in found["items"]["nodes"]}
    assert sorted(far) == ["ci:blade", "ci:power", "supplier:s"]
    assert (far["ci:power"]["depth"], far["ci:power"]["relation"]) == (2, None)
    assert far["ci:power"]["through"] is None
    assert found["hidden"] == [{"direction": "BENEATH", "kind": "ConfigurationItem", "number": 2}]


def test_a_hidden_start_is_unknown() -> None:
    with pytest.raises(NotFound, match="'ci:a'"):
        told(OFFICE, ["ci:a"], viewer=hiding(["ci:a"]))
