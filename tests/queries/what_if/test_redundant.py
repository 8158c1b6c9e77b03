"""Members made to stand in for one another: what it comes to, and what it refuses, by hand."""

from __future__ import annotations

from datetime import date

import pytest

from graph_model.changes import Put, Remove, SetFields
from graph_model.errors import InvalidChangeSet
from graph_model.facts import Relation
from queries.impact.impact import impact
from queries.what_if.edit import Edit, MakeRedundant
from tests.support.asking import edited
from tests.support.sketch import sketch

DAY = date(2027, 1, 1)
ONE = ("service:m -DEPENDS_ON-> ci:a since=2026-01-01", "ci:b", "ci:c", "ci:d", "agency:g")
GROUP = (
    "service:m -DEPENDS_ON[relays:1]-> ci:a",
    "service:m -DEPENDS_ON[relays:1]-> ci:b",
    "ci:c",
    "ci:d",
)
CASES = {
    "one it requires and a new one": (
        ONE,
        MakeRedundant("service:m", ("ci:a", "ci:b")),
        [
            "- service:m>ci:a",
            "+ service:m>ci:a redundant need=1 since=2026-01-01",
            "+ service:m>ci:b redundant need=1",
        ],
    ),
    "two of three are needed": (
        ["service:m", "ci:a", "ci:b", "ci:c"],
        MakeRedundant("service:m", ("ci:a", "ci:b", "ci:c"), 2),
        [f"+ service:m>ci:{name} redundant need=2" for name in "abc"],
    ),
    "a third joins the group of one of them": (
        GROUP,
        MakeRedundant("service:m", ("ci:b", "ci:c")),
        ["+ service:m>ci:c relays need=1"],
    ),
    "and the whole group says what it needs": (
        GROUP,
        MakeRedundant("service:m", ("ci:b", "ci:c"), 2),
        [
            "= service:m>ci:b relays need=2",
            "+ service:m>ci:c relays need=2",
            "= service:m>ci:a relays need=2",
        ],
    ),
    "one that is in the group and required by itself": (
        [*GROUP, "service:m -DEPENDS_ON-> ci:a"],
        MakeRedundant("service:m", ("ci:a", "ci:b")),
        ["- service:m>ci:a"],
    ),
    "a name that is taken": (
        ["service:m -DEPENDS_ON[redundant:1]-> ci:x", "ci:a", "ci:b"],
        MakeRedundant("service:m", ("ci:a", "ci:b")),
        ["+ service:m>ci:a redundant-2 need=1", "+ service:m>ci:b redundant-2 need=1"],
    ),
    "what has ended is left alone": (
        ["service:m -DEPENDS_ON-> ci:a until=2026-06-30", "ci:b"],
        MakeRedundant("service:m", ("ci:a", "ci:b")),
        ["+ service:m>ci:a redundant need=1", "+ service:m>ci:b redundant need=1"],
    ),
}


def told(change: object) -> str:
    if isinstance(change, Put):
        assert isinstance(change.fact, Relation)
        key, fields, sign = change.fact.key, change.fact.fields, "+"
    else:
        assert isinstance(change, Remove | SetFields)
        key = change.ref  # type: ignore[assignment]
        fields = dict(getattr(change, "fields", {}))
        sign = "=" if isinstance(change, SetFields) else "-"
    said = "".join(f" {name}={fields[name]}" for name in sorted(fields))
    return f"{sign} {key.start}>{key.end} {key.discriminator}".rstrip() + said


@pytest.mark.parametrize(("lines", "edit", "expected"), CASES.values(), ids=CASES)
def test_what_it_comes_to(lines: list[str], edit: Edit, expected: list[str]) -> None:
    found = edited(sketch(*lines).snapshot, [edit], DAY)
    assert [told(change) for change in found.changes] == expected
    assert found.warnings == ()


def test_the_loss_of_one_is_then_borne() -> None:
    snapshot = sketch(*ONE).snapshot
    after = edited(snapshot, [MakeRedundant("service:m", ("ci:a", "ci:b"))], DAY).snapshot
    levels = []
    for side in (snapshot, after):
        found = impact(side, ["ci:a"], "outage", DAY)
        levels.append(found.level_at(int(side.rows(["service:m"])[0])))
    assert levels == ["LOST", "DEGRADED"]


REFUSED = {
    "one alone": (ONE, ("service:m", ("ci:a",), 1), "members: found 1, expected two or more"),
    "the same one twice": (
        ONE,
        ("service:m", ("ci:a", "ci:a"), 1),
        "members: found 1, expected two or more",
    ),
    "more than there are": (
        ONE,
        ("service:m", ("ci:a", "ci:b"), 3),
        "need: found 3, expected 1 to 2",
    ),
    "none": (ONE, ("service:m", ("ci:a", "ci:b"), 0), "need: found 0, expected 1 to 2"),
    "itself": (ONE, ("ci:a", ("ci:a", "ci:b"), 1), "members: found the dependent 'ci:a'"),
    "what cannot be depended on": (
        ONE,
        ("service:m", ("ci:a", "agency:g"), 1),
        "members: found 'agency:g', a Agency, expected a Service or ConfigurationItem",
    ),
    "nobody": (ONE, ("service:m", ("ci:a", "ci:nobody"), 1), "nothing under 'ci:nobody'"),
    "members of two groups": (
        [*GROUP, "service:m -DEPENDS_ON[other:1]-> ci:c"],
        ("service:m", ("ci:a", "ci:c"), 1),
        "members: found members of the groups 'other', 'relays'",
    ),
}


@pytest.mark.parametrize(("lines", "asked", "problem"), REFUSED.values(), ids=REFUSED)
def test_what_it_refuses(
    lines: list[str], asked: tuple[str, tuple[str, ...], int], problem: str
) -> None:
    with pytest.raises(InvalidChangeSet, match=problem):
        edited(sketch(*lines).snapshot, [MakeRedundant(*asked)], DAY)
