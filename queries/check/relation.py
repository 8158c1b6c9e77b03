"""Rules about any relation, whatever its type."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from queries.check.dated import Dated
from queries.check.rule import Found, Rule
from queries.check.severity import Severity
from queries.snapshot.days import day_said
from queries.snapshot.rows import as_ints


def never_holds(at: Dated) -> Iterator[Found]:
    """Relations that end as they begin, or before: stores of older versions may have such."""
    snapshot, periods = at.snapshot, at.snapshot.periods
    empty = as_ints(np.flatnonzero(periods.since >= periods.until))
    if not len(empty):
        return
    for type_ in snapshot.model.relations:
        numbers = snapshot.all_relations(type_.name)
        numbers = numbers[np.isin(snapshot.picked(numbers).period, empty)]
        for number in numbers.tolist():
            relation, ends = snapshot.relation_at(number), as_ints([number])
            since, until = (day_said(str(relation.fields[name])) for name in ("since", "until"))
            message = (
                f"{relation.key} holds since {since} until {until}, so on no day; "
                "correct one of the dates."
            )
            items = (int(snapshot.starts(ends)[0]), int(snapshot.ends(ends)[0]))
            yield Found(message, items, (number,))


RULES = (
    Rule(
        "relation-never-holds",
        Severity.ERROR,
        "A relation's since is on or after its until, so that it holds on no day.",
        never_holds,
    ),
)
