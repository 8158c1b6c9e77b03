"""Candidates beside what is needed: each part by hand, none added up with another."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given

from graph_model.facts import Item
from graph_model.values import Value
from queries.answers.viewer import hiding
from queries.snapshot.rows import as_ints
from queries.snapshot.snapshot import Snapshot
from queries.supplier.candidate import Candidate, Needs, candidates, needs, ordered
from queries.supplier.candidate_part import CandidatePart
from tests.support.graphs import Graph, graphs
from tests.support.levels import levels
from tests.support.naive import holds

TODAY = date(2027, 1, 1)
MARKET = (
    "supplier:old -PROVIDES-> service:mail",
    "supplier:old -PROVIDES-> service:desk",
    "supplier:other -PROVIDES-> service:desk",
    "service:mail -NEEDS-> capability:mail",
    "service:mail -NEEDS-> capability:archive",
    "sla:mail 99.9% P1M service:mail",
    "sla:mail 4h service:mail",
    "ola:mail 15min response service:mail",
    "ola:mail -BINDS[provider]-> supplier:old",
    "supplier:alto -OFFERS-> offering:alto",
    "offering:alto -DELIVERS-> capability:mail",
    "supplier:bridge -OFFERS-> offering:bridge",
    "offering:bridge -DELIVERS-> capability:mail",
    "offering:bridge -DELIVERS-> capability:archive",
    "supplier:print -OFFERS-> offering:print",
    "offering:print -DELIVERS-> capability:print",
)


def market(*lines: str, items: tuple[Item, ...] = ()) -> Snapshot:
    graph = levels(*MARKET, *lines)
    replaced = {item.id for item in items}
    kept = tuple(item for item in graph.items if item.id not in replaced)
    return Graph((*kept, *items), graph.relations).snapshot


def needed(snapshot: Snapshot, *services: str) -> Needs:
    rows = snapshot.rows(services or ["service:mail"])
    return needs(snapshot, rows, int(snapshot.rows(["supplier:old"])[0]), TODAY)


def one(snapshot: Snapshot, supplier: str) -> Candidate:
    row = int(snapshot.rows([supplier])[0])
    return Candidate(snapshot, row, needed(snapshot), TODAY)


def test_what_services_ask_of_whoever_delivers_them() -> None:
    mail = Item("Service", "service:mail", {"name": "mail", "certifications": ["A", "B"]})
    snapshot = market("ola:others 1h service:mail", items=(mail,))
    found = needed(snapshot)
    ids = snapshot.ids_of
    assert sorted(ids(found.capabilities)) == ["capability:archive", "capability:mail"]
    assert found.certifications == ("A", "B")
    # what is promised, and what the replaced supplier is bound to; not what others are bound to
    promised = ["target:ola:mail", "target:sla:mail", "target:sla:mail-2"]
    assert sorted(ids(found.targets)) == promised


@pytest.mark.parametrize(
    ("supplier", "delivered", "lacking"),
    [
        ("supplier:alto", ["capability:mail"], ["capability:archive"]),
        ("supplier:bridge", ["capability:archive", "capability:mail"], []),
        ("supplier:print", [], ["capability:archive", "capability:mail"]),
    ],
)
def test_capabilities(supplier: str, delivered: list[str], lacking: list[str]) -> None:
    snapshot = market()
    found = one(snapshot, supplier)
    assert sorted(snapshot.ids_of(found.delivered)) == delivered
    assert sorted(snapshot.ids_of(found.lacking)) == lacking


@pytest.mark.parametrize(
    ("offered", "verdicts"),
    [
        ([], {"sla:mail": "unknown", "sla:mail-2": "unknown"}),
        (["99.9 percent P1M"], {"sla:mail": "meets", "sla:mail-2": "unknown"}),
        (["99.95 % P1M"], {"sla:mail": "meets"}),
        (["99.5 percent P1M"], {"sla:mail": ("falls short", 0.004)}),
        # the better of two
        (["99.5 percent P1M", "99.99 percent P1M"], {"sla:mail": "meets"}),
        # a year's downtime may fall into one month, or be spread evenly
        (["99.9 percent P1Y"], {"sla:mail": "unknown"}),
        (["99.8 percent P1Y"], {"sla:mail": ("falls short", 0.001)}),
        (["99.8 percent P1Y", "99.9 percent P1M"], {"sla:mail": "meets"}),
        (["4 hours", "6 hours"], {"sla:mail-2": "meets"}),
        (["6 hours"], {"sla:mail-2": ("falls short", 7_200)}),
        (["240 minutes"], {"sla:mail-2": "meets"}),
        # what is in no unit of its measure tells nothing
        (["99.95 hours P1M availability"], {"sla:mail": "unknown", "sla:mail-2": "unknown"}),
    ],
)
def test_levels_against_targets(
    offered: list[str], verdicts: dict[str, str | tuple[str, float]]
) -> None:
    lines = []
    for n, text in enumerate(offered):
        value, unit, *rest = text.split()
        metric = "availability" if unit in ("percent", "%") or len(rest) == 2 else "resolution"
        window = f" window={rest[0]}" if rest else ""
        lines += [
            f"offering:alto -SETS-> target:{n}",
            f"target:{n} metric={metric} value={value} unit={unit}{window}",
        ]
    snapshot = market(*lines)
    found = {snapshot.id(level.target): level for level in one(snapshot, "supplier:alto").levels}
    for target, expected in verdicts.items():
        verdict, short = expected if isinstance(expected, tuple) else (expected, 0.0)
        level = found[f"target:{target}"]
        assert level.verdict.value == verdict
        assert level.short_by == pytest.approx(short)


@pytest.mark.parametrize(("offered", "verdict"), [(5, "meets"), (3, "falls short")])
def test_figures_of_no_measure_compare_by_metric_and_comparator(offered: int, verdict: str) -> None:
    happy: dict[str, Value] = {"name": "happy", "metric": "satisfaction", "value": 4}
    happy["comparator"] = "at least"
    snapshot = market(
        "sla:mail -SETS-> target:happy",
        "offering:alto -SETS-> target:offered",
        f"target:offered metric=Satisfaction value={offered}",
        "offering:alto -SETS-> target:cost",
        "target:cost metric=cost value=9",
        items=(Item("ServiceLevelTarget", "target:happy", happy),),
    )
    found = {snapshot.id(level.target): level for level in one(snapshot, "supplier:alto").levels}
    assert found["target:happy"].verdict.value == verdict


def test_certifications_of_what_is_needed_only() -> None:
    mail = Item("Service", "service:mail", {"name": "mail", "certifications": ["PCI DSS", "CJIS"]})
    offers = [
        Item("Offering", f"offering:{name}", {"name": name, "certifications": held})
        for name, held in (("alto", ["pci dss"]), ("extra", ["CJIS"]))
    ]
    snapshot = market("supplier:alto -OFFERS-> offering:extra", items=(mail, *offers))
    found = one(snapshot, "supplier:alto")
    # the other offering delivers nothing needed: what it is certified for does not help
    assert (found.held, found.uncertified) == (("pci dss",), ("CJIS",))


@pytest.mark.parametrize(
    ("required", "held", "uncertified"),
    [
        (["FedRAMP Moderate"], ["FedRAMP High"], ()),
        (["FedRAMP High", "CJIS"], ["FedRAMP Moderate"], ("FedRAMP High", "CJIS")),
        (["FedRAMP Low"], ["FedRAMP LI-SaaS", "fedramp moderate"], ()),
    ],
)
def test_a_higher_certification_answers_for_a_lower_one(
    required: list[str], held: list[str], uncertified: tuple[str, ...]
) -> None:
    mail = Item("Service", "service:mail", {"name": "mail", "certifications": required})
    alto = Item("Offering", "offering:alto", {"name": "alto", "certifications": held})
    assert one(market(items=(mail, alto)), "supplier:alto").uncertified == uncertified


@pytest.mark.parametrize(
    ("supplier", "concentration", "spread"),
    [
        # provided: mail by old, desk by old and by other. Shares of services: other 1 of 2.
        # Shares of the three provisions: before (2/3)² + (1/3)², after old 1, other 2 the same
        ("supplier:other", (0.5, 1.0), (5 / 9, 5 / 9)),
        # with bridge three suppliers have one each: 3 · (1/3)²
        ("supplier:bridge", (0.0, 0.5), (5 / 9, 1 / 3)),
    ],
)
def test_concentration_before_and_after(
    supplier: str, concentration: tuple[float, float], spread: tuple[float, float]
) -> None:
    found = one(market(), supplier)
    assert shares(found) == pytest.approx(concentration)
    assert spreads(found) == pytest.approx(spread)


def shares(found: Candidate) -> tuple[float, float]:
    return found.share_before, found.share_after


def spreads(found: Candidate) -> tuple[float, float]:
    return found.spread_before, found.spread_after


def ranked(found: list[Candidate], part: CandidatePart | None) -> list[str]:
    listing = ordered(found, part)
    keys = [listing.key(at) for at in range(listing.size)]
    assert keys == sorted(keys)
    return [one.snapshot.id(one.supplier) for one in map(listing.one, range(listing.size))]


def test_only_who_offers_something_needed_is_a_candidate() -> None:
    snapshot = market("supplier:late -OFFERS-> offering:late until=2027-01-01")
    found = [snapshot.id(c.supplier) for c in candidates(snapshot, needed(snapshot), TODAY)]
    assert found == ["supplier:alto", "supplier:bridge"]


@pytest.mark.parametrize(
    ("services", "note", "found"),
    [
        (["service:mail"], None, ["supplier:alto", "supplier:bridge"]),
        # who sells payments is no candidate for a desk of which nothing is recorded
        (
            ["service:desk"],
            "nothing is recorded that the service needs, so no candidate can be named",
            [],
        ),
        (
            ["service:desk", "service:print"],
            "nothing is recorded that any of the 2 services needs, so no candidate can be named",
            [],
        ),
        (
            ["service:desk", "service:mail", "service:print"],
            "nothing is recorded that 2 of the 3 services need",
            ["supplier:alto", "supplier:bridge"],
        ),
    ],
)
def test_what_is_not_recorded_of_the_needs_is_said(
    services: list[str], note: str | None, found: list[str]
) -> None:
    ended = "service:print -NEEDS-> capability:print until=2027-01-01"
    snapshot = market(ended)
    wanted = needed(snapshot, *services)
    assert wanted.note == note
    silent = [id_ for id_ in services if id_ != "service:mail"]
    assert snapshot.ids_of(wanted.silent) == silent
    assert [snapshot.id(c.supplier) for c in candidates(snapshot, wanted, TODAY)] == found
    row = int(snapshot.rows(["supplier:print"])[0])
    assert snapshot.ids_of(Candidate(snapshot, row, wanted, TODAY).offerings) == []


@pytest.mark.parametrize(
    ("part", "first"),
    [
        (CandidatePart.CAPABILITIES, "supplier:bridge"),
        (CandidatePart.LEVELS, "supplier:alto"),
        (CandidatePart.CERTIFICATIONS, "supplier:alto"),
        (CandidatePart.PRICE, "supplier:bridge"),
        (CandidatePart.SPREAD, "supplier:alto"),  # the same: by id
        (None, "supplier:alto"),
    ],
)
def test_candidates_by_each_part(part: CandidatePart | None, first: str) -> None:
    mail = Item("Service", "service:mail", {"name": "mail", "certifications": ["A"]})
    alto = Item("Offering", "offering:alto", {"name": "alto", "certifications": ["A"]})
    bridge = Item("Offering", "offering:bridge", {"name": "bridge", "price": "90.50 USD"})
    snapshot = market(
        "offering:alto -SETS-> target:x",
        "target:x metric=availability value=99.9 unit=percent",
        items=(mail, alto, bridge),
    )
    assert ranked(candidates(snapshot, needed(snapshot), TODAY), part)[0] == first


def test_prices_order_by_amount_and_none_comes_last() -> None:
    prices = {"alto": "1000 USD", "bridge": "999.99 USD"}
    items = tuple(
        Item("Offering", f"offering:{name}", {"name": name, "price": price})
        for name, price in prices.items()
    )
    free = "supplier:free -OFFERS-> offering:free"
    snapshot = market(free, "offering:free -DELIVERS-> capability:mail", items=items)
    found = ranked(candidates(snapshot, needed(snapshot), TODAY), CandidatePart.PRICE)
    assert found == ["supplier:bridge", "supplier:alto", "supplier:free"]


@pytest.mark.parametrize(
    ("hidden", "left", "prices"),
    [
        ((), ["supplier:bridge", "supplier:alto"], {"999.99 USD", "1000 USD"}),
        (["offering:bridge"], ["supplier:alto"], {"1000 USD"}),
        (["offering:alto"], ["supplier:bridge"], {"999.99 USD"}),
        (["offering:bridge", "offering:alto"], [], set()),
    ],
)
def test_what_is_not_seen_of_the_market_tells_nothing(
    hidden: list[str], left: list[str], prices: set[str]
) -> None:
    """Neither who offers it, nor its price, nor by an order."""
    items = (
        Item("Offering", "offering:alto", {"name": "alto", "price": "1000 USD"}),
        Item("Offering", "offering:bridge", {"name": "bridge", "price": "999.99 USD"}),
    )
    snapshot = market(items=items)
    seen = hiding(hidden).visible(snapshot)
    found = candidates(snapshot, needed(snapshot), TODAY, seen)
    assert ranked(found, CandidatePart.PRICE) == left
    assert {price for one in found for price in one.prices} == prices


@given(graphs())
def test_any_market_is_answered(graph: Graph) -> None:
    snapshot = graph.snapshot
    suppliers, services = graph.ids("Supplier"), graph.ids("Service")
    if not suppliers:
        return
    old = int(snapshot.rows(suppliers[:1])[0])
    wanted = needs(snapshot, snapshot.rows(services), old, TODAY)
    found = candidates(snapshot, wanted, TODAY)
    for part in CandidatePart:
        assert sorted(ranked(found, part)) == sorted(snapshot.id(c.supplier) for c in found)
    for candidate in found:
        both = [*candidate.delivered.tolist(), *candidate.lacking.tolist()]
        assert sorted(both) == sorted(wanted.capabilities.tolist())
        before, after = shares(candidate)
        assert 0 <= before <= after <= 1
        assert spreads(candidate) == pytest.approx(spread(graph, wanted, candidate))
        assert len(candidate.levels) == len(wanted.targets)


def spread(graph: Graph, wanted: Needs, candidate: Candidate) -> tuple[float, float]:
    """The index from every provision written down, and again with those that change hands moved."""
    snapshot, kinds = graph.snapshot, {item.id: item.kind for item in graph.items}
    old, new = snapshot.id(wanted.replaced), snapshot.id(candidate.supplier)
    services = set(snapshot.ids_of(wanted.services))
    provided = {
        (r["from"], r["to"])
        for r in graph.records["relations"]
        if r["type"] == "PROVIDES" and holds(r, TODAY) and kinds[str(r["to"])] == "Service"
    }
    moved = {(new if s == old and to in services else s, to) for s, to in provided}
    before, after = (
        sum((n / len(pairs)) ** 2 for n in Counter(s for s, _ in pairs).values())
        for pairs in (provided, moved)
    )
    return before, after


def test_nothing_provided_is_no_share() -> None:
    snapshot = levels("supplier:a", "supplier:b").snapshot
    wanted = needs(snapshot, as_ints([]), 0, TODAY)
    found = Candidate(snapshot, 1, wanted, TODAY)
    assert (shares(found), spreads(found)) == ((0.0, 0.0), (0.0, 0.0))
