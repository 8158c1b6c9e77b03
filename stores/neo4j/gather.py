"""Tables put together from the parts that the server collected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_model.columns import Column
from graph_model.errors import Problem
from graph_model.records import Report
from stores.neo4j.kept import KeptFields
from stores.neo4j.names import quoted

Int64 = NDArray[np.int64]
Part = Mapping[str, Any]


def values_text(variable: str, names: Sequence[str]) -> str:
    """The part of a WITH that reads each property once, as ``f0``, ``f1`` …, in order."""
    declared = set(names)
    return "".join(f", {variable}.{quoted(n, declared)} AS f{i}" for i, n in enumerate(names))


def columns_text(names: Sequence[str]) -> str:
    """The part of a RETURN that collects each field where it is present, and where that is.

    ``at`` is the id of the node or relationship.
    """
    return "".join(
        f", collect(CASE WHEN f{i} IS NULL THEN null ELSE at END) AS at{i}, collect(f{i}) AS v{i}"
        for i, _ in enumerate(names)
    )


def in_order(parts: Iterable[Part]) -> list[Part]:
    """The parts in the order of the ids they span."""
    return sorted(parts, key=lambda part: part["part"])


def int64(parts: Iterable[Part], name: str) -> Int64:
    """A column of numbers over all parts."""
    arrays = [np.array(part[name], dtype=np.int64) for part in parts]
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=np.int64)


def rising(numbers: Int64) -> bool:
    """Whether every number is greater than the one before it."""
    return bool((numbers[1:] > numbers[:-1]).all())


class Rows:
    """The rows of a table, to which values are put that the server collected apart."""

    def __init__(
        self, at: Int64, kept: KeptFields, name: Callable[[int], str], report: Report
    ) -> None:
        """``at`` has the id of each row, rising; ``name`` names a row to a reader."""
        self._at, self._kept, self._name, self._report = at, kept, name, report

    def columns(self, parts: Sequence[Part], names: Sequence[str]) -> dict[str, Column]:
        """The columns of fields that :func:`columns_text` collected."""
        made = {}
        for i, name in enumerate(names):
            values = [value for part in parts for value in part[f"v{i}"]]
            made[name] = self._column(name, int64(parts, f"at{i}"), values)
        return {name: column for name, column in made.items() if len(column.values)}

    def columns_by_key(self, parts: Sequence[Part]) -> dict[str, Column]:
        """The columns of properties that were collected under their keys."""
        by_key: dict[str, list[Part]] = {}
        for part in parts:
            by_key.setdefault(part["key"], []).append(part)
        made = {}
        for key, found in by_key.items():
            values = [value for part in found for value in part["found"]]
            made[key] = self._column(key, int64(found, "at"), values)
        return {name: column for name, column in made.items() if len(column.values)}

    def _column(self, name: str, at: Int64, raw: list[Any]) -> Column:
        """The column of the values that are kept, at rows that rise; the others are reported."""
        values = self._kept.column(name, raw)
        rows = np.searchsorted(self._at, at)
        known = rows < len(self._at)
        known[known] = self._at[rows[known]] == at[known]
        if None in values:
            for i in [i for i, value in enumerate(values) if value is None]:
                if known[i]:
                    self._tell(int(rows[i]), name, raw[i])
                known[i] = False
        if not known.all():
            rows, values = rows[known], [values[i] for i in np.flatnonzero(known).tolist()]
        if not rising(rows):
            order = np.argsort(rows, kind="stable")
            rows, values = rows[order], [values[i] for i in order.tolist()]
        return Column(rows.astype(np.int64, copy=False), values)

    def _tell(self, row: int, name: str, raw: Any) -> None:
        where = f"{self._name(row)}, {name}"
        self._report(Problem(where, repr(raw)[:80], self._kept.expected(name, raw)))
