"""Several sources and people say things of the same facts: what the graph is then."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from application.graph import Graph
from application.load_report import LoadReport
from application.loading import load
from application.revert import reversal
from application.settings import Settings
from graph_model.changes import ChangeSet, Put, Remove, SetFields
from graph_model.claims import Assertions
from graph_model.customisation import extend, parse
from graph_model.facts import Fact, Item, Relation, RelationKey, ref_of
from graph_model.model import Model, standard_model
from graph_model.state import MemoryState
from queries.answers.viewer import everything
from stores.assertions import read_assertions
from stores.protocol import Store
from tests.support.store_place import Place

MODEL = standard_model()
Record = dict[str, Any]
S: Record = {"kind": "Service", "id": "s", "name": "Mail"}
T: Record = {"kind": "Service", "id": "t", "name": "Relay"}
NEEDS: Record = {"type": "DEPENDS_ON", "from": "s", "to": "t"}
KEY = RelationKey("DEPENDS_ON", "s", "t")


@pytest.fixture
def store(place: Place) -> Store:
    return place.open()


class Office:
    """Sources that load into one store, each with a file of its own."""

    def __init__(
        self, store: Store, folder: Path, order: Sequence[str] = (), model: Model = MODEL
    ) -> None:
        self.store, self.folder, self.order, self.model = store, folder, order, model

    def full(self, source: str, *records: Record) -> LoadReport:
        return self._load(source, records, replace=True)

    def partial(self, source: str, *records: Record) -> LoadReport:
        return self._load(source, records, replace=False)

    def _load(self, source: str, records: Sequence[Record], replace: bool) -> LoadReport:
        path = self.folder / f"{source}.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        how: dict[str, Any] = {"source": source, "replace": replace, "order": self.order}
        return load([path], self.store, self.model, most=2, **how)

    def edit(self, *changes: Put | SetFields | Remove) -> None:
        id_ = f"edit:{self.store.revision()}"
        self.store.apply(ChangeSet(id_, changes), "ann", "command line")

    def undo(self, revision: int) -> None:
        graph = Graph(Settings(), self.store, MODEL)
        made = reversal(graph, revision, everything())
        self.store.apply(made, "ann", "command line")

    @property
    def graph(self) -> dict[object, Fact]:
        return {ref_of(fact): fact for fact in self.store.read().facts(MODEL)}

    def fields(self, ref: object) -> Mapping[str, object]:
        """All but the aliases, among which is every name that it had."""
        return {n: v for n, v in self.graph[ref].fields.items() if n != "aliases"}


def said_in(office: Office) -> Assertions:
    tables = office.store.read()
    return read_assertions(office.store, MemoryState(tables.facts(MODEL)), tables.revision)


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return Office(store, tmp_path)


def test_an_item_that_two_say_stays_when_one_lets_go(office: Office) -> None:
    office.full("cmdb", S, T, NEEDS)
    office.full("register", S | {"tier": "catalog"}, T)
    assert office.fields("s") == {"name": "Mail", "tier": "catalog", "source": "cmdb, register"}
    office.full("cmdb", T)
    assert office.fields("s") == {"name": "Mail", "tier": "catalog", "source": "register"}
    assert KEY not in office.graph
    office.full("register", T)
    assert office.graph.keys() == {"t"}


def test_a_relation_stands_while_one_source_says_it(office: Office) -> None:
    office.full("cmdb", S, T, NEEDS)
    office.full("register", S, T, NEEDS | {"since": "2026-01-01"})
    office.full("cmdb", S, T)
    assert office.fields(KEY) == {"since": "2026-01-01", "source": "register"}
    office.full("register", S, T)
    assert office.graph.keys() == {"s", "t"}


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a"), ()])
@pytest.mark.parametrize("first", ["a", "b"])
def test_whom_to_believe_does_not_hang_on_who_came_first(
    store: Store, tmp_path: Path, order: Sequence[str], first: str
) -> None:
    office = Office(store, tmp_path, order)
    names = {"a": "Post", "b": "Mail"}
    for source in (first, "ab".replace(first, "")):
        office.full(source, S | {"name": names[source]})
    believed = (order or ("a", "b"))[0]
    assert office.fields("s")["name"] == names[believed]
    office.full(believed, T)
    assert office.fields("s")["name"] == names["ab".replace(believed, "")]


OWN = "precedence: {Service: {tier: [b, a]}, DEPENDS_ON: {since: [b]}}"


@pytest.mark.parametrize("first", ["a", "b"])
def test_whom_to_believe_of_a_single_field_is_declared(
    store: Store, tmp_path: Path, first: str
) -> None:
    """In a model.yaml: ``a`` is believed first of all else."""
    office = Office(store, tmp_path, model=extend(MODEL, parse(OWN)))
    said = {"a": ("Post", "catalog", "2026-01-01"), "b": ("Mail", "element", "2026-02-02")}
    for source in (first, "ab".replace(first, "")):
        name, tier, since = said[source]
        office.full(source, S | {"name": name, "tier": tier}, T, NEEDS | {"since": since})
    assert office.fields("s") == {"name": "Post", "tier": "element", "source": "a, b"}
    assert office.fields(KEY)["since"] == "2026-02-02"


def test_whoever_is_believed_anew_is_so_from_the_next_load_on_whichever_it_is(
    store: Store, tmp_path: Path
) -> None:
    for source, name in (("a", "Post"), ("b", "Mail")):
        Office(store, tmp_path).full(source, S | {"name": name})
    office = Office(store, tmp_path, order=("b", "a"))
    assert office.fields("s")["name"] == "Post"
    assert office.full("c", T).total.set == 1
    assert office.fields("s")["name"] == "Mail"
    assert not office.full("c", T).revisions
    Office(store, tmp_path).full("c", T)
    assert office.fields("s")["name"] == "Post"


def test_a_source_with_a_rank_is_believed_first(office: Office) -> None:
    office.edit(Put(Item("Source", "z", {"name": "Z", "rank": 1})))
    office.full("a", S)
    office.full("z", S | {"name": "Post"})
    assert office.fields("s") == {"name": "Post", "source": "z, a"}


def test_a_full_load_ends_a_field_that_it_says_no_more_and_a_partial_one_nothing(
    office: Office,
) -> None:
    office.full("cmdb", S | {"tier": "catalog"})
    office.partial("cmdb", S)
    assert office.fields("s")["tier"] == "catalog"
    office.full("cmdb", S)
    assert "tier" not in office.fields("s")


def test_what_a_person_set_or_cleared_no_load_takes_back(office: Office) -> None:
    said = S | {"tier": "catalog", "criticality": "high"}
    office.full("cmdb", said)
    office.edit(SetFields("s", {"name": "Post", "tier": None}))
    for _ in range(2):
        assert office.full("cmdb", said).images == ()
    office.full("cmdb", said | {"criticality": "low", "name": "E-mail"})
    assert office.fields("s") == {"name": "Post", "criticality": "low", "source": "cmdb"}


def test_what_a_person_removed_stays_away_until_somebody_puts_it_back(office: Office) -> None:
    office.full("cmdb", S, T, NEEDS)
    office.edit(Remove("t"))
    office.full("cmdb", S, T, NEEDS)
    assert office.graph.keys() == {"s"}
    office.edit(Put(Item("Service", "t", {"name": "Relay"})))
    office.full("cmdb", S, T, NEEDS)
    assert office.graph.keys() == {"s", "t", KEY}


def test_what_a_person_put_stays_when_a_source_says_it_and_lets_go(office: Office) -> None:
    office.edit(Put(Item("Service", "s", {"name": "Mine"})))
    office.full("cmdb", S | {"tier": "catalog"}, T)
    assert office.fields("s") == {"name": "Mine", "tier": "catalog", "source": "cmdb"}
    office.full("cmdb", T)
    assert office.fields("s") == {"name": "Mine"}


def test_a_relation_waits_for_an_item_that_another_feed_brings(office: Office) -> None:
    report = office.full("register", S, NEEDS)
    assert (report.waiting, len(report.rejects), set(office.graph)) == (1, 1, {"s"})
    office.full("cmdb", T)
    assert office.fields(KEY) == {"source": "register"}
    assert office.full("register", S, NEEDS).images == ()
    office.full("register", S)
    assert office.graph.keys() == {"s", "t"}


def test_a_relation_that_its_source_says_no_more_waits_no_more(office: Office) -> None:
    office.full("register", S, NEEDS)
    office.full("register", S)
    assert office.full("cmdb", T).waiting == 0
    assert office.graph.keys() == {"s", "t"}


def test_a_row_verified_before_what_is_known_changes_nothing(office: Office) -> None:
    office.full("cmdb", S | {"verified_on": "2026-11-01"})
    office.full("cmdb", S | {"name": "Old", "verified_on": "2026-10-01"})
    assert office.fields("s")["name"] == "Mail"


def test_sources_of_one_load_say_each_their_own(office: Office, tmp_path: Path) -> None:
    for source, name in (("b", "Mail"), ("a", "Post")):
        (tmp_path / f"{source}.json").write_text(json.dumps({"items": [S | {"name": name}]}))
    report = load([tmp_path / "b.json", tmp_path / "a.json"], office.store, MODEL)
    assert (report.rejects, office.fields("s")) == ((), {"name": "Post", "source": "a, b"})
    office.full("a", T)
    assert office.fields("s") == {"name": "Mail", "source": "b"}


def test_what_each_says_is_told_by_the_graph_or_kept_beside_it_and_not_twice(
    office: Office,
) -> None:
    office.full("cmdb", S, T)
    assert said_in(office).apart == {}
    office.full("register", S | {"tier": "catalog"})
    said = said_in(office)
    assert {source: claim.fields for source, claim in said.apart["s"].items()} == {
        "cmdb": {"name": "Mail"},
        "register": {"name": "Mail", "tier": "catalog"},
    }
    assert set(said.apart) == {"s"}
    office.full("register", T | {"tier": "element"})
    assert set(said_in(office).apart) == {"t"}


def test_an_edit_of_a_relation_counts_as_well(office: Office) -> None:
    office.full("cmdb", S, T, NEEDS | {"since": "2026-01-01"})
    office.edit(SetFields(KEY, {"since": "2025-01-01"}), Put(Relation("PART_OF", "t", "s")))
    office.full("cmdb", S, T, NEEDS | {"since": "2026-01-01"})
    assert office.fields(KEY)["since"] == "2025-01-01"
    assert RelationKey("PART_OF", "t", "s") in office.graph


def test_a_load_that_is_undone_says_again_what_was_said_before_and_loads_again(
    office: Office,
) -> None:
    office.full("cmdb", S)
    office.full("register", S | {"tier": "catalog"})
    (revision,) = office.full("register", S | {"tier": "element"}).revisions
    office.undo(revision)
    assert office.partial("cmdb", S).images == ()
    assert office.fields("s")["tier"] == "catalog"
    assert office.full("register", S | {"tier": "catalog"}).images == ()
    office.full("register", S | {"tier": "element"})
    assert office.fields("s")["tier"] == "element"


def test_a_source_that_is_undone_whole_says_nothing(office: Office) -> None:
    office.full("cmdb", S)
    (revision,) = office.full("register", S | {"tier": "catalog"}).revisions
    office.undo(revision)
    assert office.fields("s") == {"name": "Mail", "source": "cmdb"}
    office.full("cmdb", S | {"name": "Post"})
    assert office.fields("s") == {"name": "Post", "source": "cmdb"}


def test_an_edit_that_is_undone_is_nobodys(office: Office) -> None:
    office.full("cmdb", S)
    office.edit(SetFields("s", {"name": "Post"}))
    office.full("cmdb", S)
    office.undo(office.store.revision())
    office.full("cmdb", S | {"name": "E-mail"})
    assert office.fields("s") == {"name": "E-mail", "source": "cmdb"}
