"""Where what is asked is worked out: in as many threads at once as there are cores, changes apart.

More threads than cores answer no sooner, they only take the interpreter's lock from one another and
from the loop that sends what they have answered. Whatever says nothing else computes in the event
loop's common threads, which are bounded here; what mostly waits for a store has others, so that it
keeps no question waiting.
"""

from __future__ import annotations

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

JOBS = 4
"""So many jobs whose time has come are done at once: most of that is waiting for another system."""


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def bound_questions() -> None:
    """Let as many threads compute at once on this event loop as there are cores."""
    to_thread.current_default_thread_limiter().total_tokens = cores()


class Apart:
    """Threads beside those of questions, ``threads`` at once; who comes later waits in none."""

    def __init__(self, threads: int) -> None:
        self._limiter = CapacityLimiter(threads)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do the work there."""
        return await to_thread.run_sync(lambda: work(*args, **kwargs), limiter=self._limiter)
