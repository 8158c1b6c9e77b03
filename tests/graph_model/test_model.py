"""What is declared against the design's tables of kinds and relations, copied here by hand."""

from __future__ import annotations

import pytest

from graph_model.model import standard_model

MODEL = standard_model()

KINDS = [
    "Agency",
    "Program",
    "Supplier",
    "Stakeholder",
    "Forum",
    "Service",
    "ConfigurationItem",
    "Capability",
    "Offering",
    "Contract",
    "Trigger",
    "ServiceLevelAgreement",
    "OperatingLevelAgreement",
    "ServiceLevelTarget",
    "OperatingLevelMetric",
    "Document",
    "Procurement",
    "Ticket",
]

SLA, OLA, CI = "ServiceLevelAgreement", "OperatingLevelAgreement", "ConfigurationItem"
RELATIONS = {
    "DEPENDS_ON": [f"Service, {CI} → Service, {CI}"],
    "PART_OF": [
        "Service → Service",
        f"{CI} → {CI}",
        "Agency → Agency",
        "Program → Agency",
        "Document → Document",
        "Supplier → Supplier, Agency",
    ],
    "CONSUMES": ["Agency, Program → Service"],
    "PROVIDES": [f"Supplier → Service, {CI}, OperatingLevelMetric"],
    "WITH": ["Contract → Supplier"],
    "HELD_BY": ["Contract → Agency"],
    "UNDER": [f"Contract, {SLA}, {OLA} → Contract"],
    "COVERS": [f"Contract → Service, {CI}"],
    "SUCCEEDS": ["Contract → Contract"],
    "TRIGGERS_ON": ["Trigger → Contract"],
    "GOVERNS": [f"{SLA}, {OLA} → Service, {CI}"],
    "PROMISED_TO": [f"{SLA} → Agency, Program"],
    "BINDS": [f"{OLA} → Supplier, Agency"],
    "UNDERPINNED_BY": [f"{SLA} → {OLA}, {SLA}", f"{OLA} → {OLA}"],
    "SETS": [f"{SLA}, {OLA}, Offering → ServiceLevelTarget"],
    "MEASURES": [f"OperatingLevelMetric → ServiceLevelTarget, {OLA}"],
    "REPRESENTS": ["Stakeholder → Agency, Program, Supplier"],
    "OWNS": [f"Stakeholder → Service, {CI}, Contract, {SLA}, {OLA}"],
    "SITS_ON": ["Stakeholder, Supplier → Forum"],
    "OVERSEES": ["Forum → Service, Contract, Supplier"],
    "DESCRIBES": [f"Document → Service, {OLA}, {SLA}, {CI}, Contract"],
    "OFFERS": ["Supplier → Offering"],
    "DELIVERS": ["Offering → Capability"],
    "NEEDS": ["Service → Capability"],
    "REBIDS": ["Procurement → Contract, Service"],
    "AFFECTS": [f"Ticket → {CI}, Service, Supplier, Contract"],
}
DISCRIMINATORS = {"DEPENDS_ON": "group", "BINDS": "role"}
FIELDS = {
    "DEPENDS_ON": {"group", "need"},
    "CONSUMES": {"volume", "unit", "annual_charge"},
    "PROVIDES": {"extent"},
    "COVERS": {"extent"},
    "BINDS": {"role"},
    "AFFECTS": {"level"},
}


def pairs(lines: list[str]) -> set[tuple[str, str]]:
    """Every pair of kinds that lines of the design's table join."""
    found = set()
    for line in lines:
        starts, ends = line.split(" → ")
        found |= {(start, end) for start in starts.split(", ") for end in ends.split(", ")}
    return found


def test_the_kinds_are_the_design_s() -> None:
    assert [kind.name for kind in MODEL.kinds] == sorted(KINDS)
    assert [kind.name for kind in MODEL.kinds if kind.open] == [CI]


def test_the_relations_are_the_design_s() -> None:
    assert {one.name: set(one.joins) for one in MODEL.relations} == {
        name: pairs(lines) for name, lines in RELATIONS.items()
    }
    assert {
        one.name: one.discriminator for one in MODEL.relations if one.discriminator
    } == DISCRIMINATORS
    named = {one.name: {field.name for field in one.own} for one in MODEL.relations if one.own}
    assert named == FIELDS


def test_only_the_name_is_required() -> None:
    for kind in MODEL.kinds:
        assert [field.name for field in kind.fields if field.required] == ["name"]
    for relation in MODEL.relations:
        assert not [field.name for field in relation.fields if field.required]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("Service", "Service"),
        ("service level_agreement", SLA),
        ("CONFIGURATION-ITEM", CI),
        ("Moon", None),
        (7, None),
        (None, None),
    ],
)
def test_a_kind_is_found_in_any_spelling(given: object, kind: str | None) -> None:
    found = MODEL.find_kind(given)
    assert (found.name if found else None) == kind


@pytest.mark.parametrize(
    ("given", "relation"),
    [("depends on", "DEPENDS_ON"), ("DependsOn", "DEPENDS_ON"), ("moon", None), ([], None)],
)
def test_a_relation_is_found_in_any_spelling(given: object, relation: str | None) -> None:
    found = MODEL.find_relation(given)
    assert (found.name if found else None) == relation


def test_every_relation_is_found_from_both_its_ends() -> None:
    for relation in MODEL.relations:
        for start, end in relation.joins:
            assert relation in MODEL.relations_from(start)
            assert relation in MODEL.relations_to(end)
    assert MODEL.relations_from("Capability") == ()


def test_a_field_name_leads_to_every_field_of_that_name() -> None:
    assert len(MODEL.field_by_name["name"]) == len(KINDS)
    assert {field.shape.value for field in MODEL.field_by_name["value"]} == {"money", "number"}
    assert {field.shape.value for field in MODEL.field_by_name["type"]} == {"choice"}
