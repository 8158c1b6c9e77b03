"""The picture of any answer that has one: of an impact, of a substitution, or one asked for."""

from __future__ import annotations

from api.picture.svg import svg
from queries.answers.telling import Shown
from queries.impact.impact import Impact
from queries.picture.picture import Picture, picture_of, picture_of_substitution
from queries.substitution.substitution import Substitution


def picture_shown(answer: Shown) -> Shown | None:
    """The picture of an answer as its viewer may see it; None of one that has none."""
    match answer.of:
        case Picture() as drawn:
            return Shown(drawn, answer.view)
        case Impact() as found:
            return Shown(picture_of(found), answer.view)
        case Substitution() as found:
            return Shown(picture_of_substitution(found), answer.view)
    return None


def drawn(answer: Shown) -> str:
    """The picture of an answer as SVG.

    Raises:
        TypeError: it has none.
    """
    if (picture := picture_shown(answer)) is None:
        raise TypeError(f"{type(answer.of).__name__} is no answer that is drawn")
    return svg(picture)
