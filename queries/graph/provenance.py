"""The provenance question: how fresh each source is, what it says, what of it is kept out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from graph_model.claims import DAYS_WAITING, EDITS, Claims
from graph_model.facts import BETWEEN, RelationKey
from graph_model.ledger.source_load import SourceLoad
from graph_model.merge import Disagreement, SaidBySources
from graph_model.words import counted
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.freshness import Freshness, SourceAge, age_of, names_of
from queries.answers.listing import Listing, listed
from queries.answers.told import told
from queries.answers.types import Said
from queries.answers.view import View
from queries.graph.conflicts import conflicts_in
from queries.graph.owners import owners_of
from queries.graph.source_state import SourceCounts, SourceState
from queries.snapshot.field import relation_values
from queries.snapshot.rows import as_ints
from queries.snapshot.snapshot import Snapshot

WORST = list(Freshness)


@dataclass(frozen=True, slots=True)
class WaitingRelation:
    """A relation that lacks an end: it is completed by whichever load brings that."""

    key: RelationKey
    missing: Annotated[str, Said("The id of the end that is not there.")]
    said_by: Annotated[list[str], Said("Who says it.")]
    since: Annotated[date, Said("The day it was first said.")]

    @told
    def relation(self) -> str:
        """The relation."""
        return str(self.key)

    @told
    def until(self) -> date:
        """The last day on which it waits."""
        return self.since + timedelta(DAYS_WAITING)


@dataclass(frozen=True)
class FactSources(Answer):
    """Where the facts come from; whoever sees a part is told what of it they see, and no more."""

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    view: View
    said: SaidBySources
    loads: Mapping[str, SourceLoad]

    @cached_property
    def found(self) -> list[SourceState]:
        """Every source that may be seen, the stalest first, then by name."""
        states = [self._state(name) for name in self._names]
        return sorted(states, key=_place)

    @cached_property
    def _names(self) -> list[str]:
        """What the sources that may be seen are called, each once."""
        names = dict.fromkeys(map(self._id_of, [*self._counts, *self._beside]))
        rows = self.view.shown(self.snapshot.rows_of_kind("Source")).tolist()
        names |= dict.fromkeys(map(self.snapshot.id, rows))
        names.pop(EDITS, None)
        return [name for name in names if not self._hidden(name)]

    @property
    def _beside(self) -> list[str]:
        """Sources that the ledger knows of; nobody who sees a part is told of them."""
        if self.view.viewer.scoped:
            return []
        waiting = (name for _, claims in self._waiting for name in claims)
        return [*self.loads, *waiting, *(one.source for one in self.view.recording.kept_back)]

    def _hidden(self, name: str) -> bool:
        return self.snapshot.find(name) is not None and self.view.find(name) is None

    def _id_of(self, name: str) -> str:
        """The id of the Source that a name means, or the name itself."""
        row = self.snapshot.find(name)
        recorded = row is not None and self.snapshot.kind(row) == "Source"
        return self.snapshot.id(row) if recorded and row is not None else name

    @cached_property
    def _counts(self) -> Mapping[str, SourceCounts]:
        """What each name stands at, of what may be seen."""
        facts, view = self.snapshot, self.view
        rows = view.shown(facts.standing(np.arange(facts.size, dtype=np.int32)))
        numbers = facts.all_numbers
        numbers = as_ints(numbers[view.sees_relations(numbers)])
        items = Counter(_texts(facts.values(rows, "source")))
        relations = Counter(_texts(relation_values(facts, numbers, "source")))
        found: dict[str, SourceCounts] = {}
        for text in {**items, **relations}:
            names = text.split(BETWEEN)
            for name in dict.fromkeys(map(self._id_of, names)):
                had = found.get(name, SourceCounts())
                of = items[text], relations[text]
                alone = sum(of) if len(names) == 1 else 0
                counts = had.items + of[0], had.relations + of[1], had.alone + alone
                found[name] = SourceCounts(*counts)
        return found

    @cached_property
    def _disagreements(self) -> Sequence[Disagreement]:
        return conflicts_in(self.said, self.view)

    @cached_property
    def _conflicts(self) -> Counter[str]:
        found = self._disagreements
        return Counter(self._id_of(name) for one in found for name, _ in one.values)

    @cached_property
    def _waiting(self) -> list[tuple[RelationKey, Claims]]:
        """The relations that wait, of who sees all: what is not recorded is nobody's to see."""
        if self.view.viewer.scoped:
            return []
        return [
            (ref, claims)
            for ref, claims in self.said.apart.items()
            if isinstance(ref, RelationKey) and any(claim.since for claim in claims.values())
            if self.snapshot.relation(ref) is None
        ]

    def _state(self, name: str) -> SourceState:
        row = self.view.find(name)
        known = row is not None and self.snapshot.kind(row) == "Source"
        row = row if known else None
        names = {name} if row is None else {*names_of(self.snapshot, row)}
        loads = [] if self.view.viewer.scoped else [self.loads[n] for n in names if n in self.loads]
        kept_back = [] if self.view.viewer.scoped else self.view.recording.kept_back
        return SourceState(
            self.snapshot,
            name,
            row,
            self._age(name, row),
            self._counts.get(name, SourceCounts()),
            max(loads, key=lambda one: one.loaded_at, default=None),
            self._conflicts[name],
            sum(not names.isdisjoint(claims) for _, claims in self._waiting),
            sum(len(one.rows) + one.untold for one in kept_back if one.source in names),
            [] if row is None else owners_of(self.view, row),
        )

    def _age(self, name: str, row: int | None) -> SourceAge:
        if row is not None:
            return age_of(self.view, row)
        last = None if self.view.viewer.scoped else self.view.recording.loaded_on(name)
        return SourceAge(last, Freshness.ANY_AGE)

    def sentence(self, view: View) -> str:
        """How many sources there are, which are stale, and what of them needs somebody."""
        if not self.found:
            return "No source is recorded, and no fact names one."
        first = counted(len(self.found), "source is known", "sources are known")
        stale = [one for one in self.found if one.freshness.stale]
        told = [f"{one.name} is {one.freshness.value}" for one in stale[:3]]
        more = [f"{len(stale) - 3} more are stale"] if len(stale) > 3 else []
        conflicts = len(self._disagreements)
        kept_back = sum(one.kept_back for one in self.found)
        waiting = len(self._waiting)
        beside = [
            counted(conflicts, "conflict", "conflicts") if conflicts else "",
            counted(waiting, "relation waits", "relations wait") if waiting else "",
            counted(kept_back, "row is kept back", "rows are kept back") if kept_back else "",
        ]
        return f"{'; '.join(filter(None, [first, *told, *more, *beside]))}."

    @told
    def sources(self) -> Listing[SourceState]:
        """Every source, the stalest first, then by name."""
        return listed(self.found, "stalest first, name", _place)

    @told
    def waiting(self) -> Listing[WaitingRelation]:
        """Relations that wait for an end, the longest first; told to who sees all."""
        lines = sorted(map(self._waits, self._waiting), key=_since)
        return listed(lines, "since, relation", _since)

    def _waits(self, one: tuple[RelationKey, Claims]) -> WaitingRelation:
        key, claims = one
        missing = key.start if self.snapshot.find(key.start) is None else key.end
        since = min(claim.since for claim in claims.values() if claim.since)
        return WaitingRelation(key, missing, list(claims), date.fromisoformat(since))


def _texts(values: NDArray[np.object_]) -> list[str]:
    return [str(value) for value in values.tolist() if value is not None]


def _place(one: SourceState) -> tuple[int, str]:
    return WORST.index(one.freshness), one.name


def _since(one: WaitingRelation) -> tuple[str, str]:
    return one.since.isoformat(), str(one.key)


def provenance(asked: Asked) -> FactSources:
    """Where the facts come from, on a day."""
    return FactSources(asked.snapshot, asked.as_of, asked.view, asked.said(), asked.loads())
