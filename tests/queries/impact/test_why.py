"""Why told: a chain from where it begins, its steps in words, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from graph_model.errors import InvalidQuestion, NotFound
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, hiding
from queries.impact.why import why
from tests.support.asking import asked
from tests.support.sketch import sketch

DAY = date(2027, 1, 1)
RELAYS = (
    "service:m -DEPENDS_ON[relays:2]-> ci:a",
    "service:m -DEPENDS_ON[relays:2]-> ci:b",
    "agency:g -CONSUMES-> service:m",
    "ticket:t -AFFECTS-> ci:c level=partial",
    "service:n -DEPENDS_ON-> ci:c",
)


def told(of: Sequence[str], to: str, viewer: Viewer | None = None) -> dict[str, Any]:
    question = asked(sketch(*RELAYS).snapshot, DAY, viewer)
    return record(Shown(why(question, of, to, "outage"), question.view))


VERDICTS = {
    "several steps": (["ci:a"], "agency:g", "agency:g is LOST: 2 steps from ci:a."),
    "one step": (["ci:a"], "service:m", "service:m is LOST: 1 step from ci:a."),
    "a start": (["ci:a"], "ci:a", "ci:a is LOST: it was asked about."),
    "a start below the top": (
        ["ticket:t"],
        "service:n",
        "service:n is DEGRADED: 1 step from ci:c, which is DEGRADED.",
    ),
}


@pytest.mark.parametrize(("of", "to", "verdict"), VERDICTS.values(), ids=VERDICTS)
def test_verdict(of: list[str], to: str, verdict: str) -> None:
    assert told(of, to)["verdict"] == verdict


def test_steps_say_what_is_crossed_and_who_failed_with_it() -> None:
    found = told(["ci:a", "ci:b"], "agency:g")
    assert found["start"]["id"] == "ci:a"
    assert [(s["over"], s["item"]["id"], s["level"]) for s in found["steps"]] == [
        ("DEPENDS_ON[relays]", "service:m", "LOST"),
        ("CONSUMES", "agency:g", "LOST"),
    ]
    assert [[item["id"] for item in s["together"]] for s in found["steps"]] == [["ci:b"], []]


def test_a_hidden_start_of_a_ticket_is_masked() -> None:
    found = told(["ticket:t"], "service:n", hiding(["ci:c"]))
    assert found["verdict"] == (
        "service:n is DEGRADED: 1 step from what you may not see, which is DEGRADED."
    )
    assert found["start"] is None
    assert "ci:c" not in str(found)


def test_what_is_not_affected_is_asked_of_why_not() -> None:
    expected = "to: found 'service:n', not affected, expected what is; whyNot says what stopped it"
    with pytest.raises(InvalidQuestion, match=expected):
        told(["ci:a"], "service:n")
    with pytest.raises(NotFound, match="'nobody'"):
        told(["ci:a"], "nobody")


SURE = {
    # what is recorded of the service; what is said
    "": "rests on 3 facts: 0 verified; weakest source: unknown",
    "verified_on=2026-12-01": (
        "rests on 3 facts: 1 verified, the oldest on 1 Dec 2026; weakest source: unknown"
    ),
}


@pytest.mark.parametrize(("fields", "said"), SURE.items())
def test_how_sure_it_is_in_words(fields: str, said: str) -> None:
    question = asked(sketch(*RELAYS, f"service:m {fields}".strip()).snapshot, DAY)
    sure = Shown(why(question, ["ci:a"], "service:m", "outage"), question.view).told("confidence")
    assert sure.of.in_words(sure.view) == said
