"""What stands around some items, in one query: the ground of an engine that never reads it all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from neo4j import Session

from graph_model.facts import Fact, Item, RelationKey
from graph_model.records import relation_problems
from stores.neo4j.names import ALIAS, BY_ID, ITEM
from stores.neo4j.property_codec import Kept

# Nothing is an item whose id is another's alias; the journal's aliases have nodes of their own.
_OWN = f"""
    OPTIONAL MATCH (a:{ALIAS} {{alias: n.id}}) USING INDEX a:{ALIAS}(alias) WHERE a.item <> n.id
    WITH n, a WHERE a IS NULL
"""
_COLUMNS = """
    RETURN [n IN nodes | labels(n)] AS labels, [n IN nodes | properties(n)] AS properties,
        [r IN relations | id(r)] AS relationships, [r IN relations | type(r)] AS types,
        [r IN relations | properties(r)] AS fields,
        [r IN relations | startNode(r).id] AS starts, [r IN relations | endNode(r).id] AS ends
"""
_FACTS = f"""
    WITH collect(DISTINCT r) AS relations
    CALL (relations) {{
        UNWIND relations AS r UNWIND [startNode(r), endNode(r)] AS n
        WITH DISTINCT n {_OWN}
        RETURN collect(n) AS nodes
    }}
    {_COLUMNS}
"""
_AROUND = f"""
    UNWIND $ids AS id {BY_ID}
    CALL (n) {{
        MATCH (n)-[r]-(:{ITEM}) RETURN r
        UNION
        MATCH (n)<-[m:DEPENDS_ON]-(b:{ITEM})-[r:DEPENDS_ON]->(:{ITEM})
        WHERE m.group <> '' AND r.group = m.group RETURN r
    }}
    {_FACTS}
"""
_HOLDERS = f"""
    UNWIND $ids AS id {BY_ID}
    CALL (n) {{
        MATCH (n)<-[:COVERS]-(:{ITEM})-[r:HELD_BY]->(:{ITEM}) RETURN r
        UNION
        MATCH (n)<-[:CONSUMES]-(:{ITEM})-[path:PART_OF*1..]->(:{ITEM}) UNWIND path AS r RETURN r
    }}
    {_FACTS}
"""
_OPEN = f"""
    MATCH (n:{ITEM}:Ticket)-[r:AFFECTS]->(:{ITEM}) WHERE n.closed_on IS NULL
    {_FACTS}
"""
_FAMILIES = f"""
    MATCH (n:{ITEM}:Contract) {_OWN}
    WITH collect(n) AS nodes
    CALL () {{
        MATCH (:{ITEM}:Contract)-[r:UNDER]->(:{ITEM}:Contract) RETURN collect(r) AS relations
    }}
    {_COLUMNS}
"""
_KNOWN = f"""
    CALL () {{
        MATCH (n:{ITEM}) WHERE n.id > $after
        RETURN n ORDER BY n.id LIMIT $most
    }}
    WITH collect(n) AS page
    CALL (page) {{
        UNWIND page AS n {_OWN}
        RETURN collect(labels(n)) AS labels, collect(n {{.id, .name, .aliases}}) AS properties
    }}
    RETURN page[-1].id AS last, labels, properties
"""
KNOWN_AT_ONCE = 20_000
"""How many items are asked for together, to be searched by their names."""
_NAMED = f"""
    UNWIND $names AS name
    OPTIONAL MATCH (own:{ITEM} {{id: name}}) USING INDEX own:{ITEM}(id)
    OPTIONAL MATCH (a:{ALIAS} {{alias: name}}) USING INDEX a:{ALIAS}(alias)
    OPTIONAL MATCH (other:{ITEM} {{id: a.item}}) USING INDEX other:{ITEM}(id)
    WITH coalesce(other, own) AS n WHERE n IS NOT NULL
    WITH DISTINCT n
    RETURN collect(labels(n)) AS labels, collect(properties(n)) AS properties
"""


def around(session: Session, ids: Sequence[str], kept: Kept) -> list[Fact]:
    """Every relation at the items and its ends, and the other members of their groups."""
    return list(_facts(session.run(_AROUND, ids=list(ids)).single(strict=True), kept))


def families(session: Session, kept: Kept) -> list[Fact]:
    """Every contract, and how contracts stand under one another."""
    return list(_facts(session.run(_FAMILIES).single(strict=True), kept))


def holders(session: Session, services: Sequence[str], kept: Kept) -> list[Fact]:
    """Who holds what covers the services, and what their consumers are part of, step by step."""
    return list(_facts(session.run(_HOLDERS, ids=list(services)).single(strict=True), kept))


def open_tickets(session: Session, kept: Kept) -> list[Fact]:
    """Every ticket that is not closed, with what it affects."""
    return list(_facts(session.run(_OPEN).single(strict=True), kept))


def named(session: Session, names: Sequence[str], kept: Kept) -> list[Item]:
    """The items of some ids or aliases, each once; a name that is both is the alias's."""
    return list(_items(session.run(_NAMED, names=list(names)).single(strict=True), kept))


def known(
    session: Session, after: str, kept: Kept, most: int = KNOWN_AT_ONCE
) -> tuple[str | None, list[Item]]:
    """The next items in the order of ids, with name and aliases alone; and the last id (None: end).

    An item may have a later id though the list is empty: what is invalid is left out.
    """
    columns = session.run(_KNOWN, after=after, most=most).single(strict=True)
    return columns["last"], list(_items(columns, kept))


def _items(columns: Any, kept: Kept) -> Iterator[Item]:
    rows = zip(columns["labels"], columns["properties"], strict=True)
    return (item for labels, properties in rows if (item := kept.item(labels, properties)))


def _facts(columns: Any, kept: Kept) -> Iterator[Fact]:
    """The valid items, then the valid relations between them, of one key the first written."""
    items = {item.id: item for item in _items(columns, kept)}
    yield from items.values()
    names = ("relationships", "types", "starts", "ends", "fields")
    rows: Iterable[tuple[int, str, str, str, Any]] = zip(*(columns[n] for n in names), strict=True)
    seen: set[RelationKey] = set()
    for _, type_, start, end, fields in sorted(rows, key=itemgetter(0)):
        if type_ not in kept.model.relation_by_name or start not in items or end not in items:
            continue
        if (items[start].kind, items[end].kind) not in kept.model.relation_by_name[type_].joins:
            continue
        relation = kept.relation(type_, start, end, fields)
        if relation.key in seen:
            continue
        seen.add(relation.key)
        if not relation_problems(relation.fields, ""):
            yield relation
