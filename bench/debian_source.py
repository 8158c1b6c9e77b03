"""Make bench/debian.txt.gz: the names of Debian's packages, and what each needs.

``python -m bench.debian_source ../shared/data/debian bench/debian.txt.gz``

The source has five columns of each package and a line for each alternative of each need: 2.7 MB.
Names and needs alone, a package a line, are 1.0 MB. A test holds the file to this where the source
is there.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = ("name", "version", "section", "source", "architecture")
DEPENDS = ("dependent", "group", "target")


def needs(folder: Path) -> Iterator[str]:
    """A line a package, in the source's order: its name, then what it needs, alternatives by |."""
    needed: dict[str, dict[str, list[str]]] = {
        name: {} for name, *_ in _lines(folder / "packages.csv.gz", PACKAGE)
    }
    for dependent, group, target in _lines(folder / "depends.csv.gz", DEPENDS):
        needed[dependent].setdefault(group, []).append(target)
    for name, groups in needed.items():
        yield " ".join([name, *("|".join(alternatives) for alternatives in groups.values())])


def _lines(path: Path, columns: tuple[str, ...]) -> Iterator[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        lines = csv.reader(text)
        header = tuple(next(lines))
        if header != columns:
            raise ValueError(f"{path}: columns {header}, expected {columns}")
        yield from lines


if __name__ == "__main__":
    packed = "".join(f"{line}\n" for line in needs(Path(sys.argv[1]))).encode()
    Path(sys.argv[2]).write_bytes(gzip.compress(packed, mtime=0))
