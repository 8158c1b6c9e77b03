"""The roadmap: every dated change in one sequence, its orders, increments, and how things stand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from graph_model.errors import InvalidQuestion
from graph_model.facts import Relation
from queries.answers.estate import Include
from queries.answers.office import Office
from queries.answers.viewer import hiding
from queries.expiration.contract_expiration import Expiration
from queries.expiration.expiration import expirations
from queries.roadmap.event import Event, RoadmapEventType
from queries.roadmap.order import RoadmapOrder
from queries.roadmap.plateau import live, plateau
from queries.roadmap.roadmap import Roadmap, roadmap
from queries.roadmap.roadmap import answer as asking
from queries.snapshot.days import day_of
from tests.support.asking import asked, view_of
from tests.support.contracts import KINDS, contract_graphs
from tests.support.graphs import Graph
from tests.support.sketch import sketch

OURS = Include.OURS
TODAY, UNTIL = date(2026, 11, 25), date(2029, 12, 31)
LINES = (
    "target:base baseline_for=infrastructure",
    "target:promised baseline_for=infrastructure",
    "sla:x -SETS-> target:promised",
    "service:a group=infrastructure",
    "service:b group=application live_on=2027-03-01",
    "service:old retires_on=2028-01-31 lifecycle=retiring",
    "contract:c end=2027-06-30",
    "contract:c -COVERS-> service:a",
    "contract:d end=2026-12-31 renewal=tacit renewal_term=P1Y",
    "contract:far end=2031-01-01",
    "contract:past end=2025-01-01",
    "trigger:t fires_on=2027-06-01",
    "trigger:t -TRIGGERS_ON-> contract:c",
    "trigger:after fires_on=2027-07-01",
    "trigger:after -TRIGGERS_ON-> contract:c",
    "trigger:when condition=sale",
    "trigger:when -TRIGGERS_ON-> contract:c",
    "procurement:p opens_on=2027-01-11 closes_on=2027-03-12 awards_on=2027-05-28",
    "procurement:p -REBIDS-> contract:c",
    "procurement:p -REBIDS-> service:b",
)


def drawn(*lines: str, until: date = UNTIL) -> Roadmap:
    return roadmap(sketch(*lines).snapshot, TODAY, until)


def told(of: Roadmap, events: list[Event]) -> list[str]:
    id_of = of.snapshot.id
    services = (" ".join(id_of(row).removeprefix("service:") for row in e.services) for e in events)
    return [
        f"{e.on} {e.type.value}: {id_of(e.row)} [{s}]"
        for e, s in zip(events, services, strict=True)
    ]


def test_one_sequence() -> None:
    of = drawn(*LINES)
    assert told(of, of.all_events) == [
        "2026-11-25 baseline stands: target:base [a]",
        "2027-01-01 contract renews: contract:d []",
        "2027-01-11 procurement opens: procurement:p [a b]",
        "2027-03-01 service goes live: service:b [b]",
        "2027-03-12 offers are due: procurement:p [a b]",
        "2027-05-28 award is planned: procurement:p [a b]",
        "2027-06-01 trigger fires: trigger:t [a]",
        "2027-06-30 contract ends: contract:c [a]",
        "2028-01-31 service retires: service:old [old]",
    ]


@pytest.mark.parametrize(
    ("include", "services"), [(Include.OURS, "a"), (Include.REFERENCE, "a theirs")]
)
def test_a_baseline_stands_for_services_of_ours(include: Include, services: str) -> None:
    snapshot = sketch(
        "target:base baseline_for=infrastructure",
        "service:a group=infrastructure",
        "service:theirs group=infrastructure source=market",
        "source:market role=reference aliases=[market]",
    ).snapshot
    of = asking(asked(snapshot, TODAY), None, UNTIL, None, include)
    assert told(of, of.all_events) == [f"2026-11-25 baseline stands: target:base [{services}]"]


def test_renewals_that_run_out_end_on_the_roadmap() -> None:
    """Renewed once by itself on 1 January 2027, it is over a year later."""
    of = drawn("contract:c end=2026-12-31 renewal=tacit renewal_term=P1Y renewals_left=1")
    assert told(of, of.all_events) == [
        "2027-01-01 contract renews: contract:c []",
        "2027-12-31 contract ends: contract:c []",
    ]


def test_increments_are_two_years_from_as_is_to_to_be() -> None:
    of = drawn(*LINES)
    spans = [(str(i.before.on), i.change_count, str(i.after.on)) for i in of.increments]
    assert spans == [("2026-11-25", 9, "2028-11-24"), ("2028-11-25", 0, "2029-12-31")]
    before, after = of.increments[0].before, of.increments[0].after
    # a and old are live and only a is covered; then b is live, old is not, and a's contract is over
    assert (before.services_live, before.services_uncovered) == (2, 1)
    assert (after.services_live, after.services_uncovered) == (2, 2)
    # c, d and far; then d, renewed by itself, and far
    assert (before.contracts_in_force, after.contracts_in_force) == (3, 2)


def test_an_increment_at_the_end_of_the_calendar() -> None:
    of = roadmap(sketch("contract:c end=2027-06-30").snapshot, date(9998, 1, 1), date(9999, 12, 30))
    assert [(i.before.on, i.after.on) for i in of.increments] == [
        (date(9998, 1, 1), date(9999, 12, 30))
    ]


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ("lifecycle=live", "2026 2027 2028"),
        ("criticality=low", "2026 2027 2028"),
        ("lifecycle=planned", ""),
        ("lifecycle=planned live_on=2027-01-01", "2027 2028"),
        ("lifecycle=live live_on=2027-01-02", "2028"),
        ("lifecycle=retired", ""),
        ("lifecycle=retired retires_on=2028-01-01", "2026 2027"),
        ("lifecycle=pilot live_on=2027-01-01 retires_on=2028-01-01", "2027"),
    ],
)
def test_services_that_are_live(fields: str, days: str) -> None:
    snapshot = sketch(f"service:a {fields}").snapshot
    epoch = date(1970, 1, 1)
    found = [
        year for year in (2026, 2027, 2028) if len(live(snapshot, (date(year, 1, 1) - epoch).days))
    ]
    assert " ".join(map(str, found)) == days


@pytest.mark.parametrize(
    ("as_of", "until", "first_days"),
    [
        (date(2028, 2, 29), date(2031, 1, 1), "2028-02-29 2030-02-28"),
        (date(9996, 1, 1), date(9999, 12, 31), "9996-01-01 9998-01-01"),
        (date(9999, 12, 31), date(9999, 12, 31), "9999-12-31"),
    ],
)
def test_increments_end_with_the_roadmap(as_of: date, until: date, first_days: str) -> None:
    found = roadmap(sketch("contract:c end=2027-06-30").snapshot, as_of, until).increments
    assert " ".join(str(increment.before.on) for increment in found) == first_days
    assert found[-1].after.on == until


def test_a_roadmap_does_not_go_on_for_ever() -> None:
    with pytest.raises(
        InvalidQuestion, match="until: found 9999-12-31, expected at most 100 years"
    ):
        drawn(until=date(9999, 12, 31))


def test_no_end_before_the_beginning() -> None:
    with pytest.raises(InvalidQuestion, match="until: found 2026-11-24, expected 2026-11-25 or la"):
        drawn(until=date(2026, 11, 24))


def test_a_trigger_of_a_master_agreement_concerns_what_those_under_it_cover() -> None:
    of = drawn(
        "trigger:t fires_on=2027-06-01",
        "trigger:t -TRIGGERS_ON-> contract:msa",
        "contract:sow -UNDER-> contract:msa",
        "contract:order -UNDER-> contract:sow",
        "contract:over -UNDER-> contract:msa",
        "contract:over end=2027-05-31",
        "contract:sow -COVERS-> service:a",
        "contract:order -COVERS-> service:b",
        "contract:over -COVERS-> service:c",
    )
    assert told(of, of.all_events) == [
        "2027-05-31 contract ends: contract:over [c]",
        "2027-06-01 trigger fires: trigger:t [a b]",
    ]


ORDERED = (
    *(f"contract:{name} end=2027-0{n}-28" for n, name in enumerate("abcd", 1)),
    *(f"contract:{name} -COVERS-> service:{name}" for name in "abcd"),
    "agency:x -CONSUMES-> service:b",
    "agency:y -CONSUMES-> service:b",
    "program:p -CONSUMES-> service:c",
    "service:a -NEEDS-> capability:k",
    "service:b -NEEDS-> capability:none",
    "supplier:s -OFFERS-> offering:o",
    "offering:o -DELIVERS-> capability:k",
)


@pytest.mark.parametrize(
    ("order", "currency", "expected"),
    [
        (RoadmapOrder.DATE, None, "a b c d"),
        (RoadmapOrder.AGENCIES, None, "b a c d"),
        (RoadmapOrder.PROGRAMS, None, "c a b d"),
        # one supplier is ready for a, none for b; what c and d need is not known
        (RoadmapOrder.READINESS, None, "a b c d"),
        (RoadmapOrder.ANNUAL_CHARGE, None, "c a b d"),
        (RoadmapOrder.ANNUAL_CHARGE, "EUR", "d a b c"),
    ],
)
def test_sorted_by_demand_and_readiness(
    order: RoadmapOrder, currency: str | None, expected: str
) -> None:
    graph = sketch(*ORDERED, "agency:z", "agency:w")
    charges = (("agency:z", "c", "10 USD"), ("agency:w", "c", "5 USD"), ("agency:z", "d", "99 EUR"))
    extra = [
        Relation("CONSUMES", who, f"service:{of}", "", {"annual_charge": charge})
        for who, of, charge in charges
    ]
    if order is not RoadmapOrder.ANNUAL_CHARGE:
        extra = []
    found = roadmap(Graph(graph.items, (*graph.relations, *extra)).snapshot, TODAY, UNTIL)
    events = found.ordered(order, currency)
    assert [found.snapshot.id(e.row)[-1] for e in events] == expected.split()


ENDS = (RoadmapEventType.CONTRACT_ENDS, RoadmapEventType.CONTRACT_RENEWS)
ALL = (*KINDS, "Procurement", "Program", "ServiceLevelTarget")


@settings(max_examples=100, deadline=None)
@given(contract_graphs(kinds=ALL))
def test_every_end_is_on_the_roadmap_once(graph: Graph) -> None:
    found = roadmap(graph.snapshot, TODAY, UNTIL)
    answer = expirations(graph.snapshot, TODAY)
    ends = sorted((e.on, e.row) for e in found.all_events if e.type in ENDS)
    listed = [Expiration(answer, p) for p in answer.between(TODAY, UNTIL).tolist()]
    renewals = {(e.renews_on, e.row) for e in listed if e.renews_on and e.renews_on <= UNTIL}
    furthest = {(day_of(int(answer.prospects.furthest[e.position])), e.row) for e in listed}
    over = {(day, row) for day, row in furthest if day is not None and day <= UNTIL}
    assert ends == sorted(renewals | over)
    assert sum(i.change_count for i in found.increments) == len(found.all_events)
    for order in RoadmapOrder:
        assert sorted(found.ordered(order), key=found.all_events.index) == found.all_events
    before = plateau(answer, TODAY)
    assert before.contracts_in_force == int(
        answer.last.in_force((TODAY - date(1970, 1, 1)).days).sum()
    )


def test_the_terms_end_and_the_biennium_stand_on_the_roadmap() -> None:
    """Of the lines above: d renews and p opens before the term ends, c has to be acted on by then.

    c ends on 30 June 2027; of no form, replacing it takes P6M and P6M: its latest safe start is a
    year before its end, in the past, so that its next step is the end itself. d can be given notice
    up to its end; far has time until 2030.
    """
    office = Office(term_ends=date(2027, 1, 11), biennium=date(2019, 7, 1))
    found = asking(asked(sketch(*LINES).snapshot, TODAY, office=office), None, UNTIL, None, OURS)
    told = [
        (str(d.on), d.type.value, len(d.to_act_on), [of_id(found, row) for row in d.ending])
        for d in found.dates
    ]
    assert told == [
        ("2027-01-11", "the CIO's term ends", 1, []),
        ("2027-07-01", "a biennium begins", 2, ["contract:c"]),
        ("2029-07-01", "a biennium begins", 2, ["contract:c"]),
    ]
    view = view_of(found.snapshot, TODAY)
    assert [d.change_count(view) for d in found.dates] == [2, 7, 8]
    ending = "Before the CIO's term ends on 11 Jan 2027, 1 contract needs a step; 0 contracts end."
    assert found.sentence(view).endswith(ending)
    assert [str(i.before.on) for i in found.increments] == [
        "2026-11-25",
        "2027-07-01",
        "2029-07-01",
    ]
    assert str(found.increments[0].after.on) == "2027-06-30"


def test_what_is_hidden_is_not_counted_up_to_a_date_of_the_office() -> None:
    office = Office(term_ends=date(2028, 1, 1))
    about = asked(
        sketch(*LINES).snapshot, TODAY, hiding(["contract:c", "contract:d"]), None, office
    )
    (only,) = asking(about, None, UNTIL, None, OURS).dates
    assert (only.to_act_on_count(about.view), only.ending_count(about.view)) == (0, 0)


def of_id(found: Roadmap, row: int) -> str:
    return found.snapshot.id(row)


REBID = (
    "procurement:p awards_on=2026-08-28",
    "procurement:open",
    "procurement:p -REBIDS-> contract:old",
    "procurement:p -REBIDS-> contract:order",
    "procurement:p -REBIDS-> service:a",
    "procurement:open -REBIDS-> contract:old",
    "procurement:p -RESULTS_IN-> contract:new",
    "procurement:p -RESULTS_IN-> contract:bare",
    "contract:old start=2025-01-01 end=2026-12-31 value=240_USD",
    "contract:order start=2025-01-01 end=2026-12-31 value=100_USD",
    "contract:order -UNDER-> contract:old",
    "contract:new start=2027-01-01 end=2027-12-31 value=90_USD",
    "contract:bare",
)


def test_a_result_stands_beside_what_it_replaced() -> None:
    """240 over two years, the order a part of it; 90 for one; of the other no value is recorded."""
    of = drawn(*REBID)
    (result,) = of.found_results
    view, ids = view_of(of.snapshot, TODAY), of.snapshot.ids_of
    assert (of.snapshot.id(result.procurement), str(result.awarded_on)) == (
        "procurement:p",
        "2026-08-28",
    )
    assert set(ids(result.replaced)) == {"contract:old", "contract:order"}
    assert set(ids(result.results)) == {"contract:new", "contract:bare"}
    assert (result.annual_before(view), result.annual_now(view)) == (["120 USD"], ["90 USD"])


def test_no_sum_of_a_result_has_what_is_hidden() -> None:
    of = drawn(*REBID)
    view = view_of(of.snapshot, TODAY, hiding(["contract:old", "contract:new"]))
    (result,) = of.found_results
    assert (result.annual_before(view), result.annual_now(view)) == (["50 USD"], [])
