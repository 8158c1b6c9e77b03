"""Edits that people make in plain Cypher, as hypothesis finds them: many of them invalid."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from graph_model.facts import Fact, Item, Relation

Edit = tuple[str, dict[str, Any]]
"""A statement and its parameters."""

START: tuple[Fact, ...] = (
    Item("Service", "mail", {"name": "Mail", "aliases": ["x:1"]}),
    Item("Service", "web", {"name": "Web", "verified_on": "2026-01-01"}),
    Item("ConfigurationItem", "relay", {"name": "Relay", "cores": 8}),
    Item("ConfigurationItem", "x:9", {"name": "Box", "ci_class": "server"}),
    Item("Stakeholder", "chief", {"name": "Chief", "influence": "high"}),
    Item("Agency", "tax", {"name": "Tax"}),
    Relation("DEPENDS_ON", "mail", "relay", "g", {"need": 1, "since": "2025-01-01"}),
    Relation("DEPENDS_ON", "mail", "x:9", "g", {"need": 1}),
    Relation("DEPENDS_ON", "web", "mail"),
    Relation("DEPENDS_ON", "relay", "x:9", "", {"until": "2030-01-01"}),
    Relation("CONSUMES", "tax", "web"),
    Relation("OWNS", "chief", "mail"),
)
IDS = ("mail", "web", "relay", "x:9", "chief", "tax", "new")
KINDS = ("Service", "ConfigurationItem", "Stakeholder", "Agency", "Thing")
VALUES: dict[str, tuple[Any, ...]] = {
    "name": ("Other", "", None, 7),
    "description": ("told", "", ["a"]),
    "verified_on": ("2026-02-28", "2026-02-30", "soon", None),
    "aliases": (["x:1"], ["x:2"], ["x:1", "x:2"], ["x:9"], ["new"], ["bad"], None, "x:3"),
    "cores": (4, True, [1], None),
    "ci_class": ("Database", "teapot"),
    "category": ("person", "role"),
    "id": ("new", "x:1", " bad", None),
}
LINK_VALUES: dict[str, tuple[Any, ...]] = {
    "need": (2, "two", 0, None),
    "since": ("2026-01-01", "2031-01-01", "once", None),
    "until": ("2024-01-01", "2040-01-01", "never", None),
    "group": ("g", "h", "", 7, None),
}
TYPES = ("DEPENDS_ON", "PART_OF", "CONSUMES", "OWNS")
LABELS = (*KINDS, "Item")
_ONE = "MATCH (n {id: $id})"
_BOTH = "MATCH (a {id: $id}), (b {id: $other})"
_LINK = "MATCH ({id: $id})-[r]->({id: $other})"


IDS_DRAWN, KINDS_DRAWN = st.sampled_from(IDS), st.sampled_from(KINDS)


def cypher_edits() -> st.SearchStrategy[Edit]:
    """One statement; it may touch nothing, or be refused by a constraint."""
    settings = [
        st.builds(_set, IDS_DRAWN, st.just(n), st.sampled_from(v)) for n, v in VALUES.items()
    ]
    links = [
        st.builds(_set_link, IDS_DRAWN, IDS_DRAWN, st.just(name), st.sampled_from(values))
        for name, values in LINK_VALUES.items()
    ]
    others = (
        st.builds(_relabelled, IDS_DRAWN, st.sampled_from(LABELS), st.sampled_from(LABELS)),
        st.builds(_removed, IDS_DRAWN),
        st.builds(_unlinked, IDS_DRAWN, IDS_DRAWN),
        st.builds(_made, KINDS_DRAWN, IDS_DRAWN, st.sampled_from(("N", None))),
        st.builds(_linked, st.sampled_from(TYPES), IDS_DRAWN, IDS_DRAWN, st.sampled_from((2, "x"))),
    )
    return st.one_of(*settings, *links, *others)


def _set(id_: str, name: str, value: object) -> Edit:
    return f"{_ONE} SET n.{name} = $value", {"id": id_, "value": value}


def _set_link(id_: str, other: str, name: str, value: object) -> Edit:
    return f"{_LINK} SET r.{name} = $value", {"id": id_, "other": other, "value": value}


def _relabelled(id_: str, gone: str, new: str) -> Edit:
    return f"{_ONE} REMOVE n:{gone} SET n:{new}", {"id": id_}


def _removed(id_: str) -> Edit:
    return f"{_ONE} DETACH DELETE n", {"id": id_}


def _unlinked(id_: str, other: str) -> Edit:
    return f"{_LINK} DELETE r", {"id": id_, "other": other}


def _made(kind: str, id_: str, name: str | None) -> Edit:
    return f"CREATE (:Item:{kind} {{id: $id, name: $name}})", {"id": id_, "name": name}


def _linked(type_: str, id_: str, other: str, need: object) -> Edit:
    made = f"{_BOTH} CREATE (a)-[:{type_} {{need: $need, group: 'g'}}]->(b)"
    return made, {"id": id_, "other": other, "need": need}
