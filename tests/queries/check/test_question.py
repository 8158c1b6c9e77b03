"""The check as a whole: its order, its day, its rules as declared, and odd data."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from graph_model.changes import Put
from graph_model.facts import Item, Relation
from graph_model.model import standard_model
from queries.answers.telling import Shown
from queries.answers.viewer import hiding
from queries.check.question import Check, check, declared_rules
from queries.check.severity import Severity
from tests.support.asking import view_of
from tests.support.facts import Raw, any_fact, kept
from tests.support.graphs import DATES, Graph
from tests.support.graphs import graphs as graphs_of_any_kind
from tests.support.snapshots import snapshot_of, snapshot_of_facts

TODAY = date(2026, 11, 25)
MODEL = standard_model()


def checked(*records: Raw) -> Check:
    return check(snapshot_of(*records), TODAY)


def test_rules_are_declared_well() -> None:
    rules = declared_rules()
    assert len({rule.id for rule in rules}) == len(rules)
    assert [rule.id for rule in rules if not rule.meaning.endswith(".")] == []
    assert [rule.id for rule in rules if rule.id != rule.id.lower() or " " in rule.id] == []


def test_nothing_recorded_has_no_findings() -> None:
    found = checked()
    assert found.all_findings == ()
    assert [(c.severity, c.count) for c in found.counts] == [
        (Severity.ERROR, 0),
        (Severity.WARNING, 0),
        (Severity.INFO, 0),
    ]
    assert not found.fails(Severity.INFO)


def test_findings_come_worst_first_and_then_by_rule_and_id() -> None:
    found = checked(
        {"kind": "Service", "id": "s"},
        {"kind": "Contract", "id": "d", "start": "2026-02-01", "end": "2026-01-01"},
        {"kind": "Contract", "id": "c", "start": "2026-02-01", "end": "2026-01-01"},
    )
    keys = [(-f.severity, f.rule.id, f.ids) for f in found.all_findings]
    assert all(one <= other for one, other in pairwise(keys))
    assert [f.ids for f in found.all_findings[:2]] == [("c",), ("d",)]
    assert found.counts[0].count == 2
    assert found.fails(Severity.ERROR)


def test_a_patched_snapshot_is_checked_as_it_stands() -> None:
    before = snapshot_of(
        {"kind": "Service", "id": "s"},
        {"kind": "ConfigurationItem", "id": "a"},
        {"kind": "ConfigurationItem", "id": "b"},
        {"type": "DEPENDS_ON", "from": "s", "to": "a", "group": "g", "need": 0},
    )
    after = before.edited(
        tuple(
            put(raw)
            for raw in (
                {"type": "DEPENDS_ON", "from": "s", "to": "b", "group": "g", "need": 3},
                {"type": "DEPENDS_ON", "from": "a", "to": "b", "need": 2},
            )
        )
    )
    found = check(after, TODAY)
    assert [f.ids for f in found.of_rule("group-needs-differ")] == [("s", "a", "b")]
    assert [f.ids for f in found.of_rule("group-need-exceeds-size")] == [("s", "a", "b")]
    assert [f.ids for f in found.of_rule("group-need-below-one")] == [("s", "a")]
    assert [f.ids for f in found.of_rule("need-without-group")] == [("a", "b")]


def put(raw: Raw) -> Put:
    return Put(kept(raw, MODEL))


def test_each_relation_found_has_its_key() -> None:
    found = checked(
        {"kind": "ConfigurationItem", "id": "a"},
        {"type": "DEPENDS_ON", "from": "a", "to": "a", "group": "g"},
    )
    (ring,) = found.of_rule("dependency-cycle")
    assert [str(key) for key in ring.keys] == ["a -DEPENDS_ON[g]-> a"]


@st.composite
def graphs(draw: st.DrawFn) -> list[Item | Relation]:
    """Any items, and any relations between them that the declarations allow."""
    facts = draw(st.lists(any_fact(MODEL), max_size=12))
    items = {fact.id: fact for fact in facts if isinstance(fact, Item)}
    for _ in range(draw(st.integers(0, 12))) if items else ():
        start, end = (draw(st.sampled_from(sorted(items))) for _ in range(2))
        joins = (items[start].kind, items[end].kind)
        for type_ in (t for t in MODEL.relations if joins in t.joins):
            facts += [
                Relation(type_.name, start, end, fact.discriminator, fact.fields)
                for fact in facts
                if isinstance(fact, Relation) and fact.type == type_.name
            ] or [Relation(type_.name, start, end)]
    relations = {f.key: f for f in facts if isinstance(f, Relation)}
    ends = [r for r in relations.values() if r.start in items and r.end in items]
    return [*items.values(), *ends]


@given(graphs(), st.dates())
def test_no_data_that_can_be_kept_breaks_a_rule(facts: list[Item | Relation], day: date) -> None:
    found = check(snapshot_of_facts(facts, MODEL), day)
    assert all(finding.message and finding.ids for finding in found.all_findings)


def test_a_viewer_sees_findings_about_items_that_may_be_seen() -> None:
    found = checked(
        {"kind": "ServiceLevelAgreement", "id": "seen"},
        {"kind": "ServiceLevelAgreement", "id": "hidden"},
    )
    seen = Shown(found, view_of(found.snapshot, TODAY, hiding(["hidden"]))).told("findings")
    assert {finding.of.ids for finding in seen.nodes} == {("seen",)}
    assert seen.total_count + seen.hidden == len(found.all_findings)
    assert seen.hidden
    assert not any("hidden" in finding.told("message") for finding in seen.nodes)


@given(graphs_of_any_kind(), st.sampled_from(DATES))
def test_a_message_names_no_item_but_those_of_its_finding(graph: Graph, day: str) -> None:
    """Or a viewer who may not see an item would read of it."""
    found = check(graph.snapshot, date.fromisoformat(day))
    for finding in found.all_findings:
        named = set(re.findall(r"\((\w+)\)", finding.message)) & set(graph.ids())
        assert named <= set(finding.ids), finding.message
