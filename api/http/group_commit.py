"""Writes of many requests committed together: who waits for one takes those that came meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from api.compute import Apart

T = TypeVar("T")


class Full(Exception):
    """More waits to be written than may."""


class GroupCommit(Generic[T]):
    """Writes in a thread of its own, one group at a time; on one event loop."""

    def __init__(self, write: Callable[[Sequence[T]], object], most: int, waiting: int) -> None:
        """``most`` are written together; what waits may weigh ``waiting``, in the caller's unit."""
        self._write, self._most, self._room = write, most, waiting
        self._apart = Apart(1)
        self._queue: list[tuple[T, int, asyncio.Future[None]]] = []
        self._weight = 0
        self._writing: asyncio.Task[None] | None = None

    async def written(self, one: T, weight: int) -> None:
        """Wait until it is written.

        Raises:
            Full: too much waits; nothing is written of it.
            Exception: what writing its group raised.
        """
        if self._weight + weight > self._room:
            raise Full
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append((one, weight, done))
        self._weight += weight
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        await done

    async def _write_all(self) -> None:
        try:
            while self._queue:
                group = self._queue[: self._most]
                del self._queue[: self._most]
                await self._write_group(group)
        finally:
            self._writing = None

    async def _write_group(self, group: list[tuple[T, int, asyncio.Future[None]]]) -> None:
        try:
            await self._apart.run(self._write, [one for one, _, _ in group])
        except Exception as error:  # noqa: BLE001 - whatever it is, each who waits is told
            for _, _, done in group:
                if not done.done():
                    done.set_exception(error)
        else:
            for _, _, done in group:
                if not done.done():  # who waited may have gone away
                    done.set_result(None)
        finally:
            self._weight -= sum(weight for _, weight, _ in group)
