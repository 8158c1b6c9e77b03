"""Text with columns in it, as ``contract:{Number}:{Vendor|slug}``: how ids and names are made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from loaders.intake.slug import slug

_PART = re.compile(r"\{([^{}|]+)(?:\|([a-z]+))?\}")


@lru_cache(maxsize=4_096)
def _columns_in(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name, _ in _PART.findall(text))


FILTERS: Mapping[str, Callable[[str], str]] = {
    "slug": slug,
    "upper": str.upper,
    "lower": str.lower,
    "host": lambda text: text.split()[-1].lower() if text.strip() else "",
}
"""What may stand after a column's name and a bar; ``host`` is what a record of a zone leads to,
behind a preference or port: its last word."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text with columns in it; one without any is a constant."""

    text: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it names."""
        return _columns_in(self.text)

    @property
    def unknown_filters(self) -> tuple[str, ...]:
        """The filters that it names and that there are not."""
        return tuple(f for _, f in _PART.findall(self.text) if f and f not in FILTERS)

    def fill(self, value: Callable[[str], str]) -> str | None:
        """The text with the columns' values; None where one of them is blank."""
        blank = False

        def part(found: re.Match[str]) -> str:
            nonlocal blank
            text = value(found[1].strip())
            filled = FILTERS[found[2]](text) if found[2] else text
            blank = blank or not filled
            return filled

        filled = _PART.sub(part, self.text)
        return None if blank else filled
