"""Loads give one supplier one item, whatever its spellings, and heed what was decided."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from application.identified import decisions_of
from application.load_report import LoadReport
from application.loading import load
from graph_model.facts import Item
from graph_model.ledger.identity_decision import KIND, Decision, IdentityDecision
from graph_model.model import standard_model
from loaders.intake.slug import slug
from stores.protocol import Store
from tests.support.store_place import Place

MODEL = standard_model()
Raw = dict[str, Any]


@pytest.fixture
def store(place: Place) -> Store:
    return place.open()


def supplier(name: str, id_: str | None = None, **fields: Any) -> Raw:
    return {"kind": "Supplier", "id": id_ or f"supplier:{slug(name)}", "name": name, **fields}


def contract(number: str, with_: str) -> list[Raw]:
    id_ = f"contract:{number}"
    made = {"kind": "Contract", "id": id_, "name": number}
    return [made, {"type": "WITH", "from": id_, "to": f"supplier:{slug(with_)}"}]


def loaded(store: Store, folder: Path, *rows: Raw, source: str = "register") -> LoadReport:
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return load([path], store, MODEL, source=source, replace=True)


def suppliers(store: Store) -> dict[str, str]:
    items = (fact for fact in store.read().facts(MODEL) if isinstance(fact, Item))
    return {item.id: item.name for item in items if item.kind == "Supplier"}


def withs(store: Store) -> dict[str, str]:
    facts = store.read().facts(MODEL)
    return {f.start: f.end for f in facts if not isinstance(f, Item) and f.type == "WITH"}


ROWS = (
    supplier("Binswanger Enterprises"),
    supplier("BINSWANGER ENTERPRISES, LLC"),
    supplier("BINSWANGER ENTERPRISES,LLC."),
    *contract("1", "Binswanger Enterprises"),
    *contract("2", "BINSWANGER ENTERPRISES, LLC"),
)
KEPT, OTHER = "supplier:binswanger-enterprises", "supplier:binswanger-enterprises-llc"


def test_spellings_of_one_name_in_one_load_are_one(store: Store, tmp_path: Path) -> None:
    told = [str(one) for one in loaded(store, tmp_path, *ROWS).warnings]
    assert suppliers(store) == {KEPT: "Binswanger Enterprises"}
    assert withs(store) == {"contract:1": KEPT, "contract:2": KEPT}
    found = "another spelling of a name that is there already, as 'BINSWANGER ENTERPRISES,LLC.' for"
    assert [found in one for one in told] == [True]
    assert not loaded(store, tmp_path, *ROWS).warnings  # it was told


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (0, 2, 1)])
def test_a_name_to_be_asked_about_keeps_no_others_apart(
    store: Store, tmp_path: Path, order: tuple[int, ...]
) -> None:
    firm, asked = "Rasmussen Mechanical Services", "RASMUSSEN MECHANICAL SERVICES, INC. DBA BALCON"
    names = firm, f"{firm.upper()},INC", asked
    loaded(store, tmp_path, *(supplier(names[at]) for at in order))
    assert len(suppliers(store)) == 2
    assert asked in suppliers(store).values()


def test_loading_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path, *ROWS)
    again = loaded(store, tmp_path, *ROWS)
    assert again.revisions == []
    assert again.total.unchanged == 5


def test_another_source_means_the_item_that_is_there(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path, supplier("Carahsoft Technology", "vendor-17"))
    rows = supplier("CARAHSOFT TECHNOLOGY CORP."), *contract("1", "CARAHSOFT TECHNOLOGY CORP.")
    loaded(store, tmp_path, *rows, source="finance")
    assert suppliers(store) == {"vendor-17": "Carahsoft Technology"}
    assert withs(store) == {"contract:1": "vendor-17"}


@pytest.mark.parametrize(
    "rows",
    {
        "ids that a system gave": (supplier("Cirrus", "v:1"), supplier("CIRRUS", "v:2")),
        "two legal forms": (supplier("Sodexo SA"), supplier("Sodexo Inc")),
        "a bare name between them": (
            *(supplier("Sodexo SA"), supplier("Sodexo Inc")),
            supplier("Sodexo"),
        ),
        "tax ids that differ": (
            supplier("Cirrus", aliases=["ein:1"]),
            supplier("Cirrus Inc", aliases=["ein:2"]),
        ),
        "a slip": (supplier("Carahsoft"), supplier("Carasoft")),
    }.values(),
)
def test_what_may_be_two_stays_two(store: Store, tmp_path: Path, rows: tuple[Raw, ...]) -> None:
    loaded(store, tmp_path, *rows)
    assert len(suppliers(store)) == len(rows)


def decided(store: Store, one: str, other: str, decision: Decision) -> None:
    names = one, other
    made = IdentityDecision(one, other, decision.value, names, "ann", "2026-11-29T00:00:00Z")
    store.write_records([KIND.kept(made)])


def test_a_decision_that_they_are_one_is_heeded(store: Store, tmp_path: Path) -> None:
    decided(store, "supplier:carahsoft", "supplier:carasoft", Decision.SAME)
    loaded(store, tmp_path, supplier("Carahsoft"), supplier("Carasoft"), *contract("1", "Carasoft"))
    assert suppliers(store) == {"supplier:carahsoft": "Carahsoft"}
    assert withs(store) == {"contract:1": "supplier:carahsoft"}


def test_a_decision_that_they_are_two_is_heeded(store: Store, tmp_path: Path) -> None:
    decided(store, KEPT, OTHER, Decision.DIFFERENT)
    loaded(store, tmp_path, *ROWS[:2])
    assert len(suppliers(store)) == 2


def test_what_the_other_row_says_otherwise_is_left_out_and_told(
    store: Store, tmp_path: Path
) -> None:
    rows = supplier("Cirrus", description="One"), supplier("Cirrus Inc", description="Two")
    report = loaded(store, tmp_path, *rows)
    assert "'Two' of supplier:cirrus-inc, which is supplier:cirrus" in str(report.warnings[0])
    assert suppliers(store) == {"supplier:cirrus": "Cirrus"}


def aliases(store: Store, id_: str) -> object:
    found = {fact.id: fact for fact in store.read().facts(MODEL) if isinstance(fact, Item)}
    return found[id_].fields.get("aliases")


def test_a_rename_leaves_the_old_name_as_an_alias(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path, supplier("Smartronix", "v:1"))
    loaded(store, tmp_path, supplier("SMX", "v:1"))
    assert aliases(store, "v:1") == ["name:Smartronix"]
    assert loaded(store, tmp_path, supplier("SMX", "v:1")).revisions == []
    (only,) = decisions_of(store).all
    assert (only.decision, only.names) == ("renamed", ("SMX", "Smartronix"))


def test_another_source_that_says_another_name_renames_nothing(
    store: Store, tmp_path: Path
) -> None:
    loaded(store, tmp_path, supplier("Smartronix", "v:1"))
    loaded(store, tmp_path, supplier("SMX", "v:1"), source="finance")
    assert decisions_of(store).all == ()
