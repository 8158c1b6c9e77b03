"""Groups that will shrink, told on the day they do, as looking at every single day finds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import InvalidQuestion
from queries.impact.redundancy_ends import shrinking
from queries.snapshot.snapshot import Snapshot
from tests.support.graphs import DATES, Graph, graphs
from tests.support.naive import Record, Records, holds, in_force, in_service
from tests.support.sketch import sketch

DAYS = [date.fromisoformat(text) for text in DATES]
KINDS = ("Service", "ConfigurationItem", "ConfigurationItem", "Contract", "Contract")


class Loss(NamedTuple):
    """A shrinking by id; ``by`` is whether a contract is the cause."""

    on: str
    dependent: str
    group: str
    member: str
    by: bool
    size: int
    need: int
    left: int
    spare: int


def told(snapshot: Snapshot, as_of: date, until: date) -> list[Loss]:
    id_of = snapshot.id
    return [
        Loss(
            str(s.on),
            id_of(s.dependent_row),
            s.group,
            id_of(s.member_row),
            s.contract is not None,
            s.size,
            s.need,
            s.left,
            s.spare,
        )
        for s in shrinking(snapshot, as_of, until)
    ]


def covering(graph: Records, member: str, day: date) -> list[str]:
    """The contracts in force whose COVERS of a member hold on a day."""
    contracts = {i["id"]: i for i in graph["items"] if i["kind"] == "Contract"}
    return [
        r["from"]
        for r in graph["relations"]
        if (r["type"], r["to"]) == ("COVERS", member) and holds(r, day)
        if in_force(graph, contracts[r["from"]], day)
    ]


def naive(graph: Records, as_of: date, until: date) -> Iterator[Loss]:
    grouped = [r for r in graph["relations"] if r["type"] == "DEPENDS_ON" and r.get("group")]
    covered = {r["to"] for r in grouped if covering(graph, r["to"], as_of)}

    items = {item["id"]: item for item in graph["items"]}

    def present(record: Record, day: date) -> bool:
        return holds(record, day) and in_service(items[record["to"]], day)

    def stands(record: Record, day: date) -> bool:
        paid = record["to"] not in covered or bool(covering(graph, record["to"], day))
        return present(record, day) and paid

    def sized(group: Sequence[Record], members: Sequence[Record], day: date) -> tuple[int, int]:
        needs = [max(r.get("need") or 1, 1) for r in group if holds(r, day)]
        return len(members), min(max(needs, default=1), len(members))

    waiting = [r for r in grouped if present(r, as_of)]
    day = as_of
    while day < until:
        day += timedelta(days=1)
        for record in [r for r in waiting if not stands(r, day)]:
            waiting.remove(record)
            own = [
                r for r in grouped if (r["from"], r["group"]) == (record["from"], record["group"])
            ]
            size, need = sized(own, [r for r in own if present(r, as_of)], as_of)
            left, needed = sized(own, [r for r in own if stands(r, day)], day)
            ends = str(day), record["from"], record["group"], record["to"]
            yield Loss(*ends, present(record, day), size, need, left, left - needed)


@settings(max_examples=60)
@given(graphs(KINDS, most_items=8, most_relations=24), st.sampled_from(DAYS[:4]))
def test_shrinking_is_what_every_day_shows(graph: Graph, as_of: date) -> None:
    for until in (as_of, as_of + timedelta(days=1), as_of + timedelta(days=70)):
        assert told(graph.snapshot, as_of, until) == sorted(naive(graph.records, as_of, until))


PAIR = ("service:m -DEPENDS_ON[r:1]-> ci:a", "service:m -DEPENDS_ON[r:1]-> ci:b")
B_ENDS = ("service:m -DEPENDS_ON[r:1]-> ci:a", "service:m -DEPENDS_ON[r:1]-> ci:b until=2027-02-01")
COVERED = (*PAIR, "contract:c -COVERS-> ci:b")
TABLE = {
    "nothing ends": (PAIR, []),
    "the relation ends": (B_ENDS, ["2027-02-01 ci:b by relation: 2 need 1, 1 left can spare 0"]),
    "after the last day that is asked about": (
        [PAIR[0], "service:m -DEPENDS_ON[r:1]-> ci:b until=2027-07-02"],
        [],
    ),
    "a requirement of its own is no redundancy": (
        ["service:m -DEPENDS_ON-> ci:a until=2027-02-01"],
        [],
    ),
    "the contract ends": (
        [*COVERED, "contract:c end=2027-01-31"],
        ["2027-02-01 ci:b by contract:c: 2 need 1, 1 left can spare 0"],
    ),
    "the contract renews": (
        [*COVERED, "contract:c end=2027-01-31 renewal=tacit renewal_term=P1Y"],
        [],
    ),
    "the contract would have renewed": (
        [
            *COVERED,
            "contract:c end=2027-01-31 renewal=tacit renewal_term=P1Y notice_given=2026-12-01",
        ],
        ["2027-02-01 ci:b by contract:c: 2 need 1, 1 left can spare 0"],
    ),
    "another contract takes over in time": (
        [
            *COVERED,
            "contract:c end=2027-01-31",
            "contract:d start=2027-02-01",
            "contract:d -COVERS-> ci:b",
        ],
        [],
    ),
    "another contract takes over too late": (
        [
            *COVERED,
            "contract:c end=2027-01-31",
            "contract:d start=2027-02-02",
            "contract:d -COVERS-> ci:b",
        ],
        ["2027-02-01 ci:b by contract:c: 2 need 1, 1 left can spare 0"],
    ),
    "the last of two contracts is named": (
        [
            *COVERED,
            "contract:c end=2027-01-31",
            "contract:d end=2027-02-28",
            "contract:d -COVERS-> ci:b",
        ],
        ["2027-03-01 ci:b by contract:d: 2 need 1, 1 left can spare 0"],
    ),
    "the parent's end is the contract's": (
        [
            *COVERED,
            "contract:c survives_parent=no",
            "contract:p end=2027-01-31",
            "contract:c -UNDER-> contract:p",
        ],
        ["2027-02-01 ci:b by contract:c: 2 need 1, 1 left can spare 0"],
    ),
    "the contract no longer covers it": (
        [*PAIR, "contract:c -COVERS-> ci:b until=2027-03-01"],
        ["2027-03-01 ci:b by contract:c: 2 need 1, 1 left can spare 0"],
    ),
    "another contract covers it before that": (
        [
            *PAIR,
            "contract:c -COVERS-> ci:b until=2027-03-01",
            "contract:d -COVERS-> ci:b since=2027-02-01",
        ],
        [],
    ),
    "what nobody paid for loses nothing": ([*COVERED, "contract:c end=2026-12-31"], []),
    "a member goes out of service": (
        [
            "service:m -DEPENDS_ON[r:1]-> service:a",
            "service:m -DEPENDS_ON[r:1]-> service:b",
            "service:b retires_on=2027-03-01",
        ],
        ["2027-03-01 service:b by member: 2 need 1, 1 left can spare 0"],
    ),
    "one that is out of service already is none": (
        [
            "service:m -DEPENDS_ON[r:1]-> service:a",
            "service:m -DEPENDS_ON[r:2]-> service:b until=2027-03-01",
            "service:b lifecycle=retired",
        ],
        [],
    ),
    "one after the other": (
        [
            "service:m -DEPENDS_ON[r:2]-> ci:a until=2027-03-01",
            "service:m -DEPENDS_ON[r:2]-> ci:b until=2027-02-01",
            "service:m -DEPENDS_ON[r:1]-> ci:c",
        ],
        [
            "2027-02-01 ci:b by relation: 3 need 2, 2 left can spare 0",
            "2027-03-01 ci:a by relation: 3 need 2, 1 left can spare 0",
        ],
    ),
}


@pytest.mark.parametrize(("lines", "expected"), TABLE.values(), ids=TABLE)
def test_shrinking(lines: Sequence[str], expected: list[str]) -> None:
    snapshot = sketch(*lines).snapshot
    losses = []
    for s in shrinking(snapshot, date(2027, 1, 1), date(2027, 7, 1)):
        by = s.ends.value if s.contract is None else snapshot.id(s.contract)
        cause = f"{s.on} {snapshot.id(s.member_row)} by {by}"
        losses.append(f"{cause}: {s.size} need {s.need}, {s.left} left can spare {s.spare}")
        assert (snapshot.id(s.dependent_row), s.group) == ("service:m", "r")
    assert losses == expected


def test_the_last_day_comes_after_the_first() -> None:
    with pytest.raises(InvalidQuestion, match="until: found 2026-12-31, expected 2027-01-01 or l"):
        shrinking(sketch(*PAIR).snapshot, date(2027, 1, 1), date(2026, 12, 31))
