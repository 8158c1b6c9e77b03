"""What-ifs: the answer over edits is the answer once they were really made; nothing is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.change_file import change_set_record, read_change_set
from graph_model.changes import ChangeSet, Put, Remove, SetFields
from graph_model.errors import InvalidChangeSet
from graph_model.facts import Item, Relation, RelationKey
from queries.answers.viewer import everything, hiding
from queries.impact.blocker import Blocker
from queries.impact.impact import impact
from queries.impact.redundancy_ends import shrinking
from queries.impact.why_not import why_not
from queries.snapshot.snapshot import Snapshot
from queries.what_if.edit import Edit, EndContract, ReplaceSupplier
from queries.what_if.edit import edited as edited_for
from queries.what_if.scenario import scenario
from tests.support.asking import edited, view_of, what_if
from tests.support.edits import (
    AUTHOR,
    SOURCE,
    edits,
    facts_of,
    fill,
    snapshot_of,
    standing,
    stored,
    suppliers_too,
)
from tests.support.graphs import DATES, MODEL, SEEDS, Graph
from tests.support.naive import LEVELS
from tests.support.sketch import sketch
from tests.support.store_place import Place

AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])
GRAPHS = st.builds(suppliers_too, SEEDS, st.integers(2, 12), st.integers(0, 45))
DAY = date(2027, 1, 1)


def answers(snapshot: Snapshot, as_of: date) -> Iterator[object]:
    """What several questions say of a snapshot, by id."""
    ids = sorted(snapshot.ids_of(standing(snapshot)))
    for lens in LEVELS:
        for id_ in ids:
            found = impact(snapshot, [id_], lens, as_of)
            levels = {snapshot.id(row): found.level_at(row) for row in found.rows.tolist()}
            yield id_, lens, levels, sorted(snapshot.ids_of(found.not_in_force))
            yield {to: len(found.witness(row).steps) for to, row in rows_of(snapshot, levels)}
            others = rows_of(snapshot, [to for to in ids if to not in levels])
            yield {to: reasons(why_not(found, row).found) for to, row in others}
    for s in shrinking(snapshot, as_of, as_of + timedelta(days=400)):
        yield (
            s.on,
            snapshot.id(s.dependent_row),
            s.group,
            snapshot.id(s.member_row),
            s.left,
            s.spare,
        )


def rows_of(snapshot: Snapshot, ids: Sequence[str] | dict[str, str]) -> list[tuple[str, int]]:
    return [(id_, int(snapshot.rows([id_])[0])) for id_ in ids]


def reasons(blockers: Sequence[Blocker]) -> list[str]:
    return sorted(blocker.reason.name for blocker in blockers)


@settings(max_examples=60)
@given(GRAPHS, SEEDS, AS_OF)
def test_over_edits_is_as_after_applying_them(graph: Graph, seed: int, as_of: date) -> None:
    with stored(graph) as store:
        before = snapshot_of(store)
        try:
            found = edited(before, edits(graph, seed), as_of)
        except InvalidChangeSet:
            return
        assert facts_of(snapshot_of(store)) == facts_of(before)
        if found.changes:
            store.apply(ChangeSet("really", found.changes), AUTHOR, SOURCE)
        after = snapshot_of(store)
        assert facts_of(found.snapshot) == facts_of(after)
        assert list(answers(found.snapshot, as_of)) == list(answers(after, as_of))


@settings(max_examples=60)
@given(GRAPHS, SEEDS)
def test_a_what_if_refuses_what_a_store_refuses(graph: Graph, seed: int) -> None:
    plain = [e for e in edits(graph, seed) if isinstance(e, Put | SetFields | Remove)]
    with stored(graph) as store:
        before = snapshot_of(store)
        refused: list[bool] = []
        for ask in (
            lambda: edited(before, plain, DAY),
            lambda: store.apply(ChangeSet("plain", tuple(plain)), AUTHOR, SOURCE),
        ):
            try:
                ask()
                refused.append(False)
            except InvalidChangeSet:
                refused.append(True)
        assert refused[0] == refused[1] or not plain


CHAIN = ("service:m -DEPENDS_ON-> ci:a", "agency:g -CONSUMES-> service:m")
NEW = Put(Item("Service", "service:n", {"name": "N"}))
JOINED = Put(Relation("DEPENDS_ON", "service:n", "ci:a"))
KEY = RelationKey("DEPENDS_ON", "service:m", "ci:a")
KINDS_OF_EDIT: dict[str, tuple[list[Edit], str]] = {
    "none": ([], "agency:g ci:a service:m"),
    "an item and a relation put": ([NEW, JOINED], "agency:g ci:a service:m service:n"),
    "a relation before its item": ([JOINED, NEW], "agency:g ci:a service:m service:n"),
    "a relation removed": ([Remove(KEY)], "ci:a"),
    "an item removed with its relations": ([Remove("service:m")], "ci:a"),
    "a field set": ([SetFields(KEY, {"until": "2026-12-31"})], "ci:a"),
    "a later edit upon an earlier one": (
        [SetFields(KEY, {"until": "2026-12-31"}), SetFields(KEY, {"until": None})],
        "agency:g ci:a service:m",
    ),
    "removed, and put again": (
        [Remove(KEY), Put(Relation(*KEY))],
        "agency:g ci:a service:m",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), KINDS_OF_EDIT.values(), ids=KINDS_OF_EDIT)
def test_kind_of_edit(asked: list[Edit], expected: str) -> None:
    snapshot = sketch(*CHAIN).snapshot
    found = edited(snapshot, asked, DAY).snapshot
    rows = impact(found, ["ci:a"], "outage", DAY).rows
    assert sorted(found.ids_of(rows)) == expected.split()
    assert facts_of(snapshot) == facts_of(sketch(*CHAIN).snapshot)


@pytest.mark.parametrize(
    ("day", "covered"), [("2026-12-31", False), ("2027-01-01", True), ("2030-01-01", True)]
)
def test_a_contract_ended_on_a_day_renews_no_more(day: str, covered: bool) -> None:
    snapshot = sketch(
        "contract:c end=2020-06-30 renewal=tacit renewal_term=P1Y",
        "contract:c -WITH-> supplier:s",
        "contract:c -COVERS-> service:m",
    ).snapshot
    found = edited(snapshot, [EndContract("contract:c", date.fromisoformat(day))], DAY).snapshot
    rows = impact(found, ["supplier:s"], "sourcing", DAY).rows
    assert ("service:m" in found.ids_of(rows)) is covered


SUPPLIED = (
    "supplier:s -PROVIDES-> service:m",
    "supplier:s -PROVIDES-> service:n extent=part",
    "supplier:s -PROVIDES-> ci:a since=2028-01-01",
    "supplier:s -PROVIDES-> ci:old until=2026-06-01",
    "ola:o -BINDS[provider]-> supplier:s",
    "ola:o -GOVERNS-> service:m",
    "ola:p -BINDS[provider]-> supplier:s",
    "contract:c -WITH-> supplier:s",
    "contract:c -COVERS-> service:m",
    "contract:d -WITH-> supplier:s",
    "contract:ended end=2026-06-30",
    "contract:ended -WITH-> supplier:s",
    "stakeholder:r -REPRESENTS-> supplier:s",
    "supplier:s -SITS_ON-> forum:f",
    "supplier:s -OFFERS-> offering:o",
    "supplier:t -PROVIDES-> service:x",
)
STAYS = {
    "supplier:s -PROVIDES-> ci:old until=2026-06-01",
    "contract:ended -WITH-> supplier:s",
    "stakeholder:r -REPRESENTS-> supplier:s",
    "supplier:s -SITS_ON-> forum:f",
    "supplier:s -OFFERS-> offering:o",
    "supplier:t -PROVIDES-> service:x",
    "contract:c -COVERS-> service:m",
    "ola:o -GOVERNS-> service:m",
}
REPLACED = {
    "everywhere, at once": (
        ReplaceSupplier("supplier:s", "supplier:t"),
        {
            "supplier:t -PROVIDES-> service:m",
            "supplier:t -PROVIDES-> service:n extent=part",
            "supplier:t -PROVIDES-> ci:a since=2028-01-01",
            "ola:o -BINDS[provider]-> supplier:t",
            "ola:p -BINDS[provider]-> supplier:t",
            "contract:c -WITH-> supplier:t",
            "contract:d -WITH-> supplier:t",
        },
    ),
    "for a named service": (
        ReplaceSupplier("supplier:s", "supplier:t", ("service:m",)),
        {
            "supplier:t -PROVIDES-> service:m",
            "supplier:s -PROVIDES-> service:n extent=part",
            "supplier:s -PROVIDES-> ci:a since=2028-01-01",
            "ola:o -BINDS[provider]-> supplier:t",
            "ola:p -BINDS[provider]-> supplier:s",
            "contract:c -WITH-> supplier:t",
            "contract:d -WITH-> supplier:s",
        },
    ),
    "from a day on": (
        ReplaceSupplier("supplier:s", "supplier:t", ("service:m",), date(2027, 7, 1)),
        {
            "supplier:s -PROVIDES-> service:m until=2027-07-01",
            "supplier:t -PROVIDES-> service:m since=2027-07-01",
            "supplier:s -PROVIDES-> service:n extent=part",
            "supplier:s -PROVIDES-> ci:a since=2028-01-01",
            "ola:o -BINDS[provider]-> supplier:s until=2027-07-01",
            "ola:o -BINDS[provider]-> supplier:t since=2027-07-01",
            "ola:p -BINDS[provider]-> supplier:s",
            "contract:c -WITH-> supplier:s until=2027-07-01",
            "contract:c -WITH-> supplier:t since=2027-07-01",
            "contract:d -WITH-> supplier:s",
        },
    ),
}


@pytest.mark.parametrize(("edit", "expected"), REPLACED.values(), ids=REPLACED)
def test_a_supplier_replaced(edit: ReplaceSupplier, expected: set[str]) -> None:
    assert lines(edited(sketch(*SUPPLIED).snapshot, [edit], DAY).snapshot) == expected | STAYS


def lines(snapshot: Snapshot) -> set[str]:
    """The relations as a sketch has them."""
    numbers = {n for row in range(snapshot.size) for n in snapshot.relations(row).tolist()}
    return {line(snapshot.relation_at(n)) for n in numbers}


def line(relation: Relation) -> str:
    fields = "".join(f" {name}={value}" for name, value in sorted(relation.fields.items()))
    return f"{relation.key}{fields}"


BOTH = {
    # what the new supplier had, what the old one had, what the new one has then
    "whole, though it was in part": ("extent=part", "", ""),
    "in part, as both were": ("extent=part", "extent=part", " extent=part"),
    "with no end": ("until=2028-01-01", "", ""),
    "with no beginning": ("since=2026-01-01 until=2028-01-01", "", ""),
    "from the earlier day to the later": (
        "since=2026-01-01 until=2028-01-01",
        "since=2025-01-01 until=2029-01-01",
        " since=2025-01-01 until=2029-01-01",
    ),
    "from its own days": (
        "since=2024-01-01 until=2030-01-01",
        "since=2025-01-01 until=2029-01-01",
        " since=2024-01-01 until=2030-01-01",
    ),
    "as the old one, where its own was past": (
        "until=2026-06-01",
        "since=2020-01-01",
        " since=2020-01-01",
    ),
}


@pytest.mark.parametrize(("held", "moved", "expected"), BOTH.values(), ids=BOTH)
def test_a_supplier_that_already_provides(held: str, moved: str, expected: str) -> None:
    """One relation takes the place of both, unless the one that stood is past."""
    graph = sketch(
        f"supplier:s -PROVIDES-> service:m {moved}".strip(),
        f"supplier:t -PROVIDES-> service:m {held}",
    )
    edit = ReplaceSupplier("supplier:s", "supplier:t")
    found = lines(edited(graph.snapshot, [edit], DAY).snapshot)
    assert found == {f"supplier:t -PROVIDES-> service:m{expected}"}


INVALID: dict[str, tuple[list[Edit], str]] = {
    "a set of nothing": (
        [NEW, SetFields("nobody", {"name": "x"})],
        "edit 2 (set nobody): found nothing under that id, expected an item or relation that exis",
    ),
    "a relation without its end": (
        [NEW, Remove(KEY), Put(Relation("DEPENDS_ON", "service:n", "nobody"))],
        "edit 3 (put service:n -DEPENDS_ON-> nobody): found no item 'nobody', expected both ends",
    ),
    "a value that does not fit": (
        [SetFields(KEY, {"since": "soon"})],
        "edit 1 (set service:m -DEPENDS_ON-> ci:a), since: found 'soon', expected a date",
    ),
    "a contract that is none": (
        [NEW, EndContract("service:m", DAY)],
        "edit 2, contract: found 'service:m', a Service, expected a Contract",
    ),
    "an unknown supplier": (
        [NEW, ReplaceSupplier("nobody", "ci:a")],
        "edit 2: found nothing under 'nobody', expected a recorded id",
    ),
    "a supplier that is none": (
        [ReplaceSupplier("supplier:s", "ci:a")],
        "edit 1, supplier, by: found 'ci:a', a ConfigurationItem, expected a Supplier",
    ),
    "a supplier by itself": (
        [ReplaceSupplier("supplier:s", "supplier:s")],
        "edit 1, by: found 'supplier:s', expected another supplier",
    ),
    "after one that came to several changes": (
        [ReplaceSupplier("supplier:s", "supplier:t"), Remove("nobody")],
        "edit 2 (remove nobody): found nothing under that id, expected an item or relation that e",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), INVALID.values(), ids=INVALID)
def test_an_invalid_edit_names_its_position(asked: list[Edit], expected: str) -> None:
    snapshot = sketch(*CHAIN, *SUPPLIED).snapshot
    before = facts_of(snapshot)
    with pytest.raises(InvalidChangeSet) as raised:
        edited(snapshot, asked, DAY)
    assert str(raised.value).startswith(expected)
    assert facts_of(snapshot) == before


def test_an_edit_knows_a_contract_by_its_alias() -> None:
    graph = sketch("contract:c -COVERS-> service:m")
    aliased = SetFields("contract:c", {"aliases": ["no:17"]})
    snapshot = edited(graph.snapshot, [aliased], DAY).snapshot
    found = edited(snapshot, [EndContract("no:17", DAY)], DAY)
    assert [change.ref for change in found.changes] == ["contract:c"]


def test_a_scenario_is_a_file_that_is_asked_again_and_applied(place: Place) -> None:
    store = place.open()
    fill(store, sketch(*SUPPLIED, "agency:g -CONSUMES-> service:m"))
    snapshot = snapshot_of(store)
    asked: list[Edit] = [
        ReplaceSupplier("supplier:s", "supplier:t", ("service:m",), date(2027, 1, 1)),
        EndContract("contract:d", date(2026, 12, 1)),
        Remove("ola:p"),
    ]
    saved = scenario(snapshot, asked, DAY, "scenario:t-for-s", everything())
    assert (saved.change_set.base, saved.untold) == (1, 0)
    text = json.dumps(change_set_record(saved.change_set, MODEL))
    read = read_change_set(json.loads(text), MODEL)
    assert read == saved.change_set
    told = [edited(snapshot, asked, DAY), edited(snapshot, read.changes, DAY)]
    assert store.revision() == 1
    assert store.apply(read, AUTHOR, SOURCE).number == 2
    really = list(answers(snapshot_of(store), DAY))
    assert [list(answers(found.snapshot, DAY)) for found in told] == [really, really]


def test_ids_that_stand_on_one_side_only() -> None:
    view = view_of(sketch(*CHAIN).snapshot, DAY)
    put = what_if(view, ["service:n"], "outage", [NEW])
    assert put.later.snapshot.ids_of(put.new_rows) == ["service:n"]
    removed = what_if(view, ["ci:a"], "outage", [Remove("ci:a")])
    gone = sorted(removed.earlier.snapshot.ids_of(removed.gone_rows))
    assert gone == ["agency:g", "ci:a", "service:m"]
    assert not len(removed.later.rows)


HIDING = hiding(["service:mails"])


@pytest.mark.parametrize(
    "edit",
    [
        SetFields("service:mial", {"name": "x"}),
        Remove("service:mial"),
        Put(Relation("DEPENDS_ON", "service:n", "service:mial")),
    ],
)
def test_an_unknown_id_of_an_edit_is_told_with_what_is_near(edit: Edit) -> None:
    snapshot = sketch("service:mail", "service:n", "service:mails").snapshot
    near = {everything(): "service:mail, service:mails", HIDING: "service:mail"}
    for viewer, expected in near.items():
        with pytest.raises(InvalidChangeSet) as error:
            edited_for(snapshot, [edit], DAY, viewer)
        assert str(error.value).endswith(f"; the nearest: {expected}")
