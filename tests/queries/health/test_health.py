"""Health by hand: every indicator with what counts for it and what counts against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.changes import Put
from graph_model.errors import InvalidQuestion, NotFound
from graph_model.facts import Item
from graph_model.values import Value
from queries.answers.asked import Point
from queries.answers.calendar import Calendar
from queries.health.health import Health, health
from queries.health.indicator import Indicator
from queries.health.trend import trends
from tests.support.asking import Moments
from tests.support.graphs import DATES, Graph, graphs
from tests.support.levels import levels
from tests.support.naive import Records, holds, in_force, in_service

TODAY = date(2026, 11, 25)


def asked(
    *lines: str, of: str | None = None, own: Mapping[str, Mapping[str, Value]] | None = None
) -> Health:
    """The health of lines, some items with ``own`` fields on top (lists, values with spaces)."""
    graph = levels(*lines)
    items = [Item(i.kind, i.id, {**i.fields, **(own or {}).get(i.id, {})}) for i in graph.items]
    return health(Graph(tuple(items), graph.relations).snapshot, TODAY, of)


def found(of: Health, name: str) -> Indicator:
    (indicator,) = (i for i in of.indicators if i.title == name)
    return indicator


def sides(of: Health, name: str) -> tuple[list[str], list[str]]:
    indicator = found(of, name)
    met, unmet = (sorted(of.snapshot.ids_of(rows)) for rows in (indicator.met, indicator.unmet))
    return met, unmet


CURRENCY = "currency of information"
MANUAL = "completeness of the manual"
EVIDENCE = "source-or-retain evidence"
COSTS, CHOICES = "cost accountability and currency", "access to technology choices"
COMPETENCE, CONTROL = "operational competence", "control and flexibility"
CHANGE = "change capability"
GOLD = "target:gold metric=availability value=99.9 unit=percent baseline_for=infrastructure"


@pytest.mark.parametrize(
    ("name", "lines", "met", "unmet"),
    [
        # 180 days before 25 November 2026 is 29 May
        (
            CURRENCY,
            [
                "service:new verified_on=2026-05-29",
                "service:old verified_on=2026-05-28",
                "service:never",
            ],
            ["service:new"],
            ["service:never", "service:old"],
        ),
        (
            MANUAL,
            ["document:d -DESCRIBES-> service:a", "ola:b -GOVERNS-> service:a", "ci:x"],
            ["service:a"],
            ["ola:b"],
        ),
        (
            "Baseline: target:gold",
            [
                GOLD,
                "service:kept group=infrastructure",
                "sla:kept 99.95% service:kept",
                "service:missed group=infrastructure",
                "ola:missed 99.5% service:missed",
                "service:unknown group=infrastructure",
                "service:timed group=infrastructure",
                "ola:timed 4h service:timed",
                "service:other group=application",
                "ola:other 99.99% service:other",
            ],
            ["service:kept"],
            ["service:missed"],
        ),
        (
            "managed services",
            ["service:a mode=managed", "service:b mode=brokered", "service:c"],
            ["service:a"],
            ["service:b"],
        ),
        (
            EVIDENCE,
            [
                "supplier:own sourcing=insourced",
                *(f"supplier:own -PROVIDES-> service:{s}" for s in ("bid", "offered", "alone")),
                "procurement:p -REBIDS-> service:bid",
                "service:offered -NEEDS-> capability:c",
                "offering:o -DELIVERS-> capability:c",
                "supplier:market -OFFERS-> offering:o",
                "supplier:market -PROVIDES-> service:bought",
            ],
            ["service:bid", "service:offered"],
            ["service:alone"],
        ),
        (
            "stakeholders: political",
            [
                "stakeholder:a force=political engaged_on=2026-11-01",
                "stakeholder:b force=political engaged_on=2026-01-01",
                "stakeholder:c force=market engaged_on=2026-11-01",
            ],
            ["stakeholder:a"],
            ["stakeholder:b"],
        ),
        (
            COSTS,
            [
                "agency:a -CONSUMES-> service:charged annual_charge=5USD",
                "agency:a -CONSUMES-> service:partly annual_charge=5USD",
                "agency:b -CONSUMES-> service:partly",
                "agency:b -CONSUMES-> service:charged until=2026-01-01",
                "service:unused",
            ],
            ["service:charged"],
            ["service:partly"],
        ),
        (
            CHOICES,
            [
                "supplier:a -PROVIDES-> service:two",
                "supplier:b -PROVIDES-> service:two",
                "service:plug plug_and_play=yes",
                "service:market -NEEDS-> capability:c",
                "offering:a -DELIVERS-> capability:c",
                "offering:b -DELIVERS-> capability:c",
                "supplier:a -OFFERS-> offering:a",
                "supplier:b -OFFERS-> offering:b",
                "supplier:a -PROVIDES-> service:one",
            ],
            ["service:market", "service:plug", "service:two"],
            ["service:one"],
        ),
        (
            CHANGE,
            [
                "contract:follows end=2027-01-31",
                "contract:next -SUCCEEDS-> contract:follows",
                "contract:next end=2029-12-31",
                "contract:bid end=2027-01-31",
                "procurement:p -REBIDS-> contract:bid",
                "contract:time end=2028-10-31 procurement_time=P1M transition_time=P1M",
                "contract:late end=2027-01-31",
                "contract:over end=2026-01-31",
                "contract:open",
            ],
            ["contract:bid", "contract:follows", "contract:time"],
            ["contract:late"],
        ),
    ],
)
def test_indicators_by_hand(name: str, lines: list[str], met: list[str], unmet: list[str]) -> None:
    answer = asked(*lines)
    assert sides(answer, name) == (met, unmet)
    assert found(answer, name).share == len(met) / (len(met) + len(unmet))


def test_rights_to_replace_are_inherited() -> None:
    answer = asked(
        "contract:sow -UNDER-> contract:msa",
        "contract:po -UNDER-> contract:sow",
        "contract:alone",
        "contract:ended end=2026-01-01",
        own={
            "contract:msa": {"rights": ["step-in"]},
            "contract:alone": {"rights": ["audit"]},
            "contract:ended": {"rights": ["substitution"]},
        },
    )
    assert sides(answer, CONTROL) == (
        ["contract:msa", "contract:po", "contract:sow"],
        ["contract:alone"],
    )


def test_rights_of_an_agreement_that_has_lapsed_do_not_count() -> None:
    lines = (
        "contract:msa end=2026-11-24 rights=[substitution]",
        "contract:c -UNDER-> contract:msa",
    )
    assert sides(asked(*lines), CONTROL) == ([], ["contract:c"])


@pytest.mark.parametrize(
    ("readings", "unit", "kept"),
    [
        (["2026-10-01 99.95"], "percent", True),
        (["2026-10-01 99.5"], "percent", False),
        (["2026-09-01 99.5", "2026-10-01 99.95"], "percent", True),  # the latest counts
        (["2026-10-01 0.9995"], "fraction", True),
        (["2026-10-01 99.95"], None, True),  # in the target's unit
        (["2026-10-01 99.95"], "hours", None),  # tells nothing
        (None, "percent", None),
    ],
)
def test_targets_against_their_latest_reading(
    readings: list[str] | None, unit: str | None, kept: bool | None
) -> None:
    said: dict[str, Value] = {"unit": unit} if unit else {}
    answer = asked(
        "sla:a 99.9% service:a",
        "metric:m -MEASURES-> target:sla:a",
        own={"metric:m": said | ({"readings": readings} if readings else {})},
    )
    expected = {True: (["target:sla:a"], []), False: ([], ["target:sla:a"]), None: ([], [])}
    assert sides(answer, COMPETENCE) == expected[kept]


def test_a_time_is_kept_by_less_and_read_in_its_own_unit() -> None:
    answer = asked(
        "sla:a 4h service:a",
        "sla:b 4h service:b",
        "metric:a -MEASURES-> target:sla:a",
        "metric:b -MEASURES-> target:sla:b",
        own={
            "metric:a": {"unit": "minutes", "readings": ["2026-10-01 200"]},
            "metric:b": {"unit": "hours", "readings": ["2026-10-01 4.5"]},
        },
    )
    assert sides(answer, COMPETENCE) == (["target:sla:a"], ["target:sla:b"])


def test_what_nothing_is_counted_for_has_no_share() -> None:
    answer = asked("agency:a")
    assert found(answer, COSTS).share is None
    assert found(answer, CURRENCY).share == 0


def test_the_characteristics_are_five_and_no_number_sums_them_up() -> None:
    names = [indicator.title for indicator in asked("agency:a").indicators]
    assert names[-5:] == [COSTS, CHOICES, COMPETENCE, CONTROL, CHANGE]
    assert len(set(names)) == len(names)


def test_each_lever_names_what_isworst_in_it_and_no_number_sums_them_up() -> None:
    answer = asked(
        "service:a mode=managed verified_on=2026-11-01",
        "service:b mode=brokered verified_on=2026-11-01",
        "document:d -DESCRIBES-> service:a verified_on=2026-11-01",
    )
    told = {one.lever: (one.known, one.worst) for one in answer.levers}
    lowest = {lever.value: (n, i and (i.title, i.share)) for lever, (n, i) in told.items()}
    assert lowest == {
        "governance": (0, None),
        # nothing else of sourcing is known of either but that nobody else offers it
        "sourcing": (2, (CHOICES, 0.0)),
        "contracts": (0, None),
        "service levels": (0, None),
        "transparency": (2, (MANUAL, 0.5)),
    }
    everywhere = [i for one in answer.levers for i in one.indicators]
    assert sorted(i.title for i in everywhere) == sorted(i.title for i in answer.indicators)


MANUAL_LINES = (
    "document:1 -PART_OF-> document:0",
    "document:2 -PART_OF-> document:0",
    "document:11 -PART_OF-> document:1",
    "document:11 -DESCRIBES-> service:a",
    "document:11 verified_on=2026-11-01",
    "document:2 verified_on=2020-01-01",
    "document:loop -PART_OF-> document:loop",
)


def test_the_manual_by_its_hierarchy() -> None:
    answer = asked(*MANUAL_LINES, "service:b")
    ids = answer.snapshot.ids_of
    told = [
        (
            answer.snapshot.id(page.row),
            page.depth,
            ids(page.described),
            ids(page.empty),
            sorted(ids(page.stale)),
        )
        for page in answer.manual
    ]
    assert told == [
        (
            "document:0",
            0,
            ["service:a"],
            ["document:2"],
            ["document:0", "document:1", "document:2"],
        ),
        ("document:1", 1, ["service:a"], [], ["document:1"]),
        ("document:11", 2, ["service:a"], [], []),
        ("document:2", 1, [], ["document:2"], ["document:2"]),
        ("document:loop", 0, [], [], ["document:loop"]),
    ]
    part = asked(*MANUAL_LINES, "service:b", of="service:a")
    documents = [part.snapshot.id(page.row) for page in part.manual]
    assert documents == ["document:0", "document:1", "document:11"]


@given(graphs(("Document", "Document", "Service")))
def test_every_document_stands_once_before_its_parts(graph: Graph) -> None:
    snapshot = graph.snapshot
    pages = health(snapshot, TODAY).manual
    order = [page.row for page in pages]
    assert sorted(snapshot.id(row) for row in order) == sorted(graph.ids("Document"))
    for at, page in enumerate(pages):
        below = page.below.tolist()
        assert below == order[at : at + len(below)]
        deeper = [other.depth > page.depth for other in pages[at + 1 :]]
        assert deeper[: len(below) - 1] == [True] * (len(below) - 1)
        assert deeper[len(below) - 1 : len(below)] in ([], [False])
        assert page.depth <= (pages[at - 1].depth + 1 if at else 0)


PARTS = (
    "service:portal -DEPENDS_ON-> service:mail",
    "service:mail -DEPENDS_ON-> ci:db",
    "service:other -DEPENDS_ON-> ci:x",
    "program:snap -CONSUMES-> service:portal",
    "program:snap -PART_OF-> agency:office",
    "agency:office -PART_OF-> agency:health",
    "supplier:s -PROVIDES-> service:mail",
    "sla:mail -GOVERNS-> service:mail",
    "contract:c -COVERS-> ci:db",
    "sla:other -GOVERNS-> service:other",
    "stakeholder:owner -OWNS-> ci:db",
    "stakeholder:speaker -REPRESENTS-> program:snap",
    "stakeholder:stranger -OWNS-> service:other",
    *(f"stakeholder:{name} force=market" for name in ("owner", "speaker", "stranger")),
)


@pytest.mark.parametrize(
    ("of", "services", "rows", "stakeholders"),
    [
        (
            "service:portal",
            ["service:portal"],
            ["ci:db", "contract:c", "service:mail", "service:portal", "sla:mail"],
            ["stakeholder:owner", "stakeholder:speaker"],
        ),
        (
            "agency:health",
            ["service:portal"],
            ["agency:health", "ci:db", "contract:c", "service:mail", "service:portal", "sla:mail"],
            ["stakeholder:owner", "stakeholder:speaker"],
        ),
        (
            "supplier:s",
            ["service:mail"],
            ["ci:db", "contract:c", "service:mail", "sla:mail", "supplier:s"],
            ["stakeholder:owner"],
        ),
    ],
)
def test_the_part_around_an_item(
    of: str, services: list[str], rows: list[str], stakeholders: list[str]
) -> None:
    answer = asked(*PARTS, of=of)
    ids = answer.snapshot.ids_of
    assert sorted(ids(answer.part.services)) == services
    assert sorted(ids(answer.part.rows)) == rows
    engaged, not_engaged = sides(answer, "stakeholders: market")
    assert sorted([*engaged, *not_engaged]) == stakeholders


def test_only_what_stands_for_services_has_a_part() -> None:
    with pytest.raises(InvalidQuestion, match=r"'ci:db', a ConfigurationItem.*one of Service, A"):
        asked(*PARTS, of="ci:db")
    with pytest.raises(NotFound):
        asked(*PARTS, of="service:nobody")


def test_trends_over_revisions_and_dates() -> None:
    early = levels("service:a verified_on=2026-11-01").snapshot
    late = early.edited((Put(Item("Service", "service:b", {"name": "b"})),))
    recorded = Moments([early, late], TODAY)
    points = [Point(1, TODAY), Point(2, TODAY), Point(2, date(2027, 6, 1))]

    def shares(of: str | None = None) -> tuple[float | None, ...]:
        found = trends(recorded, points, of, Calendar(), TODAY)
        (currency,) = (t for t in found if t.indicator.title == CURRENCY)
        return currency.shares

    assert shares() == (1.0, 0.5, 0.0)
    # before it was recorded nothing is known of it
    assert shares("service:b") == (None, 0.0, 0.0)


@pytest.mark.parametrize(
    ("point", "revision", "day"),
    [
        (Point(None, TODAY), 1, TODAY),
        (Point(None, date(2026, 12, 31)), 2, date(2026, 12, 31)),
        (Point(None, date(2020, 1, 1)), 0, date(2020, 1, 1)),
        (Point(2, None), 2, date(2026, 11, 26)),
        (Point(1, date(2027, 1, 1)), 1, date(2027, 1, 1)),
    ],
)
def test_a_point_has_both_clocks(point: Point, revision: int, day: date) -> None:
    recorded = Moments([levels("service:a").snapshot] * 2, TODAY)
    found = trends(recorded, [point], None, Calendar(), TODAY)[0].points[0]
    assert (found.revision, found.date) == (revision, day)


@given(graphs(), st.sampled_from([date.fromisoformat(day) for day in DATES]))
def test_counts_are_those_of_the_definitions(graph: Graph, as_of: date) -> None:
    snapshot, records = graph.snapshot, graph.records
    whole = health(snapshot, as_of)
    assert sides(whole, CONTROL) == replaceable(records, as_of)
    assert sides(whole, MANUAL)[0] == sorted(described(records, as_of))
    for of in graph.ids("Service", "Agency", "Supplier"):
        part = health(snapshot, as_of, of)
        idle = {item["id"] for item in records["items"] if not in_service(item, as_of)}
        own = set(snapshot.ids_of(part.part.rows))
        assert own <= {*snapshot.ids_of(whole.part.rows), of}
        assert not own & idle - {of}
        for indicator in part.indicators:
            assert not set(indicator.met.tolist()) & set(indicator.unmet.tolist())
            assert (indicator.share is None) == (indicator.counted == 0)


def replaceable(records: Records, as_of: date) -> tuple[list[str], list[str]]:
    """Drawn contracts have no rights: all in force count against it."""
    force = [i for i in records["items"] if i["kind"] == "Contract"]
    return [], sorted(i["id"] for i in force if in_force(records, i, as_of))


def described(records: Records, as_of: date) -> Iterable[str]:
    kinds = ("Service", "ServiceLevelAgreement", "OperatingLevelAgreement")
    ends = {r["to"] for r in records["relations"] if r["type"] == "DESCRIBES" and holds(r, as_of)}
    counted = [i for i in records["items"] if i["kind"] in kinds and in_service(i, as_of)]
    return (item["id"] for item in counted if item["id"] in ends)
