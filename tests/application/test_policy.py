"""The shipped policies and those of files: read whole, each with an office that breaks it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from application.policy import policies_of, rules_asked, shipped_policies
from graph_model.errors import InvalidPolicy, InvalidQuestion, UnreadableFile
from graph_model.model import standard_model
from queries.check.question import check, declared_rules, rules_named
from queries.policy.policy import Policy
from tests.support.facts import Raw
from tests.support.snapshots import snapshot_of

MODEL = standard_model()
TODAY = date(2026, 11, 25)
ONE = """
policies:
  - {id: one, for: Service, require: {some: providedBy}, message: nobody provides it; record who.}
"""


def test_the_shipped_policies_read_and_have_names_of_their_own() -> None:
    policies = shipped_policies(MODEL)
    ids = [policy.id for policy in policies] + [rule.id for rule in declared_rules()]
    assert [id_ for id_, n in Counter(ids).items() if n > 1] == []
    assert [p.id for p in policies if not p.meaning.endswith(".") or ";" not in p.message] == []


# One office in which every shipped policy is broken once: by the item that its line names.
BROKEN = {
    "citizen-facing-way-out": "s",
    "mission-critical-step-in": "s",
    "contract-way-out": "c",
    "contract-audit-right": "c",
    "brokered-plug-and-play": "s",
    "promise-sets-a-target": "bare",
    "promise-with-a-metric": "t",
    "promise-underpinned": "bare",
    "obligation-in-the-manual": "ola",
    "service-in-the-manual": "s",
    "in-house-bound-too": "unit",
    "metric-read": "m",
    "manual-reviewed": "page",
    "facts-current": "ola",
    "stakeholder-political": "s",
    "stakeholder-market": "s",
    "stakeholder-customer": "s",
    "stakeholder-inertial": "s",
    "stakeholder-engaged": "who",
    "stakeholder-listened": "who",
    "stakeholder-message": "who",
    "managed-measured": "own",
    "brokered-overseen": "lent",
    "service-owned": "s",
    "large-contract-overseen": "c",
    "ending-contract-followed": "c",
    "tacit-renewal-with-notice": "d",
    "consumption-charged": "s",
    "standard-notice": "e",
    "standard-renewal": "e",
    "standard-exit-fee": "e",
}
HEARD: Raw = {"cadence": "P1Y", "message": "all is well", "messaged_on": "2026-08-24"}
LONG: Raw = {"renewal": "tacit", "renewal_term": "P2Y", "notice": "P6M"}


def item(kind: str, id_: str, **fields: object) -> Raw:
    return {"kind": kind, "id": id_, **fields}


SERVICE: Raw = {"tier": "catalog", "lifecycle": "live", "mode": "brokered", "citizen_facing": True}
OFFICE = snapshot_of(
    item("Service", "s", criticality="mission critical", **SERVICE, certifications=["SOC 2"]),
    {"kind": "Service", "id": "inner"},
    {"kind": "Supplier", "id": "x", "sourcing": "cloud"},
    {"kind": "Supplier", "id": "unit", "sourcing": "insourced"},
    {"kind": "Contract", "id": "c", "form": "SOW", "end": "2027-02-28", "value": "2000000 USD"},
    {"kind": "Contract", "id": "d", "renewal": "tacit", "renewal_term": "P1Y"},
    item("Contract", "e", **LONG, termination_fee="1 USD"),
    {"kind": "ServiceLevelAgreement", "id": "sla"},
    {"kind": "ServiceLevelAgreement", "id": "bare"},
    {"kind": "OperatingLevelAgreement", "id": "ola", "verified_on": "2025-01-01"},
    {"kind": "ServiceLevelTarget", "id": "t"},
    {"kind": "ServiceLevelTarget", "id": "u"},
    {"kind": "OperatingLevelMetric", "id": "m", "readings": ["2026-01-01 99.9"]},
    {"kind": "Document", "id": "page", "reviewed_on": "2025-11-24"},
    item("Stakeholder", "who", influence="high", engaged_on="2025-06-01", **HEARD),
    {"kind": "Stakeholder", "id": "never", "cadence": "P1M"},
    {"kind": "Service", "id": "own", "mode": "managed", "lifecycle": "live"},
    {"kind": "Service", "id": "lent", "mode": "brokered", "lifecycle": "live"},
    {"kind": "Forum", "id": "asleep", "meetings": ["2026-01-01"]},
    {"kind": "Agency", "id": "a"},
    {"type": "PROVIDES", "from": "x", "to": "s"},
    {"type": "PROVIDES", "from": "unit", "to": "inner"},
    {"type": "WITH", "from": "c", "to": "x"},
    {"type": "COVERS", "from": "c", "to": "s"},
    {"type": "SETS", "from": "sla", "to": "t"},
    {"type": "SETS", "from": "sla", "to": "u"},
    {"type": "MEASURES", "from": "m", "to": "u"},
    {"type": "UNDERPINNED_BY", "from": "sla", "to": "ola"},
    {"type": "CONSUMES", "from": "a", "to": "s"},
    {"type": "OVERSEES", "from": "asleep", "to": "c"},
)


@pytest.mark.parametrize("policy", shipped_policies(MODEL), ids=lambda policy: policy.id)
def test_each_shipped_policy_finds_who_breaks_it(policy: Policy) -> None:
    found = check(OFFICE, TODAY, [policy.rule]).all_findings
    assert (BROKEN[policy.id],) in [finding.ids for finding in found]


def test_who_was_never_listened_to_is_late_where_a_cadence_is_agreed() -> None:
    (policy,) = [p for p in shipped_policies(MODEL) if p.id == "stakeholder-listened"]
    assert [f.ids for f in check(OFFICE, TODAY, [policy.rule]).all_findings] == [
        ("never",),
        ("who",),
    ]


def test_an_office_that_keeps_them_all_has_no_findings() -> None:
    kept = snapshot_of(
        item("Service", "s", criticality="mission critical", **SERVICE, plug_and_play=True),
        {"kind": "Supplier", "id": "x", "sourcing": "cloud"},
        item(
            "Contract",
            "msa",
            rights=["substitution", "step-in"],
            form="MSA",
            value="2000000 USD",
            verified_on="2026-11-01",
        ),
        item(
            "Contract",
            "c",
            form="SOW",
            end="2027-02-28",
            renewal="tacit",
            notice="P90D",
            verified_on="2026-11-01",
        ),
        {"kind": "Contract", "id": "next", "start": "2027-03-01"},
        item(
            "Contract",
            "stopped",
            renewal="tacit",
            notice_given="2026-11-01",
            verified_on="2026-11-01",
        ),
        {"kind": "ServiceLevelAgreement", "id": "sla", "verified_on": "2026-11-01"},
        {"kind": "OperatingLevelAgreement", "id": "ola", "verified_on": "2026-11-01"},
        {"kind": "ServiceLevelTarget", "id": "t"},
        {"kind": "OperatingLevelMetric", "id": "m", "readings": ["2026-11-01 99.9"]},
        {"kind": "Document", "id": "page", "reviewed_on": "2025-11-25"},
        {"kind": "Forum", "id": "board", "meetings": ["2026-01-01", "2026-12-05"]},
        {"kind": "Agency", "id": "a"},
        {"kind": "Stakeholder", "id": "p", "force": "political"},
        {"kind": "Stakeholder", "id": "q", "force": "market"},
        {"kind": "Stakeholder", "id": "r", "force": "customer"},
        item(
            "Stakeholder",
            "o",
            force="inertial",
            influence="high",
            engaged_on="2026-05-25",
            cadence="P6M",
            message="all is well",
            messaged_on="2026-08-25",
        ),
        {"kind": "Service", "id": "own", "mode": "managed", "lifecycle": "live"},
        {"type": "GOVERNS", "from": "sla", "to": "own"},
        {"type": "PROVIDES", "from": "x", "to": "s"},
        {"type": "WITH", "from": "c", "to": "x"},
        {"type": "UNDER", "from": "c", "to": "msa"},
        {"type": "COVERS", "from": "c", "to": "s"},
        {"type": "SUCCEEDS", "from": "next", "to": "c"},
        {"type": "SETS", "from": "sla", "to": "t"},
        {"type": "MEASURES", "from": "m", "to": "t"},
        {"type": "UNDERPINNED_BY", "from": "sla", "to": "ola"},
        {"type": "DESCRIBES", "from": "page", "to": "s"},
        {"type": "DESCRIBES", "from": "page", "to": "ola"},
        {"type": "CONSUMES", "from": "a", "to": "s", "annual_charge": "1 USD"},
        {"type": "OVERSEES", "from": "board", "to": "msa"},
        {"type": "OVERSEES", "from": "board", "to": "s"},
        {"type": "OWNS", "from": "o", "to": "s"},
        {"type": "REPRESENTS", "from": "r", "to": "a"},
        {"type": "REPRESENTS", "from": "q", "to": "x"},
        {"type": "SITS_ON", "from": "p", "to": "board"},
    )
    rules = [policy.rule for policy in shipped_policies(MODEL)]
    assert [f.message for f in check(kept, TODAY, rules).all_findings] == []


def test_policies_of_files_take_the_place_of_the_shipped_ones(tmp_path: Path) -> None:
    path, other = tmp_path / "one.yaml", tmp_path / "two.yaml"
    path.write_text(ONE)
    other.write_text(ONE.replace("one", "two"))
    assert [policy.id for policy in policies_of([path, other], MODEL)] == ["one", "two"]
    assert rules_asked(MODEL, [path])[-1].id == "one"
    assert len(rules_asked(MODEL, [path])) == len(declared_rules()) + 1
    assert rules_asked(MODEL, with_policies=False) == declared_rules()


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (None, UnreadableFile, "expected a file of policies in UTF-8"),
        ("policies: [", InvalidPolicy, "expected YAML that can be read"),
        ("policies: []\npolicies: []", InvalidPolicy, "entry 'policies' a second time"),
        ("- 1", InvalidPolicy, "expected an object with policies"),
        ("rules: []", InvalidPolicy, "found an unknown entry 'rules'"),
        (ONE + ONE[10:], InvalidPolicy, "one, id: found the id of another policy"),
        (ONE.replace("one", "never-verified"), InvalidPolicy, "found the id of another rule"),
        (ONE.replace("nobody", "2027-02-29: &"), InvalidPolicy, "expected"),
    ],
)
def test_a_file_that_is_wrong_is_named(
    tmp_path: Path, text: str | None, error: type[Exception], said: str
) -> None:
    path = tmp_path / "rules.yaml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(error) as caught:
        policies_of([path], MODEL)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_an_id_of_another_file_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(ONE)
    with pytest.raises(InvalidPolicy, match="found the id of another rule"):
        policies_of([path, path], MODEL)


def test_rules_are_named_or_refused() -> None:
    rules = declared_rules()
    assert [r.id for r in rules_named(rules, ["never-verified"], "rules")] == ["never-verified"]
    assert rules_named(rules, [], "rules") == rules
    with pytest.raises(InvalidQuestion, match="--rule: found 'nope', expected one of cert"):
        rules_named(rules, ["never-verified", "nope"], "--rule")
