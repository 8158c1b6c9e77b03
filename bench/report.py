"""The measured figures as bench/README.md has them: kept as JSON, shown as one table a module."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from subprocess import run
from typing import Any

from bench.figure import BenchFigure
from stores.local_neo4j import NEO4J_VERSION

FOLDER = Path(__file__).parent
RESULTS, README = FOLDER / "results.json", FOLDER / "README.md"
BEGIN, END = "<!-- figures: written by python -m bench -->", "<!-- /figures -->"
_PACKAGES = ("neo4j", "networkx", "numpy", "numba", "strawberry-graphql", "fastapi", "uvicorn")
_HEADER = "| measure | figure | peer | ratio | target |\n|---|--:|---|--:|---|\n"


def keep(name: str, size: str, figures: Iterable[BenchFigure]) -> None:
    """Take a module's figures in place of its earlier ones."""
    held = _held()
    held[name] = {
        "size": size,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "load": round(os.getloadavg()[0], 1),
        "machine": machine(),
        "versions": versions(),
        "figures": [asdict(figure) for figure in figures],
    }
    RESULTS.write_text(json.dumps(held, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def write(titles: Mapping[str, str]) -> None:
    """Write the figures into the README, in the order of the titles."""
    held = _held()
    parts = [_section(titles[name], held[name]) for name in titles if name in held]
    text = README.read_text(encoding="utf-8")
    found = f"{BEGIN}\n\n{''.join(parts)}{END}"
    pattern = re.escape(BEGIN) + ".*?" + re.escape(END)
    README.write_text(re.sub(pattern, lambda _: found, text, flags=re.DOTALL), encoding="utf-8")


def _held() -> dict[str, Any]:
    if not RESULTS.exists():
        return {}
    held: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return held


def _section(title: str, held: Mapping[str, Any]) -> str:
    lines = "".join(f"| {' | '.join(cells(BenchFigure(**f)))} |\n" for f in held["figures"])
    said = f"Size {held['size']}, {held['at']}, load average when it ended {held['load']}."
    where = f"{held['machine']}; {held['versions']}."
    return f"### {title}\n\n{_HEADER}{lines}\n{said} {where}\n\n"


def cells(figure: BenchFigure) -> Iterator[str]:
    """The cells of a figure's line."""
    yield figure.measure
    yield f"{number(figure.value)} {figure.unit}".strip()
    yield figure.peer
    yield "" if figure.ratio is None else f"{number(figure.ratio)} ×"
    if figure.met is None:
        yield f"{figure.target} (full size)" if figure.target else ""
    else:
        yield f"{figure.target}: {'met' if figure.met else '**missed**'}"


def number(value: float) -> str:
    """Three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def machine() -> str:
    """The processor, its cores, and the memory."""
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    named = re.search(r"model name\s*:\s*(.*)", text)
    pages, page = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    memory = f"{pages * page / 2**30:.0f} GiB"
    name = named.group(1) if named else platform.machine()
    return f"{name}, {os.cpu_count()} cores, {memory}, {platform.system()} {platform.release()}"


def versions() -> str:
    """Of Python, Neo4j, node, and the packages that the figures hang on."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    python = platform.python_version()
    return f"Python {python}, Neo4j Community {NEO4J_VERSION}, node {_node()}, {packages}"


def _node() -> str:
    try:
        return run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    except OSError:
        return "missing"
