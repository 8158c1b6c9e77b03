"""Text is cut into lines that fit, whatever it is made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.picture.lettering import width_of, wrapped

TABLE = {
    "nothing": ("", []),
    "one line": ("Mail", ["Mail"]),
    "at spaces": ("Department of Labor and Employment", ["Department of", "Labor and Emplo…"]),
    "no spaces": ("x" * 40, ["x" * 16, "x" * 14 + "…"]),
    "a wide script": (
        "東京都情報システム局情報基盤課運用係",
        ["東京都情報システム", "局情報基盤課運用係"],
    ),
}


@pytest.mark.parametrize(("text", "lines"), TABLE.values(), ids=TABLE)
def test_wrapped(text: str, lines: list[str]) -> None:
    assert wrapped(text, 100, 10, 2) == lines


def test_bold_is_wider() -> None:
    assert width_of("Mail", 10, bold=True) > width_of("Mail", 10)


@given(st.text(max_size=200), st.integers(60, 400), st.integers(1, 4), st.booleans())
def test_no_line_is_too_wide_and_there_are_not_too_many(
    text: str, width: int, most: int, bold: bool
) -> None:
    lines = wrapped(text, width, 11, most, bold)
    assert len(lines) <= most
    assert all(width_of(line, 11, bold) <= width for line in lines)


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=6), max_size=12))
def test_nothing_is_lost_where_there_is_room(words: list[str]) -> None:
    assert " ".join(wrapped(" ".join(words), 90, 11, 20)).split() == words
