"""What comes of a contract at its last day: by hand, and against trying it out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from queries.contract.prospect import Prospects, prospects
from queries.snapshot.days import Days, day_number, day_of
from tests.support.contracts import contract_graphs
from tests.support.graphs import Graph
from tests.support.naive import own_last_day
from tests.support.naive_contract import (
    contract_of,
    ending_with,
    extended,
    first_exit,
    free,
    furthest,
    less,
    noticed,
    seen_last_day,
    with_fields,
)
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
YEARLY = "renewal=tacit renewal_term=P1Y"


def asked(graph: Graph) -> tuple[list[str], Prospects]:
    found = prospects(graph.snapshot, day_number(TODAY))
    return graph.snapshot.ids_of(found.terms.rows), found


def of(lines: tuple[str, ...], column: str) -> str:
    ids, found = asked(sketch(*lines))
    days: Days = getattr(found, column)
    return str(day_of(int(days[ids.index("contract:c")])))


UNDER = "contract:c -UNDER-> contract:p"


@pytest.mark.parametrize(
    ("lines", "renewed", "exit_", "together"),
    [
        (("contract:c end=2027-06-30",), "2027-06-30", "2027-06-30", "2027-06-30"),
        (("contract:c",), "None", "None", "None"),
        # 31 Dec 2026 - P1M = 30 Nov: notice today ends it this year
        (
            (f"contract:c end=2026-12-31 notice=P1M {YEARLY}",),
            "2027-12-31",
            "2026-12-31",
            "2026-12-31",
        ),
        # 31 Dec 2026 - P3M = 30 Sep is past: the next term is the first that can be left
        (
            (f"contract:c end=2026-12-31 notice=P3M {YEARLY}",),
            "2027-12-31",
            "2027-12-31",
            "2027-12-31",
        ),
        # one renewal is left, and no notice can stop it: it ends by itself a year later
        (
            (f"contract:c end=2026-12-31 notice=P3M {YEARLY} renewals_left=1",),
            "2027-12-31",
            "2027-12-31",
            "2027-12-31",
        ),
        # it goes on with its parent, to its own end in 2029, unless the parent gets notice
        (
            (
                "contract:c end=2029-06-30 survives_parent=no",
                f"contract:p end=2026-12-31 notice=P1M {YEARLY}",
                UNDER,
            ),
            "2027-12-31",
            "2029-06-30",
            "2026-12-31",
        ),
        # it renews by itself, but ends with its parent in March
        (
            (
                f"contract:c end=2026-12-31 notice=P3M survives_parent=no {YEARLY}",
                "contract:p end=2027-03-31",
                UNDER,
            ),
            "2027-03-31",
            "2027-03-31",
            "2027-03-31",
        ),
    ],
)
def test_what_it_goes_on_to_and_when_it_can_be_left(
    lines: tuple[str, ...], renewed: str, exit_: str, together: str
) -> None:
    found = [of(lines, column) for column in ("renewed", "exit", "exit_together")]
    assert found == [renewed, exit_, together]


@pytest.mark.parametrize(
    ("lines", "by", "missed"),
    [
        (("contract:c end=2026-12-31 notice=P1M renewal=none",), "None", "None"),
        (("contract:c end=2026-12-31 notice=P3M renewal=option",), "None", "None"),
        ((f"contract:c end=2026-12-31 notice=P1M {YEARLY}",), "2026-11-30", "None"),
        ((f"contract:c end=2026-12-31 notice=P3M {YEARLY}",), "2027-09-30", "2026-09-30"),
        # without a notice up to the last day itself
        ((f"contract:c end=2026-12-31 {YEARLY}",), "2026-12-31", "None"),
        # nothing is left that a notice could stop
        ((f"contract:c end=2026-12-31 notice=P3M {YEARLY} renewals_left=0",), "None", "None"),
        ((f"contract:c end=2026-12-31 notice=P3M {YEARLY} renewals_left=1",), "None", "2026-09-30"),
        (
            (f"contract:c end=2026-12-31 notice=P3M {YEARLY} notice_given=2026-09-30",),
            "None",
            "None",
        ),
        # it ends with its parent all the same
        (
            (
                f"contract:c end=2026-12-31 notice=P3M survives_parent=no {YEARLY}",
                "contract:p end=2026-12-31",
                UNDER,
            ),
            "None",
            "None",
        ),
        # it is over
        ((f"contract:c end=2024-12-31 notice=P3M {YEARLY} renewals_left=1",), "None", "None"),
    ],
)
def test_notice_counts_where_it_would_change_something(
    lines: tuple[str, ...], by: str, missed: str
) -> None:
    assert (of(lines, "notice_by"), of(lines, "notice_missed")) == (by, missed)


@pytest.mark.parametrize(
    ("lines", "by"),
    [
        (("contract:c end=2027-06-30 notice=P3M renewal=option renewal_term=P1Y",), "2027-03-30"),
        (("contract:c end=2027-06-30 renewal=option",), "2027-06-30"),
        (("contract:c end=2027-06-30 renewal=option renewals_left=0",), "None"),
        (("contract:c end=2027-06-30 renewal=option notice_given=2026-11-01",), "None"),
        (("contract:c end=2026-06-30 renewal=option",), "None"),
        # it would end with its parent on the same day
        (
            (
                "contract:c end=2027-06-30 renewal=option survives_parent=no",
                "contract:p end=2027-06-30",
                UNDER,
            ),
            "None",
        ),
        # both have an option
        (
            (
                "contract:c end=2027-06-30 renewal=option survives_parent=no",
                "contract:p end=2027-06-30 renewal=option",
                UNDER,
            ),
            "2027-06-30",
        ),
    ],
)
def test_options_count_where_they_would_extend_it(lines: tuple[str, ...], by: str) -> None:
    assert of(lines, "option_by") == by


def read(days: Days, at: int) -> date:
    return day_of(int(days[at])) or date.max


@settings(max_examples=300, deadline=None)
@given(contract_graphs(8, 30, ("Contract",)))
def test_columns_agree_with_trying_it_out(graph: Graph) -> None:
    records = graph.records
    ids, found = asked(graph)
    for at, id_ in enumerate(ids):
        last = seen_last_day(records, id_, TODAY, TODAY)
        assert read(found.last.last, at) == last
        assert read(found.furthest, at) == furthest(records, id_, TODAY)
        if last == date.max:
            continue
        later = last + timedelta(days=1)
        assert read(found.renewed, at) == seen_last_day(records, id_, later, TODAY)
        assert found.extends[at] == (seen_last_day(extended(records), id_, later, TODAY) > last)


@settings(max_examples=300, deadline=None)
@given(contract_graphs(8, 30, ("Contract",)))
def test_exits_and_notices_agree_with_trying_it_out(graph: Graph) -> None:
    records = graph.records
    ids, found = asked(graph)
    for at, id_ in enumerate(ids):
        if seen_last_day(records, id_, TODAY, TODAY) < TODAY:
            assert read(found.notice_by, at) == read(found.notice_missed, at) == date.max
            continue
        left, far = first_exit(records, id_, TODAY), furthest(records, id_, TODAY)
        assert read(found.exit, at) == left
        family = ending_with(records, id_, TODAY)
        together = seen_last_day(noticed(records, family, TODAY), id_, TODAY, TODAY)
        assert read(found.exit_together, at) == together
        notice = contract_of(records, id_).get("notice")
        assert read(found.notice_by, at) == (less(left, notice) if left < far else date.max)
        due = less(own_last_day(contract_of(records, id_), TODAY), notice)
        in_time = with_fields(records, {id_}, notice_given=str(due))
        missed = free(records, id_) and due < TODAY and furthest(in_time, id_, TODAY) < far
        assert read(found.notice_missed, at) == (due if missed else date.max)
