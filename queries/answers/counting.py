"""How many of how many: items of a kind among all of it that a viewer sees, in a sentence."""

from __future__ import annotations

from graph_model.words import counted, of_all
from queries.answers.estate import beside
from queries.answers.view import View
from queries.snapshot.ours import ours
from queries.snapshot.rows import Ints, as_ints


def among_all(view: View, rows: Ints, kind: str, whole: bool = True) -> str:
    """Some rows of a kind among all of ours: "11 of 26 agencies", what is hidden counted apart.

    So is reference data; "no agency of ours" where there is nothing else. Where not the ``whole``
    graph was read, it is not known how many there are.
    """
    called, mine = view.snapshot.model.kind_by_name[kind].called, ours(view.snapshot)
    own = as_ints(rows[mine[rows]])
    shown, hidden = len(view.shown(own)), view.hidden(own)
    if whole:
        every = view.snapshot.rows_of_kind(kind)
        many = len(view.shown(as_ints(every[mine[every]])))
        said = of_all(shown, many, called(1), called(2)) if many else f"no {called(1)} of ours"
    else:
        said = counted(shown, called(1), called(2))
    masked = f" and {hidden:,} that you may not see" if hidden else ""
    return f"{said}{masked}{beside(len(view.shown(rows)) - shown)}"
