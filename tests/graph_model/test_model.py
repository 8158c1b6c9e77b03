"""What is declared against the design's tables of kinds and relations, copied here by hand."""

from __future__ import annotations

import pytest

from graph_model.model import standard_model

MODEL = standard_model()

KINDS = {
    "Source": "role rank warn_after error_after",
    "Agency": "body",
    "Program": "",
    "Supplier": "sourcing platform",
    "Stakeholder": "category force engaged_on influence interest wants needs message messaged_on "
    "cadence",
    "Forum": "purpose tier meetings",
    "Service": "tier mode group lifecycle live_on retires_on criticality citizen_facing "
    "plug_and_play certifications recovery_time recovery_point data_classification",
    "ConfigurationItem": "ci_class environment status",
    "Window": "type purpose starts_at ends_at repeats repeats_until",
    "Capability": "",
    "Offering": "price certifications",
    "Contract": "number form start end notice termination_notice termination_fee renewal "
    "renewal_term notice_given renewals_left survives_parent procurement_time transition_time "
    "serves value vehicle fund rights",
    "Trigger": "type fires_on condition",
    "ServiceLevelAgreement": "",
    "OperatingLevelAgreement": "",
    "ServiceLevelTarget": "metric comparator value unit window remedy remedies_claimed "
    "baseline_for",
    "OperatingLevelMetric": "unit window readings",
    "Document": "url version reviewed_on",
    "Procurement": "stage opens_on closes_on awards_on",
    "Ticket": "type change_type priority status planned_start planned_end closed_on "
    "assignment_group link",
}
"""The fields of each kind's own; the design names most, and says what the others are about."""

CHOICES = {
    "Source.role": "own, reference",
    "Supplier.sourcing": "insourced, outsourced, cloud, cross-jurisdictional",
    "Stakeholder.force": "political, market, customer, inertial",
    "Forum.tier": "strategic, tactical, operational",
    "Service.tier": "catalog, element",
    "Service.mode": "managed, brokered",
    "Service.group": "infrastructure, application",
    "Window.type": "maintenance, freeze, blackout",
    "Contract.form": "MSA, SOW, purchase order, subscription, licence, MOU, addendum, "
    "authorisation",
    "Contract.renewal": "none, option, tacit",
    "Contract.serves": "all, holder",
    "Contract.rights": "substitution, step-in, termination for convenience, assignment consent, "
    "plug-and-play, audit, benchmarking, equitable adjustment",
    "Trigger.type": "timing, rights, audit, financial",
    "ServiceLevelTarget.baseline_for": "infrastructure, application",
    "Procurement.stage": "market test, RFI, RFQ, RFP, award",
    "Ticket.type": "incident, problem, change, request",
    "Ticket.change_type": "standard, normal, emergency",
    "PROVIDES.extent": "whole, part",
    "COVERS.extent": "whole, part",
    "BINDS.role": "provider, client",
    "SITS_ON.role": "decide, consult, tell",
    "OVERSEES.role": "decide, consult, tell",
    "AFFECTS.level": "full, partial, notice",
}
"""The choices that the design lists in full."""

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
    "OWNS": [f"Stakeholder → Service, {CI}, Contract, {SLA}, {OLA}, Source"],
    "SITS_ON": ["Stakeholder, Supplier → Forum"],
    "OVERSEES": ["Forum → Service, Contract, Supplier"],
    "APPLIES_TO": [f"Window → Service, {CI}, Agency"],
    "DESCRIBES": [f"Document → Service, {OLA}, {SLA}, {CI}, Contract, Supplier, Forum"],
    "OFFERS": ["Supplier → Offering"],
    "DELIVERS": ["Offering → Capability"],
    "NEEDS": ["Service → Capability"],
    "REBIDS": ["Procurement → Contract, Service"],
    "RESULTS_IN": ["Procurement → Contract"],
    "AFFECTS": [f"Ticket → {CI}, Service, Supplier, Contract"],
}
DISCRIMINATORS = {"DEPENDS_ON": "group", "BINDS": "role"}
FIELDS = {
    "DEPENDS_ON": {"group", "need"},
    "CONSUMES": {"volume", "unit", "annual_charge"},
    "PROVIDES": {"extent"},
    "COVERS": {"extent"},
    "BINDS": {"role"},
    "SITS_ON": {"role"},
    "OVERSEES": {"role"},
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
    own = {kind.name: [field.name for field in kind.own] for kind in MODEL.kinds}
    assert {name: sorted(fields) for name, fields in own.items()} == {
        name: sorted(fields.split()) for name, fields in KINDS.items()
    }


@pytest.mark.parametrize(("field", "choices"), CHOICES.items())
def test_the_choices_are_the_design_s(field: str, choices: str) -> None:
    owner, name = field.split(".")
    declared = (MODEL.find_kind(owner) or MODEL.relation_by_name[owner]).field(name)
    assert declared is not None
    assert declared.choices == tuple(choices.split(", "))


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
