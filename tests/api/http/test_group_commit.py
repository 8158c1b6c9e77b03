"""Writes of many who wait, committed in groups."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from api.http.group_commit import Full, GroupCommit

_T = TypeVar("_T")


def run(work: Coroutine[Any, Any, _T]) -> _T:
    """In a thread of its own: after a browser's tests the first one has a loop that runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def test_who_comes_while_a_group_is_written_is_in_the_next() -> None:
    groups: list[list[int]] = []

    def write(group: Sequence[int]) -> None:
        groups.append(list(group))

    async def many() -> None:
        commit = GroupCommit(write, most=4, waiting=100)
        await asyncio.gather(*(commit.written(n, 1) for n in range(10)))
        await commit.written(10, 1)

    run(many())
    assert [n for group in groups for n in group] == list(range(11))
    assert max(map(len, groups)) == 4


def test_all_of_a_group_that_failed_are_told_and_the_next_is_written() -> None:
    faults = [OSError("once")]

    def write(group: Sequence[int]) -> None:
        if faults:
            raise faults.pop()

    async def several() -> list[object]:
        commit = GroupCommit(write, most=3, waiting=100)
        found = await asyncio.gather(
            *(commit.written(n, 1) for n in range(5)), return_exceptions=True
        )
        return list(found)

    found = run(several())
    assert [type(one) for one in found[:3]] == [OSError] * 3
    assert found[3:] == [None, None]


def test_what_weighs_too_much_is_refused_and_room_is_made_again() -> None:
    async def heavy() -> None:
        commit: GroupCommit[int] = GroupCommit(lambda _: None, most=3, waiting=10)
        first = asyncio.create_task(commit.written(1, 8))
        await asyncio.sleep(0)
        with pytest.raises(Full):
            await commit.written(2, 3)
        await first
        await commit.written(2, 10)

    run(heavy())
