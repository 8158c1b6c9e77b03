"""The picture question: of which answer it is, and that it is drawn once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from graph_model.errors import InvalidQuestion, Problem
from queries.answers.asked import Asked
from queries.impact.asking import impact_on
from queries.picture.picture import Picture, picture_around, picture_of, picture_of_substitution
from queries.picture.showing import Showing
from queries.snapshot.memo import Memo, MemoKey
from queries.snapshot.snapshot import Snapshot
from queries.substitution.substitution import substitution

OUTAGE = "outage"
"""The lens of an impact where nobody says."""


def answer(
    asked: Asked,
    of: Sequence[str],
    showing: Showing,
    lens: str | None,
    to: str | None,
    services: Sequence[str] | None,
    depth: int,
    min_level: str | None,
    marks: int,
) -> Picture:
    """The picture of what is asked; made once for the same facts and question.

    Raises:
        NotFound: with the ids that are not recorded, or that the viewer may not see.
        InvalidQuestion: an argument does not go with what is shown.
    """
    _require_fitting(showing, of, lens, services, min_level)
    row = None if to is None else int(asked.view.require([to])[0])
    given = (*of,), showing, lens, row, None if services is None else (*services,), depth

    def make() -> Picture:
        match showing:
            case Showing.SURROUNDINGS:
                return picture_around(asked.view, asked.view.require(of), depth, row, marks)
            case Showing.SUBSTITUTION:
                found = substitution(asked.snapshot, of[0], asked.as_of, services=services)
                return picture_of_substitution(found, row, marks, min_level)
            case Showing.IMPACT:
                return picture_of(impact_on(asked, of, lens or OUTAGE), row, marks, min_level)

    if asked.before is not None:
        return make()
    asked.view.require([*of, *(services or ())])
    return _kept(asked.snapshot, (*given, min_level, marks, asked.as_of), make)


def _kept(snapshot: Snapshot, question: Hashable, make: Callable[[], Picture]) -> Picture:
    """A picture of a snapshot, made once; pictures do not push out what other questions keep."""
    pictures = snapshot.memo.get(MemoKey.PICTURES, None, Memo, Memo)
    return pictures.get(MemoKey.PICTURE, question, Picture, make)


def _require_fitting(
    showing: Showing,
    of: Sequence[str],
    lens: str | None,
    services: Sequence[str] | None,
    min_level: str | None,
) -> None:
    """Refuse arguments that mean nothing to what is shown.

    Raises:
        InvalidQuestion: with each of them.
    """
    only_impact = (("lens", lens),) if showing is not Showing.IMPACT else ()
    of_levels = (("minLevel", min_level),) if showing is Showing.SURROUNDINGS else ()
    of_services = (("services", services),) if showing is not Showing.SUBSTITUTION else ()
    expected = f"nothing where {showing.value} is shown"
    problems = [
        Problem(name, repr(value), expected)
        for name, value in (*only_impact, *of_levels, *of_services)
        if value is not None
    ]
    if showing is Showing.SUBSTITUTION and len(of) != 1:
        problems.append(Problem("of", f"{len(of):,} ids", "one supplier"))
    if not of:
        problems.append(Problem("of", "no id", "at least one id to draw"))
    if problems:
        raise InvalidQuestion(problems)
