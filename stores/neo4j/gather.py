"""Tables put together from the parts that the server collected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_model.columns import Column
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


def columns(
    parts: Sequence[Part], names: Sequence[str], kept: KeptFields, rows_at: Int64
) -> dict[str, Column]:
    """The columns of the fields; ``rows_at`` has the id of each row, rising."""
    made = {}
    for i, name in enumerate(names):
        values = [value for part in parts for value in part[f"v{i}"]]
        if values:
            made[name] = column(int64(parts, f"at{i}"), kept.column(name, values), rows_at)
    return {name: one for name, one in made.items() if len(one.values)}


def column(at: Int64, values: list[Any], rows_at: Int64) -> Column:
    """A column of the values that are kept (not None), at rows that rise."""
    rows = np.searchsorted(rows_at, at)
    known = rows < len(rows_at)
    known[known] = rows_at[rows[known]] == at[known]
    if None in values:
        known &= np.array([value is not None for value in values], dtype=bool)
    if not known.all():
        values = [value for value, is_known in zip(values, known.tolist(), strict=True) if is_known]
        rows = rows[known]
    if len(rows) > 1 and not (rows[1:] > rows[:-1]).all():
        order = np.argsort(rows, kind="stable")
        rows, values = rows[order], [values[i] for i in order.tolist()]
    return Column(rows.astype(np.int64, copy=False), values)
