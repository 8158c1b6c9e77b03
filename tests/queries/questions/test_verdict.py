"""The first line of every question: a sentence or two that somebody can act on, in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from application.asking import About, Asker
from queries.answers.telling import Shown
from queries.answers.viewer import everything, hiding
from queries.questions.catalog import question, questions
from queries.questions.reading import short_text, verdict_of
from tests.support.sample import SAMPLE_DAY, sample_graph

HIDDEN = ("ci:db-node-2", "agency:revenue", "contract:msa-cirrus", "supplier:larkspur", "sla:tax")
VIEWERS = {"all": everything(), "part": hiding(HIDDEN)}
ALL = [of.name for of in questions()]
BANNED = re.compile(r"re-?paper|spread|\bHHI\b|customer force|act by [^.]*too late", re.IGNORECASE)
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
BARE_MONEY = re.compile(r"\d{4,}(\.\d+)? [A-Z]{3}\b")
DATED_IDS = re.compile(r"\S*fedramp:authorisation:\S*")
"""Ids of authorisations have a day in them."""
SENTENCE_ENDS = re.compile(r"[.?!](?=\s+[A-Z0-9]|$)")


Answers = Callable[[str], Shown]


@pytest.fixture(scope="module", params=VIEWERS)
def answers(request: pytest.FixtureRequest) -> Iterator[Answers]:
    """The answer to each question's example, asked once for all tests."""
    with sample_graph() as graph:
        graph.viewer = VIEWERS[request.param]
        asker = Asker.of(graph)
        yield cache(lambda of: asker.ask(question(of), question(of).example, About(SAMPLE_DAY)))


@pytest.mark.parametrize("of", ALL)
def test_every_verdict_is_a_sentence_or_two_in_plain_words(answers: Answers, of: str) -> None:
    said = verdict_of(answers(of))
    assert said.endswith(".")
    assert len(SENTENCE_ENDS.findall(said)) <= 2, said
    assert said[0].isupper() or said[0].isdigit()
    assert not ISO_DAY.search(said)
    assert not BARE_MONEY.search(said)
    assert not BANNED.search(said)
    assert "\n" not in said
    assert "None" not in said


@pytest.mark.parametrize("of", ALL)
def test_a_text_opens_with_its_verdict_and_has_no_iso_day(answers: Answers, of: str) -> None:
    lines = short_text(question(of), answers(of), {})
    assert lines[0] == verdict_of(answers(of))
    assert not [line for line in lines if ISO_DAY.search(DATED_IDS.sub("", line))]
