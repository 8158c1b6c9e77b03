"""What sources say of items that are made one, or two again: it goes along with the facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from application.graph import Graph
from graph_model.changes import Change
from graph_model.claims import EDITS, Claim, Claims, is_implied
from graph_model.facts import Fact, Item, Ref, RelationKey, ref_of
from graph_model.plan import plan
from graph_model.record_kind import RecordWrite
from graph_model.state import MemoryState
from stores.assertions import assertion_writes, read_assertions


def claims_moved(
    graph: Graph, changes: Sequence[Change], kept: str, other: str | None
) -> list[RecordWrite]:
    """The writes by which sources say of ``kept`` what they said of ``other``.

    Without them, all that changes would count as what a person says, which no load ever ends. With
    ``other`` None nothing is moved: facts that come back are said by the sources that they name.
    The changes are to be applied to the newest revision.
    """
    tables = graph.store.read()
    state = MemoryState(tables.facts(graph.model))
    said = read_assertions(graph.store, state, tables.revision)
    after = {image.ref: image.after for image in plan(changes, state, graph.model)}
    changed: dict[Ref, Claims] = {}
    gone: set[Ref] = set()
    for ref, fact in after.items():
        claims = None if fact is None else _claims(fact, said.of, kept, other)
        if claims is None or is_implied(claims, fact):
            gone.add(ref)
        else:
            changed[ref] = claims
    return assertion_writes(said, changed, gone, tables.revision + 1)


def _claims(fact: Fact, of: Callable[[Ref], Claims], kept: str, other: str | None) -> Claims | None:
    """What sources say of a fact once it is so; None: what its ``source`` tells."""
    own = of(ref_of(fact))
    if other is None:
        return own if isinstance(fact, Item) and fact.id == kept else None
    joined = dict(own)
    for was in _befores(fact, kept, other):
        for source, claim in of(was).items():
            joined[source] = _together(claim, joined.get(source))
    if not isinstance(fact, Item):
        return joined
    aliases = fact.fields.get("aliases", [])
    return {
        source: claim
        if source == EDITS
        else replace(claim, fields={**claim.fields, "aliases": aliases})
        for source, claim in joined.items()
    }


def _befores(fact: Fact, kept: str, other: str) -> list[Ref]:
    """What a fact was called before the other item became a part of the kept one."""
    if isinstance(fact, Item):
        return [other]
    key: RelationKey = fact.key
    start, end = (other if id_ == kept else id_ for id_ in (key.start, key.end))
    return [key._replace(start=start, end=end)]


def _together(other: Claim, own: Claim | None) -> Claim:
    """What one source says of two that are one; its name is what it says of the kept one."""
    fields = {name: value for name, value in other.fields.items() if name not in ("name", "source")}
    if own is None:
        return replace(other, fields=fields)
    return replace(own, fields={**fields, **own.fields})
