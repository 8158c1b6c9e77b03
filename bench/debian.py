"""A real graph with k-of-n redundancy: Debian 12's packages and what each needs.

``../shared/data/debian`` holds what each package depends on; ``group`` collects alternatives, any
one of which will do. A package is a ConfigurationItem, a line a DEPENDS_ON of that group, need 1.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from graph_model.columns import Column, ItemTable, RelationTable, Tables
from graph_model.facts import Fact
from graph_model.model import Model

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "debian"


PACKAGE = ("name", "version", "section", "source", "architecture")
DEPENDS = ("dependent", "group", "target")


def packages(folder: Path = FOLDER) -> list[tuple[str, ...]]:
    """One line a package: name, version, section, source, architecture."""
    return list(_lines(folder / "packages.csv.gz", PACKAGE))


def dependencies(folder: Path = FOLDER) -> list[tuple[str, ...]]:
    """The dependent, the group and the package that is one of its alternatives."""
    return list(_lines(folder / "depends.csv.gz", DEPENDS))


def _lines(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        lines = csv.reader(text)
        header = tuple(next(lines))
        if header != columns:
            raise ValueError(f"{path}: columns {header}, expected {columns}")
        yield from map(tuple, lines)


def tables(folder: Path = FOLDER) -> Tables:
    """The graph in columns, as a store hands it over."""
    names, versions, sections, _, _ = zip(*packages(folder), strict=True)
    starts, groups, ends = zip(*dependencies(folder), strict=True)
    handle = {name: n for n, name in enumerate(names)}
    every, edges = np.arange(len(names)), np.arange(len(starts))
    items = ItemTable(
        "ConfigurationItem",
        names,
        every,
        {
            "name": Column(every, names),
            "ci_class": Column(every, ["software"] * len(names)),
            "version": Column(every, versions),
            "section": Column(every, sections),
        },
    )
    relations = RelationTable(
        "DEPENDS_ON",
        np.fromiter(map(handle.__getitem__, starts), np.int64, len(starts)),
        np.fromiter(map(handle.__getitem__, ends), np.int64, len(ends)),
        {"group": Column(edges, groups), "need": Column(edges, [1] * len(edges))},
    )
    return Tables(0, [items], [relations])


def facts(model: Model, folder: Path = FOLDER) -> Iterator[Fact]:
    """The same graph as facts, to be put into a store."""
    return tables(folder).facts(model)
