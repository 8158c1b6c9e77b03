"""What is critical to what is what losing each item alone, one after the other, finds."""

from __future__ import annotations

from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import InvalidQuestion, LimitExceeded, NotFound
from queries.answers.office import Office
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, hiding
from queries.failure import losses
from queries.failure.concentration import concentration
from queries.failure.criticality import Criticality, answer, critical_to_every, criticality
from queries.failure.cut_sets import cut_sets
from queries.failure.fault_graph import fault_graph
from queries.failure.single_points_of_failure import single_points_of_failure
from queries.snapshot.snapshot import Snapshot
from tests.support.asking import asked
from tests.support.dependencies import CAUSES, causes, dependencies, lost
from tests.support.graphs import DATES, KINDS, SEEDS, Graph, drawn, graphs
from tests.support.history import history
from tests.support.sketch import sketch

AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])
TODAY = date(2026, 11, 25)

OFFICE = sketch(
    "supplier:carrier -PROVIDES-> ci:circuit",
    "service:portal -DEPENDS_ON[web:2]-> ci:web-1",
    "service:portal -DEPENDS_ON[web:2]-> ci:web-2",
    "service:portal -DEPENDS_ON[web:2]-> ci:web-3",
    "service:portal -DEPENDS_ON-> service:identity",
    "service:identity -DEPENDS_ON-> service:portal until=2027-01-01",
    "service:identity -DEPENDS_ON-> ci:circuit",
    "ci:web-1 -DEPENDS_ON-> ci:rack",
    "ci:web-2 -DEPENDS_ON-> ci:rack",
    "program:snap -CONSUMES-> service:portal",
    "program:snap -PART_OF-> agency:welfare",
    "sla:portal -GOVERNS-> service:portal",
    "service:portal citizen_facing=yes",
)
BOTH = "service:identity service:portal"
ABOVE = "agency:welfare program:snap sla:portal"


def told(found: Criticality, rows: object) -> str:
    return " ".join(sorted(found.snapshot.ids_of(np.asarray(rows))))


@pytest.mark.parametrize(
    ("of", "as_of", "takes", "critical"),
    [
        ("ci:web-1", TODAY, "", "ci:rack"),
        ("ci:rack", TODAY, f"{ABOVE} ci:web-1 ci:web-2 {BOTH}", ""),
        ("ci:circuit", TODAY, f"{ABOVE} {BOTH}", "supplier:carrier"),
        ("supplier:carrier", TODAY, f"{ABOVE} ci:circuit {BOTH}", ""),
        (
            "service:portal",
            TODAY,
            f"{ABOVE} service:identity",
            "ci:circuit ci:rack service:identity supplier:carrier",
        ),
        ("service:portal", date(2027, 1, 1), ABOVE,
         "ci:circuit ci:rack service:identity supplier:carrier"),
        ("service:identity", date(2027, 1, 1), f"{ABOVE} service:portal",
         "ci:circuit supplier:carrier"),
        ("agency:welfare", TODAY, "", f"ci:circuit ci:rack {BOTH} supplier:carrier"),
        ("sla:portal", TODAY, "", f"ci:circuit ci:rack {BOTH} supplier:carrier"),
    ],
)  # fmt: skip
def test_both_ends(of: str, as_of: date, takes: str, critical: str) -> None:
    found = criticality(OFFICE.snapshot, [of], as_of)
    expected = " ".join(sorted(takes.split())), critical
    assert (told(found, found.takes(0)), told(found, found.critical(0))) == expected


def test_counts() -> None:
    found = criticality(OFFICE.snapshot, ["ci:rack", "ci:web-1", "ci:circuit"], TODAY)
    columns = [column.tolist() for column in found.counts.columns]
    # agencies, citizen-facing services, SLAs, services, items
    assert columns == [[1, 0, 1], [1, 0, 1], [1, 0, 1], [2, 0, 2], [7, 0, 5]]


def test_only_some_kinds() -> None:
    found = criticality(OFFICE.snapshot, ["service:portal"], TODAY, ["supplier"])
    assert told(found, found.critical(0)) == "supplier:carrier"
    assert told(found, found.takes(0, ["Service"])) == "service:identity"
    assert told(found, found.critical(0, ["Service"])) == ""


def test_several_at_once_each_have_their_own() -> None:
    found = criticality(OFFICE.snapshot, ["ci:rack", "ci:web-3", "ci:rack"], TODAY)
    assert told(found, found.rows) == "ci:rack ci:web-3"
    assert found.gap is None


def shown(*of: str, viewer: Viewer | None = None) -> Shown:
    about = asked(OFFICE.snapshot, TODAY, viewer=viewer)
    return Shown(answer(about, of, CAUSES), about.view)


@pytest.mark.parametrize(
    ("of", "verdict"),
    [
        (
            ["ci:rack"],
            (
                "The loss of ci:rack alone makes 7 others (1 agency, 2 services, 1 SLA) "
                "LOST; nothing recorded is critical to it."
            ),
        ),
        (
            ["ci:web-1"],
            "The loss of ci:web-1 alone makes nothing recorded LOST; 1 item is critical to it.",
        ),
        (
            ["ci:circuit", "ci:rack"],
            (
                "2 items: the loss of ci:rack alone takes most: 7 others (1 agency, 2 "
                "services, 1 SLA)."
            ),
        ),
        (["ci:web-1", "ci:web-2"], "2 items: none takes another."),
    ],
)
def test_the_verdict(of: list[str], verdict: str) -> None:
    assert shown(*of).told("verdict") == verdict


