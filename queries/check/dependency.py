"""Rules about dependencies, redundancy groups and composition."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from queries.check.cycle import cycles
from queries.check.dated import Dated
from queries.check.rule import Finder, Found, Rule, Severity
from queries.rows import Ints, as_ints, grouped

DEPENDS_ON, PART_OF = "DEPENDS_ON", "PART_OF"


def _groups(at: Dated) -> Iterator[tuple[Ints, Ints]]:
    """Each redundancy group that holds: its relations, and the need of each (missing is 1)."""
    numbers = at.relations(DEPENDS_ON)
    columns = at.snapshot.picked(numbers)
    numbers, need = numbers[columns.mark > 0], columns.need[columns.mark > 0]
    packed = columns.start.astype(np.int64) * 2**32 + columns.mark
    keys, group = np.unique(packed[columns.mark > 0], return_inverse=True)
    by_group = grouped(as_ints(group), len(keys))
    for one in range(len(keys)):
        members = by_group.of(one)
        yield numbers[members], need[members]


def _group_found(at: Dated, numbers: Ints, message: str) -> Found:
    """A finding about a group, headed by its name and its dependent's."""
    dependent = int(at.snapshot.starts(numbers[:1])[0])
    head = f"Group {at.marks(numbers[:1])[0]!r} of {at.label(dependent)}"
    members = at.snapshot.ends(numbers).tolist()
    return Found(f"{head} {message}", (dependent, *members), tuple(numbers.tolist()))


def needs_differ(at: Dated) -> Iterator[Found]:
    """Groups that say more than one need."""
    for numbers, need in _groups(at):
        if need.min() != need.max():
            said = ", ".join(str(n) for n in np.unique(need).tolist())
            message = f"says needs of {said} (one not said is 1); say the same on each of them, "
            yield _group_found(at, numbers, f"{message}until then {need.max()} counts.")


def need_exceeds_size(at: Dated) -> Iterator[Found]:
    """Groups that need more members than they have."""
    for numbers, need in _groups(at):
        if need.max() > len(numbers):
            message = (
                f"needs {need.max()} of {len(numbers)}, so that the loss of any one breaks it; "
                "lower the need or record the missing members."
            )
            yield _group_found(at, numbers, message)


def need_below_one(at: Dated) -> Iterator[Found]:
    """Needs of zero or less."""
    numbers = at.relations(DEPENDS_ON)
    needs = at.relation_values(numbers, "need")
    for where in np.flatnonzero([need is not None and need < 1 for need in needs]).tolist():
        message = f"says a need of {needs[where]}, which counts as 1; say 1 or more."
        yield _relation_found(at, int(numbers[where]), message)


def need_without_group(at: Dated) -> Iterator[Found]:
    """Needs on a dependency that is in no group."""
    numbers = at.relations(DEPENDS_ON)
    numbers = numbers[at.snapshot.picked(numbers).mark == 0]
    needs = at.relation_values(numbers, "need")
    for where in np.flatnonzero([need is not None for need in needs]).tolist():
        message = f"says a need of {needs[where]} but no group, so it has no effect; name its group."
        yield _relation_found(at, int(numbers[where]), message)


def _relation_found(at: Dated, number: int, message: str) -> Found:
    start, end = (int(ends(as_ints([number]))[0]) for ends in (at.snapshot.starts, at.snapshot.ends))
    said = f"{at.label(start)} depends on {at.label(end)} and {message}"
    return Found(said, (start, end), (number,))


def group_of_one(at: Dated) -> Iterator[Found]:
    """Groups that have one member left."""
    for numbers, _ in _groups(at):
        if len(numbers) == 1:
            member = at.label(int(at.snapshot.ends(numbers)[0]))
            message = f"has one member, {member}, and so no redundancy; record the others, if any."
            yield _group_found(at, numbers, message)


def pool_without_group(at: Dated) -> Iterator[Found]:
    """Pools that depend on their members singly, or on nothing."""
    rows = at.rows("ConfigurationItem")
    pools = rows[at.values(rows, "ci_class") == "pool"]
    numbers = at.relations(DEPENDS_ON)
    grouped_ones = numbers[at.snapshot.picked(numbers).mark > 0]
    has_group = at.flagged(at.snapshot.starts(grouped_ones))
    for row in pools[~has_group[pools]].tolist():
        message = (
            f"{at.label(row)} is a pool without a redundancy group; "
            "give the dependencies on its members one group and a need."
        )
        yield Found(message, (row,))


def _cycles_of(type_: str, told: str) -> Finder:
    def find(at: Dated) -> Iterator[Found]:
        for rows, numbers in cycles(at, at.relations(type_)):
            message = f"{len(rows):,} items {told}: {at.labels(rows)}"
            if len(rows) == 1:
                message = f"{at.label(int(rows[0]))} names itself: it should not"
            yield Found(f"{message}.", tuple(rows.tolist()), tuple(numbers.tolist()))

    return find


RULES = (
    Rule(
        "group-needs-differ",
        Severity.WARNING,
        "The relations of one redundancy group say different needs; the largest counts.",
        needs_differ,
    ),
    Rule(
        "group-need-exceeds-size",
        Severity.WARNING,
        "A redundancy group needs more members than it has; it counts as needing all of them.",
        need_exceeds_size,
    ),
    Rule(
        "group-need-below-one",
        Severity.WARNING,
        "A dependency says a need below 1, which counts as 1.",
        need_below_one,
    ),
    Rule(
        "need-without-group",
        Severity.WARNING,
        "A dependency says a need but is in no group, where a need means nothing.",
        need_without_group,
    ),
    Rule(
        "group-of-one",
        Severity.INFO,
        "A redundancy group has a single member, so nothing replaces it.",
        group_of_one,
    ),
    Rule(
        "pool-without-group",
        Severity.WARNING,
        "A configuration item of class pool does not depend on its members as a group.",
        pool_without_group,
    ),
    Rule(
        "dependency-cycle",
        Severity.INFO,
        "Items depend on each other in a ring; answers stand, but all of them stop together.",
        _cycles_of(DEPENDS_ON, "depend on each other and stop together; break the ring if you can"),
    ),
    Rule(
        "part-of-cycle",
        Severity.ERROR,
        "Items are part of each other in a ring, which no composition can be.",
        _cycles_of(PART_OF, "are part of each other; remove the relation that is wrong"),
    ),
)
