"""Promises beside what is committed beneath them, and what is missing in their chains."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.changes import Put, Remove
from graph_model.errors import InvalidQuestion, NotFound
from graph_model.facts import Item, Relation
from graph_model.values import Value
from queries.answers.view import HIDDEN
from queries.answers.viewer import hiding
from queries.engine.adjacency import day_of
from queries.service_level.beneath import closure
from queries.service_level.promise import Promise, PromiseVerdict
from queries.service_level.service_gap import ServiceGapKind
from queries.service_level.service_level import (
    ServiceLevels,
    ServiceLevelsAnswer,
    changed_promises,
    service_levels,
)
from queries.snapshot.rows import as_ints
from queries.what_if.edit import Edit, ReplaceSupplier
from tests.support.asking import edited, view_of
from tests.support.graphs import Graph, graphs
from tests.support.levels import levels

TODAY = date(2027, 1, 1)
SUPPORTED, UNSUPPORTED, UNDETERMINED = PromiseVerdict
NO_JOINT_OLA, NO_OLA, NOT_DESCRIBED, NOT_MEASURED, OVERDUE = ServiceGapKind


def asked(*lines: str, of: str = "service:a", as_of: date = TODAY) -> ServiceLevels:
    return service_levels(levels(*lines).snapshot, [of], as_of)[0]


def promise(*lines: str) -> tuple[ServiceLevels, Promise]:
    found = asked(*lines)
    assert len(found.promises) == 1
    return found, found.promises[0]


NEEDS_B = "service:a -DEPENDS_ON-> service:b"
NEEDS_C = "service:a -DEPENDS_ON-> service:c"
ONE_OF_TWO = ("service:a -DEPENDS_ON[x]-> service:b", "service:a -DEPENDS_ON[x]-> service:c")
B, C = "ola:b 99.9% service:b", "ola:c 99.9% service:c"


@pytest.mark.parametrize(
    ("lines", "verdict", "short"),
    [
        # 99.95 promised over 99.9 and 99.9: at most 99.9, however they fail
        (["sla:a 99.95% service:a", NEEDS_B, NEEDS_C, B, C], UNSUPPORTED, 0.0005),
        # 99.8001 if they fail independently, 99.8 in any case, 99.9 if they fail together
        (["sla:a 99.8% service:a", NEEDS_B, NEEDS_C, B, C], SUPPORTED, 0),
        (["sla:a 99.85% service:a", NEEDS_B, NEEDS_C, B, C], UNDETERMINED, 0),
        # either of two carriers: 99.9999 if independent, 99.9 in any case
        (["sla:a 99.99% service:a", *ONE_OF_TWO, B, C], UNDETERMINED, 0),
        (["sla:a 99.9% service:a", *ONE_OF_TWO, B, C], SUPPORTED, 0),
        # the other of two, that nothing is committed for, takes nothing away
        (["sla:a 99.9% service:a", *ONE_OF_TWO, B], SUPPORTED, 0),
        (["sla:a 99.95% service:a", *ONE_OF_TWO, B], UNDETERMINED, 0),
        (["sla:a 99.9% service:a", "ola:a 99.9% service:a"], SUPPORTED, 0),
        # a year's downtime may fall in one month: from 98.8 to 99.9
        (["sla:a 99.9% P1M service:a", "ola:a 99.9% P1Y service:a"], UNDETERMINED, 0),
        (["sla:a 98.8% P1M service:a", "ola:a 99.9% P1Y service:a"], SUPPORTED, 0),
        (["sla:a 99.95% P1M service:a", "ola:a 99.9% P1Y service:a"], UNSUPPORTED, 0.0005),
        (["sla:a 99.9% P1Y service:a", "ola:a 99.9% P1M service:a"], SUPPORTED, 0),
        # resolution: the slowest of the chain at best, the sum at worst
        (["sla:a 4h service:a", NEEDS_B, "ola:b 6h service:b"], UNSUPPORTED, 7_200),
        (
            ["sla:a 6h service:a", NEEDS_B, "ola:a 4h service:a", "ola:b 6h service:b"],
            UNDETERMINED,
            0,
        ),
        (
            ["sla:a 10h service:a", NEEDS_B, "ola:a 4h service:a", "ola:b 6h service:b"],
            SUPPORTED,
            0,
        ),
        (["sla:a 1d service:a", "ola:a 90min service:a"], SUPPORTED, 0),
        # a response is not a resolution
        (
            [
                "sla:a 15min response service:a",
                "ola:a 5min response service:a",
                "ola:a 9h service:a",
            ],
            SUPPORTED,
            0,
        ),
        # what is known falls short whatever the rest would be
        (["sla:a 99.95% service:a", NEEDS_B, NEEDS_C, B], UNSUPPORTED, 0.0005),
    ],
)
def test_promises_by_hand(lines: list[str], verdict: PromiseVerdict, short: float) -> None:
    _, found = promise(*lines)
    assert found.verdict is verdict
    assert found.missed_by == pytest.approx(short)
    assert (found.undecided is not None) == (verdict is UNDETERMINED)


def test_a_promise_for_two_services_is_named_once() -> None:
    lines = (
        "sla:a 99.95% service:a",
        "sla:a -GOVERNS-> service:b",
        *("ola:a 99.9% service:a", "ola:b 99.9% service:b"),
    )
    snapshot = levels(*lines).snapshot
    chains = service_levels(snapshot, ["service:a", "service:b"], TODAY)
    said = ServiceLevelsAnswer(snapshot, TODAY, chains).sentence(view_of(snapshot, TODAY))
    assert said.startswith("2 promises: 2 unsupported")
    assert said.endswith("Not to be held: target:sla:a (promised 99.95 %, short by 0.05 %).")


IN_HOURS = "target:t metric=availability value=4 unit=hours"


@pytest.mark.parametrize(
    ("lines", "deciding", "why"),
    [
        (["sla:a 99.9% service:a"], ["service:a"], "nothing is committed for service:a"),
        (
            ["sla:a 99.9% service:a", NEEDS_B, NEEDS_C, B],
            ["service:c"],
            "nothing is committed for service:c",
        ),
        (
            ["sla:a 99.9% service:a", NEEDS_B, "service:b -DEPENDS_ON-> service:c", C],
            ["service:b"],
            "nothing is committed for service:b",
        ),
        (
            ["sla:a -GOVERNS-> service:a", "sla:a -SETS-> target:t", IN_HOURS],
            [],
            "unit 'hours' does not fit availability",
        ),
        (
            [
                "sla:a -GOVERNS-> service:a",
                "sla:a -SETS-> target:t",
                "target:t metric=satisfaction value=4",
            ],
            [],
            "its metric is none that can be composed",
        ),
        (
            [
                *("sla:a 99.9% service:a", NEEDS_B, IN_HOURS),
                *("ola:b -GOVERNS-> service:b", "ola:b -SETS-> target:t"),
            ],
            ["service:b", "target:t"],
            (
                "nothing is committed for service:b; "
                "left out, target:t: unit 'hours' does not fit availability"
            ),
        ),
        (
            [
                *("sla:a 99.9% service:a", NEEDS_B, "ola:b 99.9% service:b"),
                *("supplier:s -PROVIDES-> service:b extent=part", "supplier:t"),
                *("supplier:t -PROVIDES-> service:b extent=part",),
                "ola:b -BINDS[provider]-> supplier:s",
            ],
            ["service:b"],
            "nothing is committed for a part of service:b",
        ),
        (
            ["sla:a 99.9% P1M service:a", "ola:a 99.9% P1Y service:a"],
            ["target:ola:a"],
            "committed over a longer window, target:ola:a",
        ),
        (
            ["sla:a 99.99% service:a", *ONE_OF_TWO, B, C],
            [],
            "whether what it rests on fails together is not known",
        ),
        (
            ["sla:a 6h service:a", NEEDS_B, "ola:a 4h service:a", "ola:b 6h service:b"],
            [],
            "whether the clocks of what it rests on start together is not known",
        ),
    ],
)
def test_what_decides_is_named_and_crashes_nothing(
    lines: list[str], deciding: list[str], why: str
) -> None:
    answer, found = promise(*lines)
    assert (found.verdict, found.why(view_of(answer.snapshot, answer.as_of))) == (UNDETERMINED, why)
    assert [answer.snapshot.id(row) for row in found.deciding] == deciding


@pytest.mark.parametrize(
    ("lines", "supported", "independent"),
    [
        (["sla:a 99.99% service:a", *ONE_OF_TWO, B, C], "99.9 % to 100 %", "99.9999 %"),
        (["sla:a 6h service:a", NEEDS_B], "0 s to no limit", None),
        (["sla:a 99.9% service:a", "ola:a 99.9% service:a"], "99.9 %", "99.9 %"),
    ],
)
def test_a_support_in_words(lines: list[str], supported: str, independent: str | None) -> None:
    answer, found = promise(*lines)
    view = view_of(answer.snapshot, TODAY)
    told = found.support(view)
    assert told is not None
    assert told.in_words(view) == supported
    assert told.independent_in_words == independent


def test_figures_that_rest_on_a_hidden_target_are_told_by_their_verdict_alone() -> None:
    """By how much a promise is missed is what is committed beneath it, less what is promised."""
    answer, found = promise("sla:a 1h service:a", NEEDS_B, "ola:b 3h service:b")
    seen = view_of(answer.snapshot, TODAY)
    assert found.short_by_in_words(seen) == "2 h"
    for hidden, told in (("target:ola:b", False), ("service:b", True)):
        view = view_of(answer.snapshot, TODAY, viewer=hiding([hidden]))
        assert found.verdict is UNSUPPORTED
        assert (found.support(view) is not None) is told
        assert found.short_by(view) == (pytest.approx(7_200) if told else None)
        assert found.short_by_in_words(view) == ("2 h" if told else None)


def test_what_is_wrong_with_a_hidden_figure_is_not_told() -> None:
    answer, found = promise(
        "sla:a 99% service:a",
        NEEDS_B,
        "ola:b -GOVERNS-> service:b",
        "ola:b -SETS-> target:u",
        "target:u metric=availability value=99 unit=bananas",
    )
    assert "bananas" in str(found.why(view_of(answer.snapshot, TODAY)))
    hidden = view_of(answer.snapshot, TODAY, viewer=hiding(["target:u"]))
    assert "bananas" not in str(found.why(hidden))
    assert HIDDEN in str(found.why(hidden))


def test_an_underpinning_sla_is_a_commitment_to_this_promise_alone() -> None:
    graph = [
        "sla:a 99.9% service:a",
        NEEDS_B,
        "sla:b 99.95% service:b",
        "sla:a -UNDERPINNED_BY-> sla:b",
    ]
    assert promise(*graph)[1].verdict is SUPPORTED
    assert promise(*graph[:3])[1].verdict is UNDETERMINED


def test_an_underpinning_ola_that_governs_nothing_beneath_counts_too() -> None:
    apart = ["ola:x 99.8% service:x", "sla:a -UNDERPINNED_BY-> ola:x"]
    found, short = promise("sla:a 99.9% service:a", *apart)
    assert short.verdict is UNSUPPORTED
    assert short.missed_by == pytest.approx(0.001)
    assert [found.snapshot.id(row) for row in short.resting_on] == ["target:ola:x"]
    _, both = promise("sla:a 99.9% service:a", "ola:a 99.95% service:a", *apart)
    assert both.bound is not None
    assert both.bound.independent == pytest.approx(0.9995 * 0.998)
    assert (both.bound.lower, both.bound.upper) == pytest.approx((0.9975, 0.998))


def test_what_underpins_another_service_of_the_sla_is_not_about_this_one() -> None:
    both = ["sla:a 99.9% service:a service:b", "sla:a -UNDERPINNED_BY-> ola:b"]
    _, found = promise(*both, "ola:a 99.9% service:a", "ola:b 99% service:b")
    assert found.verdict is SUPPORTED


def test_a_figure_promised_to_several_is_one() -> None:
    services = ["service:a", "service:b"]
    lines = [
        f"sla:a 99.9% {' '.join(services)}",
        "service:a -DEPENDS_ON-> service:b",
        "service:b -DEPENDS_ON-> service:a",
        "sla:a -PROMISED_TO-> agency:health",
        "sla:a -PROMISED_TO-> program:snap",
        "ola:b 99.9% service:b",
    ]
    answers = service_levels(levels(*lines).snapshot, services, TODAY)
    for answer in answers:
        (found,) = answer.promises
        id_ = answer.snapshot.id
        assert sorted(map(id_, found.services)) == services
        assert sorted(map(id_, found.customers)) == ["agency:health", "program:snap"]
    assert answers[0].promises[0].figure == answers[1].promises[0].figure


def test_what_is_beneath_several_is_named_where_it_matters_what_fails_together() -> None:
    shared = ["service:b -DEPENDS_ON-> ci:river", "service:c -DEPENDS_ON-> ci:river"]
    found, open_ = promise("sla:a 99.99% service:a", *ONE_OF_TWO, B, C, *shared)
    assert open_.verdict is UNDETERMINED
    assert [found.snapshot.id(row) for row in open_.shared] == ["ci:river"]
    _, sure = promise("sla:a 99.9% service:a", NEEDS_B, B)
    assert sure.shared == ()


def gaps(*lines: str, as_of: date = TODAY) -> list[tuple[ServiceGapKind, list[str]]]:
    found = asked("service:a", *lines, as_of=as_of)
    return [(gap.kind, [found.snapshot.id(row) for row in gap.rows]) for gap in found.gaps]


def test_nobody_binds_what_reference_data_tells_of_to_one_another() -> None:
    theirs = "source=source:market"
    lines = (
        "source:market role=reference",
        f"service:b {theirs}",
        f"service:c {theirs}",
        "service:b -DEPENDS_ON-> service:c",
        "supplier:u -PROVIDES-> service:c",
        *TWO_SUPPLIERS,
    )
    assert gaps(*lines) == [UNBOUND]
    assert asked(*lines).gaps_of_reference == 1
    of_itself = asked(*lines, of="service:b")
    assert (len(of_itself.gaps), of_itself.gaps_of_reference) == (1, 0)


TWO_SUPPLIERS = (
    NEEDS_B,
    "supplier:s -PROVIDES-> service:a",
    "supplier:t -PROVIDES-> service:b",
)
UNBOUND = (NO_JOINT_OLA, ["service:a", "service:b", "supplier:s", "supplier:t"])
DESCRIBED = ("document:d -DESCRIBES-> ola:o", "ola:o -GOVERNS-> service:b")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], []),
        (TWO_SUPPLIERS, [UNBOUND]),
        (
            [*TWO_SUPPLIERS, *DESCRIBED, "ola:o -BINDS[client]-> supplier:s"],
            [UNBOUND],
        ),
        (
            [
                *TWO_SUPPLIERS,
                *DESCRIBED,
                "ola:o -BINDS[client]-> supplier:s",
                "ola:o -BINDS[provider]-> supplier:t",
            ],
            [],
        ),
        # an obligation that ended binds nobody
        (
            [
                *TWO_SUPPLIERS,
                *DESCRIBED,
                "ola:o -BINDS[client]-> supplier:s until=2026-12-31",
                "ola:o -BINDS[provider]-> supplier:t",
            ],
            [UNBOUND],
        ),
        # one supplier on both sides needs no agreement with itself
        ([NEEDS_B, "supplier:s -PROVIDES-> service:a", "supplier:s -PROVIDES-> service:b"], []),
        (["sla:a -GOVERNS-> service:a"], [(NO_OLA, ["sla:a"])]),
        # an OLA two agreements down is one beneath
        (
            [
                "sla:a -GOVERNS-> service:a",
                "sla:a -UNDERPINNED_BY-> sla:b",
                "sla:b -UNDERPINNED_BY-> ola:o",
                DESCRIBED[0],
            ],
            [],
        ),
        (["ola:o -GOVERNS-> service:a"], [(NOT_DESCRIBED, ["ola:o"])]),
        (
            ["ola:o 99% service:a", DESCRIBED[0]],
            [(NOT_MEASURED, ["target:ola:o", "ola:o"])],
        ),
        (
            ["ola:o 99% service:a", DESCRIBED[0], "metric:m -MEASURES-> target:ola:o"],
            [],
        ),
        # what underpinning OLAs lack is a gap of the chain, wherever they govern
        (
            ["sla:a -GOVERNS-> service:a", "sla:a -UNDERPINNED_BY-> ola:o", "ola:o 99% service:z"],
            [(NOT_DESCRIBED, ["ola:o"]), (NOT_MEASURED, ["target:ola:o", "ola:o"])],
        ),
    ],
)
def test_gaps_by_hand(lines: list[str], expected: list[tuple[ServiceGapKind, list[str]]]) -> None:
    assert gaps(*lines) == expected


@pytest.mark.parametrize(
    ("window", "readings", "overdue"),
    [
        ("P1M", ["2026-12-01 99.9"], False),  # due on 1 January
        ("P1M", ["2026-11-30 99.9"], True),
        ("P1M", ["2026-11-01 99.9", "2026-12-05 99.8"], False),
        ("P7D", ["2026-12-25 99.9"], False),
        ("P7D", ["2026-12-24 99.9"], True),
        ("PT24H", ["2026-12-31 99.9"], False),
        ("PT24H", ["2026-12-30 99.9"], True),
        ("P9999Y", ["2026-12-30 99.9"], False),
        ("P1M", None, True),
        (None, None, False),
    ],
)
def test_metrics_past_their_window(
    window: str | None, readings: list[str] | None, overdue: bool
) -> None:
    graph = levels("ola:o 99% service:a", DESCRIBED[0], "metric:m -MEASURES-> target:ola:o")
    fields = {"window": window, "readings": readings}
    said: dict[str, Value] = {name: value for name, value in fields.items() if value is not None}
    metric = Item("OperatingLevelMetric", "metric:m", {"name": "m", **said})
    items = [metric if item.id == metric.id else item for item in graph.items]
    answer = service_levels(Graph(tuple(items), graph.relations).snapshot, ["service:a"], TODAY)[0]
    assert [gap.kind for gap in answer.gaps] == ([OVERDUE] if overdue else [])


def test_before_and_after_a_what_if() -> None:
    snapshot = levels(
        "sla:a 99.9% service:a", NEEDS_B, B, "supplier:s -PROVIDES-> service:b"
    ).snapshot
    before = service_levels(snapshot, ["service:a"], TODAY)[0]
    govern = Relation("GOVERNS", "ola:b", "service:b", "", {})
    cases: list[tuple[Edit, PromiseVerdict | None]] = [
        (Remove(govern.key), UNDETERMINED),
        (Remove("sla:a"), None),
        (Put(levels("ola:b 98% service:b").items[1]), UNSUPPORTED),
    ]
    for edit, verdict in cases:
        after = service_levels(edited(snapshot, [edit], TODAY).snapshot, ["service:a"], TODAY)[0]
        (change,) = changed_promises(before, after)
        assert change.before is not None
        assert change.before.verdict is SUPPORTED
        assert (change.after and change.after.verdict) is verdict
    assert changed_promises(before, before) == []


def test_a_replaced_supplier_is_bound_by_nothing_new() -> None:
    snapshot = levels(*TWO_SUPPLIERS, "supplier:u").snapshot
    found = edited(snapshot, [ReplaceSupplier("supplier:t", "supplier:u")], TODAY).snapshot
    (gap,) = service_levels(found, ["service:a"], TODAY)[0].gaps
    assert [found.id(row) for row in gap.rows][-1] == "supplier:u"


def test_only_services_have_service_levels() -> None:
    snapshot = levels("service:a", "ci:x").snapshot
    with pytest.raises(InvalidQuestion, match=r"'ci:x', a ConfigurationItem.* a Service"):
        service_levels(snapshot, ["service:a", "ci:x"], TODAY)
    with pytest.raises(NotFound):
        service_levels(snapshot, ["service:nobody"], TODAY)


@given(graphs(), st.sampled_from([date(2026, 12, 31), date(2027, 1, 1), date(2030, 5, 31)]))
def test_any_graph_is_answered(graph: Graph, as_of: date) -> None:
    services = graph.ids("Service")
    for answer in service_levels(graph.snapshot, services, as_of):
        found = closure(answer.snapshot, as_ints([answer.service]), as_of)
        assert sorted(answer.beneath.tolist()) == found.tolist()
        for gap in answer.gaps:
            assert len(gap.rows) == {NO_JOINT_OLA: 4, NO_OLA: 1, NOT_DESCRIBED: 1}.get(gap.kind, 2)
        for told in answer.promises:
            assert answer.service in told.services
            # drawn targets have no figure, so nothing can be said of them
            assert told.verdict is UNDETERMINED
            assert told.why(view_of(answer.snapshot, answer.as_of)) is not None


def test_what_is_promised_outlives_many_days_that_are_asked_about() -> None:
    """A question that looks at many days keeps much of each, and must not have it forgotten."""
    found = asked("sla:a 99.9% service:a")
    promises = found.promises
    for day in range(100):
        day_of(found.snapshot, day)
    assert ServiceLevels(found.snapshot, found.service, TODAY).promises is promises
