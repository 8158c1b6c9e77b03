"""Run a server for as long as its starter lives: the program between the two.

Started as a script, isolated, with nothing but the standard library: ``guard.py FOLDER COMMAND…``.
Its standard input is a pipe that the starter holds open and never writes to. When the pipe closes,
because the starter asked for the end or died in whatever way, the server is stopped. (A signal on
the parent's death would do it on Linux only, and follows the starting thread, not the process.)
FOLDER, unless empty, is thrown away then; data that is kept gets an orderly stop.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

PATIENCE = 20.0
"""Seconds that a server with data to keep has for an orderly stop."""


def main(throw_away: str, command: list[str]) -> int:
    """Run the command until it ends or the starter does; return its exit code.

    The handler stands before the server does: a signal in between is kept, and obeyed at once.
    """
    stopped = threading.Event()
    servers: list[subprocess.Popen[bytes]] = []

    def stop(*_: object) -> None:
        stopped.set()
        for running in servers:
            _end(running, orderly=not throw_away)

    signal.signal(signal.SIGTERM, stop)
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - no shell
    servers.append(server)
    if stopped.is_set():
        stop()
    threading.Thread(target=_at_end_of_input, args=(stop,), daemon=True).start()
    code = server.wait()
    if throw_away and stopped.is_set():
        shutil.rmtree(throw_away, ignore_errors=True)
    return code


def _at_end_of_input(stop: Callable[[], None]) -> None:
    """Wait for the starter to close the pipe, then stop.

    Read without a buffer: its lock, held here, would make the interpreter's own end fail.
    """
    while os.read(sys.stdin.fileno(), 1):
        pass
    stop()


def _end(server: subprocess.Popen[bytes], *, orderly: bool) -> None:
    """End the server: at once, or with time to put its data in order."""
    if not orderly:
        server.kill()
        return
    server.terminate()
    timer = threading.Timer(PATIENCE, server.kill)
    timer.daemon = True
    timer.start()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
