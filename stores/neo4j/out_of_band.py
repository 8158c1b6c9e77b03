"""Edits that other tools made in plain Cypher: journaled where valid, told where not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from neo4j import ManagedTransaction

from graph_model.changes import Image, Revision
from graph_model.errors import Problem
from graph_model.facts import Fact, Fields, Item, Ref, Relation, RelationKey, same_fact
from graph_model.model import Model
from graph_model.records import Report
from graph_model.state import Mentions, aliases_of
from graph_model.values import Value
from stores.neo4j import journal
from stores.neo4j.lookup import PresentNodes, look_up
from stores.neo4j.names import ITEM, quoted
from stores.neo4j.property_codec import Kept
from stores.neo4j.write import aliases_written
from stores.out_of_band import MOST_PROBLEMS, journaled, names_of, problem_of

_STRANGERS = f"""
    CALL () {{{{
        MATCH (n:{ITEM}) WHERE NOT n:{{kinds}} RETURN n
        UNION
        MATCH (n:{{kinds}}) WHERE NOT n:{ITEM} RETURN n
    }}}}
    RETURN n.id AS id, labels(n) AS labels LIMIT {MOST_PROBLEMS}
"""


def strangers(tx: ManagedTransaction, model: Model) -> list[Problem]:
    """Nodes that look like items and are none, as their labels say."""
    names = model.kind_by_name
    found = tx.run(_STRANGERS.format(kinds="|".join(quoted(name, names) for name in names)))
    expected = f"{ITEM} and the label of one kind"
    return [
        Problem(f"node {record['id']!r}", f"labels {', '.join(record['labels'])}", expected)
        for record in found
    ]


def account(
    tx: ManagedTransaction, since: int, part: Mapping[Ref, Fact | None], id_: str, kept: Kept
) -> tuple[Revision | None, list[Problem]]:
    """Journal how some facts really are, beside what was expected of them at revision ``since``.

    The graph is left as it is, but for the nodes of aliases. No revision if nothing valid differs.
    """
    present, model = journal.lock_head(tx), kept.model
    if first := journal.first_use(tx, id_, model):
        return first, []
    problems: list[Problem] = []
    expected = _brought_up(tx, part, since, present, model)
    known = look_up(tx, _mentions(part), kept)
    _look_up_owners(tx, known, kept)
    images = tuple(_images(expected, known, model, problems.append))
    if not images:
        return None, problems
    revision, blob = journaled(present + 1, id_, images, model)
    for statement in aliases_written(images):
        tx.run(statement.text, statement.parameters).consume()
    journal.append(tx, revision, blob)
    return revision, problems


def _brought_up(
    tx: ManagedTransaction, part: Mapping[Ref, Fact | None], since: int, until: int, model: Model
) -> dict[Ref, Fact | None]:
    """What is expected at revision ``until`` of facts that were expected at ``since``."""
    expected = dict(part)
    while since < until and (entries := journal.entries(tx, since, until)):
        for entry in entries:
            revision = journal.unpack(entry, model)
            since = revision.number
            expected |= {i.ref: i.after for i in revision.images if i.ref in expected}
    return expected


def _mentions(refs: Iterable[Ref]) -> Mentions:
    keys = frozenset(ref for ref in refs if isinstance(ref, RelationKey))
    ids = frozenset(ref for ref in refs if not isinstance(ref, RelationKey))
    ends = frozenset(id_ for key in keys for id_ in (key.start, key.end))
    return Mentions(ids | ends, keys, frozenset(), ids)


def _look_up_owners(tx: ManagedTransaction, known: PresentNodes, kept: Kept) -> None:
    """Hold the items, too, that are known by a name which one of the held items claims."""
    none: frozenset[str] = frozenset()
    names = frozenset(a for item in known.state.items.values() for a in aliases_of(item))
    others = look_up(tx, Mentions(none, frozenset(), none, names), kept)
    for id_, item in others.state.items.items():
        if id_ not in known.state.items:
            known.state.put(item)


def _images(
    expected: Mapping[Ref, Fact | None], known: PresentNodes, model: Model, report: Report
) -> Iterator[Image]:
    """The valid differences; an invalid one leaves what was expected, and is told."""
    claims = Counter(name for item in known.state.items.values() for name in names_of(item))
    for ref, was in expected.items():
        now = _actual(ref, was, known)
        if same_fact(now, was):
            continue
        if now and (problem := problem_of(was, now, known.state.item, claims, model)):
            report(problem)
        else:
            yield Image(was, now)


def _actual(ref: Ref, was: Fact | None, known: PresentNodes) -> Fact | None:
    """The fact as it is; where it cannot be read, as it was."""
    if isinstance(ref, RelationKey):
        relation = known.state.relation(ref)
        return relation and Relation(*ref, _mended(ref, relation.fields, was, known))
    item = known.state.item(ref)
    if item is None:
        return was if ref in known.nodes else None
    return Item(item.kind, ref, _mended(ref, item.fields, was, known))


def _mended(ref: Ref, fields: Fields, was: Fact | None, known: PresentNodes) -> dict[str, Value]:
    """The fields, those whose values are invalid as they were."""
    left_out = known.left_out.get(ref, ())
    return {n: was.fields[n] for n in left_out if was and n in was.fields} | dict(fields)
