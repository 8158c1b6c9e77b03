"""Answers that hold beside themselves the same of the facts without a what-if's edits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Self, TypeVar

from queries.answers.answer import Answer
from queries.answers.told import told
from queries.answers.view import View

A = TypeVar("A", bound="SupposedAnswer")


@dataclass(frozen=True)
class SupposedAnswer(Answer):
    """An answer; ``unsupposed`` is the same without the edits, None where none were given."""

    unsupposed: Self | None = field(default=None, kw_only=True)

    @told
    def before(self) -> Self | None:
        """The same without the edits of a what-if; null where none were given, or it is new."""
        return self.unsupposed


def with_before(view: View, before: View | None, on: Callable[[View], A]) -> A:
    """What a question is answered ``on`` a view, beside it what it is on the view before."""
    found = on(view)
    return found if before is None else replace(found, unsupposed=on(before))
