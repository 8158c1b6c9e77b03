"""What an id is, and what is said of one that is none."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.ids import id_problem, read_id
from tests.support.facts import IDS, UNSEEN

UNCLEAN = "an id without outer spaces, control, format and direction characters"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("supplier:cirrus", None),
        ("a" * 512, None),
        ("Å 1/ü", None),
        ("部 👩 قيمة", None),
        (7, "text"),
        (None, "text"),
        ("", "1 to 512 characters"),
        ("a" * 513, "1 to 512 characters"),
        (" a", f"{UNCLEAN}; its character 1 is U+0020, SPACE"),
        ("a ", f"{UNCLEAN}; its character 2 is U+0020, SPACE"),
        ("a\u3000", f"{UNCLEAN}; its character 2 is U+3000, IDEOGRAPHIC SPACE"),
        ("\n", f"{UNCLEAN}; its character 1 is U+000A, a control character"),
        ("supplier\u200b:x", f"{UNCLEAN}; its character 9 is U+200B, ZERO WIDTH SPACE"),
        ("e\u0301", "an id in Unicode NFC form"),
    ],
)
def test_ids(raw: object, problem: str | None) -> None:
    assert id_problem(raw) == problem


@pytest.mark.parametrize("unseen", [*UNSEEN, *"\u00ad\u200b\u200d\u2060\ufff9\U000e0041"])
def test_an_id_has_nothing_unseen_and_its_error_names_it(unseen: str) -> None:
    named = f"its character 2 is U+{ord(unseen):04X}, "
    assert str(id_problem(f"a{unseen}b")).startswith(f"{UNCLEAN}; {named}")


@pytest.mark.parametrize("raw", ["e\u0301", "é", "\u1100\u1161", "가", "Å", "\u212b"])
def test_an_id_is_read_in_whatever_form_it_comes(raw: str) -> None:
    assert read_id(raw) == unicodedata.normalize("NFC", raw)


@given(st.text() | IDS)
def test_a_read_id_is_a_kept_one(raw: str) -> None:
    expected = id_problem(unicodedata.normalize("NFC", raw))
    if expected is None:
        assert id_problem(read_id(raw)) is None
        assert read_id(read_id(raw)) == read_id(raw)
    else:
        with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
            read_id(raw)
