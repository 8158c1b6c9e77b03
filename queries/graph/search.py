"""The search question: items by name, id or alias, tolerant of case, accents and typing errors."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from graph_model.errors import InvalidQuestion, LimitExceeded, Problem
from queries.snapshot.rows import Ints, Offsets, as_ints
from queries.snapshot.snapshot import Snapshot

EXACT, PREFIX, WORD, INSIDE = 100.0, 95.0, 92.0, 90.0
MOST_WORDS = 50
"""Each word is looked for in the texts of all items."""
ALIKE = 72.0
"""The least similarity (0 to 100) at which a misspelt name still counts as found."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A found row and how well it fits, 0 to 100."""

    row: int
    score: float


@dataclass(frozen=True, slots=True)
class Haystack:
    """Every item's folded texts in one string, a line each: one scan finds a word in all."""

    rows: Ints
    lines: tuple[str, ...]
    text: str
    offsets: Offsets

    def containing(self, word: str) -> Ints:
        """The positions of the lines that contain a word, rising."""
        found, at = [], self.text.find(word)
        while at >= 0:
            line = int(np.searchsorted(self.offsets, at, side="right")) - 1
            found.append(line)
            at = self.text.find(word, int(self.offsets[line + 1]))
        return as_ints(found)


def fold(text: str) -> str:
    """Text without case and accents."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()


def search(
    snapshot: Snapshot, text: str, kinds: Sequence[str] | None = None, first: int = 20
) -> list[Hit]:
    """The best hits, best first, ties by name then id.

    Every word must occur in an item's name, id or aliases, in any order; where no item has them
    all, names that are alike are found.

    Raises:
        InvalidQuestion: there is no such kind.
        LimitExceeded: there are more words than a name has.
    """
    words = fold(text).split()
    if len(words) > MOST_WORDS:
        expected = f"at most {MOST_WORDS}"
        raise LimitExceeded([Problem("text", f"{len(words):,} words", expected)])
    codes = _codes(snapshot, kinds)
    if not words or first < 1:
        return []
    changed = snapshot.patch.items
    present = [row for row, item in changed.items() if item is not None]
    found = [hit for hit in _hits(_base_haystack(snapshot), words) if hit.row not in changed]
    found += _hits(_haystack(snapshot, present), words)
    found = [hit for hit in found if codes is None or snapshot.kinds[hit.row] in codes]
    found.sort(key=lambda hit: (-hit.score, snapshot.name(hit.row), snapshot.id(hit.row)))
    return found[:first]


def _codes(snapshot: Snapshot, kinds: Sequence[str] | None) -> set[int] | None:
    if kinds is None:
        return None
    found = [snapshot.model.find_kind(kind) for kind in kinds]
    for name, kind in zip(kinds, found, strict=True):
        if kind is None:
            known = ", ".join(k.name for k in snapshot.model.kinds)
            raise InvalidQuestion([Problem("kinds", repr(name), f"one of {known}")])
    return {snapshot.kind_codes[kind.name] for kind in found if kind}


def _base_haystack(snapshot: Snapshot) -> Haystack:
    base = snapshot.base
    rows = range(len(base.ids))
    return base.memo.get("haystack", Haystack, lambda: _haystack(snapshot.unpatched, rows))


def _haystack(snapshot: Snapshot, rows: Sequence[int]) -> Haystack:
    """The texts of some rows: name, id and aliases, folded."""
    at = as_ints(rows)
    names, ids = snapshot.values(at, "name"), snapshot.ids_of(at)
    aliases = snapshot.values(at, "aliases")
    texts = zip(names, ids, aliases, strict=True)
    lines = tuple(fold("\t".join([name or "", id_, *(more or ())])) for name, id_, more in texts)
    lengths = np.fromiter(map(len, lines), np.int64, len(lines)) + 1
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    return Haystack(at, lines, "\n".join(lines) + "\n", offsets)


def _hits(hay: Haystack, words: list[str]) -> list[Hit]:
    """The lines that contain every word, or else those that are alike."""
    wanted = " ".join(words)
    lines = hay.containing(words[0])
    for word in words[1:]:
        lines = lines[[word in hay.lines[line] for line in lines]]
    if len(lines):
        return [Hit(int(hay.rows[line]), _score(hay.lines[line], wanted)) for line in lines]
    return _alike(hay, wanted)


def _score(line: str, wanted: str) -> float:
    name, *others = line.split("\t")
    if wanted in (name, *others):
        return EXACT
    if name.startswith(wanted):
        return PREFIX
    return WORD if f" {wanted}" in name else INSIDE


def _alike(hay: Haystack, wanted: str) -> list[Hit]:
    """Lines whose name resembles what was typed, for typing errors."""
    names = [line.partition("\t")[0] for line in hay.lines]
    found = process.extract(wanted, names, scorer=fuzz.WRatio, score_cutoff=ALIKE, limit=200)
    return [Hit(int(hay.rows[at]), min(score, INSIDE) - 1) for _, score, at in found]
