"""Rules about contracts together: families (UNDER) and successions (SUCCEEDS)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from queries.check.cycle import cycles_of
from queries.check.dated import Dated
from queries.check.rule import Found, Rule
from queries.check.severity import Severity
from queries.snapshot.days import NO_END, day_said
from queries.snapshot.rows import Flags

_UNSAID = (
    "and it is not said whether it survives, which is taken as yes; record survives_parent, "
    "or correct the dates."
)
_CAPPED = "and does not survive it, so it ends with it; plan for the earlier day."


def _outliving(at: Dated, survives: object, told: str) -> Iterator[Found]:
    """Contracts whose own last day is after a parent's, of those that say so of surviving."""
    snapshot, last = at.snapshot, at.last_days
    numbers = at.relations("UNDER")
    child, parent = (at.contract_at[ends(numbers)] for ends in (snapshot.starts, snapshot.ends))
    said: Flags = at.values(last.rows, "survives_parent") == survives
    both = (child >= 0) & (parent >= 0) & (child != parent)
    both[both] = said[child[both]] & (last.own[child[both]] > last.last[parent[both]])
    for n in np.flatnonzero(both).tolist():
        row, over = int(last.rows[child[n]]), int(last.rows[parent[n]])
        own = (
            "has no end" if last.own[child[n]] == NO_END else f"ends {day_said(last.own[child[n]])}"
        )
        message = (
            f"{at.label(row)} {own}, after {at.label(over)} that it is under "
            f"({day_said(last.last[parent[n]])}), {told}"
        )
        yield Found(message, (row, over), (int(numbers[n]),))


def outlives_parent(at: Dated) -> Iterator[Found]:
    """Children that outlive their parent without saying that they survive it."""
    return _outliving(at, None, _UNSAID)


def capped_by_parent(at: Dated) -> Iterator[Found]:
    """Children that end with their parent, before their own end."""
    return _outliving(at, False, _CAPPED)


RULES = (
    Rule(
        "contract-outlives-parent",
        Severity.WARNING,
        "A contract ends after one that it is under, and does not say whether it survives it.",
        outlives_parent,
    ),
    Rule(
        "contract-capped-by-parent",
        Severity.INFO,
        "A contract that does not survive its parent ends with it, before its own end.",
        capped_by_parent,
    ),
    Rule(
        "contract-family-cycle",
        Severity.ERROR,
        "Contracts are under each other in a ring, so that none is the master.",
        cycles_of(
            "UNDER",
            "is under itself",
            "are under each other",
            "remove the relation that is wrong",
        ),
    ),
    Rule(
        "contract-succession-cycle",
        Severity.ERROR,
        "Contracts succeed each other in a ring, so that none is the latest.",
        cycles_of(
            "SUCCEEDS",
            "succeeds itself",
            "succeed each other",
            "remove the relation that is wrong",
        ),
    ),
)
