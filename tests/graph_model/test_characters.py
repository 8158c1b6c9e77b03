"""Characters that are not seen: which they are, and how a terminal is shown them."""

from __future__ import annotations

import json
import re
import sys
import unicodedata

import orjson
from hypothesis import given
from hypothesis import strategies as st

from graph_model.characters import (
    NOT_IN_ID,
    NOT_IN_LINE,
    NOT_IN_PROSE,
    in_one_line,
    is_clean,
    is_line,
    is_prose,
    unaccented,
    visible,
)

ALL = [chr(code) for code in range(sys.maxunicode + 1)]
DIRECTIONS = {"LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Unicode's classes of what sets a direction for others; marks are of the class of letters."""


def of_category(*categories: str) -> set[str]:
    return {one for one in ALL if unicodedata.category(one) in categories}


def refused(by: object) -> set[str]:
    return {one for one in ALL if not by(one)}  # type: ignore[operator]


def test_an_id_has_nothing_that_is_not_seen() -> None:
    """Held to this Python's tables: what they assign later may be refused already."""
    unseen = of_category("Cc", "Cf", "Zl", "Zp", "Cs")
    assert unseen <= refused(is_clean) <= unseen | of_category("Cn")


def test_a_line_has_neither_controls_nor_line_ends_nor_directions() -> None:
    turning = {one for one in of_category("Cf") if unicodedata.bidirectional(one) in DIRECTIONS}
    marks = set("\u061c\u200e\u200f\ufeff")
    assert refused(is_line) == of_category("Cc", "Zl", "Zp", "Cs") | turning | marks


def test_prose_has_no_controls_but_tabs_and_line_ends() -> None:
    assert refused(is_prose) == of_category("Cc", "Cs") - set("\t\n\r")


def test_the_classes_can_stand_in_a_json_schema() -> None:
    for refused in (NOT_IN_PROSE, NOT_IN_LINE, NOT_IN_ID):
        assert re.compile(f"[^{orjson.loads(orjson.dumps(refused))}]+").fullmatch("plain")


SHOWN = {
    "\x1b[31mred": "\\u001b[31mred",
    "\x9b2J": "\\u009b2J",
    "a\rb": "a\\u000db",
    "a\u202eb": "a\\u202eb",
    "\ud800": "\\ud800",
    "two\n\tlines": "two\n\tlines",
    "two\r\nlines": "two\r\nlines",
    "👩\u200d💻 é": "👩\u200d💻 é",
}


def test_what_a_terminal_would_act_on_is_written_out() -> None:
    assert {text: visible(text) for text in SHOWN} == SHOWN
    assert in_one_line("two\n\tlines\r\n\x1b") == "two\\n\\tlines\\r\\n\\u001b"


@given(st.recursive(st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=4))
def test_json_stays_the_same_json(value: object) -> None:
    shown = visible(json.dumps(value, ensure_ascii=False))
    assert json.loads(shown) == value
    assert is_line(shown)


def test_folding() -> None:
    assert unaccented("Ünïcödé STRASSE") == "unicode strasse"


@given(st.one_of(st.text(), st.text(st.characters(max_codepoint=127))))
def test_folding_is_the_same_whatever_the_text(text: str) -> None:
    parts = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in parts if not unicodedata.combining(c)).casefold()
    assert unaccented(text) == plain
