"""Tests keep their files in memory where there is room: what they write is written for seconds."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 4 << 30
"""Bytes that have to be free: many times what a run leaves, since pytest keeps three runs."""

CHOSEN = ("TMPDIR", "TEMP", "TMP")
"""By which of the environment a person says where temporary files go."""


def keep_files_in_memory() -> None:
    """Let temporary files go to memory: those of this process, and of all that it starts.

    Whoever chose a place has it; without a fitting memory, they go where they always did.
    """
    if not any(name in os.environ for name in CHOSEN) and fits(MEMORY):
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # it was asked for before: capturing output needs a file


def without_memory() -> dict[str, str]:
    """The environment of what unpacks for good what it needs: that stays on the disk."""
    ours = ("TMPDIR", str(MEMORY))
    return {name: value for name, value in os.environ.items() if (name, value) != ours}


def fits(place: Path, room: int = ROOM) -> bool:
    """Whether it can be written to, has room, and lets programs be executed (tests make some)."""
    if not os.access(place, os.W_OK | os.X_OK):
        return False
    disk = os.statvfs(place)
    return disk.f_bavail * disk.f_frsize >= room and not disk.f_flag & os.ST_NOEXEC
