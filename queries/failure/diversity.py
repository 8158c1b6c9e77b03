"""Redundancy that is less than it seems: members of one group that share what they hang on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

import numpy as np

from queries.answers.listing import Listing, listed
from queries.answers.told import told_with
from queries.answers.types import ItemRow, ItemRows, Said
from queries.answers.view import View
from queries.contract.contract import last_days
from queries.contract.terms import terms
from queries.engine.group import numbered, sizes
from queries.snapshot.days import NO_END, day_number
from queries.snapshot.holding import pairs_on
from queries.snapshot.in_service import out_of_service
from queries.snapshot.rows import Flags, Ints, as_ints, grouped
from queries.snapshot.snapshot import Snapshot

SITE = "facility"
"""The CI class of a site."""
FIRST_YEAR = 1970
"""From which months are counted."""
DEEPEST = 4
"""So many dependencies at most stand between a member and its site: rack, room, hall, site."""


class Fate(Enum):
    """What members of a group share."""

    SUPPLIER = "supplier"
    PARENT = "parent company"
    SITE = "site"
    CONTRACT_END = "month in which contracts end"


FATES = (*Fate,)


@dataclass(frozen=True, slots=True)
class SharedFate:
    """Members of one redundancy group that share something."""

    dependent: Annotated[ItemRow, Said("What leans on the group.", subject=True)]
    group: Annotated[str, Said("The group.")]
    shares: Annotated[Fate, Said("What its members share.")]
    shared: Annotated[ItemRow | None, Said("The supplier, company or site; null: a month.")]
    month: Annotated[date | None, Said("The first day of the month in which contracts end.")]
    members: Annotated[ItemRows, Said("The members that share it.")]
    of: Annotated[int, Said("How many members in service the group has.")]
    breaks: Annotated[bool, Said("Whether the group breaks if all that share it fail together.")]

    @told_with
    def said(self, view: View) -> str:
        """The same in words: "2 of 3 share the site Capital (ci:site-a): enough to break it"."""
        what = self.month.strftime("%B %Y") if self.month else view.label(self.shared or 0)
        verb = "have contracts that end in" if self.month else f"share the {self.shares.value}"
        rest = ": enough to break it" if self.breaks else ""
        return f"{len(self.members)} of {self.of} {verb} {what}{rest}"


@dataclass(frozen=True, slots=True)
class _Members:
    """The members in service of groups, as pairs by group; ``of`` and ``spare`` by group."""

    group: Ints
    row: Ints
    of: Ints
    spare: Ints
    name: list[str]
    dependent: Ints


def shared_fates(snapshot: Snapshot, as_of: date, about: Flags) -> Listing[SharedFate]:
    """What members of the groups of some dependents share; what breaks a group first, then by id.

    ``about`` flags the dependents, shape (size,).
    """
    day = day_number(as_of)
    members = _members(snapshot, day, about)
    found = [
        _told(snapshot, members, fate, *one)
        for fate, pairs in _hanging(snapshot, day, members).items()
        for one in _shared(members, *pairs)
    ]

    def key(line: SharedFate) -> tuple[bool, str, str, int, str]:
        what = str(line.month) if line.shared is None else snapshot.id(line.shared)
        place = FATES.index(line.shares)
        return not line.breaks, snapshot.id(line.dependent), line.group, place, what

    found.sort(key=key)
    rows = as_ints([line.dependent for line in found])
    return listed(found, "breaks, dependent, group", key, rows)


def _members(snapshot: Snapshot, day: int, about: Flags) -> _Members:
    groups = numbered(snapshot)
    idle = out_of_service(snapshot, day)
    held = sizes(snapshot, groups, day, idle)
    wanted = np.flatnonzero(about[groups.dependent] & (held.size > 1) & ~idle[groups.dependent])
    members = groups.members
    at, numbers = members.of_many(as_ints(wanted))
    numbers = as_ints(numbers)
    stands = np.isin(numbers, snapshot.holding(numbers, day)) & ~idle[snapshot.ends(numbers)]
    first = members.entries[members.offsets[wanted]]
    names = [snapshot.discriminators[int(code)] for code in snapshot.picked(first).discriminator]
    return _Members(
        as_ints(at[stands]),
        snapshot.ends(numbers[stands]),
        held.size[wanted],
        held.spare[wanted],
        names,
        groups.dependent[wanted],
    )


def _hanging(snapshot: Snapshot, day: int, members: _Members) -> dict[Fate, tuple[Ints, Ints]]:
    """What each member hangs on, as pairs of a member's row and a supplier, site or month."""
    rows = as_ints(np.unique(members.row))
    supplier, provided = pairs_on(snapshot, "PROVIDES", day)
    of = grouped(provided, snapshot.size)
    owner, at = of.of_many(rows)
    own = rows[owner], supplier[at]
    return {
        Fate.SUPPLIER: own,
        Fate.PARENT: _parents(snapshot, day, *own),
        Fate.SITE: _sites(snapshot, day, rows),
        Fate.CONTRACT_END: _ends(snapshot, day, rows),
    }


