"""Single points of failure are ranked by what hangs on them, and none is left out."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import InvalidQuestion
from queries.answers.estate import Include
from queries.answers.telling import Shown
from queries.answers.viewer import hiding
from queries.failure.single_points_of_failure import (
    SinglePointsOfFailure,
    answer,
    single_points_of_failure,
)
from tests.support.asking import asked
from tests.support.dependencies import CAUSES, causes, dependencies, lost
from tests.support.graphs import DATES, Graph
from tests.support.sketch import sketch

AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])
TODAY = date(2026, 11, 25)
Line = tuple[str, int, int, int, int, int]
"""An id, and how many agencies, citizen-facing services, SLAs, services, items hang on it."""

OFFICE = sketch(
    "service:tax -DEPENDS_ON-> ci:san",
    "service:parks -DEPENDS_ON-> ci:san",
    "service:tax -DEPENDS_ON[site]-> ci:north",
    "service:tax -DEPENDS_ON[site]-> ci:south until=2027-01-31",
    "service:parks -DEPENDS_ON-> ci:kiosk",
    "supplier:vendor -PROVIDES-> service:parks",
    "agency:revenue -CONSUMES-> service:tax",
    "agency:parks -CONSUMES-> service:parks",
    "sla:tax -GOVERNS-> service:tax",
    "service:parks citizen_facing=yes",
    "ci:spare -DEPENDS_ON-> ci:shelf",
)


def told(found: SinglePointsOfFailure) -> list[Line]:
    ids = found.snapshot.ids_of(found.rows)
    columns = (column.tolist() for column in found.counts.columns)
    return list(zip(ids, *columns, strict=True))


RANKED: list[Line] = [
    ("ci:san", 2, 1, 1, 2, 5),
    ("ci:kiosk", 1, 1, 0, 1, 2),
    ("supplier:vendor", 1, 1, 0, 1, 2),
    ("service:parks", 1, 0, 0, 0, 1),
]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (TODAY, [*RANKED[:3], ("service:tax", 1, 0, 1, 0, 2), RANKED[3]]),
        (
            date(2027, 1, 31),
            [
                *RANKED[:3],
                ("ci:north", 1, 0, 1, 1, 3),
                ("service:tax", 1, 0, 1, 0, 2),
                RANKED[3],
            ],
        ),
    ],
)
def test_ranking(as_of: date, expected: list[Line]) -> None:
    found = single_points_of_failure(OFFICE.snapshot, as_of)
    assert told(found) == expected
    assert found.gap is None


def test_only_some_kinds() -> None:
    found = single_points_of_failure(OFFICE.snapshot, TODAY, ["supplier", "ConfigurationItem"])
    assert told(found) == RANKED[:3]


def test_nothing_recorded() -> None:
    found = single_points_of_failure(sketch("ci:a name=a").snapshot, TODAY)
    assert told(found) == []


def test_a_ticket_is_no_cause() -> None:
    with pytest.raises(InvalidQuestion, match="kinds: found 'Ticket'"):
        single_points_of_failure(OFFICE.snapshot, TODAY, ["Ticket"])


def test_the_verdict_names_the_worst_and_what_it_takes() -> None:
    told = asked(OFFICE.snapshot, TODAY)
    found = answer(told, CAUSES)
    assert found.verdict(told.view) == (
        "5 single points of failure: the loss of ci:san alone takes most, 2 agencies, 2 "
        "services, 1 SLA."
    )


def test_who_may_not_see_one_is_told_how_many_more_there_are() -> None:
    told = asked(OFFICE.snapshot, TODAY, viewer=hiding(["ci:san", "service:tax"]))
    page = Shown(answer(told, CAUSES), told.view).told("points")
    ids = [line.told("item").id for line in page.nodes]
    assert ids == ["ci:kiosk", "supplier:vendor", "service:parks"]
    assert (page.total_count, page.hidden) == (3, 2)
    assert "ci:san" not in Shown(answer(told, CAUSES), told.view).told("verdict")


@settings(max_examples=120)
@given(dependencies(), AS_OF)
def test_ranking_is_that_of_every_loss_tried(graph: Graph, as_of: date) -> None:
    by_id = {item.id: item for item in graph.items}
    expected: list[Line] = []
    for id_ in causes(graph, as_of):
        taken = [by_id[other] for other in lost(graph, [id_], as_of) - {id_}]
        kinds = [item.kind for item in taken]
        services = [item for item in taken if item.kind == "Service"]
        counts = (
            kinds.count("Agency"),
            sum(item.fields.get("citizen_facing") is True for item in services),
            kinds.count("ServiceLevelAgreement"),
            len(services),
        )
        if counts[0] + counts[2] + counts[3]:
            expected.append((id_, *counts, len(taken)))
    expected.sort(key=lambda line: (*(-number for number in line[1:]), line[0]))
    assert told(single_points_of_failure(graph.snapshot, as_of)) == expected


def test_what_hangs_on_a_cause_is_counted_of_ours_alone() -> None:
    drawn = sketch(
        "source:market role=reference",
        "service:product source=source:market",
        "service:other source=source:market",
        "agency:other source=source:market",
        "service:other -DEPENDS_ON-> service:product",
        "agency:other -CONSUMES-> service:other",
        "service:mail -DEPENDS_ON-> service:product",
        "agency:tax -CONSUMES-> service:mail",
    )
    plain = answer(asked(drawn.snapshot, TODAY), CAUSES)
    found = {plain.snapshot.id(int(row)): plain.counts.at(n) for n, row in enumerate(plain.rows)}
    # the product takes our mail and our agency; what takes only others is none of ours
    assert {id_: (c.agencies, c.services) for id_, c in found.items()} == {
        "service:product": (1, 1),
        "service:mail": (1, 0),
    }
    every = answer(asked(drawn.snapshot, TODAY), CAUSES, include=Include.REFERENCE)
    assert every.counts.at(0)[:4] == (2, 0, 0, 2)
    named = answer(asked(drawn.snapshot, TODAY), CAUSES, ["agency:tax"])
    assert len(named.rows) == 2
