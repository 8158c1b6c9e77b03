"""Any sequence of loads, edits and reverts ends in the merge of what each says last.

Loads are full and partial, killed on the way, repeated, and of feeds that come out of order.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from neo4j import Driver

from application.graph import Graph
from application.load_guard import LoadGuard
from application.loading import load
from application.revert import reversal
from application.settings import Settings
from graph_model.changes import ChangeSet, Revision, SetFields
from graph_model.errors import InvalidInput
from graph_model.facts import RelationKey, ref_of
from graph_model.model import standard_model
from queries.answers.viewer import everything
from stores.protocol import Store
from stores.sqlite import SqliteStore
from tests.support.neo4j_server import Neo4jServer, empty
from tests.support.store_graphs import graph_in, replayed
from tests.support.store_place import neo4j_place

MODEL = standard_model()
Said = dict[object, dict[str, Any]]
ITEMS, SOURCES = ("x", "y", "z"), ("a", "b", "c")
TIERS = st.none() | st.sampled_from(["catalog", "element"])


@dataclass(frozen=True)
class ALoad:
    """One load: whose, whether it is full, what it says, and after how many parts it is killed.

    ``day`` is when its feed says that it was made, "" where it does not.
    """

    source: str
    full: bool
    tiers: dict[str, str | None]
    relations: frozenset[tuple[str, str]]
    killed: int | None = None
    day: str = ""

    def said(self) -> Said:
        items: Said = {
            id_: {"name": id_.upper(), **({"tier": tier} if tier else {})}
            for id_, tier in self.tiers.items()
        }
        said = items | {RelationKey("DEPENDS_ON", *ends): {} for ends in self.relations}
        verified = {"verified_on": self.day} if self.day else {}
        return {ref: {**fields, **verified} for ref, fields in said.items()}

    def document(self) -> dict[str, Any]:
        items = [
            {"kind": "Service", "id": ref, "name": fields["name"], "tier": fields.get("tier")}
            for ref, fields in self.said().items()
            if isinstance(ref, str)
        ]
        ends = [{"type": "DEPENDS_ON", "from": s, "to": e} for s, e in self.relations]
        made = {"said_at": self.day} if self.day else {}
        return {**made, "items": items, "relations": ends}


@dataclass(frozen=True)
class AnEdit:
    """A person sets or clears a field."""

    id: str
    tier: str | None


@dataclass(frozen=True)
class AnUndo:
    """What the step before did is undone, where that was one revision."""


LOADS = st.builds(
    ALoad,
    st.sampled_from(SOURCES),
    st.booleans(),
    st.dictionaries(st.sampled_from(ITEMS), TIERS, max_size=3),
    st.frozensets(st.sampled_from([("x", "y"), ("y", "z"), ("z", "x")]), max_size=3),
    st.none() | st.integers(1, 3),
    st.sampled_from(["", "2026-01-01", "2026-02-01", "2026-03-01"]),
)
EDITS = st.builds(AnEdit, st.sampled_from(ITEMS), TIERS)
Step = ALoad | AnEdit | AnUndo
STEPS = st.lists(LOADS | EDITS | st.just(AnUndo()), max_size=8)


@dataclass
class Naive:
    """What each says last, and the graph that this makes, in the plainest way."""

    said: dict[str, Said] = field(default_factory=lambda: {source: {} for source in SOURCES})
    edits: Said = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)

    def load(self, one: ALoad) -> None:
        before = self.said[one.source]
        now = {ref: fields for ref, fields in one.said().items() if not self._overtaken(one, ref)}
        if one.full:
            # A relation of another source keeps the item that it stands on; an older feed ends
            # nothing that was said since, or of which nobody knows when.
            newer = {ref for ref in before if self._stays(one, ref)}
            kept = {
                ref: before[ref]
                for ref in before.keys() - now.keys()
                if ref in newer or (isinstance(ref, str) and self._holds(ref, one.source))
            }
            self.said[one.source] = kept | now
        else:
            merged = {ref: {**before.get(ref, {}), **fields} for ref, fields in now.items()}
            self.said[one.source] = before | merged
        for times, day in ((self.newest, one.day), (self.whole, one.day if one.full else "")):
            times[one.source] = max(times.get(one.source, ""), day)

    def _late(self, one: ALoad) -> bool:
        return bool(one.day) and one.day < self.newest.get(one.source, "")

    def _overtaken(self, one: ALoad, ref: object) -> bool:
        if not self._late(one):
            return False
        if (before := self.said[one.source].get(ref)) is None:
            return one.day < self.whole.get(one.source, "")
        known: str = before.get("verified_on", "")
        return known >= one.day

    def _stays(self, one: ALoad, ref: object) -> bool:
        known = self.said[one.source][ref].get("verified_on", "")
        return self._late(one) and not ("" < known < one.day)

    def _holds(self, item: str, source: str) -> bool:
        if any(item in self.said[other] for other in SOURCES if other != source):
            return False
        relations = (ref for ref in self.graph() if isinstance(ref, RelationKey))
        others = [other for other in SOURCES if other != source]
        return any(
            item in (ref.start, ref.end) and any(ref in self.said[other] for other in others)
            for ref in relations
        )

    def graph(self) -> Said:
        refs = {ref for said in self.said.values() for ref in said}
        items = {ref: self._merged(ref) for ref in refs if isinstance(ref, str)}
        return items | {
            ref: self._merged(ref)
            for ref in refs
            if isinstance(ref, RelationKey) and {ref.start, ref.end} <= items.keys()
        }

    def _merged(self, ref: object) -> dict[str, Any]:
        by = [source for source in SOURCES if ref in self.said[source]]
        found: dict[str, Any] = {}
        for source in reversed(by):
            found |= self.said[source][ref]
        days = [self.said[source][ref].get("verified_on", "") for source in by]
        found |= {"verified_on": max(days) or None} | self.edits.get(ref, {})
        found["source"] = ", ".join(by)
        return {name: value for name, value in found.items() if value is not None}


class Killed(Exception):
    """A load's process was killed."""


