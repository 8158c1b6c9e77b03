"""Heights of what stands in a column: as near as can be to where each wants to be, in its order."""

from __future__ import annotations

from collections.abc import Sequence


def stacked(wanted: Sequence[float], room: Sequence[float], most: float) -> list[float]:
    """The tops that are nearest to those wanted in the sum of squares, in the order given.

    Each has the ``room`` above it that the one before takes; none is below its stack by more than
    ``most``, or above 0. Isotonic regression by pooling adjacent violators (Ayer and others 1955),
    cut to bounds.
    """
    offsets = [sum(room[:at]) for at in range(len(room))]
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        mean, count = want - offset, 1
        while pools and pools[-1][0] >= mean:
            before, many = pools.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        pools.append((mean, count))
    shifts = [min(max(mean, 0.0), max(most, 0.0)) for mean, count in pools for _ in range(count)]
    return [offset + shift for offset, shift in zip(offsets, shifts, strict=True)]
