"""What edits do that may not be meant is said, and only to those who may see it."""

from __future__ import annotations

from datetime import date

import pytest

from graph_model.changes import Put, Remove
from graph_model.errors import InvalidChangeSet
from graph_model.facts import Item, Relation
from queries.what_if.edit import Create, Edit
from tests.support.asking import edited
from tests.support.sketch import sketch

DAY = date(2027, 1, 1)
LINES = (
    "service:m tier=catalog group=application",
    "ci:a ci_class=server",
    "ci:b ci_class=server",
    "ci:db ci_class=database",
    "service:m -DEPENDS_ON-> ci:a",
    "service:m -DEPENDS_ON-> ci:db",
)
MAIL = Item("Service", "service:m", {"name": "Mail", "tier": "catalog"})
NEW = Item("Service", "service:n", {"name": "N"})
SPARE = Relation("DEPENDS_ON", "service:m", "ci:b", "relays", {"need": 1})
BESIDE = (
    "ci:b is in the group 'relays' of service:m, which still depends on ci:a by itself: losing "
    "that takes it as before; makeRedundant puts both into one group"
)
REPLACES = "put replaces service:m, which is recorded, and clears what it does not give: group; "
SINGLE = "set changes single fields"
CASES: dict[str, tuple[list[Edit], list[str]]] = {
    "a new item": ([Put(NEW)], []),
    "a put of what is there": ([Put(MAIL)], [f"edit 1: {REPLACES}{SINGLE}"]),
    "after it was removed": ([Remove("service:m"), Put(MAIL)], []),
    "put twice": (
        [Put(NEW), Put(NEW)],
        [f"edit 2: put replaces service:n, which is recorded; {SINGLE}"],
    ),
    "a member beside one that is required": ([Put(SPARE)], [f"edit 1: {BESIDE}"]),
    "the other one is required no more": (
        [Remove(Relation("DEPENDS_ON", "service:m", "ci:a").key), Put(SPARE)],
        [],
    ),
    "in the group, and required by itself": (
        [Put(Relation("DEPENDS_ON", "service:m", "ci:db", "relays"))],
        [f"edit 1: {BESIDE}".replace("ci:b is", "ci:db is").replace("on ci:a by", "on ci:db by")],
    ),
    "a dependency of its own": ([Put(Relation("DEPENDS_ON", "service:m", "ci:b"))], []),
    "created": ([Create(NEW)], []),
}


@pytest.mark.parametrize(("edits", "expected"), CASES.values(), ids=CASES)
def test_what_is_said(edits: list[Edit], expected: list[str]) -> None:
    assert list(edited(sketch(*LINES).snapshot, edits, DAY).warnings) == expected


@pytest.mark.parametrize(
    ("edits", "problem"),
    [
        ([Create(MAIL)], r"edit 1, create: found 'service:m', which is recorded"),
        ([Put(NEW), Create(NEW)], r"edit 2, create: found 'service:n', which is recorded"),
        ([Create(NEW), Create(NEW)], r"edit 2, create: found 'service:n', which is recorded"),
        (
            [Create(Relation("DEPENDS_ON", "service:m", "ci:a"))],
            r"edit 1, create: found .*ci:a.*, which is recorded",
        ),
    ],
)
def test_create_refuses_what_is_recorded(edits: list[Edit], problem: str) -> None:
    with pytest.raises(InvalidChangeSet, match=problem):
        edited(sketch(*LINES).snapshot, edits, DAY)


def test_what_was_removed_may_be_created() -> None:
    found = edited(sketch(*LINES).snapshot, [Remove("service:m"), Create(MAIL)], DAY)
    assert found.snapshot.item("service:m") == MAIL
