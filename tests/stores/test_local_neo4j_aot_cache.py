"""What Java recorded of a start: made once, whole or not at all, never in a start's way."""

from __future__ import annotations

import fcntl
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from graph_model.errors import StoreUnavailable
from stores.local_neo4j.aot_cache import RECORDED, aot_cache
from stores.local_neo4j.artifacts import default_cache, neo4j_jars
from stores.local_neo4j.config import java_options
from stores.local_neo4j.java import find_java
from stores.local_neo4j.server import recorded_start


@dataclass
class Machine:
    """A Java, Neo4j's jars beside which recordings are kept, and what was recorded and said."""

    folder: Path
    options: Sequence[str] = ("-Xmx1g",)
    leaves: str | None = "what was loaded"
    recorded: list[Path] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for path in (self.java, self.modules):
            path.parent.mkdir(parents=True)
            path.touch()
        self.is_java("25.0.2")
        self.jars.mkdir(parents=True)

    @property
    def java(self) -> Path:
        return self.folder / "java" / "bin" / "java"

    @property
    def modules(self) -> Path:
        return self.folder / "java" / "lib" / "modules"

    @property
    def jars(self) -> Path:
        return self.folder / "cache" / "neo4j-1"

    def is_java(self, version: str) -> None:
        release = f'IMPLEMENTOR="Somebody"\nJAVA_VERSION="{version}"\n'
        (self.folder / "java" / "release").write_text(release, encoding="utf-8")

    def record(self, folder: Path) -> None:
        self.recorded.append(folder)
        if self.leaves is None:
            raise StoreUnavailable("it does not start")
        if self.leaves:
            (folder / RECORDED).write_text(self.leaves, encoding="utf-8")

    def asked(self) -> Path | None:
        return aot_cache(self.java, self.jars, self.options, self.record, self.said.append)

    def kept(self) -> list[str]:
        """What is in the cache, beside the jars and the lock."""
        found = {path.name for path in self.jars.parent.iterdir()}
        return sorted(found - {self.jars.name, "aot.lock"})


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_start_is_recorded_once(machine: Machine) -> None:
    first, second = machine.asked(), machine.asked()
    assert first == second
    assert first is not None
    assert first.read_text(encoding="utf-8") == machine.leaves
    assert machine.kept() == [first.name]
    assert (len(machine.recorded), len(machine.said)) == (1, 1)


@pytest.mark.parametrize(
    ("version", "records"), [("21.0.8", False), ("24", False), ("25", True), ("26-ea", True)]
)
def test_which_javas_record(machine: Machine, version: str, records: bool) -> None:
    machine.is_java(version)
    assert bool(machine.asked()) == bool(machine.said) == records


def test_a_java_that_does_not_say_its_version_records_nothing(machine: Machine) -> None:
    (machine.folder / "java" / "release").unlink()
    assert (machine.asked(), machine.recorded, machine.said) == (None, [], [])


def another_java(machine: Machine) -> None:
    machine.is_java("25.0.3")


def java_installed_anew(machine: Machine) -> None:
    os.utime(machine.modules, ns=(1, 1))


def jars_fetched_anew(machine: Machine) -> None:
    os.utime(machine.jars, ns=(1, 1))


def other_options(machine: Machine) -> None:
    machine.options = ("-Xmx2g",)


CHANGES = [another_java, java_installed_anew, jars_fetched_anew, other_options]


@pytest.mark.parametrize("change", CHANGES)
def test_what_would_not_fit_is_recorded_anew(
    machine: Machine, change: Callable[[Machine], None]
) -> None:
    first = machine.asked()
    change(machine)
    second = machine.asked()
    assert second is not None
    assert second != first
    assert len(machine.recorded) == 2


@pytest.mark.parametrize("leaves", [None, ""], ids=["it fails", "Java leaves nothing"])
def test_what_cannot_be_recorded_is_not_tried_at_each_start(
    machine: Machine, leaves: str | None
) -> None:
    machine.leaves = leaves
    assert [machine.asked(), machine.asked()] == [None, None]
    assert len(machine.recorded) == 1


def test_nobody_waits_for_somebody_elses_recording(machine: Machine) -> None:
    with (machine.jars.parent / "aot.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert (machine.asked(), machine.said) == (None, [])
    assert machine.asked() is not None


def test_what_a_killed_recording_left_is_none(machine: Machine) -> None:
    partial = machine.jars.parent / "aot.partial"
    partial.mkdir()
    (partial / RECORDED).write_text("half", encoding="utf-8")
    machine.leaves = ""
    assert machine.asked() is None
    assert not partial.exists()


def test_a_cache_that_cannot_be_written_is_done_without(machine: Machine) -> None:
    (machine.jars.parent / "aot.lock").mkdir()
    assert machine.asked() is None


def test_the_newest_recordings_stay(machine: Machine) -> None:
    made = []
    for n in range(5):
        machine.is_java(f"25.0.{n}")
        kept = machine.asked()
        assert kept is not None
        os.utime(kept, (n, n))
        made.append(kept.name)
    assert machine.kept() == made[-3:]


def real_jars() -> Path:
    return neo4j_jars(default_cache(), print)


def recorded() -> list[str]:
    """What a start of the real Neo4j is given; another worker may be recording it."""
    until = time.monotonic() + 120
    while not (found := recorded_start(find_java(), real_jars(), 120, print)):
        assert time.monotonic() < until
        time.sleep(0.1)
    return found


def java_says(*options: str) -> subprocess.CompletedProcess[str]:
    """A Java that is about to start Neo4j, and says its version instead."""
    command = [str(find_java()), *options, "-cp", f"{real_jars()}/*"]
    return subprocess.run([*command, "-version"], capture_output=True, text=True, check=False)


@pytest.mark.neo4j
@pytest.mark.parametrize("brief", [True, False])
def test_what_a_real_java_recorded_fits_every_start(brief: bool) -> None:
    found = java_says("-XX:AOTMode=on", *recorded(), *java_options(brief=brief))
    assert (found.returncode, found.stdout) == (0, "")


@pytest.mark.neo4j
@pytest.mark.parametrize("size", [0, 1_000, 50_000_000])
def test_a_damaged_recording_does_no_harm(tmp_path: Path, size: int) -> None:
    option, *others = recorded()
    damaged = tmp_path / "damaged.aot"
    with Path(option.removeprefix("-XX:AOTCache=")).open("rb") as whole:
        damaged.write_bytes(whole.read(size))
    found = java_says(f"-XX:AOTCache={damaged}", *others, *java_options(brief=True))
    assert (found.returncode, found.stdout) == (0, "")
    assert found.stderr.startswith("openjdk version")
