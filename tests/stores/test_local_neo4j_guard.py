"""The guard ends a server when its starter asks for it or is gone, and passes on its own end."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stores.local_neo4j import guard

ORDERLY = "trap 'echo put in order; exit 0' TERM; echo up; while :; do sleep 0.05; done"
ENDLESS = "echo up; exec sleep 600"
SLOW_START = """
import runpy, subprocess, sys, time
class Slow(subprocess.Popen):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        time.sleep(0.3)
subprocess.Popen = Slow
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Runs the guard with the gap between starting a server and knowing it drawn out."""


@contextmanager
def guarded(throw_away: str, shell: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-I", guard.__file__, throw_away, "sh", "-c", shell]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def read(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def close_pipe(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.close()


ENDS: list[Callable[[subprocess.Popen[str]], None]] = [close_pipe, subprocess.Popen.terminate]


@pytest.mark.parametrize("end", ENDS)
def test_kept_data_gets_an_orderly_stop(end: Callable[[subprocess.Popen[str]], None]) -> None:
    with guarded("", ORDERLY) as process:
        assert read(process) == "up"
        end(process)
        assert read(process) == "put in order"
        assert process.wait(timeout=60) == 0


@pytest.mark.parametrize("end", ENDS)
def test_a_temporary_folder_goes_with_its_server(
    tmp_path: Path, end: Callable[[subprocess.Popen[str]], None]
) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "data").write_text("of no use", encoding="utf-8")
    begun = time.monotonic()
    with guarded(str(folder), ENDLESS) as process:
        assert read(process) == "up"
        end(process)
        process.wait(timeout=60)
    assert not folder.exists()
    assert time.monotonic() - begun < guard.PATIENCE


def test_a_signal_as_the_server_starts_is_obeyed(tmp_path: Path) -> None:
    """The server asks for the end itself, while its guard is still busy starting it."""
    folder = tmp_path / "home"
    folder.mkdir()
    asks = "kill -TERM $PPID; exec sleep 600"
    command = [sys.executable, "-c", SLOW_START, guard.__file__, str(folder), "sh", "-c", asks]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        process.wait(timeout=60)
    assert not folder.exists()


def test_a_server_that_ends_by_itself_leaves_its_log_to_be_read(tmp_path: Path) -> None:
    with guarded(str(tmp_path), "exit 7") as process:
        assert process.wait(timeout=60) == 7
    assert tmp_path.exists()
