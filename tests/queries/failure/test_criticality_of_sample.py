"""What the sample state hides is found: shared conduits, one array, redundancy that ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations, product

import pytest

from queries.failure.concentration import concentration
from queries.failure.criticality import CAUSES, cause_rows, criticality
from queries.failure.cut_sets import CutSets, cut_sets
from queries.failure.single_points_of_failure import single_points_of_failure
from queries.impact.impact import impact
from queries.snapshot.snapshot import Snapshot
from tests.support.sample import sample_graph

TODAY, FEBRUARY = date(2026, 11, 25), date(2027, 2, 1)


@pytest.fixture(scope="module")
def state() -> Iterator[Snapshot]:
    with sample_graph() as graph:
        yield graph.snapshot()


@pytest.mark.parametrize(
    ("cause", "service", "as_of", "critical"),
    [
        ("ci:san-1", "service:unemployment-benefits", TODAY, True),
        ("ci:san-1", "service:tax-processing", TODAY, False),
        ("ci:san-1", "service:tax-processing", FEBRUARY, True),
        ("ci:river-crossing", "service:statewide-network", TODAY, True),
        ("ci:circuit-copperline", "service:statewide-network", TODAY, False),
        ("service:identity", "service:integration-hub", TODAY, True),
        ("service:integration-hub", "service:identity", TODAY, True),
        ("service:cloud-aws", "service:benefits-portal", TODAY, True),
        ("supplier:state-it", "ci:san-1", TODAY, True),
    ],
)
def test_critical(state: Snapshot, cause: str, service: str, as_of: date, critical: bool) -> None:
    found = criticality(state, [cause, service], as_of)
    assert (service in state.ids_of(found.takes(0))) is critical
    assert (cause in state.ids_of(found.critical(1))) is critical


def sets(found: CutSets) -> set[frozenset[str]]:
    ids = found.snapshot.ids_of
    return {
        frozenset(chosen)
        for at in range(len(found.numbers))
        for chosen in product(*map(ids, found.of(at)))
    }


@pytest.mark.parametrize(
    ("service", "size", "together"),
    [
        ("service:tax-processing", 2, {"ci:san-1", "ci:highmesa-data-center"}),
        ("service:statewide-network", 2, {"ci:circuit-copperline", "ci:circuit-prairie-fiber"}),
        ("service:database", 2, {"ci:db-node-1", "ci:db-node-2"}),
        (
            "service:cloud-hosting",
            3,
            {"service:cloud-aws", "service:cloud-azure", "service:cloud-google"},
        ),
    ],
)
def test_cut_set(state: Snapshot, service: str, size: int, together: set[str]) -> None:
    assert together in sets(cut_sets(state, service, TODAY, size))


def test_redundancy_that_ended_leaves_no_set(state: Snapshot) -> None:
    pair = {"ci:san-1", "ci:highmesa-data-center"}
    assert pair not in sets(cut_sets(state, "service:tax-processing", FEBRUARY, 2))


def taken(state: Snapshot, service: str, *lost: str) -> bool:
    """Whether the engine's own answer to a joint loss is that the service is LOST."""
    return bool(impact(state, lost, "outage", TODAY).levels[state.rows([service])[0]] == 3)


@pytest.mark.parametrize("service", ["service:tax-processing", "service:benefits-portal"])
def test_every_set_takes_the_service_and_no_part_of_it_does(state: Snapshot, service: str) -> None:
    found = sets(cut_sets(state, service, TODAY))
    assert {len(chosen) for chosen in found} == {2, 3}
    for chosen in found:
        assert taken(state, service, *chosen)
        parts = combinations(chosen, len(chosen) - 1)
        assert not any(taken(state, service, *part) for part in parts)


@pytest.mark.parametrize("service", ["service:tax-processing", "service:database"])
def test_no_pair_is_missing(state: Snapshot, service: str) -> None:
    row = int(state.rows([service])[0])
    softening = [
        id_
        for id_ in state.ids_of(cause_rows(state, CAUSES, TODAY))
        if 0 < impact(state, [id_], "outage", TODAY).levels[row] < 3
    ]
    tried = {frozenset(pair) for pair in combinations(softening, 2) if taken(state, service, *pair)}
    assert tried == sets(cut_sets(state, service, TODAY, 2))


def test_ranking_counts_what_each_impact_counts(state: Snapshot) -> None:
    found = single_points_of_failure(state, TODAY)
    for at, row in enumerate(found.rows[:40].tolist()):
        answer = impact(state, [state.id(row)], "outage", TODAY)
        lost = [other for other in answer.rows_of(min_level="LOST").tolist() if other != row]
        kinds = [state.kind(other) for other in lost]
        counted = found.counts.at(at)
        assert counted.agencies == kinds.count("Agency")
        assert counted.slas == kinds.count("ServiceLevelAgreement")
        assert counted.services == kinds.count("Service")
        assert counted.items == len(lost)


def test_clouds_are_beneath_many(state: Snapshot) -> None:
    found = concentration(state, TODAY)
    ids = state.ids_of(found.rows)
    under = state.ids_of(found.beneath.of(ids.index("fedramp:csp:okta")))
    assert ids[found.ranked()[0]] == "fedramp:csp:amazon"
    assert "fedramp:csp:amazon" in under
    for at in map(ids.index, ("fedramp:csp:amazon", "supplier:cirrus")):
        touched = impact(state, [ids[at]], "sourcing", TODAY)
        for column, kind in {"contracts": "Contract", "services": "Service"}.items():
            direct = len(touched.rows_of([kind], "DIRECT"))
            assert found.column(f"sourcing_{column}_direct")[at] == direct
