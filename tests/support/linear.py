"""The least cost of a linear programme, plainly: the simplex method, for the naive definitions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
NEAR_NOTHING = 1e-9


def least(costs: Sequence[float], equations: Matrix, sums: Sequence[float]) -> float:
    """The least ``costs · x`` over every x ≥ 0 with ``equations · x = sums``, all sums ≥ 0.

    In two phases, always by the first column that helps (Bland), so that it ends.

    Raises:
        ValueError: there is no such x.
    """
    rows, columns = equations.shape
    table = np.hstack([equations, np.eye(rows), np.asarray(sums)[:, None]])
    basis = list(range(columns, columns + rows))
    spare = np.concatenate([np.zeros(columns), np.ones(rows)])
    _descend(table, basis, spare, columns)
    if spare[basis] @ table[:, -1] > NEAR_NOTHING:
        raise ValueError("no distribution is like that")
    for row in range(rows):
        helping = np.flatnonzero(abs(table[row, :columns]) > NEAR_NOTHING)
        if basis[row] >= columns and len(helping):
            _pivot(table, basis, row, int(helping[0]))
    real = np.concatenate([np.asarray(costs, np.float64), np.zeros(rows)])
    _descend(table, basis, real, columns)
    return float(real[basis] @ table[:, -1])


def _descend(table: Matrix, basis: list[int], costs: Matrix, columns: int) -> None:
    while True:
        reduced = costs[:columns] - costs[basis] @ table[:, :columns]
        helping = np.flatnonzero(reduced < -NEAR_NOTHING)
        if not len(helping):
            return
        column = table[:, helping[0]]
        held = np.flatnonzero(column > NEAR_NOTHING)
        ratios = table[held, -1] / column[held]
        first = held[ratios <= ratios.min() + NEAR_NOTHING]
        _pivot(table, basis, int(min(first, key=lambda row: basis[row])), int(helping[0]))


def _pivot(table: Matrix, basis: list[int], row: int, column: int) -> None:
    table[row] /= table[row, column]
    others = np.arange(len(table)) != row
    table[others] -= np.outer(table[others, column], table[row])
    basis[row] = column
