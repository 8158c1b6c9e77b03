"""Every rule of the check finds what it says, and leaves its sound neighbour alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from queries.check.question import check, declared_rules
from tests.support.facts import Raw
from tests.support.snapshots import snapshot_of

TODAY = date(2026, 11, 25)


def item(kind: str, id_: str, **fields: object) -> Raw:
    return {"kind": kind, "id": id_, "verified_on": "2026-11-01", **fields}


def rel(start: str, type_: str, end: str, **fields: object) -> Raw:
    return {"type": type_, "from": start, "to": end, **fields}


SPELLINGS = (
    "Acme Networks, Inc.",
    "ACME NETWORKS INC",
    "Acme  Networks Inc.",
    "Acm\u00e9 Networks, Inc.",
)


def service(id_: str = "s", **fields: object) -> Raw:
    return item("Service", id_, **fields)


def ci(id_: str, **fields: object) -> Raw:
    return item("ConfigurationItem", id_, **fields)


def contract(id_: str = "c", **fields: object) -> Raw:
    return item("Contract", id_, **fields)


def supplier(id_: str = "x", **fields: object) -> Raw:
    return item("Supplier", id_, **fields)


def agency(id_: str = "a") -> Raw:
    return item("Agency", id_)


def sla(id_: str = "sla") -> Raw:
    return item("ServiceLevelAgreement", id_)


def ola(id_: str = "ola") -> Raw:
    return item("OperatingLevelAgreement", id_)


def target(id_: str = "t", **fields: object) -> Raw:
    told = {"metric": "availability", "comparator": "at least", "value": 99.9, "unit": "percent"}
    return item("ServiceLevelTarget", id_, **(told | fields))


def metric(id_: str = "m", **fields: object) -> Raw:
    return item("OperatingLevelMetric", id_, **fields)


MARKET = [
    item("Source", "market", role="reference"),
    service("product", source="market"),
    service("mine"),
    rel("mine", "DEPENDS_ON", "product"),
]


@dataclass(frozen=True)
class Case:
    """A graph, and the items that each finding of the rule names (none: the rule is silent)."""

    rule: str
    graph: list[Raw]
    found: tuple[tuple[str, ...], ...] = ()


def group(*needs: object, **fields: object) -> list[Raw]:
    members = [ci(f"m{n}") for n in range(len(needs))]
    told = [{} if need is None else {"need": need} for need in needs]
    links = [rel("d", "DEPENDS_ON", f"m{n}", group="g", **t, **fields) for n, t in enumerate(told)]
    return [ci("d"), *members, *links]


FAMILY = [contract("msa", end="2027-02-28"), rel("sow", "UNDER", "msa")]
HOUSED = [supplier(sourcing="insourced"), agency(), rel("a", "CONSUMES", "s")]
RESTS = [
    sla(),
    ola(),
    rel("sla", "UNDERPINNED_BY", "ola"),
    rel("sla", "SETS", "t"),
    rel("ola", "SETS", "u"),
]

YEARLY: dict[str, object] = {
    "end": "2026-12-31",
    "renewal": "tacit",
    "renewal_term": "P1Y",
    "notice": "P3M",
}

CASES = [
    # redundancy groups
    Case("group-needs-differ", group(1, 2, 2), (("d", "m0", "m1", "m2"),)),
    Case("group-needs-differ", group(None, 2), (("d", "m0", "m1"),)),
    Case("group-needs-differ", group(2, 2)),
    Case("group-needs-differ", group(None, 1, 0)),  # missing and below 1 are 1
    Case(
        "group-leans-on-out-of-service",
        [*group(1, 1, 1)[:2], ci("m1", status="retired"), *group(1, 1, 1)[3:]],
        (("d", "m0", "m1", "m2"),),
    ),
    Case(
        "group-leans-on-out-of-service",
        [ci("d"), service("s", lifecycle="planned"), rel("d", "DEPENDS_ON", "s", group="g")],
        (("d", "s"),),
    ),
    Case(
        "group-leans-on-out-of-service",
        [ci("d"), ci("a", status="retired"), rel("d", "DEPENDS_ON", "a")],  # in no group
    ),
    Case(
        "group-leans-on-out-of-service",
        [ci("d"), ci("a", status="in maintenance"), rel("d", "DEPENDS_ON", "a", group="g")],
    ),
    Case("group-need-exceeds-size", group(3, 3), (("d", "m0", "m1"),)),
    Case("group-need-exceeds-size", group(2, 2)),
    Case("group-need-exceeds-size", group(2, 2, until="2026-11-25")),  # holds no longer
    Case("group-need-below-one", group(0, 1), (("d", "m0"),)),
    Case("group-need-below-one", group(-5, -5), (("d", "m0"), ("d", "m1"))),
    Case("group-need-below-one", group(None, 1)),
    Case("group-of-one", group(1), (("d", "m0"),)),
    Case("group-of-one", group(1, 1)),
    Case(
        "group-of-one",
        [*group(1), ci("gone"), rel("d", "DEPENDS_ON", "gone", group="g", until="2026-06-30")],
        (("d", "m0"),),
    ),
    Case(
        "need-without-group",
        [ci("a"), ci("b"), rel("a", "DEPENDS_ON", "b", need=2)],
        (("a", "b"),),
    ),
    Case("need-without-group", [*group(2, 2), ci("b"), rel("d", "DEPENDS_ON", "b")]),
    Case("pool-without-group", [ci("p", ci_class="pool")], (("p",),)),
    Case(
        "pool-without-group",
        [ci("p", ci_class="pool"), ci("m"), rel("p", "DEPENDS_ON", "m")],
        (("p",),),
    ),
    Case(
        "pool-without-group",
        [ci("p", ci_class="pool"), ci("m"), rel("p", "DEPENDS_ON", "m", group="g")],
    ),
    # rings
    Case(
        "dependency-cycle",
        [
            *(ci(id_) for id_ in "abcd"),
            rel("a", "DEPENDS_ON", "b"),
            rel("b", "DEPENDS_ON", "c"),
            rel("c", "DEPENDS_ON", "a"),
            rel("c", "DEPENDS_ON", "d"),
        ],
        (("a", "b", "c"),),
    ),
    Case("dependency-cycle", [ci("a"), rel("a", "DEPENDS_ON", "a")], (("a",),)),
    Case(
        "dependency-cycle",
        [
            *(ci(id_) for id_ in "abcd"),
            rel("a", "DEPENDS_ON", "b"),
            rel("b", "DEPENDS_ON", "a"),
            rel("c", "DEPENDS_ON", "d"),
            rel("d", "DEPENDS_ON", "c"),
            rel("a", "DEPENDS_ON", "c"),
        ],
        (("a", "b"), ("c", "d")),
    ),
    Case(
        "dependency-cycle",
        [
            ci("a"),
            ci("b"),
            rel("a", "DEPENDS_ON", "b"),
            rel("b", "DEPENDS_ON", "a", since="2027-01-01"),
        ],
    ),
    Case(
        "part-of-cycle",
        [agency("a"), agency("b"), rel("a", "PART_OF", "b"), rel("b", "PART_OF", "a")],
        (("a", "b"),),
    ),
    Case(
        "part-of-cycle",
        [
            *(agency(id_) for id_ in "abcd"),
            rel("a", "PART_OF", "b"),
            rel("a", "PART_OF", "c"),
            rel("b", "PART_OF", "d"),
            rel("c", "PART_OF", "d"),
        ],
    ),
    Case(
        "contract-family-cycle",
        [contract("c"), contract("d"), rel("c", "UNDER", "d"), rel("d", "UNDER", "c")],
        (("c", "d"),),
    ),
    Case("contract-family-cycle", [contract("c"), rel("c", "UNDER", "c")], (("c",),)),
    Case(
        "contract-family-cycle",
        [contract("sow"), contract("po"), *FAMILY, rel("po", "UNDER", "sow")],
    ),
    Case(
        "contract-succession-cycle",
        [contract("c"), contract("d"), rel("c", "SUCCEEDS", "d"), rel("d", "SUCCEEDS", "c")],
        (("c", "d"),),
    ),
    Case(
        "contract-succession-cycle",
        [contract("c"), contract("d"), rel("c", "SUCCEEDS", "d")],
    ),
    # dates
    Case(
        "relation-never-holds",
        [service(), ci("b"), rel("s", "DEPENDS_ON", "b", since="2026-01-01", until="2026-01-01")],
        (("s", "b"),),
    ),
    Case(
        "relation-never-holds",
        [service(), ci("b"), rel("s", "DEPENDS_ON", "b", since="2026-01-01", until="2026-01-02")],
    ),
    Case(
        "relation-never-holds",
        [service(), ci("b"), rel("s", "DEPENDS_ON", "b", since="2500-01-01", until="2099-01-01")],
    ),
    Case("contract-ends-before-start", [contract(start="2026-05-02", end="2026-05-01")], (("c",),)),
    Case("contract-ends-before-start", [contract(start="2026-05-01", end="2026-05-01")]),
    Case("contract-ends-before-start", [contract(start="2026-05-01")]),
    Case(
        "contract-notice-exceeds-term",
        [contract(start="2026-01-31", end="2026-05-31", notice="P5M")],
        (("c",),),
    ),
    Case(
        "contract-notice-exceeds-term",
        # Three months before 31 May is 28 February, the day it starts.
        [contract(start="2026-02-28", end="2026-05-31", notice="P3M")],
    ),
    Case("contract-notice-exceeds-term", [contract(start="2026-01-01", notice="P9Y")]),
    Case("contract-notice-exceeds-term", [contract(end="2026-01-01", notice="P9Y")]),
    Case(
        "contract-notice-exceeds-renewal",
        [contract(end="2026-12-31", renewal="tacit", renewal_term="P1M", notice="P90D")],
        (("c",),),
    ),
    Case(
        "contract-notice-exceeds-renewal",
        [contract(end="2026-12-31", renewal="tacit", renewal_term="P1Y", notice="P12M")],
    ),
    Case(
        "contract-notice-exceeds-renewal",
        [contract(end="2026-12-31", renewal="option", renewal_term="P1M", notice="P90D")],
    ),
    Case("contract-tacit-without-term", [contract(renewal="tacit")], (("c",),)),
    Case("contract-tacit-without-term", [contract(renewal="tacit", renewal_term="P0D")], (("c",),)),
    Case("contract-tacit-without-term", [contract(renewal="tacit", renewal_term="P1Y")]),
    Case("contract-tacit-without-term", [contract(renewal="option")]),
    Case(
        "contract-notice-late",
        [contract("c", **YEARLY, notice_given="2026-10-01"), contract("d", renewal="none")],
        (("c",),),
    ),
    Case("contract-notice-late", [contract("c", **YEARLY, notice_given="2026-09-30")]),
    # no renewal is left that it could stop
    Case(
        "contract-notice-late",
        [contract("c", **YEARLY, notice_given="2026-10-01", renewals_left=0)],
    ),
    Case(
        "contract-notice-without-renewal",
        [contract(renewal="none", notice_given="2026-01-01")],
        (("c",),),
    ),
    Case(
        "contract-notice-without-renewal",
        [contract(renewal="tacit", notice_given="2026-01-01"), contract("d", renewal="none")],
    ),
    Case("contract-leap-day", [contract(end="2028-02-29")], (("c",),)),
    Case("contract-leap-day", [contract(end="2027-02-28")]),
    Case("contract-leap-day", [contract(end="2104-02-29")]),  # no end at all
    # whose what they cover is
    Case(
        "contract-covers-reference-data",
        [*MARKET, contract(), rel("c", "COVERS", "product")],
        (("c", "product"),),
    ),
    Case("contract-covers-reference-data", [*MARKET, contract(), rel("c", "COVERS", "mine")]),
    Case(  # a marketplace's own agreements are about its own
        "contract-covers-reference-data",
        [*MARKET, contract(source="market"), rel("c", "COVERS", "product")],
    ),
    Case(
        "contract-covers-reference-data",
        [*MARKET, contract(), rel("c", "COVERS", "product", until="2026-11-25")],
    ),
    # families
    Case(
        "contract-outlives-parent",
        [contract("sow", end="2027-06-30"), *FAMILY],
        (("sow", "msa"),),
    ),
    Case("contract-outlives-parent", [contract("sow"), *FAMILY], (("sow", "msa"),)),
    Case("contract-outlives-parent", [contract("sow", end="2027-02-28"), *FAMILY]),
    Case(
        "contract-outlives-parent",
        [contract("sow", end="2027-06-30", survives_parent=True), *FAMILY],
    ),
    Case(
        "contract-outlives-parent",
        [contract("sow", end="2027-06-30", survives_parent=False), *FAMILY],
    ),
    Case(
        "contract-outlives-parent",
        # The parent ends with its own parent, though it says a later end.
        [
            contract("sow", end="2027-06-30"),
            contract("middle", end="2027-12-31", survives_parent=False),
            contract("msa", end="2027-02-28"),
            rel("sow", "UNDER", "middle"),
            rel("middle", "UNDER", "msa"),
        ],
        (("sow", "middle"),),
    ),
    Case(
        "contract-capped-by-parent",
        [contract("sow", end="2027-06-30", survives_parent=False), *FAMILY],
        (("sow", "msa"),),
    ),
    Case("contract-capped-by-parent", [contract("sow", end="2027-06-30"), *FAMILY]),
    Case(
        "contract-capped-by-parent",
        [contract("sow", end="2027-01-31", survives_parent=False), *FAMILY],
    ),
    Case("contract-without-supplier", [contract()], (("c",),)),
    Case("contract-without-supplier", [contract(), supplier(), rel("c", "WITH", "x")]),
    Case(
        "contract-without-supplier",
        [
            *(contract(id_) for id_ in ("msa", "sow", "po")),
            supplier(),
            rel("po", "UNDER", "sow"),
            rel("sow", "UNDER", "msa"),
            rel("msa", "WITH", "x"),
        ],
    ),
    # services
    Case("service-without-provider", [service()], (("s",),)),
    Case("service-without-provider", [service(), supplier(), rel("x", "PROVIDES", "s")]),
    Case(
        "service-without-provider",
        [
            service(),
            service("element"),
            supplier(),
            rel("element", "PART_OF", "s"),
            rel("x", "PROVIDES", "element"),
        ],
    ),
    Case("service-without-provider", [service(lifecycle="retired")]),
    Case("service-without-provider", [service(retires_on="2026-06-30")]),
    Case("service-without-provider", [service(live_on="2028-01-03")]),
    Case(
        "service-without-provider",
        [service(lifecycle="retired", retires_on="2027-06-30")],
        (("s",),),
    ),
    Case("service-without-contract", [service()], (("s",),)),
    Case(
        "service-without-contract",
        [service(), contract(end="2026-11-24"), rel("c", "COVERS", "s")],
        (("s",),),
    ),
    Case(
        "service-without-contract",
        [service(), contract(end="2026-11-25"), rel("c", "COVERS", "s")],
    ),
    Case("service-without-contract", [service(), *HOUSED, rel("x", "PROVIDES", "s")]),
    Case(
        "service-without-contract",
        [
            service(),
            *HOUSED,
            rel("x", "PROVIDES", "s"),
            supplier("y", sourcing="cloud"),
            rel("y", "PROVIDES", "s"),
        ],
        (("s",),),
    ),
    Case("service-without-consumer", [service(tier="catalog")], (("s",),)),
    Case("service-without-consumer", [service(tier="element")], (("s",),)),
    Case("service-without-consumer", [service(), agency(), rel("a", "CONSUMES", "s")]),
    Case(
        "service-without-consumer",
        [
            service(),
            service("e", tier="element"),
            agency(),
            rel("a", "CONSUMES", "s"),
            rel("s", "DEPENDS_ON", "e"),
        ],
    ),
    Case(
        "provided-in-part-only",
        [service(), supplier(), rel("x", "PROVIDES", "s", extent="part")],
        (("s", "x"),),
    ),
    Case(
        "provided-in-part-only",
        [
            service(),
            supplier(),
            supplier("y"),
            rel("x", "PROVIDES", "s", extent="part"),
            rel("y", "PROVIDES", "s", extent="part"),
        ],
    ),
    Case("provided-in-part-only", [service(), supplier(), rel("x", "PROVIDES", "s")]),
    Case(
        "certification-too-low",
        [
            service(certifications=["FedRAMP High", "CJIS"]),
            service("cloud", certifications=["fedramp moderate"]),
            rel("s", "DEPENDS_ON", "cloud"),
        ],
        (("s", "cloud"),),
    ),
    Case(
        "certification-too-low",
        [
            service(certifications=["FedRAMP Moderate", "CJIS"]),
            service("higher", certifications=["FedRAMP Low", "FedRAMP High"]),
            service("same", certifications=["FedRAMP Moderate"]),
            service("other", certifications=["PCI DSS"]),
            service("silent"),
            *(rel("s", "DEPENDS_ON", id_) for id_ in ("higher", "same", "other", "silent")),
        ],
    ),
    # agreements
    Case("sla-promised-to-nobody", [sla()], (("sla",),)),
    Case("sla-promised-to-nobody", [sla(), agency(), rel("sla", "PROMISED_TO", "a")]),
    Case("sla-governs-nothing", [sla()], (("sla",),)),
    Case("sla-governs-nothing", [sla(), service(), rel("sla", "GOVERNS", "s")]),
    Case("ola-binds-too-few", [ola()], (("ola",),)),
    Case(
        "ola-binds-too-few",
        [
            ola(),
            supplier(),
            rel("ola", "BINDS", "x", role="provider"),
            rel("ola", "BINDS", "x", role="client"),
        ],
        (("ola", "x"),),
    ),
    Case(
        "ola-binds-too-few",
        [
            ola(),
            supplier(),
            agency(),
            rel("ola", "BINDS", "x", role="provider"),
            rel("ola", "BINDS", "a", role="client"),
        ],
    ),
    # targets
    Case("target-orphan", [target()], (("t",),)),
    Case("target-orphan", [target(baseline_for="application")]),
    Case("target-orphan", [target(), sla(), rel("sla", "SETS", "t")]),
    Case("target-incomplete", [target(unit="", value="")], (("t",),)),
    Case("target-incomplete", [target()]),
    Case("target-unit-unfit", [target(unit="hours")], (("t",),)),
    Case("target-unit-unfit", [target(metric="Response time", unit="percent")], (("t",),)),
    Case("target-unit-unfit", [target(metric="response time", unit="business hours")]),
    Case("target-unit-unfit", [target(metric="satisfaction", unit="stars")]),
    Case("target-comparator-unfit", [target(comparator="at most")], (("t",),)),
    Case(
        "target-comparator-unfit",
        [target(metric="Response time", unit="hours", comparator="at least")],
        (("t",),),
    ),
    Case("target-comparator-unfit", [target()]),
    Case("target-comparator-unfit", [target(comparator="equals")]),
    Case("target-comparator-unfit", [target(metric="satisfaction", comparator="at most")]),
    Case("target-value-unfit", [target(value=100.5)], (("t",),)),
    Case("target-value-unfit", [target(value=99.9, unit="ratio")], (("t",),)),
    Case("target-value-unfit", [target(value=-1)], (("t",),)),
    Case("target-value-unfit", [target(value=100)]),
    Case("target-value-unfit", [target(value=240, metric="response time", unit="minutes")]),
    Case(
        "metric-unit-differs",
        [target(), metric(unit="minutes"), rel("m", "MEASURES", "t")],
        (("m", "t"),),
    ),
    Case("metric-unit-differs", [target(), metric(unit="ratio"), rel("m", "MEASURES", "t")]),
    Case("metric-unit-differs", [target(), metric(), rel("m", "MEASURES", "t")]),
    Case("metric-unit-differs", [ola(), metric(unit="minutes"), rel("m", "MEASURES", "ola")]),
    Case(
        "underpinning-unit-differs",
        [*RESTS, target("t"), target("u", unit="hours")],
        (("t", "u"),),
    ),
    Case(
        "underpinning-unit-differs",
        [*RESTS, target("t", unit="%"), target("u", unit="ratio")],
    ),
    Case(
        "underpinning-unit-differs",
        [*RESTS, target("t"), target("u", metric="response time", unit="hours")],
    ),
    # any item
    Case(
        "never-verified",
        [{"kind": "Agency", "id": "a"}, agency("b"), {"kind": "Agency", "id": "c"}],
        (("a", "c"),),
    ),
    Case(
        "never-verified",
        [
            item("Source", "market", role="reference"),
            {"kind": "Agency", "id": "a"},
            {"kind": "Agency", "id": "theirs", "source": "market"},
        ],
        (("a",), ("theirs",)),
    ),
    Case("never-verified", [agency("a")]),
    Case(
        "name-duplicated",
        [service("s", name="Mail  Relay"), service("z", name="mail relay"), service("q", name="M")],
        (("s", "z"),),
    ),
    Case(
        "name-duplicated",
        [
            *(supplier(f"s{n}", name=name) for n, name in enumerate(SPELLINGS)),
            supplier("other", name="Acme Networking, Inc."),
            service("star", name="*"),
            service("stars", name="**"),
        ],
        (("s0", "s1", "s2", "s3"),),
    ),
    Case("name-duplicated", [service("s", name="Mail"), ci("z", name="Mail")]),
    Case(
        "name-duplicated",
        [
            *(supplier(n, name=n) for n in ("Carahsoft Technology Corp.", "CARAHSOFT TECHNOLOGY")),
            service("Payroll Inc.", name="Payroll Inc."),
            service("Payroll", name="Payroll"),
        ],
        (("CARAHSOFT TECHNOLOGY", "Carahsoft Technology Corp."),),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_rule_finds(case: Case) -> None:
    found = check(snapshot_of(*case.graph), TODAY).of_rule(case.rule)
    assert sorted(finding.ids for finding in found) == sorted(case.found)


def test_every_rule_has_a_graph_that_fails_and_one_that_passes() -> None:
    rules = {rule.id for rule in declared_rules()}
    assert {case.rule for case in CASES if case.found} == rules
    assert {case.rule for case in CASES if not case.found} == rules


@pytest.mark.parametrize("case", [c for c in CASES if c.found], ids=lambda case: case.rule)
def test_finding_names_its_items_in_one_sentence_with_advice(case: Case) -> None:
    for finding in check(snapshot_of(*case.graph), TODAY).of_rule(case.rule):
        assert finding.message.endswith(".")
        assert ";" in finding.message or ", so " in finding.message
        assert any(id_ in finding.message for id_ in finding.ids)


@pytest.mark.parametrize(
    ("rule", "graph", "message"),
    [
        ("never-verified", [{"kind": "ServiceLevelAgreement", "id": "a"}], "1 of 1 service level"),
        (
            "name-duplicated",
            [sla("a") | {"name": "M"}, sla("b") | {"name": "m"}],
            "2 service level",
        ),
    ],
)
def test_kinds_are_called_as_people_say_them(rule: str, graph: list[Raw], message: str) -> None:
    (finding,) = check(snapshot_of(*graph), TODAY).of_rule(rule)
    assert finding.message.startswith(f"{message} agreements ")
