"""Facts that somebody looked at and found as recorded: the day they were verified is set anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from application.graph import Graph
from graph_model.changes import ChangeSet, SetFields
from graph_model.errors import InvalidQuestion, NotFound, Problem
from graph_model.facts import Fact, Ref, RelationKey, ref_of
from queries.answers.nearest import told_nearest
from queries.answers.viewer import Viewer
from queries.answers.visible_state import VisibleState

PREFIX = "still-true:"
"""How the ChangeSets are called that only say so."""


def still_true(
    graph: Graph,
    refs: Sequence[Ref],
    viewer: Viewer,
    on: date | None = None,
    reason: str | None = None,
) -> ChangeSet:
    """The ChangeSet that sets ``verified_on`` of items (by id or alias) and relations to a day.

    ``on`` None is today. What was verified that day already, or later, is left as it is.

    Raises:
        InvalidQuestion: nothing is named, the day is to come, or nothing is left to be changed.
        NotFound: with what is not recorded, or not visible.
    """
    today = graph.today()
    day = on or today
    if not refs:
        raise InvalidQuestion([Problem("still true", "nothing", "an item or relation at least")])
    if day > today:
        found = f"{day.isoformat()}, which is to come"
        raise InvalidQuestion([Problem("on", found, f"{today.isoformat()} or earlier")])
    facts = _known(graph, list(dict.fromkeys(refs)), viewer)
    older = [f for f in facts if str(f.fields.get("verified_on", "")) < day.isoformat()]
    if not older:
        found = f"facts that were all verified on {day.isoformat()} or later"
        raise InvalidQuestion([Problem("still true", found, "one that was verified earlier")])
    fields = {"verified_on": day.isoformat()}
    changes = tuple(SetFields(ref_of(fact), fields) for fact in older)
    return ChangeSet(f"{PREFIX}{uuid4()}", changes, reason=reason)


def _known(graph: Graph, refs: list[Ref], viewer: Viewer) -> list[Fact]:
    snapshot = graph.refresh()
    visible = viewer.visible(snapshot)
    state = VisibleState(snapshot, visible)
    found: dict[Ref, Fact] = {}
    for ref in refs:
        fact = (
            state.relation(ref)
            if isinstance(ref, RelationKey)
            else state.item(state.owner(ref) or ref)
        )
        if fact is not None:
            found[ref] = fact
    if missing := [str(ref) for ref in refs if ref not in found]:
        raise told_nearest(NotFound(missing), snapshot, visible)
    return list({ref_of(fact): fact for fact in found.values()}.values())
