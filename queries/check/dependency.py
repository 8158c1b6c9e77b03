"""Rules about dependencies, redundancy groups and composition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from queries.check.cycle import cycles_of
from queries.check.dated import Dated
from queries.check.rule import Found, Rule
from queries.check.severity import Severity
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

DEPENDS_ON, PART_OF = "DEPENDS_ON", "PART_OF"


@dataclass(frozen=True, slots=True)
class _Groups:
    """The redundancy groups that hold: group ``g`` has ``numbers[first[g]:first[g + 1]]``.

    ``least``, ``most`` and ``size`` are its needs (one not said is 1) and its members' number.
    """

    snapshot: Snapshot
    numbers: Ints
    first: Ints
    least: Ints
    most: Ints
    size: Ints

    def chosen(self, flags: Flags) -> Iterator[tuple[Ints, int]]:
        """The relations, by their members, and the greatest need of the groups flagged."""
        for group in np.flatnonzero(flags).tolist():
            numbers = self.numbers[self.first[group] : self.first[group + 1]]
            places = self.snapshot.order.places(self.snapshot.ends(numbers))
            yield as_ints(numbers[np.argsort(places)]), int(self.most[group])


def _groups(at: Dated) -> _Groups:
    numbers = at.relations(DEPENDS_ON)
    columns = at.snapshot.picked(numbers)
    order = np.lexsort((columns.discriminator, columns.start))
    order = order[columns.discriminator[order] > 0]
    key = columns.start[order].astype(np.int64) * 2**32 + columns.discriminator[order]
    begins = np.flatnonzero(np.diff(key, prepend=-1))
    need = columns.need[order]
    least, most = (
        ufunc.reduceat(need, begins) if len(begins) else need for ufunc in (np.minimum, np.maximum)
    )
    first = as_ints(np.append(begins, len(order)))
    return _Groups(at.snapshot, numbers[order], first, least, most, as_ints(np.diff(first)))


def _group_found(at: Dated, numbers: Ints, message: str) -> Found:
    """A finding about a group, headed by its name and its dependent's."""
    dependent = int(at.snapshot.starts(numbers[:1])[0])
    head = f"Group {at.discriminators(numbers[:1])[0]!r} of {at.label(dependent)}"
    members = at.snapshot.ends(numbers).tolist()
    return Found(f"{head} {message}", (dependent, *members), tuple(numbers.tolist()))


def needs_differ(at: Dated) -> Iterator[Found]:
    """Groups that say more than one need."""
    groups = _groups(at)
    for numbers, most in groups.chosen(groups.least != groups.most):
        said = ", ".join(map(str, np.unique(at.snapshot.picked(numbers).need).tolist()))
        message = f"says needs of {said} (one not said is 1) and {most} counts; say one need only."
        yield _group_found(at, numbers, message)


def need_exceeds_size(at: Dated) -> Iterator[Found]:
    """Groups that need more members than they have."""
    groups = _groups(at)
    for numbers, most in groups.chosen(groups.most > groups.size):
        message = (
            f"needs {most} of {len(numbers)}, so that the loss of any one breaks it; "
            "lower the need or record the missing members."
        )
        yield _group_found(at, numbers, message)


def group_of_one(at: Dated) -> Iterator[Found]:
    """Groups that have one member left."""
    groups = _groups(at)
    for numbers, _ in groups.chosen(groups.size == 1):
        member = at.label(int(at.snapshot.ends(numbers)[0]))
        message = f"has one member, {member}, and so no redundancy; record the others, if any."
        yield _group_found(at, numbers, message)


def leans_on_out_of_service(at: Dated) -> Iterator[Found]:
    """Groups of which members are out of service: they are no redundancy."""
    groups = _groups(at)
    idle = at.out_of_service[at.snapshot.ends(groups.numbers)]
    down = np.add.reduceat(idle, groups.first[:-1], dtype=np.int64) if len(idle) else idle
    for numbers, most in groups.chosen(down > 0):
        members = at.snapshot.ends(numbers)
        idle = at.out_of_service[members]
        left = int((~idle).sum())
        message = (
            f"counts on {at.labels(members[idle])}, out of service: {left} of {len(numbers)} are "
            f"left and {most} needed; take them out of the group, or into service."
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
    numbers = numbers[at.snapshot.picked(numbers).discriminator == 0]
    needs = at.relation_values(numbers, "need")
    for where in np.flatnonzero([need is not None for need in needs]).tolist():
        message = (
            f"says a need of {needs[where]} but no group, so it has no effect; name its group."
        )
        yield _relation_found(at, int(numbers[where]), message)


def _relation_found(at: Dated, number: int, message: str) -> Found:
    start, end = (
        int(ends(as_ints([number]))[0]) for ends in (at.snapshot.starts, at.snapshot.ends)
    )
    said = f"{at.label(start)} depends on {at.label(end)} and {message}"
    return Found(said, (start, end), (number,))


def pool_without_group(at: Dated) -> Iterator[Found]:
    """Pools that depend on their members singly, or on nothing."""
    rows = at.rows("ConfigurationItem")
    pools = rows[at.values(rows, "ci_class") == "pool"]
    numbers = at.relations(DEPENDS_ON)
    grouped_ones = numbers[at.snapshot.picked(numbers).discriminator > 0]
    has_group = at.flagged(at.snapshot.starts(grouped_ones))
    for row in pools[~has_group[pools]].tolist():
        message = (
            f"{at.label(row)} is a pool without a redundancy group; "
            "give the dependencies on its members one group and a need."
        )
        yield Found(message, (row,))


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
        "group-leans-on-out-of-service",
        Severity.WARNING,
        "A redundancy group has members that are out of service, which replace nothing.",
        leans_on_out_of_service,
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
        "Items depend on each other in a ring: answers stand, but all of them stop together.",
        cycles_of(
            DEPENDS_ON,
            "depends on itself",
            "depend on each other",
            "what depends in a ring stops together, so break it if you can",
        ),
    ),
    Rule(
        "part-of-cycle",
        Severity.ERROR,
        "Items are part of each other in a ring, which no composition can be.",
        cycles_of(
            PART_OF,
            "is part of itself",
            "are part of each other",
            "remove the relation that is wrong",
        ),
    ),
)
