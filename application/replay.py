"""Answers told again: "what did we know at 02:10", by the digest that stood below the text.

A question is kept, not its answer: that follows from the question, the day and the revision, which
the digest is of. So the same question about the same facts has one digest, whoever asks it, and
each is told as much of the answer as he may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import Enum
from hashlib import sha256
from typing import Any, cast

import orjson

from application.asking import REPLAY, About, Asker
from application.clock import moment_text, read_moment
from graph_model.errors import InvalidInput, InvalidQuestion, NotFound, Problem, UnknownDigest
from graph_model.ledger.kept_question import KIND, KeptQuestion
from graph_model.words import word_of
from queries.answers.telling import Shown
from queries.answers.view import View
from queries.impact.impact import Impact
from queries.impact.impact_state import fingerprint, impact_state, material_difference
from queries.impact.replayed import Replayed
from queries.questions.arguments import read_arguments
from queries.questions.declaration import Question

KEPT = timedelta(days=730)
"""So long a question is kept from when it was asked first."""


def kept_question(
    question: Question, given: Mapping[str, Any], answer: Shown, now: datetime
) -> KeptQuestion | None:
    """What is kept of a question, by which its answer is told again; None of a what-if.

    What edits laid over the facts is in nobody's journal.
    """
    impact, view = answer.of, answer.view
    if not isinstance(impact, Impact) or view.unedited is not None or impact.replayed:
        return None
    arguments = orjson.dumps(_plain(question, given, view), option=orjson.OPT_SORT_KEYS).decode()
    asked = (question.name, arguments, view.as_of.isoformat(), view.dated_by)
    revision = impact.snapshot.revision
    return KeptQuestion(
        sha256(orjson.dumps([*asked, revision])).hexdigest()[:16],
        *asked,
        revision,
        moment_text(now),
        fingerprint(impact),
        moment_text(now + KEPT),
    )


def _plain(question: Question, given: Mapping[str, Any], view: View) -> dict[str, Any]:
    """The arguments that say something, as JSON has them."""
    read = read_arguments(question.arguments, given, view.as_of, view.snapshot.model)
    told = (
        (one.name, read[one.name]) for one in question.arguments if read[one.name] != one.default
    )
    return {name: _json(value) for name, value in told}


def _json(value: Any) -> Any:
    match value:
        case Enum():
            return word_of(value)
        case date():
            return value.isoformat()
        case tuple() | list():
            return list(map(_json, value))
    return value


def replayed(asker: Asker, question: Question, given: Mapping[str, Any], about: About) -> Shown:
    """The answer that a digest stands for, as the asker may see it, and what is different by now.

    Raises:
        InvalidQuestion: something else is asked as well.
        UnknownDigest: there is none of that digest, or what it is about may not be seen: the same.
    """
    digest = str(given[REPLAY])
    read = read_arguments(question.arguments, given, date.min, asker.graph.model)
    others = [one for one in question.arguments if read[one.name] != one.default]
    if about != About() or len(others) > 1:
        expected = "nothing beside it: it says what was asked, of which day and revision"
        raise InvalidQuestion([Problem(REPLAY, "other arguments", expected)])
    kept = asker.graph.store.record(KIND, digest)
    if kept is None or kept.question != question.name:
        raise UnknownDigest(digest)
    try:
        about = About(_day(kept), kept.revision, (), kept.dated_by)
        then = _asked_again(asker, question, kept, about)
    except (NotFound, InvalidInput):  # an id in the message may be one that is hidden
        raise UnknownDigest(digest) from None
    impact = cast("Impact", then.of)
    told = Replayed(
        digest,
        kept.asked_at,
        fingerprint(impact) == kept.content,
        _by_now(asker, question, kept, then),
    )
    return Shown(replace(impact, replayed=told), then.view)


def _day(kept: KeptQuestion) -> date:
    return date.fromisoformat(kept.as_of)


def _asked_again(asker: Asker, question: Question, kept: KeptQuestion, about: About) -> Shown:
    return asker.ask(question, orjson.loads(kept.arguments), about)


def _by_now(asker: Asker, question: Question, kept: KeptQuestion, then: Shown) -> list[str]:
    """What is materially different by what is recorded now, about the same day."""
    try:
        now = _asked_again(asker, question, kept, About(_day(kept), None, (), kept.dated_by))
    except (NotFound, InvalidInput):
        return ["what was asked about is not recorded any more"]
    at = read_moment(kept.asked_at)
    states = (impact_state(cast("Impact", one.of), one.view, at) for one in (then, now))
    return material_difference(*states)
