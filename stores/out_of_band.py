"""Edits made past the journal: what a comparison needs, finds and tells, the same for every store.

Facts are compared by 64-bit fingerprints first: sixteen bytes a fact, whatever the graph's size.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph_model.changes import Image, Revision, lay
from graph_model.columns import Tables
from graph_model.errors import Problem
from graph_model.facts import Fact, Item, Ref, Relation, RelationKey, ref_of
from graph_model.model import Model
from stores.journal import Newest, packed, recorded_now

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

    def after(self, images: Iterable[Image]) -> Expected:
        """The same graph, brought up to what images made of it; its revision is the earlier one."""
        held = tuple(images)
        touched = {image.ref for image in held}
        laid: dict[Ref, Fact] = {}
        lay(held, laid)

        def facts() -> Iterator[Fact]:
            yield from (fact for fact in self.facts() if ref_of(fact) not in touched)
            yield from laid.values()

        return Expected(self.revision, facts)


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


def at_relabelled(
    apart: Mapping[Ref, Fact | None], expected: Expected, actual: Tables
) -> dict[Ref, Fact | None]:
    """The relations expected at items that are of another kind now, whether they differ or not.

    To who has read the item so it is another item, and they are that one's.
    """
    kinds = {i.id: i.kind for i in apart.values() if isinstance(i, Item)}
    changed = {
        id_
        for table in actual.items
        for id_ in table.ids
        if kinds.get(id_, table.kind) != table.kind
    }
    if not changed:
        return {}
    relations = (fact for fact in expected.facts() if isinstance(fact, Relation))
    return {r.key: r for r in relations if r.start in changed or r.end in changed}


def parts(
    apart: Mapping[Ref, Fact | None], there: Container[str], most: int
) -> Iterator[dict[Ref, Fact | None]]:
    """What differs in parts of at most ``most``, in an order that every prefix leaves valid.

    Items that changed, of which ``there`` has the ids, come before new ones: they free names.
    Relations follow, and then the items that went.
    """
    ranked = sorted(apart.items(), key=lambda pair: _rank(pair[0], pair[1], there))
    for at in range(0, len(ranked), most):
        yield dict(ranked[at : at + most])


def journaled(newest: Newest, id_: str, images: tuple[Image, ...], model: Model) -> Journaled:
    """The revision after the newest that accounts for some images, and its packed images."""
    blob = packed(images, model)
    content, number, at = sha256(blob).hexdigest(), newest.number + 1, recorded_now(newest)
    return Journaled(Revision(number, id_, at, AUTHOR, SOURCE, content, images), blob)


def _rank(ref: Ref, expected: Fact | None, there: Container[str]) -> int:
    if isinstance(ref, RelationKey):
        return 2
    if expected is None:
        return 1
    return 0 if ref in there else 3


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
