"""How much one request may name: in lists of ids and of edits, and in texts, wherever they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from application.settings import Settings
from graph_model.errors import LimitExceeded, Problem

ADVICE = "ask in parts, or see the limits in docs/settings.md"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most entries of a list of plain values and of one of objects, and the longest text."""

    values: int
    objects: int
    text: int

    @classmethod
    def of_question(cls, settings: Settings) -> Limits:
        """Those of a question, whose objects are edits and conditions."""
        return cls(settings.max_ids, settings.max_edits, settings.max_text)

    @classmethod
    def of_change(cls, settings: Settings) -> Limits:
        """Those of a change, whose objects are the changes of a ChangeSet."""
        return cls(settings.max_ids, settings.most_changes, settings.max_text)

    def check(self, given: object, where: str) -> None:
        """Look through raw arguments, however deep they nest.

        Raises:
            LimitExceeded: the first that is too much, where it stands.
        """
        todo = [(where, given)]
        while todo:
            place, value = todo.pop()
            if isinstance(value, str):
                _require(place, len(value), "characters", self.text)
            elif isinstance(value, Mapping):
                todo += [(f"{place}.{name}", within) for name, within in value.items()]
            elif isinstance(value, list | tuple):
                objects = bool(value) and isinstance(value[0], Mapping)
                most = self.objects if objects else self.values
                _require(place, len(value), "entries", most)
                todo += [(place, within) for within in value]


def _require(where: str, found: int, what: str, most: int) -> None:
    if found > most:
        expected = f"at most {most:,}"
        raise LimitExceeded([Problem(where, f"{found:,} {what}", expected, ADVICE)])
