"""A scope over a snapshot: compiled, mended or supposed, it is what the rules say of the facts."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from access.belonging import ScopePart
from access.column import ScopeColumn, compiled, mended, viewer_of
from access.scope import Filter, Scope
from graph_model.changes import Change, Image, Remove, SetFields
from graph_model.facts import Fact, Item, Relation, RelationKey
from graph_model.lens import Direction
from graph_model.plan import plan
from queries.snapshot.rows import Flags, as_ints
from queries.snapshot.snapshot import Snapshot
from tests.support.graphs import LETTERS, MODEL, SEEDS, Graph, drawn, graph_of
from tests.support.history import Revised, history
from tests.support.sketch import sketch

SHOWN = st.sets(st.sampled_from(ScopePart)).map(frozenset)
FILTERS = (
    Filter("Service", "lifecycle", ("live", "retired")),
    Filter("Agency", "aliases", ("no:a", "no:b", "no:c")),
    Filter("ConfigurationItem", "status", ("in use",)),
)
SCOPED = (*("Agency",) * 5, "Program", *(kind.name for kind in MODEL.kinds), *("Service",) * 4)
OFTEN = {"PART_OF": 9, "CONSUMES": 6, "HELD_BY": 6, "PROMISED_TO": 4, "DEPENDS_ON": 4}


def naive(scope: Scope, facts: Iterable[Fact]) -> set[str]:
    """What the rules say, asked of every relation again and again until nothing is added."""
    found = list(facts)
    items = {fact.id: fact for fact in found if isinstance(fact, Item)}
    relations = [fact for fact in found if isinstance(fact, Relation)]
    seen = {id_ for id_ in scope.agencies if id_ in items and items[id_].kind == "Agency"}
    while more := {
        there
        for relation in relations
        for rule in scope.rules
        for here, there in [_walked(relation, rule.walked)]
        if relation.type == rule.relation and here in seen and items[here].kind in rule.to
        if items[there].kind == rule.kind and there not in seen
    }:
        seen |= more
    return seen | {
        item.id
        for item in items.values()
        for one in scope.filters
        if item.kind == one.kind and _holds(item.fields.get(one.field), one.values)
    }


def _walked(relation: Relation, walked: Direction) -> tuple[str, str]:
    ends = (relation.start, relation.end)
    return ends if walked is Direction.FORWARD else (ends[1], ends[0])


def _holds(value: object, wanted: tuple[object, ...]) -> bool:
    return any(one in wanted for one in (value if isinstance(value, list) else [value]))


def seen(column: ScopeColumn, snapshot: Snapshot) -> set[str]:
    """The ids of the items that stand and are seen."""
    return standing(snapshot, column(snapshot))


def standing(snapshot: Snapshot, flags: Flags) -> set[str]:
    return set(snapshot.ids_of(snapshot.standing(as_ints(flags.nonzero()[0]))))


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    agencies = draw(st.lists(st.sampled_from([*LETTERS, "nobody"]), max_size=8))
    filters = draw(st.lists(st.sampled_from(FILTERS), max_size=2, unique=True))
    return Scope(tuple(agencies), tuple(filters), draw(SHOWN))


def histories() -> st.SearchStrategy[tuple[Graph, list[Revised]]]:
    def make(seed: int, size: int, relations: int, count: int) -> tuple[Graph, list[Revised]]:
        random = Random(seed)
        graph = drawn(random, SCOPED, size, relations, OFTEN)
        return graph, history(random, graph, count)

    return st.builds(make, SEEDS, st.integers(1, 20), st.integers(0, 60), st.integers(1, 4))


@settings(max_examples=150)
@given(histories(), scopes())
def test_compiled_and_mended_it_is_what_the_rules_say(
    made: tuple[Graph, list[Revised]], scope: Scope
) -> None:
    graph, revisions = made
    column, snapshot = ScopeColumn(scope), graph.snapshot
    assert seen(column, snapshot) == naive(scope, graph.facts)
    for number, revised in enumerate(revisions, 1):
        before, snapshot = snapshot, snapshot.overlaid(revised.images, number)
        expected = naive(scope, revised.graph.facts)
        assert seen(column, snapshot) == expected
        anew = mended(scope, compiled(scope, before), snapshot)
        assert standing(snapshot, anew.flags) == expected
        assert seen(column, graph.snapshot) == naive(scope, graph.facts), "asked again of the first"


def test_an_older_revision_asked_for_after_a_newer_one_is_as_it_was() -> None:
    """Somebody may still be answered from it while others are from the newer one."""
    in_use, in_stock = (
        Item("ConfigurationItem", "ci:a", {"name": "A", "status": status})
        for status in ("in use", "in stock")
    )
    column, older = ScopeColumn(Scope((), FILTERS)), graph_of([in_use]).snapshot
    newer = older.overlaid([Image(in_use, in_stock)], 1)
    assert (seen(column, newer), seen(column, older)) == (set(), {"ci:a"})


@settings(max_examples=80)
@given(histories(), scopes())
def test_edits_do_not_widen_it(made: tuple[Graph, list[Revised]], scope: Scope) -> None:
    """Whatever a what-if relates to what: seen is what was, and what it adds."""
    graph, (revised, *_) = made
    snapshot = graph.snapshot
    laid = snapshot.edited(revised.changes)
    held = {(item.kind, item.id) for item in graph.items}
    before, added = naive(scope, graph.facts), set[str]()
    for item in revised.graph.items:  # an id that became another kind's is another item
        if (item.kind, item.id) not in held:
            before.discard(item.id)
            added.add(item.id)
    assert seen(ScopeColumn(scope), laid) == (before & set(revised.graph.ids())) | added


@settings(max_examples=80)
@given(histories(), scopes())
def test_the_past_shows_what_was_seen_then_and_is_now(
    made: tuple[Graph, list[Revised]], scope: Scope
) -> None:
    graph, revisions = made
    present = graph.snapshot
    for number, revised in enumerate(revisions, 1):
        present = present.overlaid(revised.images, number)
    images = [image for one in reversed(revisions) for image in reversed(one.images)]
    earlier = present.undone(images, 0)
    now, kinds = revisions[-1].graph, {item.id: item.kind for item in revisions[-1].graph.items}
    gone = {item.id for item in graph.items if kinds.get(item.id) != item.kind}
    expected = naive(scope, graph.facts) & (naive(scope, now.facts) | gone)
    assert seen(ScopeColumn(scope), earlier) == expected


OFFICE = sketch(
    "agency:north -PART_OF-> agency:health",
    "program:aid -PART_OF-> agency:north",
    "program:aid -CONSUMES-> service:mail",
    "agency:other -CONSUMES-> service:mail",
    "agency:other -CONSUMES-> service:maps",
    "service:mail -DEPENDS_ON-> ci:relay",
    "contract:c -HELD_BY-> agency:health",
    "contract:c -WITH-> supplier:s",
    "contract:o -HELD_BY-> agency:other",
    "contract:o -WITH-> supplier:t",
    "contract:o -COVERS-> service:mail",
    "supplier:u -PROVIDES-> service:mail",
    "sla:m -PROMISED_TO-> agency:north",
    "sla:o -PROMISED_TO-> agency:other",
    "sla:m -GOVERNS-> service:mail",
    "forum:f -OVERSEES-> service:mail",
).snapshot
HEALTH = {"agency:health", "agency:north", "program:aid", "service:mail", "contract:c", "sla:m"}


def test_an_agency_sees_what_it_consumes_holds_and_is_promised() -> None:
    assert seen(ScopeColumn(Scope(("agency:health",), shows=frozenset())), OFFICE) == HEALTH


def test_what_lies_beneath_is_shown_by_declaration() -> None:
    shown = {
        ScopePart.SERVICES: {"ci:relay"},
        ScopePart.SUPPLIERS: {"supplier:s", "supplier:u"},
        ScopePart.FORUMS: {"forum:f"},
    }
    for beneath, more in shown.items():
        scope = Scope(("agency:health",), shows=frozenset({beneath}))
        assert seen(ScopeColumn(scope), OFFICE) == HEALTH | more
    both = Scope(("agency:health",), shows=frozenset(ScopePart))
    assert "supplier:t" not in seen(ScopeColumn(both), OFFICE)


def test_a_child_does_not_see_its_parent_nor_a_scope_what_is_no_agency() -> None:
    north = seen(ScopeColumn(Scope(("agency:north",), shows=frozenset())), OFFICE)
    assert north == {"agency:north", "program:aid", "service:mail", "sla:m"}
    assert seen(ScopeColumn(Scope(("service:mail", "nobody"))), OFFICE) == set()


def test_a_filter_lets_in_items_and_nothing_beside_them() -> None:
    one = Filter("Service", "name", ("service:maps",))
    assert seen(ScopeColumn(Scope(filters=(one,))), OFFICE) == {"service:maps"}
    renamed = OFFICE.overlaid(_images(OFFICE, SetFields("service:maps", {"name": "Maps"})), 2)
    column = ScopeColumn(Scope(filters=(one,)))
    assert seen(column, OFFICE) == {"service:maps"}
    assert seen(column, renamed) == set()


def _images(snapshot: Snapshot, change: Change) -> tuple[Image, ...]:
    return plan((change,), snapshot, MODEL)


def test_a_cycle_does_not_hold_itself_up_once_what_led_to_it_is_gone() -> None:
    graph = sketch("agency:a -PART_OF-> agency:top", "agency:b -PART_OF-> agency:a")
    ring = graph_of([*graph.facts, Relation("PART_OF", "agency:a", "agency:b")]).snapshot
    column = ScopeColumn(Scope(("agency:top",)))
    assert seen(column, ring) == {"agency:top", "agency:a", "agency:b"}
    last = Remove(RelationKey("PART_OF", "agency:a", "agency:top"))
    cut = ring.overlaid(_images(ring, last), 1)
    assert seen(column, cut) == {"agency:top"}


def test_a_viewer_is_scoped_even_where_it_hides_nothing() -> None:
    assert viewer_of(Scope(("agency:health",))).scoped
