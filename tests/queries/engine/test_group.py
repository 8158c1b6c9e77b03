"""What a group has and needs on a day, by table; over a patch as in a graph built anew."""

from __future__ import annotations

from datetime import date

import pytest

from graph_model.changes import Change, Put, Remove, SetFields
from graph_model.facts import Relation, RelationKey
from queries.engine.group import numbered, sizes, spares
from queries.snapshot.days import day_number
from queries.snapshot.in_service import out_of_service
from queries.snapshot.snapshot import Snapshot
from tests.support.sketch import sketch

DEPENDENT = "service:mail"


def found(snapshot: Snapshot, as_of: date = date(2027, 1, 1)) -> tuple[int, int, int]:
    """|M|, k and what can be spared of the one dependent's only group, as last numbered."""
    groups = numbered(snapshot)
    at = int((groups.dependent == snapshot.rows([DEPENDENT])[0]).nonzero()[0][-1])
    day = day_number(as_of)
    idle = out_of_service(snapshot, day)
    of = sizes(snapshot, groups, day, idle)
    assert spares(snapshot, groups, day, idle).tolist() == of.spare.tolist()
    return int(of.size[at]), int(of.need[at]), int(of.spare[at])


def members(*needs: int | None, **fields: str) -> list[str]:
    """A member for each need."""
    more = "".join(f" {name}={value}" for name, value in fields.items())
    return [
        f"{DEPENDENT} -DEPENDS_ON[g{'' if need is None else f':{need}'}]-> ci:{n}{more}"
        for n, need in enumerate(needs)
    ]


TABLE = {
    "one is needed where nothing is said": (members(None, None, None), (3, 1, 2)),
    "below one is one": (members(0, 0), (2, 1, 1)),
    "the largest counts": (members(1, 2, None), (3, 2, 1)),
    "no more than there are": (members(9, None), (2, 2, 0)),
    "a lone member": (members(None), (1, 1, 0)),
    "members that no longer hold do not count": (
        [*members(2, 2), *members(None, None, 3, until="2027-01-01")[2:]],
        (2, 2, 0),
    ),
    "nor does their need": (
        [*members(1, 1), *members(None, None, 2, since="2027-01-02")[2:]],
        (2, 1, 1),
    ),
    "a group of nothing today": (members(2, 2, until="2026-12-31"), (0, 0, 0)),
    "what is out of service is no member": (
        [*members(1, 1, 1), "ci:1 status=retired"],
        (2, 1, 1),
    ),
    "but what it needs is read": ([*members(2, None, None), "ci:0 status=planned"], (2, 2, 0)),
    "a group of nothing in service": (
        [*members(1, 1), "ci:0 status=retired", "ci:1 status=disposed"],
        (0, 0, 0),
    ),
    "an end in 2099 is no end": (members(2, 2, until="2099-06-30"), (2, 2, 0)),
}


@pytest.mark.parametrize(("lines", "expected"), TABLE.values(), ids=TABLE)
def test_sizes(lines: list[str], expected: tuple[int, int, int]) -> None:
    assert found(sketch(*lines).snapshot) == expected


def test_no_group_is_a_requirement_of_its_own() -> None:
    snapshot = sketch(f"{DEPENDENT} -DEPENDS_ON-> ci:0", f"{DEPENDENT} -DEPENDS_ON-> ci:1").snapshot
    assert not len(numbered(snapshot).dependent)


def key(member: int, discriminator: str = "g") -> RelationKey:
    return RelationKey("DEPENDS_ON", DEPENDENT, f"ci:{member}", discriminator)


# The group has ci:0, which says that two are needed, and ci:1 and ci:2, which say nothing.
CHANGES: dict[str, tuple[list[Change], tuple[int, int, int]]] = {
    "a member more": ([Put(Relation(*key(3), {"need": 3}))], (4, 3, 1)),
    "a member less": ([Remove(key(0))], (2, 1, 1)),
    "another need": ([SetFields(key(0), {"need": 3})], (3, 3, 0)),
    "an item goes, and its membership": ([Remove("ci:0")], (2, 1, 1)),
    "ended": ([SetFields(key(0), {"until": "2026-12-31"})], (2, 1, 1)),
    "taken out of the group": ([Remove(key(0)), Put(Relation(*key(0, "")))], (2, 1, 1)),
    "a member retires": ([SetFields("ci:1", {"status": "retired"})], (2, 2, 0)),
    "one that says the need retires": ([SetFields("ci:0", {"status": "retired"})], (2, 2, 0)),
    "all go": ([Remove(key(n)) for n in range(3)], (0, 0, 0)),
}


@pytest.mark.parametrize(("changes", "expected"), CHANGES.values(), ids=CHANGES)
def test_sizes_over_a_patch(changes: list[Change], expected: tuple[int, int, int]) -> None:
    snapshot = sketch(*members(2, None, None), "ci:3").snapshot
    assert found(snapshot) == (3, 2, 1)
    assert found(snapshot.edited(tuple(changes))) == expected
    assert found(snapshot) == (3, 2, 1)


def test_each_day_has_its_own_sizes() -> None:
    snapshot = sketch(*members(2, 2), *members(None, None, 3, until="2027-06-01")[2:]).snapshot
    assert found(snapshot, date(2027, 5, 31)) == (3, 3, 0)
    assert found(snapshot, date(2027, 6, 1)) == (2, 2, 0)
    assert found(snapshot, date(2027, 5, 31)) == (3, 3, 0)
