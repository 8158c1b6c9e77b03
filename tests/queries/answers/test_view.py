"""Rows become items through a view alone: what is hidden is left out, masked, and never named."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import LimitExceeded, NotFound
from graph_model.lens import Direction
from queries.answers.record import item_record, relation_record
from queries.answers.view import HIDDEN, Meter, View
from queries.answers.viewer import everything, hiding
from queries.snapshot.rows import as_ints
from tests.support.asking import view_of
from tests.support.graphs import Graph, graphs
from tests.support.sketch import sketch

DAY = date(2027, 1, 1)
OFFICE = sketch(
    "service:m name=Mail",
    "service:m -DEPENDS_ON[relays:1]-> ci:a",
    "service:m -DEPENDS_ON[relays:1]-> ci:b",
    "supplier:s -PROVIDES-> service:m",
    *(f"service:{n} name=S{n}" for n in range(7)),
)
SNAPSHOT = OFFICE.snapshot


def row(id_: str) -> int:
    return int(SNAPSHOT.rows([id_])[0])


def rows(*ids: str) -> list[int]:
    found: list[int] = SNAPSHOT.rows(ids).tolist()
    return found


def number(end: str) -> int:
    """The relation from the mail service to one of its relays."""
    numbers = SNAPSHOT.all_relations("DEPENDS_ON")
    ends = SNAPSHOT.ends(numbers).tolist()
    return int(numbers[ends.index(row(end))])


SEEN, PART = view_of(SNAPSHOT, DAY), view_of(SNAPSHOT, DAY, hiding(["ci:a", "service:3"]))


def test_items_come_in_the_order_of_their_rows_none_where_hidden() -> None:
    asked = [row("ci:b"), None, row("ci:a"), row("service:m")]
    found = PART.items(asked)
    assert [node and node.id for node in found] == ["ci:b", None, None, "service:m"]
    assert PART.item(row("ci:a")) is None
    assert PART.item(None) is None


def test_relations_are_none_where_an_end_is_hidden() -> None:
    found = PART.relations([number("ci:a"), None, number("ci:b")])
    assert [relation and relation.end.id for relation in found] == [None, None, "ci:b"]
    last = found[-1]
    assert last is not None
    assert (last.start.id, last.type, last.discriminator) == ("service:m", "DEPENDS_ON", "relays")


def test_rows_are_shown_and_counted() -> None:
    some = SNAPSHOT.rows(["service:3", "ci:b", "ci:a"])
    assert SNAPSHOT.ids_of(PART.shown(some)) == ["ci:b"]
    assert (PART.hidden(some), SEEN.hidden(some)) == (2, 0)
    assert PART.sees(row("ci:b"), row("service:m"))
    assert not PART.sees(row("ci:b"), row("ci:a"))


LABELS = {
    "a name and an id": (PART, ["service:m"], "Mail (service:m)"),
    "an id that is the name": (PART, ["ci:b"], "ci:b"),
    "two": (PART, ["ci:b", "service:m"], "ci:b and Mail (service:m)"),
    "three": (
        PART,
        ["ci:b", "service:m", "supplier:s"],
        "ci:b, Mail (service:m) and supplier:s",
    ),
    "one hidden": (PART, ["ci:a", "ci:b"], "ci:b and 1 more"),
    "all hidden": (PART, ["ci:a", "service:3"], "2 of others"),
    "nothing hidden": (SEEN, ["ci:a", "ci:b"], "ci:a and ci:b"),
    "none": (SEEN, [], ""),
}


@pytest.mark.parametrize(("view", "ids", "said"), LABELS.values(), ids=LABELS)
def test_labels(view: View, ids: list[str], said: str) -> None:
    assert view.labels(rows(*ids)) == said


def test_long_lists_of_labels_are_cut_and_counted() -> None:
    said = SEEN.labels(rows(*(f"service:{n}" for n in range(7))))
    assert said.startswith("S0 (service:0), S1 (service:1), S2 (service:2), ")
    assert said.endswith("S4 (service:4) and 2 more")


def test_names_are_labels_without_ids() -> None:
    assert SEEN.names(rows("service:m", "ci:a")) == "Mail and ci:a"
    assert PART.names(rows("service:m", "ci:a")) == "Mail and 1 more"


def test_what_is_hidden_has_no_name() -> None:
    assert (PART.label(row("ci:a")), PART.name(row("ci:a"))) == (HIDDEN, HIDDEN)
    assert (SEEN.label(row("service:m")), SEEN.name(row("service:m"))) == (
        "Mail (service:m)",
        "Mail",
    )


ARROWS = {
    "as it points": (SEEN, Direction.FORWARD, "service:m -DEPENDS_ON[relays]-> ci:a"),
    "the other way": (SEEN, Direction.BACKWARD, "ci:a <-DEPENDS_ON[relays]- service:m"),
    "a hidden end, and no group": (PART, Direction.FORWARD, f"service:m -DEPENDS_ON-> {HIDDEN}"),
    "the other way, hidden": (PART, Direction.BACKWARD, f"{HIDDEN} <-DEPENDS_ON- service:m"),
}


@pytest.mark.parametrize(("view", "walked", "said"), ARROWS.values(), ids=ARROWS)
def test_arrow(view: View, walked: Direction, said: str) -> None:
    assert view.arrow(number("ci:a"), walked) == said
    assert view.over(number("ci:a")) in said


def test_what_is_hidden_is_not_found() -> None:
    assert (PART.find("ci:a"), PART.find("nobody")) == (None, None)
    assert PART.find("ci:b") == row("ci:b")
    assert PART.require(["ci:b", "service:m"]).tolist() == rows("ci:b", "service:m")
    with pytest.raises(NotFound, match="'ci:a', 'nobody'"):
        PART.require(["ci:b", "ci:a", "nobody"])


def test_a_view_of_other_facts_is_the_same_viewers() -> None:
    other = sketch("ci:a name=A", "ci:c").snapshot
    there = PART.on(other)
    assert (there.viewer, there.office, there.meter) == (PART.viewer, PART.office, PART.meter)
    assert there.item(int(other.rows(["ci:a"])[0])) is None
    assert PART.on(SNAPSHOT) is PART
    assert PART.on(SNAPSHOT, date(2028, 1, 1)).as_of == date(2028, 1, 1)


def test_a_request_is_told_so_many_items_and_no_more() -> None:
    view = View(SNAPSHOT, everything(), DAY, meter=Meter(3))
    assert len(view.items(rows("ci:a", "ci:b"))) == 2
    with pytest.raises(LimitExceeded, match="at most 3; ask for smaller pages"):
        view.on(SNAPSHOT, date(2028, 1, 1)).items(rows("ci:a", "ci:b"))


@settings(max_examples=60)
@given(graphs(), st.data())
def test_nothing_hidden_is_told_of_any_row_or_relation(graph: Graph, data: st.DataObject) -> None:
    hidden = data.draw(st.sets(st.sampled_from(graph.ids())))
    view = view_of(graph.snapshot, DAY, hiding(hidden))
    found = view.items(range(graph.snapshot.size))
    told = {str(item_record(node)["id"]) for node in found if node is not None}
    assert told == set(graph.ids()) - hidden
    numbers = np.arange(graph.snapshot.relation_rows, dtype=np.int32)
    keys = [graph.snapshot.key_at(n) for n in numbers.tolist()]
    seen = [not hidden & {key.start, key.end} for key in keys]
    relations = view.relations(numbers.tolist())
    assert [relation is not None for relation in relations] == seen
    assert view.sees_relations(as_ints(numbers)).tolist() == seen
    ends = [relation_record(relation) for relation in relations if relation is not None]
    assert not hidden & {one[end]["id"] for one in ends for end in ("from", "to")}
    for n, key in enumerate(keys):
        words = view.arrow(n).split(" ")
        assert not hidden & set(words)
        told_group = bool(key.discriminator) and seen[n]
        assert ("[" in view.over(n)) == told_group


@given(graphs(), st.data())
def test_seen_alone_is_the_graph_without_what_is_hidden(graph: Graph, data: st.DataObject) -> None:
    hidden = data.draw(st.sets(st.sampled_from(graph.ids())))
    alone = view_of(graph.snapshot, DAY, hiding(hidden)).seen_alone()
    stand = alone.ids_of(alone.standing(np.arange(alone.size, dtype=np.int32)))
    assert sorted(stand) == sorted(set(graph.ids()) - hidden)
    for type_ in {relation.type for relation in graph.relations}:
        keys = {alone.key_at(n) for n in alone.all_relations(type_).tolist()}
        assert keys == {
            relation.key
            for relation in graph.relations
            if relation.type == type_ and not hidden & {relation.start, relation.end}
        }
