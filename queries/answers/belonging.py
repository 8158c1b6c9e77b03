"""What belongs to an agency, a service, a supplier, an owner, a forum or a source: by one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction
from queries.answers.view import View
from queries.snapshot.days import day_number
from queries.snapshot.ours import said_by
from queries.snapshot.rows import Flags, Ints, as_ints

TO, FROM = Direction.FORWARD, Direction.BACKWARD
CLIENT = "client"
"""In which role a party of an OLA does not deliver it."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation by which more belongs, followed in one direction to items of some kinds.

    What is reached leads on, unless the tie ``ends`` there: who delivers a service belongs to its
    consumer, what else they deliver does not.
    """

    type: str
    direction: Direction
    kinds: tuple[str, ...] = ()
    ends: bool = False


SLA, OLA = "ServiceLevelAgreement", "OperatingLevelAgreement"
BENEATH = (
    Tie("PART_OF", FROM, ("Agency", "Program", "Service", "ConfigurationItem")),
    Tie("TRIGGERS_ON", FROM),
    Tie("REBIDS", FROM),
    Tie("GOVERNS", FROM, (SLA,)),
    Tie("SETS", TO),
    Tie("MEASURES", FROM),
)
"""What hangs below, whoever asks: parts, triggers, procurements, promises, figures."""
DEMANDED = (
    *BENEATH,
    Tie("CONSUMES", TO),
    Tie("HELD_BY", FROM),
    Tie("PROMISED_TO", FROM),
    Tie("GOVERNS", FROM, (OLA,)),
    Tie("COVERS", FROM),
    Tie("PROVIDES", FROM, ends=True),
    Tie("WITH", TO, ends=True),
    Tie("REPRESENTS", FROM, ends=True),
)
"""Of who consumes: what it consumes, holds and was promised, and who delivers that."""
SUPPLIED = (
    *BENEATH,
    Tie("PART_OF", FROM, ("Supplier",)),
    Tie("PROVIDES", TO),
    Tie("OFFERS", TO),
    Tie("WITH", FROM),
    Tie("UNDER", FROM),
    Tie("BINDS", FROM),
    Tie("COVERS", TO),
    Tie("CONSUMES", FROM, ends=True),
    Tie("HELD_BY", TO, ends=True),
    Tie("PROMISED_TO", TO, ends=True),
    Tie("REPRESENTS", FROM, ends=True),
)
"""Of who delivers: subsidiaries, what they deliver under which contracts, and to whom.

What stands under a contract is of its supplier; of who consumes what it covers, the rest is not.
"""
WAYS: Mapping[str, tuple[Tie, ...]] = {
    **dict.fromkeys(("Agency", "Program", "Service", "ConfigurationItem", SLA), DEMANDED),
    **dict.fromkeys(("Supplier", "Contract", OLA, "Offering"), SUPPLIED),
    **dict.fromkeys(("Trigger", "Procurement", "ServiceLevelTarget", "Capability"), BENEATH),
}
"""Along which ties more belongs to an item, by its kind."""
ANSWERED: Mapping[str, str] = {"Stakeholder": "OWNS", "Forum": "OVERSEES"}
"""What an owner and a forum answer for: by which relation, each with what belongs to it."""
MAY_BE_ASKED = (
    "an agency, program, service, configuration item, supplier, contract, agreement, "
    "stakeholder, forum or source"
)


def belonging(view: View, of: Sequence[str]) -> Flags:
    """Which rows belong to some items, by their ids or aliases; themselves do, shape (size,).

    Only over relations that hold on the day and that the viewer may see.

    Raises:
        NotFound: with the ids that are not recorded, or that the viewer may not see.
        InvalidQuestion: an item is of a kind that nothing belongs to.
    """
    reach = _Reach(view)
    flags = np.zeros(view.snapshot.size, np.bool_)
    for id_, row in zip(of, view.require(of).tolist(), strict=True):
        kind = view.snapshot.kind(row)
        if kind not in WAYS and kind not in ANSWERED and kind != "Source":
            raise InvalidQuestion([Problem("of", f"{id_!r}, of kind {kind}", MAY_BE_ASKED)])
        flags |= reach.of(row)
    return flags


def belonging_to(view: View, row: int) -> Flags:
    """Which rows belong to the item of one row, itself among them, shape (size,)."""
    return _Reach(view).of(row)


class _Reach:
    """Follows the ties from items, over what a viewer sees of a day."""

    def __init__(self, view: View) -> None:
        self.view, self.snapshot, self.day = view, view.snapshot, day_number(view.as_of)

    def of(self, row: int) -> Flags:
        kind = self.snapshot.kind(row)
        flags = np.zeros(self.snapshot.size, np.bool_)
        flags[row] = True
        if kind == "Source":
            flags[self.view.shown(said_by(self.snapshot, row))] = True
            return flags
        starts = as_ints([row])
        if kind in ANSWERED:
            starts = self._far(Tie(ANSWERED[kind], TO), starts)
        for start in starts.tolist():
            ties = WAYS.get(self.snapshot.kind(start), BENEATH)
            self._follow(ties, as_ints([start]), flags)
        return flags

    def _follow(self, ties: Sequence[Tie], frontier: Ints, flags: Flags) -> None:
        """Everything reached from the frontier, in time linear in the relations followed."""
        led = np.zeros(self.snapshot.size, np.bool_)
        while len(frontier):
            flags[frontier] = led[frontier] = True
            found = [as_ints([])]
            for tie in ties:
                ends = self._far(tie, frontier)
                flags[ends] = True
                if not tie.ends:
                    found.append(ends)
            reached = as_ints(np.unique(np.concatenate(found)))
            frontier = as_ints(reached[~led[reached]])

    def _far(self, tie: Tie, rows: Ints) -> Ints:
        """The far ends of the rows' relations of a tie that hold and may be seen, each once."""
        _, numbers = self.snapshot.relations_of(rows, tie.type, tie.direction)
        numbers = self.snapshot.holding(numbers, self.day)
        numbers = numbers[self.view.sees_relations(numbers)]
        if tie.type == "BINDS":
            numbers = self._delivering(numbers)
        ends = self.snapshot.ends if tie.direction is TO else self.snapshot.starts
        found = np.unique(ends(numbers))
        if tie.kinds:
            codes = [self.snapshot.kind_codes[kind] for kind in tie.kinds]
            found = found[np.isin(self.snapshot.kinds[found], codes)]
        return as_ints(found)

    def _delivering(self, numbers: Ints) -> Ints:
        """Those of some BINDS whose party is bound as one that delivers."""
        roles = [self.snapshot.key_at(number).discriminator for number in numbers.tolist()]
        return as_ints(numbers[np.asarray([role != CLIENT for role in roles], np.bool_)])


def narrowed(view: View, of: Sequence[str] | None) -> Flags | None:
    """Which rows a whole-office question is about; None where it is not narrowed."""
    return belonging(view, of) if of else None
