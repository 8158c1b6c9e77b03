"""Where what is asked is worked out: one thread after another, more only where one takes long.

Threads that compute at once take the interpreter's lock from one another and from the loop that
sends what they have answered: two answer fewer short questions a second than one. A question that
takes long must not hold up the short ones either, so it lends its place to the next, until as many
compute as there are cores. What mostly waits for a store has other threads, so that it keeps no
question waiting.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread

P = ParamSpec("P")
T = TypeVar("T")

CHANGES = 1
"""So many changes are made at once: a store takes one at a time."""
STEPS = 2
"""So many of the server's own steps go on at once: one that takes long must not hold up all."""

LONG = 0.01
"""Seconds after which a question takes long, and another is begun beside it."""

JOBS = 4
"""So many jobs whose time has come are done at once: most of that is waiting for another system."""


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def bound_questions() -> None:
    """Let one thread compute on this event loop; what takes long lets in another."""
    to_thread.current_default_thread_limiter().total_tokens = 1


async def work_out(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do the work in a thread, when it is its turn among what is asked on this event loop."""
    turns = to_thread.current_default_thread_limiter()
    async with turns:
        place = _Place(turns)
        try:
            return await Apart(1).run(work, *args, **kwargs)
        finally:
            place.leave()


class _Place:
    """The place of what is worked out; who keeps it long lends it, if a core is free."""

    def __init__(self, turns: CapacityLimiter) -> None:
        self._turns, self._lent = turns, 0
        self._loop = asyncio.get_running_loop()
        self._later = self._loop.call_later(LONG, self._lend)

    def _lend(self) -> None:
        if self._turns.total_tokens < cores():
            self._turns.total_tokens += 1
            self._lent = 1
        else:  # others have lent theirs; when they are done this one may
            self._later = self._loop.call_later(LONG, self._lend)

    def leave(self) -> None:
        """It is done: what it lent is taken back."""
        self._later.cancel()
        self._turns.total_tokens -= self._lent


class Apart:
    """Threads beside those of questions, ``threads`` at once; who comes later waits in none."""

    def __init__(self, threads: int) -> None:
        self._limiter = CapacityLimiter(threads)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do the work there."""
        return await to_thread.run_sync(lambda: work(*args, **kwargs), limiter=self._limiter)
