"""A load as a difference: what a file adds, changes, leaves alone, removes and may not say."""

from __future__ import annotations

from datetime import date

import pytest

from graph_model.changes import Change, Put, Remove, SetFields
from graph_model.claims import Assertions, Claim
from graph_model.difference import Difference, difference, split
from graph_model.facts import Fact, Item, Ref, Relation, RelationKey, ref_of
from graph_model.model import standard_model
from graph_model.said_rows import LoadTerms, Placed
from graph_model.state import MemoryState
from graph_model.values import Value

MODEL = standard_model()
Graph = dict[Ref, Fact]


def known(graph: Graph) -> Assertions:
    return Assertions(MemoryState(graph.values()))


def load(file: list[Fact], graph: Graph, source: str = "file", replace: bool = False) -> Difference:
    """The difference of a file to a graph."""
    placed = [Placed(fact, f"line {n}") for n, fact in enumerate(file, 1)]
    return difference(placed, known(graph), MODEL, LoadTerms(source, replace))


def service(id_: str, **fields: Value) -> Item:
    return Item("Service", id_, {"name": "S", **fields})


OLD = service("x:old", source="old")
S = service("s", source="old", aliases=["x:1"], tier="catalog")
T = service("t", source="file")
CI = Item("ConfigurationItem", "c", {"name": "C", "ram": 1, "source": "old"})
PERSON = Item("Stakeholder", "p", {"name": "P", "influence": "high"})
DEPENDS = Relation("DEPENDS_ON", "s", "t", "g", {"need": 1, "source": "old", "since": "2025-01-01"})
OWN = Relation("DEPENDS_ON", "t", "s", "", {"source": "file"})
GRAPH: Graph = {ref_of(fact): fact for fact in (S, T, OLD, CI, PERSON, DEPENDS, OWN)}
ALONE = {ref: fact for ref, fact in GRAPH.items() if ref != DEPENDS.key}
"""No other source speaks of ``t``."""
BOTH = {"source": "file, old"}
"""Who says what the file says of the old source's facts."""
SINCE, UNTIL = {"since": "2026-01-01"}, {"until": "2027-01-01"}


@pytest.mark.parametrize(
    ("file", "changes"),
    {
        "nothing": ([], []),
        "the same": ([S, T, CI, DEPENDS], []),
        "less of the same": ([service("t"), Relation("DEPENDS_ON", "t", "s")], []),
        "new, with the load's source": (
            [service("u"), Relation("DEPENDS_ON", "u", "s")],
            [
                Put(service("u", source="file")),
                Put(Relation("DEPENDS_ON", "u", "s", "", {"source": "file"})),
            ],
        ),
        "new, with a source of its own": (
            [service("u", source="desk")],
            [Put(service("u", source="desk"))],
        ),
        "fields": ([service("s", tier="element")], [SetFields("s", {**BOTH, "tier": "element"})]),
        "an open attribute": (
            [Item("ConfigurationItem", "c", {"name": "D", "ram": 2})],
            [SetFields("c", {**BOTH, "name": "D", "attributes": {"ram": 2}})],
        ),
        "one is not true": (
            [Item("ConfigurationItem", "c", {"name": "C", "ram": True})],
            [SetFields("c", {**BOTH, "attributes": {"ram": True}})],
        ),
        "a relation's field": (
            [Relation("DEPENDS_ON", "s", "t", "g", {"need": 2})],
            [SetFields(DEPENDS.key, {**BOTH, "need": 2})],
        ),
        "by alias": (
            [service("x:1", name="New"), Relation("DEPENDS_ON", "x:1", "t", "g", {"need": 3})],
            [SetFields("s", {**BOTH, "name": "New"}), SetFields(DEPENDS.key, {**BOTH, "need": 3})],
        ),
        "by alias, which stays its alias": (
            [service("x:1", aliases=["x:2"])],
            [SetFields("s", {**BOTH, "aliases": ["x:2", "x:1"]})],
        ),
        "by an alias of its own, which the store has": (
            [service("x:new", aliases=["x:2", "x:1"])],
            [SetFields("s", {**BOTH, "aliases": ["x:1", "x:2", "x:new"]})],
        ),
        "by an alias that is an id of the store": (
            [
                service("x:new", name="N", aliases=["x:old"]),
                Relation("DEPENDS_ON", "x:new", "s"),
            ],
            [
                SetFields("x:old", {**BOTH, "name": "N", "aliases": ["x:new"]}),
                Put(Relation("DEPENDS_ON", "x:old", "s", "", {"source": "file"})),
            ],
        ),
        "by an alias alone, under an id that cannot be one": (
            [service("new", aliases=["x:1"], tier="element")],
            [SetFields("s", {**BOTH, "tier": "element"})],
        ),
        "by an alias of the file": (
            [Relation("DEPENDS_ON", "x:2", "s"), service("t", aliases=["x:2"])],
            [SetFields("t", {"aliases": ["x:2"]})],
        ),
        "relations before items": (
            [Relation("PART_OF", "u", "s"), service("u")],
            [
                Put(service("u", source="file")),
                Put(Relation("PART_OF", "u", "s", "", {"source": "file"})),
            ],
        ),
    }.values(),
)
def test_what_a_load_changes(file: list[Fact], changes: list[Change]) -> None:
    found = load(file, GRAPH)
    assert (found.changes, found.refused) == (changes, [])
    assert found.unchanged == len(file) - len(changes)


