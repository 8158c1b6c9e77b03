"""Start a local Neo4j, wait until Bolt answers, and stop it with the run."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from graph_model.errors import StoreUnavailable
from stores.local_neo4j import guard
from stores.local_neo4j.access import USER, keep_first_password, log_in
from stores.local_neo4j.artifacts import NEO4J_VERSION, Say, default_cache, neo4j_jars
from stores.local_neo4j.config import LOOPBACK, command_line, neo4j_conf
from stores.local_neo4j.java import find_java

_POLL = 0.05
_TAIL_LINES = 15


def _silent(_: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class LocalNeo4j:
    """A running Neo4j and how to log in to it; ``home`` is the folder of its data and logs."""

    uri: str
    user: str
    password: str = field(repr=False)
    home: Path
    _process: subprocess.Popen[bytes] = field(repr=False)

    def wait(self) -> None:
        """Wait until the server ends by itself.

        Raises:
            StoreUnavailable: always, when it did: nobody asked it to; quotes its log.
        """
        self._process.wait()
        raise _ended(self._process, self.home)


@contextmanager
def local_neo4j(
    *,
    home: Path | None = None,
    port: int | None = None,
    java: Path | None = None,
    cache: Path | None = None,
    timeout: float = 120.0,
    brief: bool = False,
    say: Say = _silent,
) -> Iterator[LocalNeo4j]:
    """Run Neo4j Community on loopback for as long as the ``with`` lasts, or this process lives.

    Authentication is on, as in production: other accounts of a machine reach its loopback too. The
    password is random; with a ``home`` of its own it is kept there, readable by its owner only.

    Args:
        home: where its data stay between runs; a temporary folder, thrown away, if None.
        port: the port for Bolt; a free one if None.
        java: the ``java`` to run it with; the one that ``find_java`` finds if None.
        cache: where Neo4j's jars are kept; ``default_cache()`` if None.
        timeout: seconds to wait until Bolt answers.
        brief: whether it runs for minutes only and is not measured: as small and quick to start as
            can be.
        say: takes a line for the person who waits (a download takes its time).

    Raises:
        StoreUnavailable: it cannot be fetched, started or logged in to; quotes its log.
    """
    java = java or find_java()  # first: without one, what is fetched is of no use
    jars = neo4j_jars(cache or default_cache(), say)
    port = _free_port(port)
    folder = _prepared(home, port, brief=brief)
    password = _password(folder)
    keep_first_password(password, folder)
    command = command_line(java, jars, folder, brief=brief)
    process = _start(command, folder, keep=home is not None)
    try:
        say(f"starting Neo4j {NEO4J_VERSION} with {java}")
        uri = f"bolt://{LOOPBACK}:{port}"
        _await_port(process, folder, port, time.monotonic() + timeout)
        log_in(uri, password, folder)
        yield LocalNeo4j(uri, USER, password, folder, process)
    finally:
        _stop(process)
        if home is None:
            shutil.rmtree(folder, ignore_errors=True)


def _free_port(wanted: int | None) -> int:
    """The wanted loopback port, or any, if nothing listens on it now.

    Asked before the start, because whoever has the port already would be taken for the new server.
    """
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, wanted or 0))
        except OSError as error:
            raise StoreUnavailable(
                f"Neo4j cannot have port {wanted} on {LOOPBACK}: {error.strerror}; "
                "name another, or none for a free one"
            ) from error
        port: int = probe.getsockname()[1]
        return port


def _prepared(home: Path | None, port: int, *, brief: bool) -> Path:
    """Make the home folder, with its configuration written anew."""
    folder = Path(tempfile.mkdtemp(prefix="ramify-neo4j-")) if home is None else home.resolve()
    try:
        for name in ("conf", "logs"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "conf" / "neo4j.conf").write_text(neo4j_conf(port, brief=brief), encoding="utf-8")
    except OSError as error:
        raise StoreUnavailable(f"Neo4j's home {folder} cannot be written: {error}") from error
    return folder


def _password(folder: Path) -> str:
    """The password kept in a home folder; a new random one, kept there, if there is none."""
    kept = folder / "password"
    try:
        password = kept.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        password = secrets.token_urlsafe(18)
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(password)
    return password


def _start(command: list[str], folder: Path, *, keep: bool) -> subprocess.Popen[bytes]:
    """Start the command under its guard, in a session of its own, out of Ctrl-C's reach."""
    throw_away = "" if keep else str(folder)
    guarded = [sys.executable, "-I", guard.__file__, throw_away, *command]
    with (folder / "logs" / "console.log").open("wb") as console:
        return subprocess.Popen(  # noqa: S603 - no shell
            guarded,
            stdin=subprocess.PIPE,
            stdout=console,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
        )


def _await_port(process: subprocess.Popen[bytes], folder: Path, port: int, deadline: float) -> None:
    """Wait until something takes connections on the port."""
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise _ended(process, folder)
        with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
            return
        time.sleep(_POLL)
    raise StoreUnavailable(f"Neo4j did not answer on port {port} in time\n{_tail(folder)}")


def _ended(process: subprocess.Popen[bytes], folder: Path) -> StoreUnavailable:
    """The error for a server that ended by itself."""
    return StoreUnavailable(
        f"Neo4j ended by itself with exit code {process.returncode}; "
        f"its log closes with:\n{_tail(folder)}"
    )


def _tail(folder: Path) -> str:
    """The last lines of what the server printed and logged."""
    lines: list[str] = []
    for name in ("console.log", "neo4j.log"):
        with suppress(OSError):
            text = (folder / "logs" / name).read_text(encoding="utf-8", errors="replace")
            lines += text.strip().splitlines()[-_TAIL_LINES:]
    return "\n".join(f"    {line}" for line in lines) or "    (nothing was logged)"


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the guard to stop the server, by closing its pipe; end both if that does not help."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(timeout=guard.PATIENCE + 10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
