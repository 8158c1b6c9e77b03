"""One row of what a source is given: an object that remembers where it stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

DEEPEST_ROW = 32
"""How deep a row's values may nest; no declared field needs more than three."""


class RawRow(dict[str, object]):
    """An object of a file that remembers its line (0: unknown) and the entries it repeats."""

    __slots__ = ("line", "repeated")

    def __init__(
        self,
        entries: Mapping[str, object],
        line: int = 0,
        repeated: Sequence[tuple[str, object]] = (),
    ) -> None:
        super().__init__(entries)
        self.line, self.repeated = line, tuple(repeated)


def too_deep(raw: object) -> bool:
    """Whether values nest deeper than a row may; looks no deeper than that itself."""
    level: Sequence[object] = [raw]
    for _ in range(DEEPEST_ROW):
        inner = [one for value in level for one in _inside(value) if isinstance(one, dict | list)]
        if not inner:
            return False
        level = inner
    return True


def _inside(value: object) -> Sequence[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else ()