@pytest.mark.parametrize(
    ("file", "changes"),
    {
        "the same twice": ([service("u"), service("u")], [Put(service("u", source="file"))]),
        "what another row lacks": (
            [service("u", tier="catalog", aliases=["x:7"]), service("u", aliases=["x:8"])],
            [Put(service("u", tier="catalog", aliases=["x:7", "x:8"], source="file"))],
        ),
        "by alias": (
            [service("x:1", tier="catalog"), service("s", group="application")],
            [SetFields("s", {**BOTH, "group": "application"})],
        ),
        "by an alias of the file": (
            [service("x:2"), service("t", aliases=["x:2"])],
            [SetFields("t", {"aliases": ["x:2"]})],
        ),
        "a relation, once by alias": (
            [Relation("PART_OF", "t", "s", "", SINCE), Relation("PART_OF", "t", "x:1", "", UNTIL)],
            [Put(Relation("PART_OF", "t", "s", "", {**SINCE, **UNTIL, "source": "file"}))],
        ),
    }.values(),
)
def test_rows_that_speak_of_one_fact_are_one(file: list[Fact], changes: list[Change]) -> None:
    assert load(file, GRAPH).changes == changes
    other = load(file[::-1], GRAPH)
    assert [change.ref for change in other.changes] == [change.ref for change in changes]
    assert (len(other.again), other.refused) == (1, [])


@pytest.mark.parametrize(
    ("file", "changes"),
    {
        "an item and its relations": ([], [Remove("t")]),
        "a relation": ([service("t")], [Remove(OWN.key)]),
        "nothing": ([T, OWN], []),
    }.values(),
)
def test_what_a_load_that_replaces_removes(file: list[Fact], changes: list[Change]) -> None:
    assert load(file, ALONE, replace=True).changes == changes


def test_replacing_keeps_what_another_source_says_something_of() -> None:
    found = load([], GRAPH, replace=True)
    assert found.changes == [Remove(OWN.key)]
    (warning,) = found.warnings
    assert (warning.where, warning.found) == ("t", "no more in file")
    assert warning.expected == "it, since old says s -DEPENDS_ON[g]-> t"


