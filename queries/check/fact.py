"""Rules about any item: whether it was ever verified, and whether its name is its own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from graph_model.characters import unaccented
from graph_model.declare import Kind
from graph_model.identity.named_item import ORGANISATIONS
from graph_model.identity.spelling import spelling
from queries.check.dated import Dated
from queries.check.rule import Found, Rule
from queries.check.severity import Severity
from queries.snapshot.ours import ours
from queries.snapshot.rows import Ints

_SIGNS = re.compile(r"[\W_]+")


def never_verified(at: Dated) -> Iterator[Found]:
    """Items without verified_on: one finding a kind, since there may be very many.

    Those of reference data are a finding of their own: they are counted apart.
    """
    mine = ours(at.snapshot)
    for kind in at.snapshot.model.kinds:
        rows = at.rows(kind.name)
        yield from _never_verified(at, kind, rows[mine[rows]])
        yield from _never_verified(at, kind, rows[~mine[rows]], " of reference data")


def _never_verified(at: Dated, kind: Kind, rows: Ints, of: str = "") -> Iterator[Found]:
    verified = at.values(rows, "verified_on")
    never = rows[np.asarray([day is None for day in verified], np.bool_)]
    if len(never):
        never = at.snapshot.order.rows(never)
        message = (
            f"{len(never):,} of {len(rows):,} {kind.called(2)}{of} were never verified: "
            f"{at.labels(never)}; confirm them and record verified_on."
        )
        yield Found(message, tuple(never.tolist()))


def name_duplicated(at: Dated) -> Iterator[Found]:
    """Items of one kind with one name, whatever its case, accents, punctuation and spaces.

    Of suppliers and agencies, whatever its legal form and usual abbreviations as well.
    """
    for kind in at.snapshot.model.kinds:
        rows = at.rows(kind.name)
        spelt = _organisation if kind.name in ORGANISATIONS else _spelt
        names = [spelt(name) for name in at.values(rows, "name")]
        if len(set(names)) < len(names):
            for same in _same(rows.tolist(), names):
                yield _duplicated(at, kind.called(2), sorted(same, key=at.snapshot.id))


def _spelt(name: str | None) -> str:
    """A name as its words alone; one of signs alone as it is."""
    plain = unaccented(name or "")
    return " ".join(_SIGNS.sub(" ", plain).split()) or plain


def _organisation(name: str | None) -> str:
    return spelling(name or "").key or _spelt(name)


def _same(rows: list[int], names: list[str]) -> Iterator[list[int]]:
    """The rows that share a name, by name."""
    named: dict[str, list[int]] = defaultdict(list)
    for row, name in zip(rows, names, strict=True):
        named[name].append(row)
    return (same for name, same in named.items() if name and len(same) > 1)


def _duplicated(at: Dated, plural: str, same: list[int]) -> Found:
    ids = [at.snapshot.id(row) for row in same]
    listed = ", ".join(ids[:5]) + (f" and {len(ids) - 5:,} more" if len(ids) > 5 else "")
    message = (
        f"{len(same):,} {plural} are called {at.snapshot.name(same[0])!r}: {listed}; "
        "merge them, or name them apart."
    )
    return Found(message, tuple(same))


RULES = (
    Rule(
        "never-verified",
        Severity.INFO,
        "Items were never verified, so an answer cannot say how current it is; one finding a kind.",
        never_verified,
    ),
    Rule(
        "name-duplicated",
        Severity.INFO,
        "Several items of one kind have the same name and may be one and the same.",
        name_duplicated,
    ),
)