def _parents(snapshot: Snapshot, day: int, member: Ints, supplier: Ints) -> tuple[Ints, Ints]:
    """The companies above each member's suppliers, all the way up."""
    part, whole = pairs_on(snapshot, "PART_OF", day)
    company = snapshot.kind_codes["Supplier"]
    kinds = (snapshot.kinds[part] == company) & (snapshot.kinds[whole] == company)
    return _reached(snapshot.size, part[kinds], whole[kinds], member, supplier)


def _sites(snapshot: Snapshot, day: int, rows: Ints) -> tuple[Ints, Ints]:
    """The sites that each member cannot do without: along dependencies of no group.

    They are followed up from the sites, of which there are few.
    """
    items = snapshot.rows_of_kind("ConfigurationItem")
    classes = snapshot.values(items, "ci_class")
    sites = items[np.asarray([one == SITE for one in classes], np.bool_)] if len(items) else items
    numbers = snapshot.holding(snapshot.all_relations("DEPENDS_ON"), day)
    code = snapshot.kind_codes["ConfigurationItem"]
    plain = numbers[snapshot.picked(numbers).group < 0]
    plain = plain[snapshot.kinds[snapshot.starts(plain)] == code]
    site, above = _reached(
        snapshot.size, snapshot.ends(plain), snapshot.starts(plain), sites, sites
    )
    wanted = np.zeros(snapshot.size, np.bool_)
    wanted[rows] = True
    return above[wanted[above]], site[wanted[above]]


def _reached(size: int, lower: Ints, upper: Ints, member: Ints, start: Ints) -> tuple[Ints, Ints]:
    """Each with all that is reached from where it starts, over pairs; starts left out."""
    step = grouped(lower, size)
    known = np.unique(member.astype(np.int64) * size + start)
    begun = fresh = known
    for _ in range(DEEPEST):
        owner, at = step.of_many(as_ints(fresh % size))
        found = np.unique(fresh[owner] // size * size + upper[at])
        fresh = found[~np.isin(found, known)]
        if not len(fresh):
            break
        known = np.union1d(known, fresh)
    reached = np.setdiff1d(known, begun)
    return as_ints(reached // size), as_ints(reached % size)


def _ends(snapshot: Snapshot, day: int, rows: Ints) -> tuple[Ints, Ints]:
    """The months (counted from 1970) in which contracts in force that cover members end."""
    last = last_days(snapshot, terms(snapshot), day)
    by_row = np.full(snapshot.size, NO_END, np.int32)
    stands = last.in_force(day)
    by_row[last.rows[stands]] = last.last[stands]
    contract, covered = pairs_on(snapshot, "COVERS", day)
    ending = by_row[contract] != NO_END
    contract, covered = contract[ending], covered[ending]
    owner, at = grouped(covered, snapshot.size).of_many(rows)
    return rows[owner], as_ints(
        by_row[contract[at]].astype("datetime64[D]").astype("datetime64[M]").astype(np.int32)
    )


def _shared(members: _Members, row: Ints, what: Ints) -> Iterator[tuple[int, int, Ints]]:
    """Groups, what several of their members hang on, and these members, each once."""
    if not len(row):
        return
    order = np.argsort(row, kind="stable")
    row, what = row[order], what[order]
    low, high = (
        np.searchsorted(row, members.row, "left"),
        np.searchsorted(row, members.row, "right"),
    )
    owner = np.repeat(np.arange(len(members.row)), high - low)
    at = np.arange(len(owner)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
    hung = what[np.repeat(low, high - low) + at]
    keys = members.group[owner].astype(np.int64) << 32 | hung
    pairs = np.unique(np.stack([keys, members.row[owner]]), axis=1)
    found, first, many = np.unique(pairs[0], return_index=True, return_counts=True)
    for key, begin, count in zip(found.tolist(), first.tolist(), many.tolist(), strict=True):
        if count > 1:
            yield key >> 32, key & 0xFFFFFFFF, as_ints(pairs[1][begin : begin + count])


def _told(
    snapshot: Snapshot, members: _Members, fate: Fate, group: int, what: int, rows: Ints
) -> SharedFate:
    month = date(FIRST_YEAR + what // 12, what % 12 + 1, 1) if fate is Fate.CONTRACT_END else None
    return SharedFate(
        int(members.dependent[group]),
        members.name[group],
        fate,
        None if month else what,
        month,
        snapshot.order.rows(rows),
        int(members.of[group]),
        len(rows) > int(members.spare[group]),
    )
