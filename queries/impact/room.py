"""Who must be in the room: who decides about a change, who is consulted, who is told, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph_model.lens import MIDDLE as MIDDLE_CODE
from graph_model.lens import TOP as TOP_CODE
from graph_model.lens import Direction
from graph_model.words import counted
from queries.answers.listing import Listing, listed
from queries.answers.told import subject, told, told_with
from queries.answers.types import ItemRow
from queries.answers.view import View
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints

if TYPE_CHECKING:
    from queries.impact.impact import Impact


class Role(Enum):
    """What somebody does about a change, the most first."""

    DECIDE = "decide"
    CONSULT = "consult"
    TELL = "tell"

    @property
    def rank(self) -> int:
        """0 for the strongest."""
        return (*Role,).index(self)


START, TOP, MIDDLE = "start", "top", "middle"
TASKS = {
    ("OWNS", START): Role.DECIDE,
    ("OWNS", TOP): Role.CONSULT,
    ("OWNS", MIDDLE): Role.TELL,
    ("REPRESENTS", START): Role.CONSULT,
    ("REPRESENTS", TOP): Role.TELL,
    ("OVERSEES", START): Role.DECIDE,
    ("OVERSEES", TOP): Role.DECIDE,
}
"""The most that somebody does for what he owns, speaks for or oversees, by how it is affected: what
changes itself, what is at the lens's top level, what is at its middle one. Who is not in the table,
and whatever stands at the lowest level, calls nobody into the room."""
UNSAID_FORUM = {
    ("outage", "strategic"): Role.TELL,
    ("outage", "tactical"): Role.CONSULT,
    ("sourcing", "operational"): Role.CONSULT,
}
"""What a forum does where OVERSEES has no role: it decides, but not beside its tier. A board does
not meet over an outage, nor a change-advisory board over a contract."""
UNSAID_SEAT = Role.CONSULT
"""What a member of a forum does there where SITS_ON has no role."""
SAYS = {"OWNS": "answers for", "REPRESENTS": "speaks for"}


class Call(NamedTuple):
    """One reason to be in the room: what one does, over which affected item, as member of what."""

    role: Role
    relation: str
    item: int
    forum: int | None = None

    def said(self, impact: Impact, view: View) -> str:
        """The reason in words; items that may not be seen as the view has them."""
        item = view.label(self.item)
        level = "what changes" if self.item in impact.starts.rows else impact.level_at(self.item)
        if self.forum is None:
            return f"{SAYS[self.relation]} {item}, {level}"
        return f"sits on {view.label(self.forum)}, which oversees {item}, {level}"


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who must be in the room; ``calls`` are the reasons, the strongest first."""

    impact: Impact
    row: int
    calls: tuple[Call, ...]

    @subject
    @told
    def who(self) -> ItemRow:
        """Who: a stakeholder, or a supplier that sits on a forum."""
        return self.row

    @told
    def role(self) -> Role:
        """Whether one decides, is consulted or is told."""
        return self.calls[0].role

    @told_with
    def reason(self, view: View) -> str:
        """Why: the first reason for this role, and how many more there are."""
        more = len(self.calls) - 1
        rest = f" (and {counted(more, 'more reason', 'more reasons')})" if more else ""
        return f"{self.calls[0].said(self.impact, view)}{rest}"


def call_list(impact: Impact, view: View) -> str | None:
    """Whom to call: those who decide with their ids, the others by name; None: nobody on record."""
    rows = _by_role(impact)
    deciding = rows[Role.DECIDE]
    parts = [f"decide: {view.labels(deciding) if deciding else 'nobody on record'}"]
    others = (role for role in (Role.CONSULT, Role.TELL) if rows[role])
    parts += [f"{role.value}: {view.names(rows[role])}" for role in others]
    return "; ".join(parts) if any(rows.values()) else None


def _by_role(impact: Impact) -> dict[Role, list[int]]:
    rows: dict[Role, list[int]] = {role: [] for role in Role}
    for seat in _seats(impact):
        rows[seat.role].append(seat.row)
    return rows


