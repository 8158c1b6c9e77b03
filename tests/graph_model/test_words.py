"""How sentences count, list and call things: one form each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

import pytest

from graph_model.words import (
    counted,
    day_in_words,
    listed,
    moment_in_words,
    money_in_words,
    of_all,
    sentence,
    share_in_words,
    spaced,
    word_of,
)


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 agencies"), (1, "1 agency"), (1_400, "1,400 agencies")]
)
def test_numbers_have_their_noun(number: int, said: str) -> None:
    assert counted(number, "agency", "agencies") == said


@pytest.mark.parametrize(
    ("number", "total", "said"),
    [
        (11, 26, "11 of 26 agencies"),
        (0, 1, "0 of 1 agency"),
        (1_200, 3_400, "1,200 of 3,400 agencies"),
    ],
)
def test_how_many_of_how_many(number: int, total: int, said: str) -> None:
    assert of_all(number, total, "agency", "agencies") == said


@pytest.mark.parametrize(
    ("day", "said"), [(date(2027, 12, 31), "31 Dec 2027"), (date(2027, 1, 1), "1 Jan 2027")]
)
def test_days(day: date, said: str) -> None:
    assert day_in_words(day) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-29T23:50:24.319832Z", "29 Nov 2026, 23:50 UTC"),
        ("2026-11-29T23:50:24+00:00", "29 Nov 2026, 23:50 UTC"),
        ("2026-01-02T03:04:05", "2 Jan 2026, 03:04"),
    ],
)
def test_moments(moment: str, said: str) -> None:
    assert moment_in_words(moment) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("1040000", "1,040,000 USD"),
        ("1040000.00", "1,040,000 USD"),
        ("1040000.50", "1,040,000.50 USD"),
        (Decimal("0.25"), "0.25 USD"),
        (Decimal("1E+6"), "1,000,000 USD"),
        ("-12.00", "-12 USD"),
        ("0", "0 USD"),
    ],
)
def test_money(amount: Decimal | str, said: str) -> None:
    assert money_in_words(amount, "USD") == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0 %"),
        (0.0023148, "0.2 %"),
        (0.51157, "51.2 %"),
        (0.75, "75 %"),
        (0.9995, "99.95 %"),
        (0.99999, "99.999 %"),
        (1.0, "100 %"),
    ],
)
def test_shares(share: float, said: str) -> None:
    assert share_in_words(share) == said


@pytest.mark.parametrize(
    ("named", "total", "said"),
    [
        ([], None, ""),
        (["a"], None, "a"),
        (["a", "b"], None, "a and b"),
        (["a", "b", "c"], None, "a, b and c"),
        (list("abcdef"), None, "a, b, c, d, e and 1 more"),
        (["a", "b"], 1_234, "a, b and 1,232 more"),
        ([], 2, "2 of others"),
    ],
)
def test_long_lists_are_cut_and_counted(named: list[str], total: int | None, said: str) -> None:
    assert listed(named, total) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("none of them", "None of them."),
        ("ci:a fails", "ci:a fails."),
        ("2 items", "2 items."),
        ("Done.", "Done."),
    ],
)
def test_sentences(text: str, said: str) -> None:
    assert sentence(text) == said


def test_a_list_between_other_marks() -> None:
    assert listed(["a, b", "c"], between="; ", last="; ") == "a, b; c"


class Colour(Enum):
    """A choice."""

    RED = "bright red"


def test_names() -> None:
    assert spaced("ServiceLevelAgreement") == "service level agreement"
    assert word_of(Colour.RED) == "bright red"
