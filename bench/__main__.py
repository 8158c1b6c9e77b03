"""``python -m bench [name…] [--size small|full]``: measure, print, and write bench/README.md.

Each measurement is a process of its own, so that none has another's memory or warm caches.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from importlib import import_module

from bench.figure import FULL
from bench.report import cells, keep, write

MEASUREMENTS = {
    "impact_pass": "One impact pass",
    "growth": "Growth",
    "end_to_end": "End to end over HTTP",
    "explanations": "Explanations, what-ifs and earlier revisions",
    "picture": "The picture of an impact",
    "page": "The page in a browser",
    "changes": "What needs somebody, margins, and changes that collide",
    "clients": "Many who ask at once",
    "criticality": "Every single failure",
    "expirations": "Expirations and the roadmap",
    "sweep": "The substitution sweep",
    "state": "A state of a million items, from SQLite",
    "state_neo4j": "A state of a million items, from Neo4j",
    "loading": "Reading and validating files",
    "second_source": "A second source",
    "load_neo4j": "Loading into Neo4j",
    "scope": "A scope over a million items",
    "signed_in": "A request of somebody who signed in",
    "told_apart": "What time tells",
    "deliveries": "Deliveries of a ticketing tool",
    "check": "Checks, policies and structure",
    "identity": "Which suppliers are one",
}
"""Module and title of each, in the order of the README."""


def main(arguments: list[str]) -> int:
    """Measure what is named, or everything; the exit code is that of the worst."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    known = ", ".join(MEASUREMENTS)
    parser.add_argument("name", nargs="*", help=f"what to measure: {known} (all)")
    parser.add_argument("--size", choices=(FULL, "small"), default=FULL)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    names = given.name or list(MEASUREMENTS)
    if unknown := [name for name in names if name not in MEASUREMENTS]:
        parser.error(f"found {', '.join(unknown)}, expected some of {known}")
    if given.here:
        return _measure(names[0], given.size)
    codes = [_process(name, given.size) for name in names]
    if given.size == FULL:
        write(MEASUREMENTS)
    return max(codes)


def _process(name: str, size: str) -> int:
    command = [sys.executable, "-m", "bench", "--here", "--size", size, name]
    return subprocess.run(command, check=False).returncode


def _measure(name: str, size: str) -> int:
    print(f"{MEASUREMENTS[name]} ({name}, {size})", flush=True)
    figures = []
    for figure in import_module(f"bench.{name}").measure(size):
        figures.append(figure)
        print("    " + " · ".join(cell for cell in cells(figure) if cell), flush=True)
    if size == FULL:
        keep(name, size, figures)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
