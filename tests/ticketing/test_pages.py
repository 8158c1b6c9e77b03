"""Pages of tickets that change while they are read: none is passed over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph_model.errors import UnreadableFeed
from tests.support.fuzz import fuzzed
from ticketing.pages import MOST_READINGS, TicketPage, each_changed, listed_whole
from ticketing.ticket import ToolTicket

START = datetime(2026, 11, 30, tzinfo=UTC)


def ticket(key: str, second: int) -> ToolTicket:
    return ToolTicket(key, key, changed_at=START + timedelta(seconds=second))


@fuzzed
@given(
    seconds=st.lists(st.integers(0, 6), max_size=25),
    changes=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 24)), max_size=10),
    size=st.integers(1, 6),
    since=st.none() | st.integers(0, 6),
)
def test_every_ticket_is_met_in_its_last_state_though_some_change_between_pages(
    seconds: list[int], changes: list[tuple[int, int]], size: int, since: int | None
) -> None:
    there = {str(n): ticket(str(n), second) for n, second in enumerate(seconds)}
    turned = 0

    def ask(moment: datetime | None, number: int) -> TicketPage:
        nonlocal turned
        for page, which in changes:
            if page == turned and str(which) in there:
                # What changes now does so after everything that changed before.
                there[str(which)] = ticket(str(which), 100 + turned)
        turned += 1
        rows = [one for one in there.values() if moment is None or one.changed_at >= moment]  # type: ignore[operator]
        rows.sort(key=lambda one: (one.changed_at, one.key))
        page_of = rows[number * size : (number + 1) * size]
        return TicketPage(page_of, len(rows) > (number + 1) * size)

    begin = None if since is None else START + timedelta(seconds=since)
    met: dict[str, list[ToolTicket]] = {}
    for one in each_changed(ask, begin):
        met.setdefault(one.key, []).append(one)
    due = [key for key, n in enumerate(seconds) if since is None or n >= since]
    assert {str(key) for key in due} <= set(met)
    for key, states in met.items():
        assert len(set(states)) == len(states), "a state is told once"
        assert states[-1].changed_at is not None
        # What changed after it was met last is for the next poll, which begins there.
        assert states[-1] == there[key] or there[key].changed_at > states[-1].changed_at  # type: ignore[operator]


def test_pages_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ticketing.pages.MOST_PAGES", 5)
    with pytest.raises(UnreadableFeed, match="no end"):
        list(each_changed(lambda since, number: TicketPage([None], True), None))
    with pytest.raises(UnreadableFeed, match="no end"):
        listed_whole(lambda number: ([], True))


@fuzzed
@given(
    count=st.integers(0, 25),
    leaving=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 24)), max_size=8),
    size=st.integers(1, 6),
)
@example(count=6, leaving=[(5, 0), (10, 1)], size=1)
def test_who_leaves_a_list_while_it_is_read_hides_no_other(
    count: int, leaving: list[tuple[int, int]], size: int
) -> None:
    there = [str(number) for number in range(count)]
    turned = 0

    def ask(number: int) -> tuple[list[tuple[str, str]], bool]:
        nonlocal turned
        gone = {str(which) for page, which in leaving if page == turned}
        there[:] = [one for one in there if one not in gone]
        turned += 1
        page = there[number * size : (number + 1) * size]
        return [(one, "") for one in page], len(there) > (number + 1) * size

    found = listed_whole(ask)
    assert set(there) <= set(found)


@fuzzed
@given(
    count=st.integers(0, 25),
    moves=st.lists(st.tuples(st.integers(0, 12), st.booleans(), st.integers(0, 30)), max_size=12),
    size=st.integers(1, 6),
)
@example(count=4, moves=[(1, False, 0), (1, True, 9), (3, True, 9)], size=2)
def test_who_comes_to_a_list_while_it_is_read_hides_none_that_stays(
    count: int, moves: list[tuple[int, bool, int]], size: int
) -> None:
    there = [f"first {number}" for number in range(count)]
    first = frozenset(there)
    stays, turned = set(there), 0

    def ask(number: int) -> tuple[list[tuple[str, str]], bool]:
        nonlocal turned
        for page, comes, at in moves:
            if page == turned and comes:
                there.insert(at, f"new {page} {at}")
            elif page == turned and at < len(there) and there[at] in first:
                stays.discard(there.pop(at))
        turned += 1
        page_ = there[number * size : (number + 1) * size]
        return [(one, "") for one in page_], len(there) > (number + 1) * size

    assert stays <= set(listed_whole(ask))


def test_a_list_is_read_again_only_where_one_that_it_had_is_missing() -> None:
    opened, asked = ["a", "b", "c"], []

    def ask(number: int) -> tuple[list[tuple[str, str]], bool]:
        asked.append(number)
        opened.append(f"opened {len(asked)}")
        return [(one, "") for one in opened[number * 9 : (number + 1) * 9]], number == 0

    assert set("abc") <= set(listed_whole(ask))
    assert asked == [0, 1] * 2


def test_a_list_that_tickets_leave_all_the_time_is_told_so() -> None:
    there, asked = [str(number) for number in range(1_000)], []

    def ask(number: int) -> tuple[list[tuple[str, str]], bool]:
        asked.append(number)
        del there[0]
        return [(there[number], "")], number == 0

    with pytest.raises(UnreadableFeed, match="some gone each of 50 times"):
        listed_whole(ask)
    assert asked == [0, 1] * MOST_READINGS
