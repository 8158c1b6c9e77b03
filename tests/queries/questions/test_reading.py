"""How an answer reads: notes, a text of at most twelve lines, markdown that nothing breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from graph_model.errors import InvalidQuestion
from queries.answers.recording import Recording
from queries.answers.telling import Shown
from queries.answers.view import View
from queries.answers.viewer import everything, hiding
from queries.questions.declaration import Note, Question, Table, columns
from queries.questions.impact import KINDS
from queries.questions.reading import (
    MOST_LINES,
    escaped,
    list_arguments,
    markdown,
    notes,
    require_requestable,
    short_text,
    verdict_of,
)
from tests.support.told_office import DAY, OFFICE, ToldOffice, told_office

TABLE = Table("ranking", columns(RANK="rank", ID="item.id"), "the items")
DATED = "as of 1 Jan 2027, revision 0"


def shown(*hidden: str, cut_short: str | None = None, **more: object) -> Shown:
    viewer = hiding(hidden) if hidden else everything()
    return Shown(told_office(**more), View(OFFICE, viewer, DAY, recording=Recording(cut_short)))


def question(*tables: Table, notes: tuple[Note, ...] = (), **more: Any) -> Question:
    return Question("office", "What?", "nowhere:answer", tables=tables, notes=notes, **more)


NOTES = (
    Note("two of them", "pair"),
    Note("nobody", "nobody"),
    Note("how many", "whole"),
    Note("", "text"),
    Note("never", "before.text"),
)


def test_notes_with_nothing_to_say_are_left_out() -> None:
    told = list(notes(question(notes=NOTES), shown(whole=0)))
    assert told == ["two of them: ci:b, ci:a", "plain"]
    told = list(notes(question(notes=NOTES), shown("ci:a", whole=3)))
    assert told == ["two of them: ci:b and 1 that you may not see", "how many: 3", "plain"]


def test_an_answer_that_is_not_complete_says_so_last() -> None:
    told = list(notes(question(notes=NOTES[:1]), shown(cut_short="load:1 was cut short")))
    assert told[-1] == "this answer is not complete: load:1 was cut short"


def test_a_short_text_opens_with_the_verdict_and_ends_with_its_facts() -> None:
    lines = short_text(question(TABLE, notes=NOTES[:1]), shown(), {})
    ranks = [OFFICE.find(id_) for id_ in ("ci:a", "ci:b", "service:m", "service:n")]
    assert lines == [
        "all is well with Mail (service:m)",
        "the items:",
        f"rank {ranks[0]}  ci:a",
        f"rank {ranks[1]}  ci:b",
        f"rank {ranks[2]}  service:m",
        f"rank {ranks[3]}  service:n",
        "two of them: ci:b, ci:a",
        DATED,
    ]


@dataclass(frozen=True)
class Crowd(ToldOffice):
    """An office that has ever so much to say."""


@pytest.mark.parametrize("many", [0, 1, 2, 5, 9])
def test_a_short_text_has_at_most_twelve_lines_and_counts_the_rest(many: int) -> None:
    notes = tuple(Note(f"note {n}", "text") for n in range(many))
    lines = short_text(question(TABLE, TABLE, TABLE, notes=notes), shown(), {})
    assert len(lines) <= MOST_LINES
    assert (lines[0], lines[-1]) == (verdict_of(shown()), DATED)
    cut = [line for line in lines if line.endswith(" more")]
    told = sum(line.startswith("rank") for line in lines)
    shown_tables = lines.count("the items:")
    assert told + sum(int(line.split()[1]) for line in cut) == 4 * shown_tables


def test_given_pages_are_kept_in_a_short_text() -> None:
    lines = short_text(question(TABLE), shown(), {"first": 2})
    assert [line.split()[-1] for line in lines[2:-1]] == ["ci:a", "ci:b", "more"]
    assert lines[4] == "and 2 more"


def test_markdown() -> None:
    lines = list(markdown(question(TABLE, notes=NOTES[:1]), shown("ci:b"), {"first": 1}))
    assert lines == [
        "**all is well with Mail (service:m)**",
        "",
        f"*{DATED}*",
        "",
        "### the items",
        "",
        "| RANK | ID |",
        "| --- | --- |",
        f"| {OFFICE.find('ci:a')} | ci:a |",
        "",
        "and 2 more",
        "",
        "and 1 that you may not see",
        "",
        "- two of them: ci:a and 1 that you may not see",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a | b", r"a \| b"),
        ("**bold**", r"\*\*bold\*\*"),
        ("<script>", r"\<script\>"),
        ("[link](x)", r"\[link\](x)"),
        ("two\nlines", "two lines"),
        ("service:m", "service:m"),
    ],
)
def test_markdown_sets_nothing_of_a_text(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_list_arguments_are_read_and_pages_handed_on() -> None:
    asked = question(TABLE, list_arguments=(KINDS,))
    given = {"kinds": ["service"], "first": 3, "other": 1}
    assert list_arguments(asked, shown(), given) == {"kinds": ["Service"], "first": 3}
    assert list_arguments(asked, shown(), {}) == {}
    with pytest.raises(InvalidQuestion, match="kinds: found 'Moon'"):
        list_arguments(asked, shown(), {"kinds": ["Moon"]})


def test_what_is_asked_for_by_name_must_be_told_on_request() -> None:
    require_requestable(shown(), ["slow", "before"])
    with pytest.raises(InvalidQuestion, match="with: found 'slwo', expected one of before, slow"):
        require_requestable(shown(), ["slow", "slwo"])
