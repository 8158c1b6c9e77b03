"""How the performance question is asked: about what, and over how many months."""

from __future__ import annotations

from collections.abc import Sequence

from queries.answers.asked import Asked
from queries.answers.estate import Include, estate
from queries.performance.performance import Performance


def answer(asked: Asked, of: Sequence[str] | None, include: Include, months: int) -> Performance:
    """What was promised beside what was measured: of the office, or of what belongs to some items.

    Raises:
        NotFound: an id is not recorded, or the viewer may not see it.
        InvalidQuestion: an id is of a kind that nothing belongs to.
    """
    rows = tuple(asked.view.require(of).tolist()) if of else ()
    about = estate(asked.view, of, include)
    whole = estate(asked.view, None, include) if of else about
    return Performance(asked.view, months, about, whole, rows)
