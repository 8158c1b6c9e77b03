"""What items stand for when their coverage gaps are asked about, and which of them have any."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from graph_model.errors import InvalidQuestion, NotFound
from queries.answers.estate import estate
from queries.expiration.coverage_gap import CoverageGaps, gaps_of
from tests.support.asking import view_of
from tests.support.contracts import contract_graphs
from tests.support.graphs import Graph
from tests.support.sketch import sketch

TODAY, UNTIL = date(2026, 11, 25), date(2028, 11, 24)
OFFICE = sketch(
    "contract:a end=2027-06-30",
    "contract:a -COVERS-> service:mail",
    "contract:a -COVERS-> ci:relay",
    "contract:b -COVERS-> service:food",
    "supplier:s -PROVIDES-> service:mail",
    "supplier:s -PROVIDES-> ci:bare",
    "agency:x -CONSUMES-> service:mail",
    "program:p -PART_OF-> agency:x",
    "program:p -CONSUMES-> service:food",
    "agency:part -PART_OF-> agency:x",
    "agency:part -CONSUMES-> service:bare",
)


def asked(*of: str) -> CoverageGaps:
    about = estate(view_of(OFFICE.snapshot, TODAY), of)
    return gaps_of(OFFICE.snapshot, about, (TODAY, UNTIL), TODAY, named=True)


def told(found: CoverageGaps) -> str:
    """Each item, with a dash where it has a gap, and two where no contract ever covers it."""
    marks = {(True, True): "-", (True, False): "--", (False, True): "", (False, False): "?"}
    return " ".join(
        found.snapshot.id(item.item) + marks[bool(item.gaps), item.recorded] for item in found.lines
    )


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (["service:mail"], "service:mail-"),
        (["service:food"], "service:food"),
        (["ci:bare"], "ci:bare--"),
        (["contract:a"], "ci:relay- service:mail-"),
        (["supplier:s"], "ci:bare-- service:mail-"),
        # its programs and the agencies that are part of it consume for it
        (["agency:x"], "service:bare-- service:food service:mail-"),
        (["program:p"], "service:food"),
        (["contract:a", "service:mail", "contract:b"], "ci:relay- service:food service:mail-"),
        ([], ""),
    ],
)
def test_what_is_asked_about(of: list[str], expected: str) -> None:
    assert told(asked(*of)) == expected


def test_without_ids_it_is_all_that_is_ever_covered() -> None:
    found = gaps_of(OFFICE.snapshot, None, (TODAY, UNTIL), TODAY)
    assert told(found) == "ci:relay- service:food service:mail-"


def test_bad_arguments_are_named() -> None:
    with pytest.raises(InvalidQuestion, match="until: found 2026-11-24, expected 2026-11-25 or"):
        gaps_of(OFFICE.snapshot, None, (TODAY, date(2026, 11, 24)), TODAY)
    with pytest.raises(NotFound, match="service:none"):
        asked("service:none")


@settings(max_examples=60, deadline=None)
@given(contract_graphs())
def test_a_gap_names_contracts_that_do_not_cover_it(graph: Graph) -> None:
    found = gaps_of(graph.snapshot, None, (TODAY, UNTIL), TODAY)
    for item in found.lines:
        assert item.recorded
        for gap in item.gaps:
            assert TODAY <= gap.first <= UNTIL
            assert gap.last is None or gap.first <= gap.last
            assert (gap.last is None) == (gap.next is None)
