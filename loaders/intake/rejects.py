"""Rows kept back: where they are, why, and a file of them that can be mended and loaded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph_model.errors import Problem
from graph_model.facts import Record, Ref
from graph_model.model import Model
from graph_model.records import key_of
from loaders.intake.spilled import SpilledList

REJECTS = ".rejects"
SUFFIX = f"{REJECTS}.jsonl"
_MOST_HELD = 5_000
REJECTED = "_rejected"
"""The entry that says why a row was kept back; it is no field, so a mended row loads as it is."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row, or a part of one, that could not be kept: where it is, why, and what it said.

    ``whole`` is whether nothing of the row is kept; else it stands without what is named.
    """

    where: str
    problems: tuple[Problem, ...]
    raw: object
    whole: bool = True

    def record(self, source: str) -> Record:
        """The row as the rejects file has it: mend it, load the file, and it joins its source.

        A row that is no object cannot be mended in place and stands whole under the reasons.
        """
        why: Record = {"place": self.where, "reasons": [str(p) for p in self.problems]}
        if not isinstance(self.raw, Mapping):
            return {REJECTED: why | {"raw": self.raw}}
        row = {name: value for name, value in self.raw.items() if name != REJECTED}
        return row | {"source": row.get("source", source), REJECTED: why}

    @property
    def source(self) -> str:
        """The source that the row names itself; "" where it names none."""
        said = self.raw.get("source") if isinstance(self.raw, Mapping) else None
        return said if isinstance(said, str) else ""

    def ref(self, model: Model) -> Ref | None:
        """The item or relation that the row speaks of, as far as it can be told."""
        if not isinstance(self.raw, Mapping):
            return None
        type_ = model.find_relation(self.raw.get("type"))
        if type_ is not None and "from" in self.raw and "to" in self.raw:
            return key_of({**self.raw, "type": type_.name}, type_.discriminator)
        id_ = self.raw.get("id")
        return str(id_) if isinstance(id_, str) else None


class HeldRejects(SpilledList[Reject]):
    """The rows that a reading kept back: as many as a file has, where a column is wrong in all."""

    def __init__(self, rejects: Iterable[Reject] = ()) -> None:
        """Hold some."""
        super().__init__(_packed, _unpacked, rejects, _MOST_HELD)


def _packed(reject: Reject) -> object:
    problems = [(p.where, p.found, p.expected, p.advice) for p in reject.problems]
    # Not as the rest: what a row said may be wrong in ways that a stricter form does not keep.
    return reject.where, problems, json.dumps(reject.raw), reject.whole


def _unpacked(plain: Any) -> Reject:
    where, problems, raw, whole = plain
    return Reject(where, tuple(Problem(*one) for one in problems), json.loads(raw), whole)


def write_rejects(rejects: Iterable[tuple[str, Reject]]) -> Iterator[bytes]:
    """Rows kept back, each with its source, as JSON lines that can be mended and loaded again."""
    for source, reject in rejects:
        # Not orjson: a reject may be one because of a number of more than 64 bits.
        line = json.dumps(reject.record(source), ensure_ascii=False)
        yield line.encode("utf-8", "backslashreplace") + b"\n"
