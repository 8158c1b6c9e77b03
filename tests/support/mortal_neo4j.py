"""A real Neo4j that a test kills, without a word, and starts again on what it left."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from stores.local_neo4j import LocalNeo4j, local_neo4j
from stores.local_neo4j.config import LOOPBACK

PORTS = range(20_000, 30_000)
"""Below those that a system gives to whoever calls: none may have it while the server is away."""


class MortalNeo4j:
    """A server of its own, at one address for good."""

    def __init__(self, home: Path, stack: ExitStack) -> None:
        self._home, self._stack, self._port = home, stack, _free()
        self.server = self._started()
        self.kills = 0

    def _started(self) -> LocalNeo4j:
        return self._stack.enter_context(local_neo4j(home=self._home, port=self._port, brief=True))

    def kill(self) -> None:
        """Kill the server where it is, and whoever watches it."""
        os.killpg(self.server._process.pid, signal.SIGKILL)
        self.server._process.wait()
        self.kills += 1

    def mend(self) -> None:
        """Start it again, if it is away; else whoever asks has yet to see that it is back."""
        if self.server._process.poll() is not None:
            self._stack.close()
            self.server = self._started()
        else:
            time.sleep(0.05)


def _free() -> int:
    first = os.getpid() % len(PORTS)
    port: int
    for port in [*PORTS][first:] + [*PORTS][:first]:
        with suppress(OSError), closing(socket.socket()) as probe:
            probe.bind((LOOPBACK, port))
            return port
    raise AssertionError("no port is free")


@contextmanager
def mortal_neo4j(home: Path) -> Iterator[MortalNeo4j]:
    """A server with its data in a folder."""
    with ExitStack() as stack:
        yield MortalNeo4j(home, stack)
