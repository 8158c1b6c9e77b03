"""What is kept is made once, the least used forgotten; no two modules keep under one name."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial

from queries.snapshot.memo import Memo, MemoKey
from tests.support.repository import modules, rooms

DAY, EDGES = MemoKey.DAY, MemoKey.EDGES


def test_a_result_is_made_once_for_what_it_rests_on() -> None:
    memo, made = Memo(), list[str]()

    def make(result: str) -> str:
        made.append(result)
        return result

    for what, on in ((DAY, 1), (DAY, 1), (DAY, 2), (EDGES, 1), (DAY, 1), (EDGES, 1)):
        said = f"{what.name} {on}"
        assert memo.get(what, on, str, partial(make, said)) == said
    assert made == ["DAY 1", "DAY 2", "EDGES 1"]


def test_the_least_used_is_forgotten() -> None:
    memo, made = Memo(2), list[int]()

    def get(on: int) -> int:
        return memo.get(DAY, on, int, lambda: make(on))

    def make(on: int) -> int:
        made.append(on)
        return on

    for on in (1, 2, 1, 3, 1, 2):
        assert get(on) == on
    assert made == [1, 2, 3, 2]


def test_each_is_kept_by_one_module() -> None:
    users = Counter(
        kept
        for path in modules(*rooms())
        for kept in set(re.findall(r"\bMemoKey\.(\w+)", path.read_text(encoding="utf-8")))
    )
    assert users == Counter(kept.name for kept in MemoKey)
