"""What each source says of a fact: an item or relation of the graph is what they say together.

An assertion is told apart only where the graph does not tell it: of a fact about which nothing is
kept, every source that its ``source`` names says exactly what the graph has. So a million items of
one source cost nothing, and a store of before there were assertions has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from graph_model.facts import BETWEEN, Fact, Ref, RelationKey
from graph_model.state import MemoryState, State
from graph_model.values import Value

EDITS = "edits"
"""In whose name a person's edits are assertions, whichever door they came by."""
DAYS_WAITING = 90
"""So many days a relation waits for an end that is not there."""

Said = Mapping[str, Value | None]
"""Fields as a source says them; None: a person cleared it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says of one fact.

    ``fields`` may hold ``source``, which counts for nothing here. ``load`` is the load that said it
    first in this form, "" where the journal alone tells. ``key`` is what the source itself calls
    it, where that is another id. ``whole`` is false of a person's edit of what others say: it keeps
    nothing in the graph by itself. ``absent``: a person removed it. ``since`` is the day from which
    on a relation waits for an end.
    """

    fields: Said
    load: str = ""
    key: str = ""
    whole: bool = True
    absent: bool = False
    since: str = ""


Claims = Mapping[str, Claim]
"""What sources say of one fact, by their names."""


def sources_of(fields: Mapping[str, Value]) -> tuple[str, ...]:
    """The sources that a fact names; it names none where only edits say it."""
    told = fields.get("source")
    return tuple(str(told).split(BETWEEN)) if told else ()


def implied(fact: Fact) -> dict[str, Claim]:
    """What sources say of a fact about which nothing is kept apart."""
    claim = Claim(fact.fields)
    return dict.fromkeys(sources_of(fact.fields) or (EDITS,), claim)


@dataclass(slots=True)
class Assertions:
    """All that sources say: what is kept apart (``apart``), and else what the graph tells."""

    state: State
    apart: dict[Ref, Claims] = field(default_factory=dict)
    until: int | None = None
    """Up to which revision edits were found before; None: nobody looked yet."""
    believed: str = ""
    """Whom the last load believed of what several say, as a digest."""
    edited: set[Ref] = field(default_factory=set)
    """Facts of which edits, found since the last load, changed what is kept apart."""

    @property
    def whole(self) -> MemoryState:
        """All of the graph, for a load, which is compared with all of it."""
        assert isinstance(self.state, MemoryState), "a load is compared with all of the graph"
        return self.state

    def of(self, ref: Ref) -> Claims:
        """What sources say of a fact; empty where it is not there and none does."""
        if (told := self.apart.get(ref)) is not None:
            return told
        fact = self.fact(ref)
        return {} if fact is None else implied(fact)

    def fact(self, ref: Ref) -> Fact | None:
        """The fact in the graph."""
        state = self.state
        return state.relation(ref) if isinstance(ref, RelationKey) else state.item(ref)

    def said_by(self, sources: Iterable[str]) -> list[Ref]:
        """Every fact of which one of some sources says something, items first."""
        wanted = set(sources)
        of: dict[object, bool] = {}
        found: dict[Ref, None] = {}
        for facts in (self.whole.items, self.whole.relations):
            for ref, fact in facts.items():
                told = fact.fields.get("source")
                if told not in of:
                    of[told] = not wanted.isdisjoint(sources_of(fact.fields) or (EDITS,))
                if of[told] and ref not in self.apart:
                    found[ref] = None
        found |= {ref: None for ref, claims in self.apart.items() if not wanted.isdisjoint(claims)}
        return sorted(found, key=lambda ref: isinstance(ref, RelationKey))


def is_implied(claims: Claims, fact: Fact | None) -> bool:
    """Whether the graph's fact alone tells what sources say of it."""
    if fact is None:
        return not claims
    if tuple(claims) != (sources_of(fact.fields) or (EDITS,)):
        return False
    told = _without_source(fact.fields)
    return all(_plain(claim) and _without_source(claim.fields) == told for claim in claims.values())


def _plain(claim: Claim) -> bool:
    return claim.whole and not (claim.key or claim.absent or claim.since)


def _without_source(fields: Said) -> dict[str, Value | None]:
    return {name: value for name, value in fields.items() if name != "source"}


def removed_by_hand(claims: Claims) -> dict[str, Claim]:
    """What sources say of what a person removed: that they say it, but no more what."""
    others = {n: replace(claim, fields={}) for n, claim in claims.items() if n != EDITS}
    return {**others, EDITS: Claim({}, absent=True)}


def said_again(before: Claim | None, fields: Said, load: str, key: str, full: bool) -> Claim:
    """What a source says once it said something again: in full, or beside what it said before.

    A row that was verified before what the source said last changes nothing.
    """
    if before is None or before.absent:
        return Claim(fields, load, key)
    if _verified(fields) < _verified(before.fields) and _verified(fields):
        return before
    now = fields if full else {**before.fields, **fields}
    if _without_source(now) == _without_source(before.fields):
        return replace(before, key=key or before.key, since="")
    return Claim(now, load, key or before.key)


def _verified(fields: Said) -> str:
    return str(fields.get("verified_on") or "")
