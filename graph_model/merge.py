"""The merge: what a fact is, given what each source says of it, in whatever order they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple

from graph_model.claims import EDITS, Claim, Claims
from graph_model.facts import BETWEEN, Ref
from graph_model.values import Value, same

LONGEST = 200
"""As the field ``source`` has it."""
OF_ITSELF = frozenset({"source", "aliases", "verified_on"})
"""Fields that are not one source's: who says it, every name it has, the last day it was seen."""


@dataclass(frozen=True, slots=True)
class Precedence:
    """Whom to believe: sources in an order, and orders of their own for fields.

    A person's edits come first unless an order places them. Sources that no order names follow by
    their ``ranks`` (1 first), then those of the office's own before references, then by name.
    ``fields`` are by ``Kind.field`` (``TYPE.field`` of a relation).
    """

    order: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    ranks: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    references: frozenset[str] = frozenset()

    def sorted(self, sources: Sequence[str], of: str = "") -> list[str]:
        """Some sources, the first to be believed first; for a field, or in general."""
        order = self.fields.get(of, ()) or self.order
        if len(sources) < 2:
            return list(sources)
        return sorted(sources, key=lambda source: self._place(source, order))

    def _place(self, source: str, order: tuple[str, ...]) -> tuple[int, float, bool, str]:
        place = -1 if source == EDITS else len(order)
        place = order.index(source) if source in order else place
        rank = self.ranks.get(source, float("inf"))
        return place, rank, source in self.references, source

    @property
    def digest(self) -> str:
        """Another one whenever somebody else is believed."""
        by_name = (sorted(self.fields.items()), sorted(self.ranks.items()))
        told = repr((self.order, *by_name, sorted(self.references)))
        return sha256(told.encode()).hexdigest()[:16]

    def decides(self, first: str, second: str, of: str) -> str:
        """Why one source is believed before another, of a field: as a phrase."""
        own = self.fields.get(of, ())
        order = own or self.order
        if first in order:
            named = f"precedence of {of} in model.yaml" if own else "RAMIFY_SOURCE_ORDER"
            return f"{named} names it first"
        if first == EDITS:
            return "what a person says comes first"
        ranks = [self.ranks.get(source) for source in (first, second)]
        if ranks[0] != ranks[1]:
            return f"its Source has rank {ranks[0]}"
        if (first in self.references) != (second in self.references):
            return "it is the office's own, the other is a reference"
        return "by name, since nothing else decides"

    def own(self, type_: str) -> dict[str, tuple[str, ...]]:
        """The fields of a kind or relation type that have an order of their own."""
        start = f"{type_}."
        return {n.removeprefix(start): o for n, o in self.fields.items() if n.startswith(start)}


EQUAL = Precedence()
"""Nothing is declared: edits first, then by name."""


def merged(type_: str, claims: Claims, precedence: Precedence) -> dict[str, Value] | None:
    """The fields of a fact of a kind or type, as its sources say it together; None: it is not.

    Field by field the first of the sources that say it; all aliases; the latest day of
    verification; and in ``source`` all who say it, the first first.
    """
    edit = claims.get(EDITS)
    if (edit is not None and edit.absent) or not any(claim.whole for claim in claims.values()):
        return None
    order = precedence.sorted(tuple(claims))
    found: dict[str, Value | None] = {}
    for source in reversed(order):
        found |= claims[source].fields
    if len(order) > 1:
        for name in precedence.own(type_):
            _first_says(name, precedence.sorted(order, f"{type_}.{name}"), claims, found)
        _of_all(order, claims, found)
    found["source"] = _named([source for source in order if source != EDITS])
    return {name: value for name, value in found.items() if value is not None}


def _first_says(
    name: str, order: Sequence[str], claims: Claims, found: dict[str, Value | None]
) -> None:
    for source in order:
        if name in claims[source].fields:
            found[name] = claims[source].fields[name]
            return


def _of_all(order: Sequence[str], claims: Claims, found: dict[str, Value | None]) -> None:
    aliases: dict[str, None] = {}
    days = []
    for source in order:
        fields = claims[source].fields
        named = fields.get("aliases")
        aliases |= dict.fromkeys(named if isinstance(named, list) else ())
        if (day := fields.get("verified_on")) is not None:
            days.append(str(day))
    if aliases:
        found["aliases"] = list(aliases)
    if days:
        found["verified_on"] = max(days)


def _named(sources: Sequence[str]) -> str | None:
    """Sources as a fact names them, as many as its field takes."""
    text = BETWEEN.join(sources)
    while len(text) > LONGEST:
        text = text.rpartition(BETWEEN)[0]
    return text or None


@dataclass(frozen=True, slots=True)
class SaidBySources:
    """What sources say of the facts of which the graph alone does not tell it, and who is believed.

    Of no other fact can sources disagree, and no other waits.
    """

    apart: Mapping[Ref, Claims] = field(default_factory=lambda: MappingProxyType({}))
    precedence: Precedence = EQUAL


class Disagreement(NamedTuple):
    """A field of which sources say different things: each with its value, the one believed first.

    ``field`` is "" where one says that the fact is not there.
    """

    ref: Ref
    field: str
    values: tuple[tuple[str, Value | None], ...]


def conflicts_of(
    ref: Ref, type_: str, claims: Claims, precedence: Precedence
) -> list[Disagreement]:
    """What sources say otherwise of one fact, by field."""
    edit = claims.get(EDITS, Claim({}))
    if edit.absent:
        others = precedence.sorted([source for source in claims if source != EDITS])
        told: list[tuple[str, Value | None]] = [(EDITS, None), *((one, True) for one in others)]
        return [Disagreement(ref, "", tuple(told))] if others else []
    names = dict.fromkeys(name for claim in claims.values() for name in claim.fields)
    found = []
    for name in sorted(names.keys() - OF_ITSELF):
        says = [source for source, claim in claims.items() if name in claim.fields]
        order = precedence.sorted(says, f"{type_}.{name}")
        values = tuple((source, claims[source].fields[name]) for source in order)
        if any(not same(value, values[0][1]) for _, value in values):
            found.append(Disagreement(ref, name, values))
    return found