class Mortal:
    """A store that takes so many parts of a load and no more."""

    def __init__(self, store: Store, parts: int) -> None:
        self.store, self.parts = store, parts

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def apply(self, *args: Any, **how: Any) -> Revision:
        if not self.parts:
            raise Killed
        self.parts -= 1
        return self.store.apply(*args, **how)


def run(one: ALoad, store: Any, folder: Path) -> None:
    path = folder / f"{one.source}.json"
    path.write_text(json.dumps(one.document()))
    how: dict[str, Any] = {"source": one.source, "replace": one.full, "most": 1}
    report = load([path], store, MODEL, **how)
    if report.refused:  # it says nothing any more, and that is meant
        load([path], store, MODEL, guard=LoadGuard(approved=report.difference), **how)


def held(store: Store) -> Mapping[object, Mapping[str, object]]:
    return {ref_of(fact): dict(fact.fields) for fact in store.read().facts(MODEL)}


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_a_sequence_ends_in_the_merge_of_what_each_says_last(steps: list[Step]) -> None:
    store = SqliteStore(None, MODEL)
    try:
        ends_in_the_merge(steps, store)
    finally:
        store.close()


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_a_sequence_ends_in_the_same_on_the_server(
    steps: list[Step], neo4j_server: Neo4jServer, neo4j_driver: Driver
) -> None:
    empty(neo4j_driver)
    place = neo4j_place(neo4j_server)
    try:
        ends_in_the_merge(steps, place.open())
    finally:
        place.close()


def ends_in_the_merge(steps: list[Step], store: Store) -> None:
    naive, before = Naive(), Naive()
    undoable = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, step in enumerate(steps):
            began, known = store.revision(), deepcopy(naive)
            if isinstance(step, AnUndo):
                if undoable and began == undoable:
                    _undo(began, store)
                    # When feeds were made stays known: the same may come again.
                    before.newest, before.whole = naive.newest, naive.whole
                    naive = before
            elif isinstance(step, AnEdit):
                _edit(step, number, store, naive)
            else:
                if step.killed:
                    with suppress(Killed):
                        run(step, Mortal(store, step.killed), Path(folder))
                run(step, store, Path(folder))
                naive.load(step)
            assert held(store) == naive.graph(), step
            # Only what made one revision is undone in one step.
            undoable = began + 1 if not isinstance(step, AnUndo) else 0
            before = known
    assert graph_in(store) == replayed(store.journal())


def _undo(revision: int, store: Store) -> None:
    graph = Graph(Settings(), store, MODEL)
    try:
        made = reversal(graph, revision, everything())
    finally:
        graph.close()
    store.apply(made, "ann", "command line")


def _edit(edit: AnEdit, number: int, store: Store, naive: Naive) -> None:
    change = SetFields(edit.id, {"tier": edit.tier})
    now = naive.graph().get(edit.id)
    if now is None or now.get("tier") == edit.tier:
        return
    store.apply(ChangeSet(f"edit {number}", (change,)), "ann", "command line")
    naive.edits[edit.id] = {"tier": edit.tier}


def test_a_source_of_the_name_of_what_people_say_is_refused() -> None:
    """It would be taken for theirs."""
    store = SqliteStore(None, MODEL)
    try:
        with tempfile.TemporaryDirectory() as folder:
            one = ALoad("edits", True, {"x": None}, frozenset())
            with pytest.raises(InvalidInput, match="what people say by their edits"):
                run(one, store, Path(folder))
    finally:
        store.close()