@pytest.mark.parametrize(
    ("file", "problem"),
    {
        "rows that contradict each other": (
            [service("u", tier="catalog"), service("u", tier="element")],
            "line 2 (u), tier: found 'element', expected 'catalog', as at line 1; one row for it",
        ),
        "a row that contradicts one by its alias": (
            [service("x:1", name="N"), service("s")],
            "line 2 (s), name: found 'S', expected 'N', as at line 1; one row for it",
        ),
        "rows of two kinds": (
            [service("u"), Item("Agency", "u", {"name": "S"})],
            "line 2: found kind Agency, expected kind Service: an id keeps its kind",
        ),
        "another kind": (
            [Item("Agency", "t", {"name": "T"})],
            "line 1: found kind Agency, expected kind Service: an id keeps its kind; give it an id",
        ),
        "another's alias": (
            [service("t", aliases=["x:1"])],
            "line 1: found alias 'x:1', which names s, expected a name of its own",
        ),
        "another's id as alias": (
            [service("t", aliases=["s"])],
            "line 1: found alias 's', which names s, expected a name of its own",
        ),
        "one alias for two": (
            [service("t", aliases=["x:2"]), service("u", aliases=["x:2"])],
            "line 1: found alias 'x:2', which names u, expected a name of its own",
        ),
        "an alias of another kind": (
            [Item("Agency", "new", {"name": "N", "aliases": ["x:1"]})],
            "line 1: found alias 'x:1', which names s, expected a name of its own; if they are one",
        ),
        "aliases of two": (
            [service("new", aliases=["x:1", "x:old"])],
            "line 1: found alias 'x:1', which names s, expected a name of its own",
        ),
        "an alias of one that the file has too": (
            [service("s"), service("new", aliases=["x:1"])],
            "line 2: found alias 'x:1', which names s, expected a name of its own",
        ),
        "an alias of two in the file": (
            [service("new", aliases=["x:1"]), service("newer", name="N", aliases=["x:1"])],
            "line 2 (s), name: found 'N', expected 'S', as at line 1; one row for it",
        ),
        "an end before the store's beginning": (
            [
                Relation("PART_OF", "s", "t", "", {"since": "2026-01-02"}),
                Relation("DEPENDS_ON", "s", "t", "g", {"until": "2024-12-31"}),
            ],
            "line 2 (s -DEPENDS_ON[g]-> t), until: found '2024-12-31', expected a day on or after",
        ),
        "fields that do not go with the store's": (
            [Item("Stakeholder", "p", {"name": "P", "category": "person"})],
            "line 1, influence: found influence, expected none where category is person",
        ),
        "a missing end": (
            [Relation("DEPENDS_ON", "s", "moon")],
            "line 1 (s -DEPENDS_ON-> moon): found no item 'moon', expected both ends to exist",
        ),
        "an end whose name several have": (
            [service("moon:1"), service("moon:2"), Relation("DEPENDS_ON", "s", "moon")],
            "line 3 (s -DEPENDS_ON-> moon): found no item 'moon', expected both ends to exist; sev",
        ),
        "ends of the wrong kinds": (
            [Relation("CONSUMES", "s", "t")],
            "line 1 (s -CONSUMES-> t): found Service → Service, expected CONSUMES to join",
        ),
        "relations that contradict each other, one by alias": (
            [
                Relation("PART_OF", "t", "s", "", {"until": "2027-01-01"}),
                Relation("PART_OF", "t", "x:1", "", {"until": "2028-01-01"}),
            ],
            "line 2 (t -PART_OF-> s), until: found '2028-01-01', expected '2027-01-01', as at line",
        ),
        "rows that go together, but not with the store's": (
            [
                Relation("PART_OF", "t", "s", "", {"since": "2026-01-01"}),
                Relation("PART_OF", "t", "s", "", {"until": "2025-01-01"}),
            ],
            "line 2 (t -PART_OF-> s), until: found '2025-01-01', expected a day on or after",
        ),
    }.values(),
)
def test_what_cannot_stand_is_refused(file: list[Fact], problem: str) -> None:
    refused = load(file, GRAPH).refused
    assert len(refused) == 1
    assert str(refused[0].problem).startswith(problem)


def test_replacing_keeps_what_the_file_has_but_is_refused() -> None:
    found = load([Item("Agency", "t", {"name": "T"}), OWN], GRAPH, replace=True)
    assert (len(found.refused), found.changes) == (1, [])


def test_replacing_refuses_a_relation_to_what_it_removes() -> None:
    found = load([Relation("PART_OF", "s", "t")], ALONE, replace=True)
    assert [str(one.problem) for one in found.refused] == [
        "line 1 (s -PART_OF-> t): found no item 't', expected both ends to exist"
    ]
    assert found.changes == [Remove("t")]


