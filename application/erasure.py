"""Erasing a person: their fields leave every image of the journal; that they did, stays.

The journal keeps whole images, so that removing somebody keeps all that was known of them. What is
erased is what an image says of the item itself; its id stays, in the images and in those of its
relations, so that the journal can still be followed and replayed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

from application.author import Author
from application.graph import Graph
from application.identities import forgotten
from graph_model.changes import ChangeSet, Remove, Revision
from graph_model.errors import InvalidInput, NotFound, Problem
from graph_model.ledger.erasure import KIND, Erasure
from queries.answers.viewer import Viewer
from stores.assertions import forgotten_claims

ERASABLE = "Stakeholder"
"""The kind that persons are of."""
PREFIX = SOURCE = "erase"
MOST_TOLD = 20


def erase(graph: Graph, name: str, author: Author, viewer: Viewer | None = None) -> Revision:
    """Erase a person by id or alias: remove the item where it is recorded, then its fields.

    ``viewer`` is what whoever erases sees; None: the graph's. Safe to repeat, also where it was cut
    short. Returns the revision that says it was done, made after it: who follows the journal asks
    for earlier images anew.

    Raises:
        NotFound: no item of that id is or was recorded, or whoever erases sees a part only.
        InvalidInput: it is of another kind, or something depends on it; with each relation.
    """
    if (viewer or graph.viewer).scoped:
        # What was removed is in nobody's scope, nor is what stands on a person.
        raise NotFound([name])
    id_ = _removed(graph, name, author)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    records = [KIND.kept(Erasure(id_, now, author.name)), *forgotten(graph, id_)]
    graph.store.erase(id_, [*records, *forgotten_claims(graph.store, id_)])
    made = author.apply(graph.store, ChangeSet(f"{PREFIX}:{id_}:{uuid4()}"[:512], ()), SOURCE)
    graph.refresh()
    return made


def _removed(graph: Graph, name: str, author: Author) -> str:
    """The person's id; nothing of that id is recorded any more."""
    snapshot = graph.refresh()
    row = snapshot.find(name)
    if row is None:
        kind = graph.store.removed_kinds([name]).get(name)
        if kind is None:
            raise NotFound([name])
        _require_person(name, kind)
        return name
    id_ = snapshot.id(row)
    _require_person(id_, snapshot.kind(row))
    if problems := list(_standing(graph, id_)):
        raise InvalidInput(problems)
    removal = ChangeSet(f"{PREFIX}:{uuid4()}", (Remove(id_),), snapshot.revision)
    author.apply(graph.store, removal, SOURCE)
    return id_


def _require_person(id_: str, kind: str) -> None:
    if kind != ERASABLE:
        advice = "remove it; its journal stays"
        raise InvalidInput([Problem(id_, kind, ERASABLE, advice)])


def _standing(graph: Graph, id_: str) -> Iterator[Problem]:
    """The relations that depend on a person, the first of them."""
    keys = sorted(graph.snapshot().touching(id_))
    advice = "remove it, or give it to somebody else, and erase then"
    for key in keys[:MOST_TOLD]:
        yield Problem(id_, str(key), "nothing that depends on it", advice)
