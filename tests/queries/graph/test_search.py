"""Searches: words in any order and case, names that are alike, and nothing of what is hidden."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.changes import Put, Remove, SetFields
from graph_model.facts import Item
from queries.answers.viewer import everything, hiding
from queries.graph.search import Search, search, search_for
from queries.snapshot.snapshot import Snapshot
from tests.support.asking import asked, view_of
from tests.support.facts import Raw
from tests.support.graphs import Graph, graphs
from tests.support.snapshots import snapshot_of

DAY = date(2027, 1, 1)
RECORDS: list[Raw] = [
    {"kind": "Service", "id": "s:mail", "name": "Statewide Mail", "aliases": ["cmdb:4711"]},
    {"kind": "Service", "id": "s:portal", "name": "Benefits Portal"},
    {"kind": "Contract", "id": "c:mail", "name": "Mail", "number": "TG-MA-0031"},
    {"kind": "Contract", "id": "c:relay", "name": "Mail Relay"},
    {"kind": "Agency", "id": "a:sante", "name": "Santé publique"},
]
OFFICE = snapshot_of(*RECORDS)
TABLE = {
    # what is typed; what is found, best first
    "the whole name first, then its beginning, then a word": (
        "mail",
        ["c:mail", "c:relay", "s:mail"],
    ),
    "in any case and without accents": ("SANTE", ["a:sante"]),
    "words in any order": ("portal benefits", ["s:portal"]),
    "every word": ("mail relay", ["c:relay"]),
    "an id": ("s:portal", ["s:portal"]),
    "an alias": ("cmdb:4711", ["s:mail"]),
    "the number printed on it": ("tg-ma-0031", ["c:mail"]),
    "a typing error": ("benfits portal", ["s:portal"]),
    "nothing like it": ("zzz", []),
    "nothing": ("  ", []),
}


def ids(snapshot: Snapshot, text: str, *kinds: str) -> list[str]:
    return [snapshot.id(hit.row) for hit in search(snapshot, text, kinds or None)]


@pytest.mark.parametrize(("text", "expected"), TABLE.values(), ids=TABLE)
def test_search(text: str, expected: list[str]) -> None:
    assert ids(OFFICE, text) == expected


def test_only_of_some_kinds() -> None:
    assert ids(OFFICE, "mail", "Service") == ["s:mail"]
    assert ids(OFFICE, "benfits portal", "Service", "Agency") == ["s:portal"]
    assert ids(OFFICE, "benfits portal", "Agency") == []


def test_a_search_sees_what_edits_make() -> None:
    edited = OFFICE.edited(
        (
            SetFields("c:mail", {"name": "Post"}),
            Remove("c:relay"),
            Put(Item("Service", "s:new", {"name": "Mail 2"})),
        )
    )
    assert ids(edited, "mail") == ["s:new", "s:mail", "c:mail"]
    assert ids(edited, "post") == ["c:mail"]


VERDICTS = {
    "mail": "3 items have 'mail' in name, id, alias or number.",
    "portal": "1 item has 'portal' in name, id, alias or number.",
    "benfits portal": (
        "Nothing is recorded with 'benfits portal' in its name, id, alias or number; "
        "1 name is alike."
    ),
    "zzz": "Nothing is recorded with 'zzz' in its name, id, alias or number.",
}


@pytest.mark.parametrize(("text", "verdict"), VERDICTS.items())
def test_verdict(text: str, verdict: str) -> None:
    found = search_for(asked(OFFICE, DAY), text, None)
    assert found.verdict(view_of(OFFICE, DAY)) == verdict
    assert found.alike == ("alike" in verdict)


def seen(found: Search) -> list[tuple[str, float]]:
    return [(found.snapshot.id(hit.row), hit.score) for hit in found.found]


@settings(max_examples=80)
@given(graphs(most_relations=0), st.data())
def test_what_is_hidden_might_as_well_not_be_there(graph: Graph, data: st.DataObject) -> None:
    """The same hits, scores and names that are alike as of a graph without it."""
    hidden = data.draw(st.sets(st.sampled_from(graph.ids())))
    text = data.draw(st.sampled_from([*graph.ids(), "no:a", "x y", "ab"]))
    shown = Graph(tuple(i for i in graph.items if i.id not in hidden), ())
    viewer = hiding(hidden) if hidden else everything()
    found = search_for(asked(graph.snapshot, DAY, viewer), text, None)
    assert seen(found) == seen(search_for(asked(shown.snapshot, DAY), text, None))
