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


def packages(folder: Path = FOLDER) -> list[dict[str, str]]:
    """One line a package: name, version, section, source, architecture."""
    return list(_lines(folder / "packages.csv.gz"))


def dependencies(folder: Path = FOLDER) -> list[tuple[str, str, str]]:
    """The dependent, the group and the package that is one of its alternatives."""
    found = _lines(folder / "depends.csv.gz")
    return [(line["dependent"], line["group"], line["target"]) for line in found]


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def tables(folder: Path = FOLDER) -> Tables:
    """The graph in columns, as a store hands it over."""
    lines = packages(folder)
    names = [line["name"] for line in lines]
    handle = {name: n for n, name in enumerate(names)}
    edges = dependencies(folder)
    starts, groups, ends = zip(*edges, strict=True)
    every, all_edges = np.arange(len(names)), np.arange(len(edges))
    items = ItemTable(
        "ConfigurationItem",
        names,
        every,
        {
            "name": Column(every, names),
            "ci_class": Column(every, ["software"] * len(names)),
            "version": Column(every, [line["version"] for line in lines]),
            "section": Column(every, [line["section"] for line in lines]),
        },
    )
    relations = RelationTable(
        "DEPENDS_ON",
        np.fromiter((handle[name] for name in starts), np.int64, len(edges)),
        np.fromiter((handle[name] for name in ends), np.int64, len(edges)),
        {"group": Column(all_edges, groups), "need": Column(all_edges, [1] * len(edges))},
    )
    return Tables(0, [items], [relations])


def facts(model: Model, folder: Path = FOLDER) -> Iterator[Fact]:
    """The same graph as facts, to be put into a store."""
    return tables(folder).facts(model)
