"""The tests' files are kept in memory only where that fits, and where nobody chose a place."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from tests.support import ram_disk
from tests.support.ram_disk import CHOSEN, fits, keep_files_in_memory, without_memory

PLENTY = 1 << 60


def test_a_place_fits_that_is_there_and_has_room(tmp_path: Path) -> None:
    assert fits(tmp_path, room=1)
    assert not fits(tmp_path, room=PLENTY)
    assert not fits(tmp_path / "missing", room=0)


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place that fits, where nobody has chosen one."""
    for name in CHOSEN:
        monkeypatch.setenv(name, "noted, to be as before when the test is over")
        monkeypatch.delenv(name)
    monkeypatch.setattr(tempfile, "tempdir", "/as/before")
    monkeypatch.setattr(ram_disk, "MEMORY", tmp_path)
    monkeypatch.setattr(ram_disk, "fits", lambda place: place == tmp_path)
    return tmp_path


def test_files_go_there(memory: Path) -> None:
    keep_files_in_memory()
    assert tempfile.gettempdir() == os.environ["TMPDIR"] == str(memory)


def test_what_is_unpacked_for_good_is_not_there(memory: Path) -> None:
    keep_files_in_memory()
    assert "TMPDIR" not in without_memory()
    assert without_memory().items() <= os.environ.items()


@pytest.mark.parametrize("name", CHOSEN)
def test_a_chosen_place_is_kept(
    name: str,
    memory: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    chosen = str(tmp_path_factory.mktemp("chosen"))
    monkeypatch.setenv(name, chosen)
    keep_files_in_memory()
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert tempfile.gettempdir() == chosen != str(memory)
