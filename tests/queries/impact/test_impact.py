"""What an answer counts and cannot know: agencies, exposure, unknowns, contracts not in force."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import InvalidQuestion, NotFound
from graph_model.lens import Direction
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import hiding
from queries.impact.exposure import exposed, exposure
from queries.impact.impact import AgencyCounts, Impact, impact
from queries.snapshot.rows import Ints, as_ints
from tests.support.asking import view_of
from tests.support.graphs import DATES, Graph, graphs, start_sets
from tests.support.sketch import sketch

TODAY = date(2027, 1, 1)
FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


def ask(lines: list[str], of: str, lens: str = "outage") -> Impact:
    return impact(sketch(*lines).snapshot, of.split(), lens, TODAY)


def ids(found: Impact, rows: Ints) -> str:
    return " ".join(sorted(found.snapshot.ids_of(rows)))


MAIL = "service:mail -DEPENDS_ON-> ci:relay"
PROMISE = ["sla:mail -GOVERNS-> service:mail", "sla:mail -PROMISED_TO-> agency:parks"]
AGENCIES = {
    # what is drawn beside MAIL; lens; customer, promised, holder
    "none": ([], "outage", "", "", ""),
    "a customer": (["agency:tax -CONSUMES-> service:mail"], "outage", "agency:tax", "", ""),
    "by way of a program": (
        ["program:p -CONSUMES-> service:mail", "program:p -PART_OF-> agency:tax"],
        "outage",
        "agency:tax",
        "",
        "",
    ),
    "a program that has left": (
        [
            "program:p -CONSUMES-> service:mail",
            "program:p -PART_OF-> agency:tax until=2027-01-01",
        ],
        "outage",
        "",
        "",
        "",
    ),
    "both ways, counted once": (
        [
            "program:p -CONSUMES-> service:mail",
            "program:p -PART_OF-> agency:tax",
            "agency:tax -CONSUMES-> service:mail",
        ],
        "outage",
        "agency:tax",
        "",
        "",
    ),
    "a customer no longer": (
        ["agency:tax -CONSUMES-> service:mail until=2027-01-01"],
        "outage",
        "",
        "",
        "",
    ),
    "promised": (PROMISE, "outage", "", "agency:parks", ""),
    "promised by way of a program": (
        [PROMISE[0], "sla:mail -PROMISED_TO-> program:p", "program:p -PART_OF-> agency:tax"],
        "outage",
        "",
        "agency:tax",
        "",
    ),
    "told, but of no service": (
        [*PROMISE, "agency:parks -PART_OF-> agency:state"],
        "outage",
        "",
        "agency:parks",
        "",
    ),
    "a holder": (
        ["contract:c -COVERS-> service:mail", "contract:c -HELD_BY-> agency:tax"],
        "outage",
        "",
        "",
        "",
    ),
}


@pytest.mark.parametrize(("lines", "lens", *AgencyCounts._fields), AGENCIES.values(), ids=AGENCIES)
def test_agencies_by_how_they_are_touched(
    lines: list[str], lens: str, customer: str, promised: str, holder: str
) -> None:
    found = ask([MAIL, *lines], "ci:relay", lens)
    touched = found.agencies_by_touch
    assert {name: ids(found, rows) for name, rows in touched.items()} == {
        "customer": customer,
        "promised": promised,
        "holder": holder,
    }
    assert found.agencies == AgencyCounts(*(len(n.split()) for n in (customer, promised, holder)))


SOURCING = [
    "contract:c -WITH-> supplier:s",
    "contract:c -COVERS-> service:mail",
    "contract:c -HELD_BY-> agency:tax",
    "agency:parks -CONSUMES-> service:mail",
]


def test_a_contract_that_changes_touches_its_holder() -> None:
    found = ask(SOURCING, "supplier:s", "sourcing")
    assert found.agencies == AgencyCounts(customer=1, promised=0, holder=1)
    assert ids(found, found.agencies_by_touch["holder"]) == "agency:tax"


NOT_IN_FORCE = {
    "in force": ("contract:c end=2027-01-01", "", True),
    "ended": ("contract:c end=2026-12-31", "contract:c", False),
    "not begun": ("contract:c start=2027-01-02", "contract:c", False),
}


@pytest.mark.parametrize(("line", "apart", "carries"), NOT_IN_FORCE.values(), ids=NOT_IN_FORCE)
def test_contracts_not_in_force_are_listed_apart(line: str, apart: str, carries: bool) -> None:
    found = ask([*SOURCING, line], "supplier:s", "sourcing")
    assert ids(found, found.not_in_force) == apart
    affected = ids(found, found.rows).split()
    assert ("contract:c" in affected, "service:mail" in affected) == (carries, carries)
    assert found.agencies.holder == int(carries)


def test_a_lapsed_contract_carries_on_to_contracts_under_it_only() -> None:
    lines = [
        *SOURCING,
        "contract:c end=2026-12-31",
        "contract:order -UNDER-> contract:c",
        "contract:order -COVERS-> service:print",
        "sla:s -UNDER-> contract:c",
    ]
    found = ask(lines, "supplier:s", "sourcing")
    assert ids(found, found.rows) == "contract:order service:print supplier:s"
    assert ids(found, found.not_in_force) == "contract:c"


def test_a_lapsed_contract_that_is_a_start_is_affected() -> None:
    found = ask([*SOURCING, "contract:c end=2026-12-31"], "contract:c", "sourcing")
    assert ids(found, found.not_in_force) == ""
    assert "service:mail" in ids(found, found.rows).split()
    assert found.level_at(int(found.snapshot.rows(["contract:c"])[0])) == "DIRECT"


COVERED = "contract:c -COVERS-> service:mail"
SLA, OLA = "sla:s -GOVERNS-> service:mail", "ola:o -GOVERNS-> service:mail"
CONSUMED = "agency:tax -CONSUMES-> service:mail"
UNKNOWNS = {
    # what is recorded of the service; without contract, SLA, OLA, consumer
    "nothing": ([], True, True, True, True),
    "everything": ([COVERED, SLA, OLA, CONSUMED], False, False, False, False),
    "a contract": ([COVERED], False, True, True, True),
    "an SLA": ([SLA], True, False, True, True),
    "an OLA": ([OLA], True, True, False, True),
    "a consumer": ([CONSUMED], True, True, True, False),
    "a program consumes": (["program:p -CONSUMES-> service:mail"], True, True, True, False),
    "no longer": ([f"{COVERED} until=2027-01-01"], True, True, True, True),
    "not yet": ([f"{CONSUMED} since=2027-01-02"], True, True, True, True),
}


@pytest.mark.parametrize(("lines", *"abcd"), UNKNOWNS.values(), ids=UNKNOWNS)
def test_services_that_miss_something(lines: list[str], a: bool, b: bool, c: bool, d: bool) -> None:
    unknowns = ask([MAIL, *lines], "ci:relay").unknowns
    columns = ("without_contract", "without_sla", "without_ola", "without_consumer")
    assert [len(getattr(unknowns, name)) == 1 for name in columns] == [a, b, c, d]


STALE = {
    # last confirmed; whether that is more than 180 days before 2027-01-01
    None: False,
    "2026-07-05": False,
    "2026-07-04": True,
    "2027-06-01": False,
}


@pytest.mark.parametrize(("verified", "stale"), STALE.items())
def test_facts_of_old(verified: str | None, stale: bool) -> None:
    line = f"ci:relay verified_on={verified}" if verified else "ci:relay"
    found = ask([MAIL, line, "ci:other verified_on=2020-01-01"], "ci:relay")
    assert ids(found, found.unknowns.stale) == ("ci:relay" if stale else "")


def test_what_is_not_known_of_reference_data_is_told_apart() -> None:
    market = ("source:market role=reference", "service:theirs source=source:market")
    old = "ci:theirs source=source:market verified_on=2020-01-01"
    led = ("service:theirs -DEPENDS_ON-> ci:relay", "ci:theirs -DEPENDS_ON-> ci:relay")
    found = ask([MAIL, *market, old, *led], "ci:relay")
    told = found.unknowns
    assert ids(found, told.without_contract) == "service:mail"
    assert (len(told.stale), ids(found, told.of_reference)) == (0, "ci:theirs service:theirs")
    assert told.said == (
        "services: 1 without a contract, 1 without an SLA, 1 without an OLA, 1 without a consumer "
        "(and 2 of reference data)"
    )
    about = ask(["service:theirs source=source:market", market[0]], "service:theirs").unknowns
    assert (len(about.without_sla), len(about.of_reference)) == (
        1,
        0,
    )  # what is asked about is ours


def test_nothing_reached_is_unknown() -> None:
    found = ask(["agency:tax"], "agency:tax")
    assert all(not len(getattr(found.unknowns, name)) for name in found.unknowns.__slots__)


EXPOSURE = {
    "nothing consumed": ([], (0, {})),
    "one of two lost": (
        ["agency:tax -CONSUMES-> service:mail", "agency:tax -CONSUMES-> service:print"],
        (2, {"LOST": 1}),
    ),
    "by way of its programs": (
        ["program:p -CONSUMES-> service:mail", "program:p -PART_OF-> agency:tax"],
        (1, {"LOST": 1}),
    ),
    "each service once": (
        [
            "agency:tax -CONSUMES-> service:mail",
            "program:p -CONSUMES-> service:mail",
            "program:p -PART_OF-> agency:tax",
        ],
        (1, {"LOST": 1}),
    ),
    "a part of it degraded": (
        [
            "agency:tax -CONSUMES-> service:suite",
            "agency:tax -CONSUMES-> service:mail",
            "service:mail -PART_OF-> service:suite",
        ],
        (2, {"LOST": 1, "DEGRADED": 1}),
    ),
    "an office within it is not counted": (
        ["agency:office -CONSUMES-> service:mail", "agency:office -PART_OF-> agency:tax"],
        (0, {}),
    ),
    "no longer consumed": (["agency:tax -CONSUMES-> service:mail until=2026-12-31"], (0, {})),
}


@pytest.mark.parametrize(("lines", "expected"), EXPOSURE.values(), ids=EXPOSURE)
def test_exposure_of_an_agency(lines: list[str], expected: tuple[int, dict[str, int]]) -> None:
    found = ask([MAIL, "agency:tax", *lines], "ci:relay")
    assert exposure(found, int(found.snapshot.rows(["agency:tax"])[0])) == expected


def test_exposures_are_told_of_every_customer() -> None:
    lines = [
        *("agency:tax -CONSUMES-> service:mail", "agency:tax -CONSUMES-> service:print"),
        *("program:p -CONSUMES-> service:mail", "program:p -PART_OF-> agency:parks"),
        "agency:far -CONSUMES-> service:print",
    ]
    found = ask([MAIL, *lines], "ci:relay")
    view = view_of(found.snapshot, TODAY, hiding(["agency:parks"]))
    told = record(Shown(found, view), ("exposures",))["exposures"]
    assert [(line["agency"]["id"], line["said"]) for line in told["nodes"]] == [
        ("agency:tax", "1 LOST of 2 services")
    ]
    assert told["hidden"] == 1
    assert told["nodes"][0]["affected"] == [{"level": "LOST", "services": 1}]


CHAIN = [
    MAIL,
    "service:suite -DEPENDS_ON[g:1]-> service:mail",
    "service:suite -DEPENDS_ON[g:1]-> service:chat",
    "agency:tax -CONSUMES-> service:suite",
    "stakeholder:cio -OWNS-> service:suite",
]


def test_counts_are_by_kind_and_level() -> None:
    found = ask(CHAIN, "ci:relay")
    assert found.counts == [
        ("Agency", "DEGRADED", 1),
        ("ConfigurationItem", "LOST", 1),
        ("Service", "LOST", 1),
        ("Service", "DEGRADED", 1),
        ("Stakeholder", "NOTIFY", 1),
    ]


@pytest.mark.parametrize(
    ("kinds", "least", "expected"),
    [
        (None, None, "agency:tax ci:relay service:mail service:suite stakeholder:cio"),
        (["Service"], None, "service:mail service:suite"),
        (["service", "AGENCY"], "degraded", "agency:tax service:mail service:suite"),
        (None, "LOST", "ci:relay service:mail"),
        ([], None, ""),
        (["Ticket"], None, ""),
    ],
)
def test_affected_of_some_kinds(kinds: list[str] | None, least: str | None, expected: str) -> None:
    found = ask(CHAIN, "ci:relay")
    assert ids(found, found.rows_of(kinds, least)) == expected


def test_rows_come_highest_level_first_then_by_row() -> None:
    found = ask(CHAIN, "ci:relay")
    order = [(-int(found.levels[row]), row) for row in found.rows.tolist()]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("kinds", "least", "told"),
    [
        (["Servise"], None, "kinds: found 'Servise', expected one of Agency"),
        (None, "DIRECT", "minLevel: found 'DIRECT', expected one of NOTIFY, DEGRADED, LOST"),
    ],
)
def test_unknown_words_are_told(kinds: list[str] | None, least: str | None, told: str) -> None:
    found = ask(CHAIN, "ci:relay")
    with pytest.raises(InvalidQuestion, match=told):
        found.rows_of(kinds, least)


def test_questions_that_cannot_be_asked() -> None:
    with pytest.raises(InvalidQuestion, match="at least one id"):
        ask(CHAIN, "")
    with pytest.raises(InvalidQuestion, match="lens: found 'moon'"):
        ask(CHAIN, "ci:relay", "moon")
    with pytest.raises(NotFound):
        ask(CHAIN, "ci:relay ci:nowhere")


@pytest.mark.parametrize(
    ("level", "expected"), [("full", "LOST"), ("partial", "DEGRADED"), ("notice", "NOTIFY")]
)
def test_a_ticket_starts_what_it_affects(level: str, expected: str) -> None:
    lines = [MAIL, f"ticket:t -AFFECTS-> ci:relay level={level}"]
    found = ask(lines, "ticket:t")
    assert found.level_at(int(found.snapshot.rows(["ci:relay"])[0])) == expected
    assert ids(found, found.starts.tickets) == "ticket:t"
    assert "ticket:t" not in ids(found, found.rows)


def test_the_highest_level_counts_where_several_tickets_apply() -> None:
    lines = [MAIL, "ticket:a -AFFECTS-> ci:relay level=notice", "ticket:b -AFFECTS-> ci:relay"]
    found = ask(lines, "ticket:a ticket:b")
    assert found.level_at(int(found.snapshot.rows(["service:mail"])[0])) == "LOST"


def test_a_ticket_that_affects_nothing_any_more() -> None:
    found = ask([MAIL, "ticket:t -AFFECTS-> ci:relay until=2027-01-01"], "ticket:t")
    assert not len(found.rows)


@settings(max_examples=60)
@given(graphs(), st.data(), st.sampled_from([date.fromisoformat(text) for text in DATES]))
def test_exposures_together_are_those_counted_one_by_one(
    graph: Graph, data: st.DataObject, as_of: date
) -> None:
    """Each agency's services, met one by one; what reaches each is as high as its own or less."""
    found = impact(graph.snapshot, data.draw(start_sets(graph)), "outage", as_of)
    agencies = as_ints(graph.snapshot.rows_of_kind("Agency"))
    for line in exposed(found, agencies):
        programs = set(found.met(as_ints([line.row]), "PART_OF", BACKWARD).tolist())
        mine = [line.row, *(row for row in programs if found.snapshot.kind(row) == "Program")]
        services = found.met(as_ints(mine), "CONSUMES", FORWARD)
        services = services[~found.adjacency.closed[services]]
        assert line.services == len(services)
        assert dict(line.affected) == dict(
            Counter(found.lens.level(code) for code in found.levels[services].tolist() if code)
        )