@pytest.mark.parametrize(
    ("count", "most", "parts"),
    [
        (0, 2, []),
        (1, 2, ["l:1/1"]),
        (4, 2, ["l:1/2", "l:2/2"]),
        (5, 2, ["l:1/3", "l:2/3", "l:3/3"]),
    ],
)
def test_a_load_is_a_numbered_series(count: int, most: int, parts: list[str]) -> None:
    changes = [Remove(str(n)) for n in range(count)]
    series = split(changes, "l", most)
    assert [one.id for one in series] == parts
    assert [change for one in series for change in one.changes] == changes
    assert all(0 < len(one.changes) <= most for one in series)


def test_each_file_of_a_load_has_its_own_source() -> None:
    placed = [Placed(service("u"), "a, 1", "a"), Placed(service("v"), "b, 1")]
    changes = difference(placed, known({}), MODEL, LoadTerms("b")).changes
    assert changes == [Put(service("u", source="a")), Put(service("v", source="b"))]


@pytest.mark.parametrize(
    ("kept", "changes"),
    [
        ((), [Remove("t")]),
        (("t", OWN.key), []),
        (("t", RelationKey("DEPENDS_ON", "t", "x:1")), []),
        (("t",), [Remove(OWN.key)]),
    ],
)
def test_what_a_file_has_in_unreadable_form_stays(
    kept: tuple[Ref, ...], changes: list[Change]
) -> None:
    terms = LoadTerms("file", full=True, kept=kept)
    assert difference([], known(ALONE), MODEL, terms).changes == changes


def test_what_a_load_knows_by_an_alias_alone_is_told() -> None:
    found = load([service("x:new", aliases=["x:1"])], GRAPH)
    told = "line 1: found 'x:new', by its aliases s, expected one id; s keeps its id, and 'x:new' "
    assert [str(problem) for problem in found.warnings] == [f"{told}names it too"]


def test_an_id_keeps_the_kind_of_its_removed_item() -> None:
    placed = [Placed(service("gone"), "line 1"), Placed(service("gone too"), "line 2")]
    kinds = {"gone": "Agency", "gone too": "Service"}
    found = difference(placed, known({}), MODEL, LoadTerms("file", removed=kinds))
    assert [one.problem.expected for one in found.refused] == ["kind Agency: an id keeps its kind"]
    assert [change.ref for change in found.changes] == ["gone too"]


@pytest.mark.parametrize("first", [0, 1])
def test_a_name_of_two_kinds_in_one_file_is_that_of_the_row_that_says_it_first(first: int) -> None:
    file: list[Fact] = [
        Item("Service", "x:1", {"name": "S"}),
        Item("Supplier", "s1", {"name": "T", "aliases": ["x:1"]}),
    ]
    rows = [file[first], file[1 - first]]
    found = load(rows, {})
    assert [change.ref for change in found.changes] == [ref_of(rows[0])]
    (refused,) = found.refused
    assert refused.placed.fact == rows[1]
    assert "'x:1', which names " in refused.problem.found


@pytest.mark.parametrize(("day", "waits"), [("2027-01-30", True), ("2027-01-31", False)])
def test_what_waits_for_an_item_does_so_for_90_days_and_is_told_then(day: str, waits: bool) -> None:
    """Said first on 1 November 2026; a load of whichever source looks after it."""
    key = RelationKey("DEPENDS_ON", "s", "u")
    said = known(GRAPH)
    said.apart[key] = {"cmdb": Claim({}, "load:cmdb:1", since="2026-11-01")}
    terms = LoadTerms("file", on=date.fromisoformat(day))
    found = difference([], said, MODEL, terms)
    assert found.waiting == ([key] if waits else [])
    said_so = f"{key}: found no item 'u' in 90 days, expected both ends, as cmdb said; "
    never = [said_so + "it waits no longer"]
    assert [str(warning) for warning in found.warnings] == ([] if waits else never)
    assert found.claims == ({} if waits else {key: {}})
