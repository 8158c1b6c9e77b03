"""A ``ramify`` that serves, as a process of its own, until its test is over."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.support.loopback import call
from tests.support.repository import ROOT

RUN = "from api.cli import main; main()"
ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/graphql")
SECONDS = 300
"""How long it may take to answer, or to end, on a machine that has other work."""


@dataclass(frozen=True)
class Serving:
    """A server that answers: where, and what it printed before it did."""

    address: str
    process: subprocess.Popen[str]
    log: Path

    @property
    def printed(self) -> str:
        """All that it printed up to now."""
        return self.log.read_text(encoding="utf-8")


@contextmanager
def serving(folder: Path, *arguments: str, **variables: str) -> Iterator[Serving]:
    """Run a command that serves, on a free port; stop it with Ctrl-C and see that it ends well."""
    environment = {n: v for n, v in os.environ.items() if not n.startswith("RAMIFY_")}
    environment |= {"PYTHONPATH": str(ROOT), "RAMIFY_PORT": "0"} | variables
    log = folder / "printed.txt"
    with (
        log.open("w", encoding="utf-8") as output,
        subprocess.Popen(
            [sys.executable, "-c", RUN, *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
            env=environment,
        ) as process,
    ):
        try:
            yield Serving(address(process, log), process, log)
            process.send_signal(signal.SIGINT)
            code = process.wait(timeout=SECONDS)
        finally:
            process.kill()  # whatever failed: one that hears no Ctrl-C would be waited for for ever
        assert code == 0, log.read_text(encoding="utf-8")


def address(process: subprocess.Popen[str], log: Path) -> str:
    """Where the server answers, once it does."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        if found := ADDRESS.search(log.read_text(encoding="utf-8")):
            try:
                if call("GET", f"{found[1]}/readyz").status_code == 200:
                    return found[1]
            except httpx2.TransportError:
                pass
        time.sleep(0.05)
    raise AssertionError(f"the server did not answer:\n{log.read_text(encoding='utf-8')}")