def called(impact: Impact, view: View) -> str | None:
    """Who must be in the room in a line: "State CIO decides; 2 are consulted, 5 told"."""
    rows = _by_role(impact)
    deciding = rows[Role.DECIDE]
    parts = [f"{view.labels(deciding)} {'decides' if len(deciding) == 1 else 'decide'}"]
    counts = {"consulted": len(rows[Role.CONSULT]), "told": len(rows[Role.TELL])}
    parts = parts if deciding else ["nobody on record decides"]
    parts += [
        f"{many:,} {'is' if many == 1 else 'are'} {done}" for done, many in counts.items() if many
    ]
    return "; ".join(parts) if any(rows.values()) else None


def seats(impact: Impact) -> Listing[Seat]:
    """Who must be in the room for an impact, those who decide first, then by id."""
    found = _seats(impact)
    id_of = impact.snapshot.id
    rows = as_ints([seat.row for seat in found])
    return listed(found, "role", lambda seat: (seat.calls[0].role.rank, id_of(seat.row)), rows)


def _seats(impact: Impact) -> list[Seat]:
    calls: dict[int, list[Call]] = {}
    for who, call in _calls(impact):
        calls.setdefault(who, []).append(call)
    id_of = impact.snapshot.id

    def weight(call: Call) -> tuple[int, int, str]:
        return call.role.rank, -impact.code(call.item), id_of(call.item)

    found = [Seat(impact, who, tuple(sorted(each, key=weight))) for who, each in calls.items()]
    return sorted(found, key=lambda seat: (seat.calls[0].role.rank, id_of(seat.row)))


def _calls(impact: Impact) -> Iterator[tuple[int, Call]]:
    """Everybody whom an affected item calls, with the reason."""
    rows = impact.rows
    starts = np.isin(rows, impact.starts.rows)
    codes = impact.levels[rows]
    for place, among in {
        START: starts,
        TOP: ~starts & (codes == TOP_CODE),
        MIDDLE: ~starts & (codes == MIDDLE_CODE),
    }.items():
        for relation in ("OWNS", "REPRESENTS", "OVERSEES"):
            if (most := TASKS.get((relation, place))) is not None:
                for who, item, number in _holding(impact, as_ints(rows[among]), relation):
                    if relation == "OVERSEES":
                        yield from _seated(impact, who, item, _forum_role(impact, number, most))
                    else:
                        yield who, Call(most, relation, item)


def _seated(impact: Impact, forum: int, item: int, most: Role) -> Iterator[tuple[int, Call]]:
    """The members of a forum, none with more than the forum has."""
    for who, _, number in _holding(impact, as_ints([forum]), "SITS_ON"):
        said = impact.snapshot.relation_value(number, "role")
        role = Role(said) if said is not None else UNSAID_SEAT
        yield who, Call(max(role, most, key=_rank), "SITS_ON", item, forum)


def _forum_role(impact: Impact, number: int, most: Role) -> Role:
    """What a forum does about what it oversees, at most ``most``."""
    said = impact.snapshot.relation_value(number, "role")
    if said is not None:
        return max(Role(said), most, key=_rank)
    (forum,) = impact.snapshot.starts(as_ints([number])).tolist()
    tier = impact.snapshot.value(forum, "tier")
    return max(UNSAID_FORUM.get((impact.lens.name, str(tier)), Role.DECIDE), most, key=_rank)


def _rank(role: Role) -> int:
    return role.rank


def _holding(impact: Impact, rows: Ints, relation: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and number of the relations of a type into some rows that hold."""
    snapshot = impact.snapshot
    _, numbers = snapshot.relations_of(rows, relation, Direction.BACKWARD)
    numbers = snapshot.holding(numbers, day_number(impact.as_of))
    ends = (snapshot.starts(numbers), snapshot.ends(numbers), numbers)
    return zip(*(part.tolist() for part in ends), strict=True)
