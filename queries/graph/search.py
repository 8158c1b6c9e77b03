"""The search question: items by name, id, alias or number, whatever the case, accents and typos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated

import numpy as np
from rapidfuzz import fuzz, process

from graph_model.characters import unaccented
from graph_model.errors import LimitExceeded, Problem
from graph_model.words import counted
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.listing import Listing, listed
from queries.answers.told import subject, told
from queries.answers.types import ItemRow, Said
from queries.answers.view import View
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import Flags, Ints, Offsets, as_ints
from queries.snapshot.snapshot import Snapshot

EXACT, PREFIX, WORD, INSIDE = 100.0, 95.0, 92.0, 90.0
MOST_WORDS = 50
"""Each word is looked for in the texts of all items."""
ALIKE = 72.0
"""The least similarity (0 to 100) at which a misspelt name still counts as found."""
MOST_ALIKE = 200
"""How many names that are alike are told at most."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A found item, and how well it fits."""

    row: int
    score: Annotated[float, Said("How well it fits, 0 to 100.")]

    @subject
    @told
    def item(self) -> ItemRow:
        """What was found."""
        return self.row


@dataclass(frozen=True)
class Search(Answer):
    """What a search found, of what may be seen: what is hidden is not looked at."""

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    text: Annotated[str, Said("What was looked for.")]
    found: tuple[Hit, ...]

    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        if not self.found:
            return f"Nothing is recorded with {self.text!r} in its name, id, alias or number."
        if self.alike:
            alike = counted(len(self.found), "name is alike", "names are alike")
            return (
                f"Nothing is recorded with {self.text!r} in its name, id, alias or number; {alike}."
            )
        have = counted(len(self.found), "item has", "items have")
        return f"{have} {self.text!r} in name, id, alias or number."

    @told
    def alike(self) -> bool:
        """Whether nothing has the words, so that names that are alike are told."""
        return bool(self.found) and self.found[0].score < INSIDE

    @told
    def hits(self) -> Listing[Hit]:
        """What was found, the best first."""

        def key(hit: Hit) -> tuple[float, str, str]:
            return -hit.score, self.snapshot.name(hit.row), self.snapshot.id(hit.row)

        rows = as_ints([hit.row for hit in self.found])
        return listed(self.found, "score desc, name, id", key, rows)


def search_for(asked: Asked, text: str, kinds: Sequence[str] | None) -> Search:
    """What may be seen under a name, an id, an alias or a number."""
    hits = search(asked.snapshot, text, kinds, asked.view.visible)
    return Search(asked.snapshot, asked.as_of, text, tuple(hits))


def search(
    snapshot: Snapshot,
    text: str,
    kinds: Sequence[str] | None = None,
    visible: Flags | None = None,
) -> list[Hit]:
    """The hits among items of some kinds that are ``visible``, best first, ties by name then id.

    Every word must occur in an item's name, id, aliases or number, in any order; where none of
    those items has them all, names that are alike are found. ``visible`` has shape (size,); None:
    all are.
    """
    words = unaccented(text).split()
    if len(words) > MOST_WORDS:
        expected = f"at most {MOST_WORDS}"
        raise LimitExceeded([Problem("text", f"{len(words):,} words", expected)])
    if not words:
        return []
    stacks = _stacks(snapshot, _flags(snapshot, kinds, visible))
    found = [hit for stack in stacks for hit in stack.having(words)]
    if not found:
        found = [hit for stack in stacks for hit in stack.alike(" ".join(words))]
    found.sort(key=lambda hit: (-hit.score, snapshot.name(hit.row), snapshot.id(hit.row)))
    return found


@dataclass(frozen=True)
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

    def only(self, flags: Flags) -> Among:
        """The lines of the rows that are flagged, shape (size,)."""
        return Among(self, flags[self.rows])


@dataclass(frozen=True)
class Among:
    """The lines of a haystack that are looked at, shape (lines,)."""

    hay: Haystack
    flags: Flags

    def having(self, words: Sequence[str]) -> list[Hit]:
        """The lines that contain every word."""
        hay, wanted = self.hay, " ".join(words)
        at = hay.containing(words[0])
        at = at[self.flags[at]]
        having = [line for line in at.tolist() if all(word in hay.lines[line] for word in words)]
        return [Hit(int(hay.rows[line]), _score(hay.lines[line], wanted)) for line in having]

    def alike(self, wanted: str) -> list[Hit]:
        """Lines whose name resembles what was typed, for typing errors."""
        found = process.extract(
            wanted, self._names, scorer=fuzz.WRatio, score_cutoff=ALIKE, limit=MOST_ALIKE
        )
        rows = self.hay.rows[self.flags]
        return [Hit(int(rows[at]), round(min(score, INSIDE) - 1, 1)) for _, score, at in found]

    @cached_property
    def _names(self) -> list[str]:
        at = np.flatnonzero(self.flags).tolist()
        return [self.hay.lines[line].partition("\t")[0] for line in at]


def _flags(snapshot: Snapshot, kinds: Sequence[str] | None, visible: Flags | None) -> Flags:
    """Which rows are looked at: of the kinds, and visible, shape (size,)."""
    flags = np.ones(snapshot.size, np.bool_) if visible is None else visible.copy()
    if kinds is not None:
        codes = [snapshot.kind_codes[kind] for kind in kinds]
        flags &= np.isin(snapshot.kinds, codes)
    return flags


def _stacks(snapshot: Snapshot, flags: Flags) -> list[Among]:
    """The base's texts without the items that the patch touches, and those of the patch."""
    changed = snapshot.patch.items
    present = [row for row, item in changed.items() if item is not None]
    untouched = flags.copy()
    untouched[as_ints(list(changed))] = False
    return [_base_haystack(snapshot).only(untouched), _haystack(snapshot, present).only(flags)]


def _base_haystack(snapshot: Snapshot) -> Haystack:
    base = snapshot.base
    rows = range(len(base.ids))
    return base.memo.get(
        MemoKey.HAYSTACK, None, Haystack, lambda: _haystack(snapshot.unpatched, rows)
    )


def _haystack(snapshot: Snapshot, rows: Sequence[int]) -> Haystack:
    """The texts of some rows: name, id, number and aliases, folded."""
    at = as_ints(rows)
    names, ids = snapshot.values(at, "name"), snapshot.ids_of(at)
    aliases, numbers = snapshot.values(at, "aliases"), snapshot.values(at, "number")
    texts = zip(names, ids, numbers, aliases, strict=True)
    lines = tuple(
        unaccented("\t".join([name or "", id_, *filter(None, [number]), *(more or ())]))
        for name, id_, number, more in texts
    )
    lengths = np.fromiter(map(len, lines), np.int64, len(lines)) + 1
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    return Haystack(at, lines, "\n".join(lines) + "\n", offsets)


def _score(line: str, wanted: str) -> float:
    name, *others = line.split("\t")
    if wanted in (name, *others):
        return EXACT
    if name.startswith(wanted):
        return PREFIX
    return WORD if f" {wanted}" in name else INSIDE
