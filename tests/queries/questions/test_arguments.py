"""Arguments read: as every door gives them, with defaults, bounds, and refusals that name them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import pytest

from graph_model.errors import InvalidQuestion, LimitExceeded
from graph_model.model import standard_model
from queries.answers.asked import Point
from queries.graph.dependencies import DependencyDirection
from queries.questions.arguments import read_arguments
from queries.questions.declaration import Argument, Form

MODEL, TODAY = standard_model(), date(2026, 11, 25)


class Mood(Enum):
    """How it looks."""

    GOOD = "very good"
    BAD = "bad"


def argument(form: Form, default: object = None, **more: Any) -> Argument:
    return Argument("some_thing", form, "Something.", default, **more)


def read(argument: Argument, **given: Any) -> Any:
    return read_arguments([argument], given, TODAY, MODEL)["some_thing"]


LENT = "queries.graph.dependencies:DependencyDirection"
AT = datetime(2026, 12, 31, 2, 10, tzinfo=UTC)
READ: dict[str, tuple[Form, dict[str, Any], Any, Any]] = {
    # the form, what else is declared, what is given, what it means
    "an id": (Form.ID, {}, "a:1", "a:1"),
    "ids": (Form.IDS, {}, ["a:1", "b:2"], ["a:1", "b:2"]),
    "one id of several": (Form.IDS, {}, "a:1", ["a:1"]),
    "a day": (Form.DAY, {}, "2026-12-31", date(2026, 12, 31)),
    "a moment of no zone": (Form.MOMENT, {}, "2026-12-31T02:10", AT.replace(tzinfo=None)),
    "a moment with a zone": (Form.MOMENT, {}, "2026-12-31T02:10Z", AT),
    "a day that was read": (Form.DAY, {}, date(2026, 12, 31), date(2026, 12, 31)),
    "a number": (Form.INTEGER, {}, 7, 7),
    "a number in words": (Form.INTEGER, {}, "7", 7),
    "a number at its bound": (Form.INTEGER, {"least": 0, "most": 7}, 7, 7),
    "yes": (Form.FLAG, {}, "yes", True),
    "false": (Form.FLAG, {}, False, False),
    "a lens in any case": (Form.LENS, {}, "OUTAGE", "outage"),
    "a level of some lens": (Form.LEVEL, {}, "direct", "DIRECT"),
    "a kind without its case": (Form.KIND, {}, "configuration-item", "ConfigurationItem"),
    "kinds": (Form.KINDS, {}, ["service", "SLA"[:0] + "agency"], ["Service", "Agency"]),
    "relation types": (Form.RELATIONS, {}, ["part of", "DEPENDS_ON"], ["PART_OF", "DEPENDS_ON"]),
    "a choice in its own word": (Form.CHOICE, {"choices": Mood}, "very good", Mood.GOOD),
    "a choice in constant case": (Form.CHOICE, {"choices": Mood}, "VERY_GOOD", Mood.GOOD),
    "a choice that was read": (Form.CHOICE, {"choices": Mood}, Mood.BAD, Mood.BAD),
    "a choice that is lent": (Form.CHOICE, {"choices": LENT}, "ABOVE", DependencyDirection.ABOVE),
    "choices": (Form.CHOICES, {"choices": Mood}, ["bad"], [Mood.BAD]),
    "a revision": (Form.POINT, {}, "12", Point(12, None)),
    "a day of a point": (Form.POINT, {}, "2026-12-31", Point(None, date(2026, 12, 31))),
    "both of a point": (
        Form.POINT,
        {},
        {"revision": 3, "date": "2026-12-31"},
        Point(3, date(2026, 12, 31)),
    ),
    "several points": (Form.POINTS, {}, ["1", {"revision": 2}], [Point(1, None), Point(2, None)]),
}


@pytest.mark.parametrize(("form", "more", "given", "meant"), READ.values(), ids=READ)
def test_what_is_given_is_read(form: Form, more: dict[str, Any], given: Any, meant: Any) -> None:
    assert read(argument(form, **more), some_thing=given) == meant
    assert read(argument(form, **more), someThing=given) == meant


DEFAULTS: dict[str, tuple[Argument, Any]] = {
    "absent": (argument(Form.ID), None),
    "a value": (argument(Form.INTEGER, 5), 5),
    "a day counted from the day asked for": (argument(Form.DAY, "P1M6D"), date(2026, 12, 31)),
    "a choice": (argument(Form.CHOICE, Mood.BAD, choices=Mood), Mood.BAD),
    "a choice by its word": (
        argument(Form.CHOICE, "beneath", choices=LENT),
        DependencyDirection.BENEATH,
    ),
}


@pytest.mark.parametrize(("declared", "meant"), DEFAULTS.values(), ids=DEFAULTS)
def test_what_is_not_given_is_as_declared(declared: Argument, meant: Any) -> None:
    assert read(declared) == meant
    assert read(declared, some_thing=None) == meant
    assert read(declared, some_thing=[]) == meant


WRONG: dict[str, tuple[Argument, Any, str]] = {
    "nothing, but needed": (Argument("some_thing", Form.ID, "."), None, "found nothing, expected"),
    "no id": (argument(Form.ID), 7, "found 7, expected id"),
    "no day": (
        argument(Form.DAY),
        "2026-02-30",
        "found '2026-02-30', expected a date that exists, as YYYY-MM-DD",
    ),
    "no number": (argument(Form.INTEGER), "many", "found 'many', expected a whole number"),
    "neither yes nor no": (argument(Form.FLAG), "maybe", "found 'maybe', expected true or false"),
    "no lens": (argument(Form.LENS), "moon", "found 'moon', expected one of outage, sourcing"),
    "no level": (argument(Form.LEVEL), "GONE", "found 'GONE', expected one of NOTIFY, "),
    "no kind": (argument(Form.KINDS), ["Moon"], "found 'Moon', expected one of Agency, "),
    "no relation": (argument(Form.RELATIONS), ["LIKES"], "found 'LIKES', expected one of AFFECTS"),
    "no choice": (
        argument(Form.CHOICE, choices=Mood),
        "fine",
        "found 'fine', expected one of very good, bad",
    ),
    "no point": (
        argument(Form.POINT),
        "soon",
        "found 'soon', expected a revision's number, or a date that exists, as YYYY-MM-DD",
    ),
    "an empty point": (argument(Form.POINT), {}, "found neither, expected a revision or a date"),
    "something long": (argument(Form.KIND), "x" * 500, f"found '{'x' * 79}, expected one of"),
}


@pytest.mark.parametrize(("declared", "given", "said"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_refused(declared: Argument, given: Any, said: str) -> None:
    with pytest.raises(InvalidQuestion) as told:
        read(declared, someThing=given)
    assert str(told.value).startswith(f"someThing: {said}")


BOUNDS = {
    "below": ({"least": 1, "most": 9}, 0, "found 0, expected 1 to 9"),
    "above": ({"least": 1, "most": 9}, 10, "found 10, expected 1 to 9"),
    "below a least": ({"least": 1}, -3, "found -3, expected at least 1"),
    "above a most": ({"most": 9}, "10", "found 10, expected at most 9"),
}


@pytest.mark.parametrize(("bounds", "given", "said"), BOUNDS.values(), ids=BOUNDS)
def test_numbers_are_bounded(bounds: dict[str, int], given: object, said: str) -> None:
    with pytest.raises(LimitExceeded, match=f"someThing: {said}"):
        read(argument(Form.INTEGER, **bounds), some_thing=given)
