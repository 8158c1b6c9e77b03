"""Deciding about items that may be one: merged, kept apart, or made two again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from application.author import Author
from application.graph import Graph
from application.merged_claims import claims_moved
from graph_model.changes import Change, ChangeSet, Revision, SetFields
from graph_model.errors import InvalidInput, NotFound, Problem
from graph_model.facts import Item
from graph_model.identity.blocking import weights
from graph_model.identity.decisions import Decisions
from graph_model.identity.likeness import Verdict
from graph_model.identity.merging import merging, parting
from graph_model.identity.named_item import ORGANISATIONS, named_item
from graph_model.identity.proposals import compared
from graph_model.ledger.identity_decision import KIND, Decision, IdentityDecision
from graph_model.record_kind import RecordWrite
from graph_model.state import aliases_of
from queries.answers.view import View
from queries.answers.viewer import Viewer
from queries.graph.identities import Identities
from queries.snapshot.snapshot import Snapshot
from stores.journal import recorded_now

SOURCE = "identities"
"""Where merges come from, as the journal has it."""
TOLD = "`ramify identities` tells what was decided"


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision did: what is kept of it, and the revision that it made, if it made one."""

    made: IdentityDecision
    revision: int | None = None


def accept(
    graph: Graph, one: str, other: str, author: Author, viewer: Viewer | None = None
) -> Decided:
    """Make ``other`` a part of ``one``, which keeps its id and its name.

    Raises:
        NotFound: one of them is not recorded, nor an alias of what is.
        InvalidInput: they are one already, or of two kinds.
    """
    snapshot = graph.refresh()
    kept, merged = (_item(snapshot, name, viewer or graph.viewer) for name in (one, other))
    changes = merging(kept, merged, snapshot, graph.model)
    made = _decision(kept, merged, Decision.SAME, author, _change_set_id("merge", kept, merged))
    records = [KIND.removed(merged.id, kept.id), *_undone(kept, merged), KIND.kept(made)]
    records += claims_moved(graph, changes, kept.id, merged.id)
    revision = _apply(graph, made.change_set or "", changes, author, records)
    return Decided(made, revision.number)


def accept_sure(graph: Graph, author: Author) -> list[Decided]:
    """Merge all that a load would have made one unasked; the id that is the first is kept."""
    done = []
    gone: set[str] = set()
    view = View(graph.refresh(), graph.viewer, graph.today())
    found = Identities(
        view.snapshot, view.as_of, ORGANISATIONS, graph.identity_decisions(), view
    ).found
    for pair in found:
        if pair.likeness.verdict is Verdict.SAME and not {pair.one.id, pair.other.id} & gone:
            done.append(accept(graph, pair.one.id, pair.other.id, author))
            gone.add(pair.other.id)
    return done


def reject(
    graph: Graph, one: str, other: str, author: Author, viewer: Viewer | None = None
) -> Decided:
    """Keep two items apart: they are not proposed again, and no load makes them one.

    Raises:
        NotFound: one of them is not recorded, nor an alias of what is.
        InvalidInput: they are one already: ``split`` makes them two.
    """
    snapshot = graph.refresh()
    first, second = sorted(
        (_item(snapshot, name, viewer or graph.viewer) for name in (one, other)),
        key=lambda item: item.id,
    )
    if first.id == second.id:
        expected = "two items; `split` makes two of one that was merged"
        raise InvalidInput(
            [Problem("the two items", f"{one} and {other}, which are one", expected)]
        )
    made = _decision(first, second, Decision.DIFFERENT, author)
    graph.store.write_records([*_undone(first, second), KIND.kept(made)])
    return Decided(made)