def test_hidden_items_are_counted_and_not_named() -> None:
    viewer = hiding(["agency:welfare", "service:identity", "supplier:carrier"])
    told = record(shown("service:portal", viewer=viewer))
    (portal,) = told["items"]
    assert portal["counts"]["agencies"] == 1
    assert [item["id"] for item in portal["takes"]["nodes"]] == ["program:snap", "sla:portal"]
    assert [item["id"] for item in portal["critical"]["nodes"]] == ["ci:circuit", "ci:rack"]
    assert (portal["takesHidden"], portal["criticalHidden"]) == (2, 2)


def test_more_than_a_page_of_items_is_refused() -> None:
    about = asked(OFFICE.snapshot, TODAY, office=Office(most_rows=1))
    with pytest.raises(LimitExceeded, match="of: found 2 ids, expected at most 1"):
        answer(about, ["ci:rack", "ci:web-1"], CAUSES)


@pytest.mark.parametrize(
    ("of", "kinds", "problem"),
    [
        ([], CAUSES, "of: found no id"),
        (["ticket:1"], CAUSES, "of: found 'ticket:1', a Ticket, expected an item that can be lost"),
        (["ci:a"], ["Ticket"], "kinds: found 'Ticket'"),
        (["ci:a"], ["Nonsense"], "kinds: found 'Nonsense'"),
    ],
)
def test_bad_question(of: list[str], kinds: list[str], problem: str) -> None:
    graph = sketch("ticket:1 -AFFECTS-> ci:a")
    with pytest.raises(InvalidQuestion, match=problem):
        criticality(graph.snapshot, of, TODAY, kinds)


def test_unknown_id() -> None:
    with pytest.raises(NotFound, match="ci:none"):
        criticality(OFFICE.snapshot, ["ci:none"], TODAY)


def naive(graph: Graph, as_of: date) -> dict[str, set[str]]:
    """What the loss of each item alone takes, itself left out; tickets are no items to lose."""
    ids = [item.id for item in graph.items if item.kind != "Ticket"]
    return {id_: lost(graph, [id_], as_of) - {id_} for id_ in ids}


def check(graph: Graph, as_of: date) -> None:
    expected, snapshot = naive(graph, as_of), graph.snapshot
    if not expected:
        return
    found = criticality(snapshot, list(expected), as_of)
    known = set(causes(graph, as_of))
    for at, id_ in enumerate(expected):
        assert set(snapshot.ids_of(found.takes(at))) == expected[id_], id_
        critical = {cause for cause in known & set(expected) if id_ in expected[cause]}
        assert set(snapshot.ids_of(found.critical(at))) == critical, id_


@settings(max_examples=120)
@given(dependencies(), AS_OF)
def test_critical_is_whose_loss_alone_takes_it(graph: Graph, as_of: date) -> None:
    check(graph, as_of)


@settings(max_examples=60)
@given(graphs(), AS_OF)
def test_critical_on_graphs_of_every_kind(graph: Graph, as_of: date) -> None:
    check(graph, as_of)


@settings(max_examples=60)
@given(dependencies(), AS_OF)
def test_every_single_failure_at_once(graph: Graph, as_of: date) -> None:
    snapshot, expected = graph.snapshot, naive(graph, as_of)
    found = critical_to_every(snapshot, as_of)
    told = {
        (snapshot.id(cause), snapshot.id(row))
        for row in range(snapshot.size)
        for cause in found.of(row).tolist()
    }
    known = causes(graph, as_of)
    assert told == {(cause, id_) for cause in known for id_ in expected[cause]}


@settings(max_examples=40)
@given(dependencies(), AS_OF, st.integers(1, 60))
def test_sweep_says_the_same_in_batches_of_any_size(graph: Graph, as_of: date, cells: int) -> None:
    whole = fault_graph(graph.snapshot, as_of)
    expected = losses.losses(whole, whole.rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(losses, "CELLS", cells)
        found = losses.losses(whole, whole.rows)
    assert found.offsets.tolist() == expected.offsets.tolist()
    assert found.entries.tolist() == expected.entries.tolist()


@settings(max_examples=60)
@given(SEEDS, AS_OF)
def test_patched_snapshot_answers_like_one_built_anew(seed: int, as_of: date) -> None:
    random = Random(seed)
    graph = drawn(random, KINDS, random.randint(2, 12), random.randint(0, 60))
    snapshot = graph.snapshot
    for number, revised in enumerate(history(random, graph, 2), 1):
        snapshot, graph = snapshot.overlaid(revised.images, number), revised.graph
    anew = graph.snapshot
    assert everything(snapshot, graph, as_of) == everything(anew, graph, as_of)


def everything(snapshot: Snapshot, graph: Graph, as_of: date) -> object:
    """What every question of this sort answers, by id."""
    spofs = single_points_of_failure(snapshot, as_of)
    table = concentration(snapshot, as_of)
    ranked = table.ranked()
    cuts = {
        id_: {
            tuple(frozenset(snapshot.ids_of(rows)) for rows in found.of(at))
            for found in [cut_sets(snapshot, id_, as_of)]
            for at in range(len(found.numbers))
        }
        for id_ in graph.ids("Service", "ConfigurationItem")
    }
    return (
        [(snapshot.id(row), spofs.counts.at(at)) for at, row in enumerate(spofs.rows.tolist())],
        list(zip(snapshot.ids_of(table.rows[ranked]), table.numbers[ranked].tolist(), strict=True)),
        [set(snapshot.ids_of(table.beneath.of(at))) for at in ranked.tolist()],
        cuts,
    )
