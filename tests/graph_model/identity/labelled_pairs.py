"""Pairs of names that people judged: one and the same, or not."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("pairs.tsv")


class LabelledPair(NamedTuple):
    """Two names, whether they are one, and what kind of pair they are."""

    same: bool
    why: str
    one: str
    other: str


def labelled_pairs() -> list[LabelledPair]:
    """Every pair of the file, in its order."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return [LabelledPair(verdict == "same", *names) for verdict, *names in rows]
