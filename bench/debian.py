"""A real graph with k-of-n redundancy: Debian 12's packages and what each needs.

``debian.txt.gz`` has a line a package: its name, then each of its needs; a need has alternatives,
any one of which will do. A package is a ConfigurationItem, an alternative a DEPENDS_ON, a need the
group of its alternatives.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from graph_model.columns import Column, ItemTable, RelationTable, Tables
from graph_model.facts import Fact
from graph_model.model import Model

FILE = Path(__file__).with_name("debian.txt.gz")


def lines() -> list[str]:
    """A line a package: ``apt adduser gpgv|gpgv2 libc6``."""
    return gzip.decompress(FILE.read_bytes()).decode().splitlines()


def packages() -> list[str]:
    """The names, in order."""
    return [line.partition(" ")[0] for line in lines()]


def dependencies() -> list[tuple[str, str, str]]:
    """The dependent, the group (``apt#2``) and the package that is one of its alternatives."""
    found = []
    for line in lines():
        name, *needs = line.split(" ")
        for number, need in enumerate(needs, 1):
            found += [(name, f"{name}#{number}", target) for target in need.split("|")]
    return found


def tables() -> Tables:
    """The graph in columns, as a store hands it over."""
    names = packages()
    starts, groups, ends = zip(*dependencies(), strict=True)
    handle = {name: n for n, name in enumerate(names)}
    every, edges = np.arange(len(names)), np.arange(len(starts))
    items = ItemTable(
        "ConfigurationItem",
        names,
        every,
        {
            "name": Column(every, names),
            "ci_class": Column(every, ["software"] * len(names)),
        },
    )
    relations = RelationTable(
        "DEPENDS_ON",
        np.fromiter(map(handle.__getitem__, starts), np.int64, len(starts)),
        np.fromiter(map(handle.__getitem__, ends), np.int64, len(ends)),
        {"group": Column(edges, groups), "need": Column(edges, [1] * len(edges))},
    )
    return Tables(0, [items], [relations])


def facts(model: Model) -> Iterator[Fact]:
    """The same graph as facts, to be put into a store."""
    return tables().facts(model)
