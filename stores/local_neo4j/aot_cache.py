"""What Java loads and links at a start of Neo4j, recorded once: later starts take half the time.

Java 25 and newer record it (JEP 483, 514 and 515). Java itself sees at each start whether what it
recorded fits: where Java or the jars are others, it starts as if there were nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from graph_model.errors import StoreUnavailable
from stores.local_neo4j.artifacts import Say

FIRST_JAVA = 25
"""The oldest Java that records, in one run and with what it learned of the methods."""
RECORDED = "recorded.aot"
"""The file that a recording leaves in its folder."""

OPTIONS = ("-Xlog:aot*=off",)
"""Beside a recording: where it does not fit Java would say so in the log, and starts without."""

_KEPT = 3
"""So many recordings stay, the newest: an environment made anew has a Java of its own."""

Record = Callable[[Path], None]
"""Runs Neo4j once, to its orderly end, and leaves :data:`RECORDED` in the folder."""


def aot_cache(
    java: Path, jars: Path, options: Sequence[str], record: Record, say: Say
) -> Path | None:
    """The recording of this Java, these jars and options, beside the jars; made if there is none.

    None where this Java makes none, another process makes it now, or it could not be made: no start
    waits for it or fails with it. An empty file says that it could not; without, it is tried again.
    """
    key = _key(java, jars, options)
    if key is None:
        return None
    kept = jars.with_name(f"{jars.name}-{key}.aot")
    with suppress(OSError):
        if not kept.exists():
            _make(kept, record, say)
        return kept if kept.stat().st_size else None
    return None


def _key(java: Path, jars: Path, options: Sequence[str]) -> str | None:
    """What a recording is good for, as Java compares it; None where Java makes none."""
    home = java.resolve().parent.parent
    try:
        told = (home / "release").read_text(encoding="utf-8")
        image = (home / "lib" / "modules").stat()
        fetched = jars.stat().st_mtime_ns
    except OSError:
        return None
    version = re.search(r'^JAVA_VERSION="((\d+)[\w.+-]*)"', told, flags=re.MULTILINE)
    if version is None or int(version[2]) < FIRST_JAVA:
        return None
    fits = (told, image.st_size, image.st_mtime_ns, fetched, *options)
    return f"java-{version[1]}-{hashlib.sha256(repr(fits).encode()).hexdigest()[:8]}"


def _make(kept: Path, record: Record, say: Say) -> None:
    """Record in a folder beside ``kept``, then rename, unless somebody else does."""
    with _alone(kept.parent) as alone:
        if not alone or kept.exists():
            return
        say("recording a start of Neo4j, so that later ones take half the time (20 s, once)")
        partial = kept.with_name("aot.partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        try:
            with suppress(StoreUnavailable):
                record(partial)
            recorded = partial / RECORDED
            recorded.touch()
            recorded.rename(kept)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        _forget_old(kept.parent)


@contextmanager
def _alone(cache: Path) -> Iterator[bool]:
    """Whether nobody else records; the system lets go when whoever does is killed."""
    with (cache / "aot.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _forget_old(cache: Path) -> None:
    """Remove all recordings but the newest."""
    made = sorted(cache.glob("neo4j-*.aot"), key=lambda path: path.stat().st_mtime_ns)
    for path in made[:-_KEPT]:
        path.unlink(missing_ok=True)
