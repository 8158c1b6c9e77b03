"""How times of two kinds are compared: by pairs."""

from __future__ import annotations

import pytest

from bench.told_apart import longer


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ([1, 2, 3], [1, 2, 3], 0.5),
        ([4, 5], [1, 2, 3], 1.0),
        ([0], [1, 2, 3], 0.0),
        ([2], [1, 2, 3], 0.5),
        ([2, 4], [1, 3], 0.75),  # 2 > 1, 4 > 1, 4 > 3 of four
    ],
)
def test_in_which_share_of_the_pairs_the_first_is_greater(
    one: list[float], other: list[float], share: float
) -> None:
    assert longer(one, other) == pytest.approx(share)
