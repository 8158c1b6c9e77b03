"""Edits that other tools made in plain Cypher: journaled where valid, put right where not.

What is invalid is written over with what the journal has, in the transaction that journals it. So
whoever reads the graph at that revision reads what those have who followed the journal; and whoever
read it before finds the facts in the revision's images, restated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from neo4j import ManagedTransaction, Session

from graph_model.changes import Image, Revision
from graph_model.errors import Problem
from graph_model.facts import Fact, Ref, same_fact
from graph_model.model import Model
from stores.neo4j import journal
from stores.neo4j.edited import EditedFacts, look_at
from stores.neo4j.mending import lock, mend, needs_mending
from stores.neo4j.names import BY_ID, ITEM, quoted
from stores.neo4j.property_codec import Kept
from stores.neo4j.write import aliases_written, free_aliases
from stores.out_of_band import MOST_PROBLEMS, journaled
from stores.settlement import Settlement

_STRANGERS = f"""
    CALL () {{{{
        MATCH (n:{ITEM}) WHERE NOT n:{{kinds}} RETURN n
        UNION
        MATCH (n:{{kinds}}) WHERE NOT n:{ITEM} RETURN n
    }}}}
    RETURN n.id AS id, labels(n) AS labels LIMIT {MOST_PROBLEMS}
"""


def strangers(session: Session, model: Model) -> list[Problem]:
    """Nodes that look like items and are none, as their labels say."""
    names = model.kind_by_name
    found = session.run(_STRANGERS.format(kinds="|".join(quoted(name, names) for name in names)))
    expected = f"{ITEM} and the label of one kind"
    return [
        Problem(f"node {record['id']!r}", f"labels {', '.join(record['labels'])}", expected)
        for record in found
    ]


_THERE = f"UNWIND $ids AS id {BY_ID} RETURN collect(id) AS ids"


class Accounted(NamedTuple):
    """What became of a part of what differs; ``mended`` is whether the graph was put right."""

    revision: Revision | None
    problems: list[Problem]
    mended: bool = False


def there(session: Session, ids: Iterable[str]) -> set[str]:
    """Those ids that a node has, whatever else may be wrong with it."""
    return set(session.run(_THERE, ids=list(ids)).single(strict=True)["ids"])


def account(
    tx: ManagedTransaction, since: int, part: Mapping[Ref, Fact | None], id_: str, kept: Kept
) -> Accounted:
    """Journal how some facts really are, beside what was expected of them at revision ``since``.

    No revision if nothing differs that anybody else may have read otherwise.
    """
    model = kept.model
    newest, first = journal.lock_head_for(tx, id_, model)
    if first is not None:
        return Accounted(first, [], mended=True)  # as it may have been
    expected, touched = _brought_up(tx, part, since, newest.number, model)
    edited, settlement, problems = _settled(tx, expected, kept)
    wrong = [ref for ref in expected if needs_mending(ref, settlement.settled, edited)]
    images = tuple(_images(expected, settlement.settled, touched - set(wrong)))
    if not images:
        return Accounted(None, problems)
    mend(tx, wrong, settlement.settled, edited, model)
    for statement in (*free_aliases(images), *aliases_written(images)):
        tx.run(statement.text, statement.parameters).consume()
    revision, blob = journaled(newest, id_, images, model)
    journal.append(tx, revision, blob)
    return Accounted(revision, problems, mended=bool(wrong))


def _brought_up(
    tx: ManagedTransaction, part: Mapping[Ref, Fact | None], since: int, until: int, model: Model
) -> tuple[dict[Ref, Fact | None], set[Ref]]:
    """What is expected at revision ``until`` of facts that were expected at ``since``.

    And which of them were in a revision in between.
    """
    expected, touched = dict(part), set[Ref]()
    while since < until and (entries := journal.entries(tx, since, until)):
        for entry in entries:
            revision = journal.unpack(entry, model)
            since = revision.number
            later = {i.ref: i.after for i in revision.images if i.ref in expected}
            expected |= later
            touched |= later.keys()
    return expected, touched


def _settled(
    tx: ManagedTransaction, expected: Mapping[Ref, Fact | None], kept: Kept
) -> tuple[EditedFacts, Settlement, list[Problem]]:
    """What the facts are from now on; what is to be written over is locked, and looked at again."""
    locked: set[Ref] = set()
    while True:
        problems: list[Problem] = []
        edited = look_at(tx, expected, kept)
        claimed = edited.claimed(expected)
        found = Settlement(expected, claimed, edited, kept.model, problems.append)
        wrong = {ref for ref in expected if needs_mending(ref, found.settled, edited)}
        if wrong <= locked:
            return edited, found, problems
        lock(tx, wrong - locked, edited)
        locked |= wrong


def _images(
    expected: Mapping[Ref, Fact | None], settled: Mapping[Ref, Fact | None], told: set[Ref]
) -> Iterator[Image]:
    """How the facts are now. One that is as it was is restated, unless others have ``told`` it.

    Somebody may have read the graph between the edit and now.
    """
    for ref, was in expected.items():
        now = settled[ref]
        if not same_fact(now, was) or (now is not None and ref not in told):
            yield Image(was, now)
