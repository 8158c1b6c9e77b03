"""Processes for tests to kill, each forked from one that has imported all that its work needs.

``python -m tests.support.forking MODULE`` does what it is told by lines of JSON: begin the ``main``
of the module in a process, with an environment and arguments; kill that process; wait for its end.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import NoReturn

from tests.support.repository import ROOT
from tests.support.store_place import Place

BEGIN, KILL, WAIT = "begin", "kill", "wait"
ENDED = "ended: "


class Forking:
    """One process at a time, on a store, and what it says."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """``process`` runs this module."""
        assert process.stdin is not None
        assert process.stdout is not None
        self._orders, self._said = process.stdin, process.stdout

    def begin(self, place: Place, *arguments: str) -> None:
        """Begin a process that may open the store of a place."""
        self._order(BEGIN, place.environment(), *arguments)

    def line(self) -> str:
        """What it says next; nothing, and then it is not to be asked again, at its end."""
        line = self._said.readline()
        assert line, "what forks ended itself"
        return line.rstrip("\n").removeprefix(ENDED)

    def kill(self) -> None:
        """Kill it, wherever it is."""
        self._order(KILL)
        self._code()

    def wait(self) -> int:
        """Its exit code, once it has come to its end."""
        self._order(WAIT)
        return self._code()

    def _order(self, *order: object) -> None:
        self._orders.write(f"{json.dumps(order)}\n")
        self._orders.flush()

    def _code(self) -> int:
        """What is said last, of a process that has ended."""
        for line in self._said:
            if line.startswith(ENDED) and (code := line.removeprefix(ENDED).strip()):
                return int(code)
        raise AssertionError("what forks ended itself")


@contextmanager
def forking(module: str) -> Iterator[Forking]:
    """Run the ``main`` of a module, again and again."""
    command = [sys.executable, "-m", __name__, module]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Forking(process)


def _obey(module: str) -> None:
    child, work = 0, import_module(module).main
    for line in sys.stdin:
        order, *given = json.loads(line)
        if order == BEGIN:
            child = os.fork()
            if not child:
                _work(work, *given)
            continue
        if order == KILL:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        # On a line of its own: what was killed may have been in the middle of one.
        print(f"\n{ENDED}{os.waitstatus_to_exitcode(status)}", flush=True)


def _work(work: Callable[..., object], environment: dict[str, str], *arguments: str) -> NoReturn:
    os.environ.update(environment)
    try:
        work(*arguments)
    finally:
        print(ENDED, flush=True)  # or whoever waits for a line would wait for ever
    sys.exit()


if __name__ == "__main__":
    _obey(sys.argv[1])
