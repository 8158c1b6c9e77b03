"""An impact told again as it was asked before: when that was, and what is different by now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.words import MOST_NAMED, moment_in_words
from queries.answers.told import told
from queries.answers.types import Moment, Said


@dataclass(frozen=True, slots=True)
class Replayed:
    """When an answer was given first, and how it stands beside what is known now."""

    digest: Annotated[str, Said("By what it is told again.")]
    asked_at: Annotated[Moment, Said("When it was asked first.")]
    same: Annotated[
        bool,
        Said("Whether it is what was answered then; not where Ramify or its lenses changed since."),
    ]
    now: Annotated[
        list[str],
        Said("What is materially different by what is recorded now; empty: nothing is."),
    ]

    @told
    def said(self) -> str:
        """The same in words."""
        then = f"told again as asked on {moment_in_words(self.asked_at)}"
        other = "" if self.same else ", though it was answered otherwise then"
        now = f"by now: {cut(self.now)}" if self.now else "by now nothing material is different"
        return f"{then}{other}; {now}"


def cut(lines: list[str]) -> str:
    """Differences in one line, at most five named."""
    more = len(lines) - MOST_NAMED
    return "; ".join([*lines[:MOST_NAMED], *([f"and {more:,} more"] if more > 0 else [])])
