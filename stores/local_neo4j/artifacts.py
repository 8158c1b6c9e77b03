"""Neo4j's published jars: fetched once, kept in the user's cache, whole or not at all."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from graph_model.errors import StoreUnavailable

NEO4J_VERSION = "2026.09.0"
"""The one version run here; docker-compose.yml names the same, and a test compares them."""

MAIN_CLASS = "org.neo4j.server.Neo4jCommunity"

_ARTIFACTS = (("org.neo4j", "neo4j"), ("org.neo4j.app", "neo4j-server"))
_COPY_DEPENDENCIES = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"

Say = Callable[[str], None]
"""Takes one line for the person who waits."""


def default_cache() -> Path:
    """Where the jars are kept between runs.

    ``RAMIFY_NEO4J_CACHE`` names the folder; else it is ``ramify`` in ``XDG_CACHE_HOME`` or
    ``~/.cache``.
    """
    if moved := os.environ.get("RAMIFY_NEO4J_CACHE"):
        return Path(moved).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ramify"


def neo4j_jars(cache: Path, say: Say) -> Path:
    """Return the folder with Neo4j's jars, fetching them (about 155 MB) unless ``cache`` has them.

    The folder appears by one rename when it is complete, so a download killed half-way leaves no
    half of a cache; what it left is removed by the next one.

    Raises:
        StoreUnavailable: the jars cannot be fetched; says what was tried and what to install.
    """
    jars = cache / f"neo4j-{NEO4J_VERSION}"
    if not jars.is_dir():
        with _alone(cache):
            if not jars.is_dir():  # another process may have fetched them while this one waited
                _fetch(jars, say)
    return jars


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Hold the cache's lock; the system releases it when its holder is killed."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "fetch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch(jars: Path, say: Say) -> None:
    """Fetch into a folder beside ``jars`` with the first way that works, then rename it."""
    say(f"fetching Neo4j {NEO4J_VERSION} into {jars} (about 155 MB, once)")
    partial = jars.with_name(f"{jars.name}.partial")
    failures = []
    for way in (_with_maven, _with_jgo):
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        if (failure := way(partial) or _incomplete(partial)) is None:
            partial.rename(jars)
            return
        failures.append(failure)
    raise StoreUnavailable(
        f"Neo4j {NEO4J_VERSION} cannot be fetched: {'; '.join(failures)}. Install Maven, or the "
        "development extras ('make setup', or 'pip install jgo'), and see that the network answers"
    )


def _with_maven(target: Path) -> str | None:
    """Copy the jars with Maven (about 10 s); return why not, if not."""
    maven = shutil.which("mvn")
    if maven is None:
        return "there is no Maven ('mvn') on the PATH"
    with tempfile.TemporaryDirectory() as folder:
        pom = Path(folder, "pom.xml")
        pom.write_text(_pom(), encoding="utf-8")
        arguments = ["-q", "-B", "-f", str(pom), _COPY_DEPENDENCIES]
        properties = [f"-DoutputDirectory={target}", "-DincludeScope=runtime"]
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            [maven, *arguments, *properties], capture_output=True, text=True, check=False
        )
    return None if done.returncode == 0 else f"Maven failed: {_last_words(done.stdout)}"


def _pom() -> str:
    """A project that has nothing but Neo4j as its dependencies."""
    dependencies = "".join(
        f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId>"
        f"<version>{NEO4J_VERSION}</version></dependency>"
        for group, name in _ARTIFACTS
    )
    return (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        "<groupId>local</groupId><artifactId>neo4j-runtime</artifactId><version>1</version>"
        f"<packaging>pom</packaging><dependencies>{dependencies}</dependencies></project>"
    )


def _with_jgo(target: Path) -> str | None:
    """Resolve and copy the jars in Python (about two minutes); return why not, if not."""
    try:
        import jgo
    except ImportError:
        return "the Python package 'jgo' is not installed"
    endpoint = "+".join(f"{group}:{name}:{NEO4J_VERSION}" for group, name in _ARTIFACTS)
    try:
        for artifact in jgo.resolve(endpoint):
            shutil.copy2(artifact.resolve(), target)
    except Exception as error:  # noqa: BLE001 - jgo raises whatever its network and parsers raise
        return f"jgo failed: {error}"
    return None


def _incomplete(target: Path) -> str | None:
    """Say what is missing among the jars; None if nothing is."""
    missing = [
        name for _, name in _ARTIFACTS if not (target / f"{name}-{NEO4J_VERSION}.jar").is_file()
    ]
    return f"what was fetched lacks {', '.join(missing)}" if missing else None


def _last_words(output: str) -> str:
    """The last lines of a tool's output, on one line."""
    return " / ".join(output.strip().splitlines()[-3:]) or "it said nothing"
