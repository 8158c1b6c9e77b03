"""``ramify`` run as a process runs it, in the tests' own: a third of a second less each time."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from api.cli import main


def ran(arguments: Sequence[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of a run in a folder; it prints to ``sys.stdout`` and ``sys.stderr``."""
    for name in ("set_threshold", "freeze"):  # what they do lasts as long as a process
        monkeypatch.setattr(gc, name, lambda *_: None)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["ramify", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)
