"""Edits made past the journal: what a comparison needs, finds and tells, the same for every store.

Facts are compared by 64-bit fingerprints first: sixteen bytes a fact, whatever the graph's size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph_model.changes import Image, Revision
from graph_model.errors import Problem
from graph_model.facts import Fact, Item, Ref, Relation, RelationKey, ref_of
from graph_model.model import Model
from graph_model.plan import ends_problem
from graph_model.state import aliases_of
from stores.journal import packed, recorded_now

SOURCE = "out-of-band"
"""The source of a revision that journals what was found."""

AUTHOR = "unknown"
"""Its author: the database does not say."""

MOST_PROBLEMS = 1_000

Facts = Callable[[], Iterable[Fact]]
"""Gives all facts of a graph, each time anew."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The graph as the journal says it is at a revision."""

    revision: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What a comparison found: the revisions that journal it, and what is invalid and left out.

    Of a dry run, the revisions are those that would be made.
    """

    revisions: tuple[Revision, ...] = ()
    problems: tuple[Problem, ...] = ()


class Journaled(NamedTuple):
    """A revision that is to be journaled, and its images as the journal keeps them."""

    revision: Revision
    blob: bytes


def differing(expected: Facts, actual: Facts) -> dict[Ref, Fact | None]:
    """The refs of all facts that are not as expected, each with the fact expected, if any."""
    apart = set(np.setxor1d(_fingerprints(expected()), _fingerprints(actual()))["ref"].tolist())
    if not apart:
        return {}
    found: dict[Ref, Fact | None] = {ref_of(f): None for f in actual() if _ref_print(f) in apart}
    return found | {ref_of(f): f for f in expected() if _ref_print(f) in apart}


def parts(apart: Mapping[Ref, Fact | None], most: int) -> Iterator[dict[Ref, Fact | None]]:
    """What differs in parts of at most ``most``, in an order that every prefix leaves valid.

    New items come before relations, and relations before the items that changed or went.
    """
    ranked = sorted(apart.items(), key=lambda pair: _rank(*pair))
    for at in range(0, len(ranked), most):
        yield dict(ranked[at : at + most])


def journaled(number: int, id_: str, images: tuple[Image, ...], model: Model) -> Journaled:
    """The revision of a number that accounts for some images, and its packed images."""
    blob = packed(images, model)
    content = sha256(blob).hexdigest()
    return Journaled(Revision(number, id_, recorded_now(), AUTHOR, SOURCE, content, images), blob)


def names_of(item: Item) -> tuple[str, ...]:
    """What the item claims for itself: its id, and its aliases."""
    return item.id, *aliases_of(item)


def problem_of(
    was: Fact | None,
    now: Fact,
    item: Callable[[str], Item | None],
    claims: Counter[str],
    model: Model,
) -> Problem | None:
    """Why a fact cannot stand as it is now, or None if it can.

    ``item`` finds items as they are now; ``claims`` counts how many of them claim a name.
    """
    if isinstance(now, Relation):
        wrong = ends_problem(now.key, item(now.start), item(now.end), model)
        return Problem(str(now.key), *wrong) if wrong else None
    if isinstance(was, Item) and was.kind != now.kind:
        return Problem(now.id, f"kind {now.kind}", f"kind {was.kind}: an id keeps its kind")
    held = set(names_of(was)) if isinstance(was, Item) else set()
    for name in names_of(now):
        if claims[name] > 1 and name not in held:
            return Problem(f"{now.id}, aliases", f"{name!r}, another's name", "a name of its own")
    return None


def _rank(ref: Ref, expected: Fact | None) -> int:
    if isinstance(ref, RelationKey):
        return 1
    return 0 if expected is None else 2


_PRINT = np.dtype([("ref", np.int64), ("content", np.int64)])


def _fingerprints(facts: Iterable[Fact]) -> NDArray[np.void]:
    return np.fromiter(((_ref_print(fact), _content_print(fact)) for fact in facts), dtype=_PRINT)


def _ref_print(fact: Fact) -> int:
    return hash(ref_of(fact))


def _content_print(fact: Fact) -> int:
    """Equal for facts that are the same, their fields in any order."""
    fields = (
        (n, tuple(v) if isinstance(v, list) else v, isinstance(v, bool))
        for n, v in fact.fields.items()
    )
    return hash((fact.kind if isinstance(fact, Item) else "", frozenset(fields)))
