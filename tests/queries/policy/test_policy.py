"""Policies: what each word of the language finds, on one small graph, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph_model.errors import InvalidPolicy
from graph_model.model import standard_model
from queries.check.question import check
from queries.policy.policy import read_policies
from tests.support.snapshots import snapshot_of

TODAY = date(2026, 11, 25)
MODEL = standard_model()

# mail: two suppliers, one in part; covered by a SOW under an MSA with a step-in right
# tax: one supplier; covered by a contract that is no longer in force
GRAPH = snapshot_of(
    {"kind": "Service", "id": "mail", "citizen_facing": True, "criticality": "high"},
    {"kind": "Service", "id": "tax", "citizen_facing": True, "live_on": "2026-06-01"},
    {"kind": "Service", "id": "hr", "citizen_facing": False, "verified_on": "2026-11-01"},
    {"kind": "Supplier", "id": "x", "sourcing": "cloud"},
    {"kind": "Supplier", "id": "y", "sourcing": "insourced"},
    {"kind": "Contract", "id": "msa", "rights": ["step in", "audit"], "value": "500000 USD"},
    {"kind": "Contract", "id": "sow", "notice": "P3M", "value": "20000 EUR", "rights": ["audit"]},
    {"kind": "Contract", "id": "old", "end": "2026-11-24", "notice": "P30D"},
    {"kind": "Forum", "id": "board", "meetings": ["2026-01-05", "2026-12-05"]},
    {"kind": "Forum", "id": "asleep", "meetings": ["2025-01-05"]},
    {"kind": "ConfigurationItem", "id": "box", "attributes": {"os": "linux", "cores": 8}},
    {"kind": "ConfigurationItem", "id": "bare"},
    {"kind": "Offering", "id": "cloud", "certifications": ["FedRAMP High", "CJIS"]},
    {"kind": "Offering", "id": "small", "certifications": ["FedRAMP Low"]},
    {"kind": "ServiceLevelTarget", "id": "t", "window": "P1D"},
    {"kind": "ServiceLevelTarget", "id": "u", "window": "PT25H", "value": 99.5},
    {"kind": "Ticket", "id": "chg", "planned_start": "2026-11-25T08:00:00Z"},
    {"type": "PROVIDES", "from": "x", "to": "mail"},
    {"type": "PROVIDES", "from": "y", "to": "mail", "extent": "part"},
    {"type": "PROVIDES", "from": "y", "to": "tax"},
    {"type": "PROVIDES", "from": "x", "to": "tax", "since": "2027-01-01"},
    {"type": "COVERS", "from": "sow", "to": "mail"},
    {"type": "COVERS", "from": "old", "to": "tax"},
    {"type": "UNDER", "from": "sow", "to": "msa"},
    {"type": "OVERSEES", "from": "board", "to": "mail"},
    {"type": "OVERSEES", "from": "board", "to": "sow"},
    {"type": "AFFECTS", "from": "chg", "to": "hr"},
)


def policy(**told: object) -> dict[str, object]:
    return {"id": "p", "for": "Service", "message": "is not so; make it so.", **told}


def offending(**told: object) -> list[str]:
    """The ids of the items that do not keep the policy."""
    (read,) = read_policies({"policies": [policy(**told)]}, MODEL)
    return sorted(
        i for finding in check(GRAPH, TODAY, [read.rule]).all_findings for i in finding.ids
    )


STEP_IN = {"some": "coveredBy.under*", "where": {"rights": {"includes": "step-in"}}}


@pytest.mark.parametrize(
    ("told", "found"),
    [
        # fields
        ({"require": {"citizen_facing": True}}, ["hr"]),
        ({"require": {"citizen_facing": {"is": False}}}, ["mail", "tax"]),
        ({"require": {"criticality": {"present": True}}}, ["hr", "tax"]),
        ({"require": {"criticality": {"present": False}}}, ["mail"]),
        ({"require": {"criticality": {"at_least": "medium"}}}, ["hr", "tax"]),
        ({"require": {"criticality": {"at_most": "Medium"}}}, ["hr", "mail", "tax"]),
        ({"require": {"criticality": ["low", "HIGH"]}}, ["hr", "tax"]),
        ({"require": {"verified_on": {"at_least": "today-P180D"}}}, ["mail", "tax"]),
        ({"require": {"live_on": {"below": "today", "above": "2026-05-31"}}}, ["hr", "mail"]),
        ({"require": {"live_on": date(2026, 6, 1)}}, ["hr", "mail"]),
        ({"require": {"name": "mail"}}, ["hr", "tax"]),
        ({"require": {"id": ["mail", "tax"]}}, ["hr"]),
        ({"for": "Contract", "require": {"rights": {"includes": "audit"}}}, ["old"]),
        (
            {"for": "Contract", "require": {"rights": {"includes": ["audit", "step-in"]}}},
            ["old", "sow"],
        ),
        (
            {
                "for": "Contract",
                "require": {"rights": {"includes_any": ["step-in", "benchmarking"]}},
            },
            ["old", "sow"],
        ),
        # a higher certification is a lower one too
        (
            {
                "for": "Offering",
                "require": {"certifications": {"includes": ["FedRAMP Moderate", "CJIS"]}},
            },
            ["small"],
        ),
        (
            {
                "for": "Offering",
                "require": {"certifications": {"includes_any": ["FedRAMP LI-SaaS", "HIPAA"]}},
            },
            [],
        ),
        ({"for": "Contract", "require": {"value": {"at_least": "100000 USD"}}}, ["old", "sow"]),
        ({"for": "Contract", "require": {"value": {"below": "100000 USD"}}}, ["msa", "old", "sow"]),
        ({"for": "Contract", "require": {"notice": {"at_least": "P90D"}}}, ["msa", "old"]),
        ({"for": "Contract", "require": {"in_force": True}}, ["old"]),
        ({"for": "Contract", "require": {"ends_on": {"present": False}}}, ["old"]),
        ({"for": "Contract", "require": {"ends_on": {"below": "today"}}}, ["msa", "sow"]),
        ({"for": "Forum", "require": {"meetings": {"at_least": "today"}}}, ["asleep"]),
        ({"for": "ServiceLevelTarget", "require": {"window": {"above": "P1D"}}}, ["t"]),
        ({"for": "ServiceLevelTarget", "require": {"value": {"at_least": 99}}}, ["t"]),
        ({"for": "Ticket", "require": {"planned_start": "today"}}, []),
        ({"for": "Ticket", "require": {"planned_start": {"above": "today"}}}, ["chg"]),
        ({"for": "ConfigurationItem", "require": {"attributes.os": "linux"}}, ["bare"]),
        (
            {"for": "ConfigurationItem", "require": {"attributes.cores": {"above": 8}}},
            ["bare", "box"],
        ),
        ({"for": ["Supplier", "Forum"], "require": {"kind": "forum"}}, ["x", "y"]),
        # joins
        ({"where": {"id": "mail"}, "require": {"citizen_facing": False}}, ["mail"]),
        ({"require": {"citizen_facing": True, "criticality": "high"}}, ["hr", "tax"]),
        ({"require": [{"citizen_facing": True}, {"criticality": "high"}]}, ["hr", "tax"]),
        ({"require": {"any": [{"citizen_facing": False}, {"criticality": "high"}]}}, ["tax"]),
        (
            {"require": {"not": {"any": [{"citizen_facing": False}, {"criticality": "high"}]}}},
            ["hr", "mail"],
        ),
        ({"require": {"not": {"criticality": {"at_least": "low"}}}}, ["mail"]),  # absent: not so
        # relations
        ({"require": {"some": "providedBy"}}, ["hr"]),
        ({"require": {"none": "providedBy"}}, ["mail", "tax"]),
        ({"require": {"count": "providedBy", "at_least": 2}}, ["hr", "tax"]),  # not yet
        ({"require": {"count": "providedBy", "at_least": 1, "at_most": 1}}, ["hr", "mail"]),
        ({"require": {"count": "providedBy", "exactly": 0}}, ["mail", "tax"]),
        ({"require": {"some": "providedBy", "relation": {"extent": "part"}}}, ["hr", "tax"]),
        ({"require": {"some": "providedBy", "where": {"sourcing": "cloud"}}}, ["hr", "tax"]),
        ({"require": {"every": "providedBy", "require": {"sourcing": "insourced"}}}, ["mail"]),
        (
            {
                "require": {
                    "every": "providedBy",
                    "where": {"sourcing": "cloud"},
                    "require": {"id": "z"},
                }
            },
            ["mail"],
        ),
        ({"require": {"some": "coveredBy", "where": {"in_force": True}}}, ["hr", "tax"]),
        (
            {"require": {"some": "coveredBy", "where": {"rights": {"includes": "step-in"}}}},
            ["hr", "mail", "tax"],
        ),
        ({"require": STEP_IN}, ["hr", "tax"]),
        # mail's own forum, and the one of its contract, are one forum
        (
            {"require": {"count": ["overseenBy", "coveredBy.overseenBy"], "exactly": 1}},
            ["hr", "tax"],
        ),
        (
            {
                "where": {"citizen_facing": True},
                "require": {"any": [{"count": "providedBy", "at_least": 2}, STEP_IN]},
            },
            ["tax"],
        ),
        ({"for": "Ticket", "require": {"some": "affects", "where": {"kind": "Service"}}}, []),
        (
            {
                "for": "Ticket",
                "require": {"some": "affects", "where": {"kind": "Contract", "number": "1"}},
            },
            ["chg"],
        ),
    ],
    ids=str,
)
def test_policy_finds(told: dict[str, object], found: list[str]) -> None:
    assert offending(**told) == found


def test_a_finding_says_the_item_the_message_and_the_severity() -> None:
    told = policy(require={"some": "providedBy"}, severity="Error", meaning="Why it matters.")
    (read,) = read_policies({"policies": [told]}, MODEL)
    (finding,) = check(GRAPH, TODAY, [read.rule]).all_findings
    assert finding.message == "hr: is not so; make it so."
    assert finding.severity.word == "error"
    assert finding.rule.meaning == "Why it matters."


def problems(*policies: object, taken: tuple[str, ...] = (), **more: object) -> list[str]:
    with pytest.raises(InvalidPolicy) as caught:
        read_policies({"policies": list(policies), **more}, MODEL, "rules.yaml", taken)
    return [str(problem) for problem in caught.value.problems]


def deep(levels: int) -> dict[str, Any]:
    nested: dict[str, Any] = {"citizen_facing": True}
    for _ in range(levels):
        nested = {"not": nested}
    return nested


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"for": "Servise"}, "rules.yaml, p, for: found 'Servise', expected one of Agency, "),
        (
            {"severity": "bad"},
            "rules.yaml, p, severity: found 'bad', expected info, warn",
        ),
        ({"message": ""}, "rules.yaml, p, message: found nothing"),
        ({"requires": 1}, "found an unknown entry 'requires', expected one of id, for, where"),
        ({"require": {"nothing": 1}}, "require, nothing: found 'nothing', which is no field of "),
        ({"require": {"criticality": "huge"}}, "expected one of low, medium, high, mission"),
        ({"require": {"criticality": {"like": "h"}}}, "found the operator 'like', expected one of"),
        (
            {"require": {"citizen_facing": {"present": "yes"}}},
            "present: found 'yes', expected",
        ),
        (
            {"require": {"live_on": {"below": "tomorrow"}}},
            "below: found 'tomorrow', expected",
        ),
        ({"require": {"live_on": {"below": "2027-02-29"}}}, "found '2027-02-29', expected a date"),
        ({"require": {"live_on": {"below": "today-3"}}}, "found 'today-3', expected a date"),
        ({"require": {"name": {"above": "a"}}}, "found 'a', expected name to be tested otherwise"),
        ({"require": {"certifications": "x"}}, "expected a list to be tested by includes"),
        ({"require": {"certifications": {"includes": []}}}, "expected a list that is not empty"),
        ({"require": {"criticality": {"includes": "low"}}}, "it is no list of text"),
        ({"require": {"any": {}}}, "require, any: found {}, expected a list of conditions"),
        ({"require": 3}, "require: found 3, expected an object"),
        (
            {"require": {"some": "provides"}},
            "some: found 'provides' of Service, expected",
        ),
        ({"require": {"some": "coveredBy.overs"}}, "found 'overs' of Contract, expected one of"),
        ({"require": {"some": "coveredBy.with.name"}}, "found 'name' of Supplier, expected one of"),
        ({"require": {"some": 7}}, "some: found 7, expected a relation's name"),
        ({"require": {"some": []}}, "some: found an empty list"),
        (
            {"require": {"some": "providedBy", "at_least": 2}},
            "found the entry 'at_least' beside",
        ),
        (
            {"require": {"count": "providedBy"}},
            "found no bound, expected at_least, at_mo",
        ),
        ({"require": {"count": "providedBy", "at_least": -1}}, "found -1, expected a whole number"),
        ({"require": {"count": "providedBy", "at_least": True}}, "found True, expected a whole"),
        ({"require": {"every": "providedBy"}}, "every: found no require, expected what every one"),
        (
            {"require": {"some": "providedBy", "relation": {"need": 1}}},
            "found 'need', expected",
        ),
        (
            {"require": {"some": "providedBy", "relation": {"extent": "half"}}},
            "expected one of w",
        ),
        (
            {"require": {"some": "partOf*", "relation": {"since": "today"}}},
            "found a way that ends",
        ),
        ({"require": {"some": "affectedBy", "where": {"kind": "Contract"}}}, "found 'Contract'"),
        ({"require": {"in_force": True}}, "found 'in_force', which is no field of Service"),
        ({"require": {"attributes.os": "x"}}, "expected a kind with open attributes"),
        ({"require": deep(30)}, "found conditions nested deeper than 20"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_with_its_place(told: dict[str, object], said: str) -> None:
    (problem,) = problems(policy(**({"require": {"some": "providedBy"}} | told)))
    assert said in problem
    assert problem.startswith("rules.yaml, p")


def test_all_problems_are_said_at_once() -> None:
    found = problems(
        policy(require={"nothing": 1, "criticality": "huge", "some": "x"}),
        policy(id="q", require={"nothing": 1, "criticality": "huge"}),
        policy(require={}, **{"for": None}),
        "no policy",
        policies_of_ours=1,
    )
    assert len(found) >= 6
    assert [line for line in found if line.startswith("rules.yaml, policy 4")]


def test_an_id_is_used_once() -> None:
    good = policy(require={"some": "providedBy"})
    assert problems(good, good) == [
        "rules.yaml, p, id: found the id of another policy, expected an id of its own"
    ]
    assert problems(good, taken=("p",)) == [
        "rules.yaml, p, id: found the id of another rule, expected an id of its own"
    ]


@pytest.mark.parametrize("raw", [None, {}, {"policies": None}, {"policies": []}])
def test_no_policies_are_no_problem(raw: object) -> None:
    assert read_policies(raw, MODEL) == ()


def test_a_standard_term_is_marked_and_the_mark_is_yes_or_no() -> None:
    plain = {
        "id": "a",
        "for": "Contract",
        "require": {"notice": {"present": True}},
        "message": "m; n.",
    }
    marked = [
        read_policies({"policies": [plain | more]}, MODEL)[0] for more in ({}, {"standard": True})
    ]
    assert [policy.rule.standard for policy in marked] == [False, True]
    with pytest.raises(InvalidPolicy, match="a, standard: found 'perhaps', expected true or false"):
        read_policies({"policies": [plain | {"standard": "perhaps"}]}, MODEL)