def split(graph: Graph, other: str, author: Author) -> Decided:
    """Take a merge back, by the id that was merged into another: it is an item of its own again.

    What a load made one unasked comes back with the next load of its source.

    Raises:
        NotFound: nothing of that id was merged.
        InvalidInput: others were merged since, and have to be split first.
    """
    graph.refresh()
    decisions = graph.identity_decisions()
    merged = _merged(decisions, other)
    changes = _parting(graph, merged)
    first, second = sorted((merged.one, merged.other))
    names = merged.names if first == merged.one else tuple(reversed(merged.names))
    made = IdentityDecision(
        *(first, second, Decision.DIFFERENT.value, names, author.name, recorded_now()),
        "it was merged, and that was taken back",
    )
    records = [KIND.removed(merged.one, merged.other), KIND.kept(made)]
    records += claims_moved(graph, changes, merged.one, None)
    id_ = f"split:{merged.other}:{uuid4()}"[-512:]
    revision = _apply(graph, id_, changes, author, records)
    return Decided(made, revision.number)


def forgotten(graph: Graph, id_: str) -> list[RecordWrite]:
    """The writes that forget every decision about an item, with the names that it keeps."""
    told = graph.identity_decisions().all
    return [KIND.removed(one.one, one.other) for one in told if id_ in (one.one, one.other)]


def _parting(graph: Graph, merged: IdentityDecision) -> tuple[Change, ...]:
    snapshot = graph.snapshot()
    if merged.change_set is None:
        return _unnamed(snapshot, merged)
    for number, id_ in graph.store.change_sets(merged.change_set):
        if id_ == merged.change_set:
            entry = next(iter(graph.journal(number - 1, number)))
            return parting(entry.images, snapshot, graph.model)
    raise NotFound([merged.change_set])


def _unnamed(snapshot: Snapshot, merged: IdentityDecision) -> tuple[Change, ...]:
    """The kept item without the names that it got from what a load made a part of it."""
    kept = snapshot.item(merged.one)
    if kept is None:
        return ()
    gained = set(Decisions([merged]).aliases(merged.one))
    left = [alias for alias in aliases_of(kept) if alias not in gained]
    return (SetFields(kept.id, {"aliases": left}),)


def _merged(decisions: Decisions, other: str) -> IdentityDecision:
    """The decision by which an id became another's.

    Raises:
        NotFound: there is none.
        InvalidInput: something was merged into the other since.
    """
    same = [one for one in decisions.all if one.decision == Decision.SAME.value]
    found = next((one for one in same if one.other == other), None)
    if found is None:
        expected = f"an id that was merged into another: {TOLD}"
        raise InvalidInput([Problem("the item to split", repr(other), expected)])
    if above := next((one for one in same if one.other == found.one), None):
        found_as = f"{found.one}, which was itself merged into {above.one} since"
        advice = f"split {found.one} first"
        raise InvalidInput([Problem("the item to split", found_as, "the newest merge", advice)])
    return found


def _item(snapshot: Snapshot, name: str, viewer: Viewer) -> Item:
    row = snapshot.find(name)
    if row is None or not viewer.visible(snapshot)[row]:
        raise NotFound([name])
    return snapshot.item_at(row)


def _change_set_id(what: str, kept: Item, merged: Item) -> str:
    return f"{what}:{uuid4()}:{merged.id} into {kept.id}"[:512].rstrip()


def _decision(
    one: Item, other: Item, decision: Decision, author: Author, change_set: str | None = None
) -> IdentityDecision:
    pair = named_item(one), named_item(other)
    told = weights([spelt for item in pair for spelt in item.spellings])
    why = compared(*pair, told)
    reason = f"{why.reason} ({why.score:.2f})"
    names = (one.name, other.name)
    at = recorded_now()
    return IdentityDecision(
        one.id, other.id, decision.value, names, author.name, at, reason, change_set
    )


def _undone(one: Item, other: Item) -> list[RecordWrite]:
    """The writes that forget what was decided about two items before."""
    return [KIND.removed(one.id, other.id), KIND.removed(other.id, one.id)]


def _apply(
    graph: Graph,
    id_: str,
    changes: tuple[Change, ...],
    author: Author,
    records: list[RecordWrite],
) -> Revision:
    base = graph.snapshot().revision
    return graph.apply(ChangeSet(id_, changes, base), author, SOURCE, records=records)
