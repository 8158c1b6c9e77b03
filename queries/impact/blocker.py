"""What can stop an effect, and one such thing with its place: the words of "why not"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from queries.answers.told import told, told_with
from queries.answers.types import ItemRow, KindName, RelationNumber, Said
from queries.answers.view import HIDDEN, View


class Reason(Enum):
    """What can stop an effect."""

    GROUP_HELD = "a redundancy group still holds"
    NOT_YET = "a relation does not hold yet"
    NO_LONGER = "a relation no longer holds"
    NOT_IN_FORCE = "a contract is not in force"
    NOT_IN_SERVICE = "an item is out of service"
    PART_HELD = "others who provide or cover it still stand"
    OWN_CONTRACT = "the consumer is served by its own contract"
    HOLDER_ONLY = "a contract serves its holders only"
    NO_RULE = "the lens carries nothing, or less, that way"
    NO_WAY = "no relations lead there from anything at that level"

    @property
    def word(self) -> str:
        """What programs call it: group held, not yet."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that stopped an effect.

    ``origin`` is the row that the effect would come from and ``target`` the row it did not reach,
    ``relation`` the number of the relation between. A contract not in force, or an item out of
    service, is the ``origin`` (or, where it is itself asked about, the ``target`` too).

    For a group that held, ``target`` is the dependent, ``failed`` and ``holding`` are its members'
    rows and ``more`` is how many more of them must fail to break it; for a part, the same of all
    who provide or cover the ``target``. For a contract of its own, ``origin`` is the service,
    ``target`` who consumes it and ``holding`` are the contracts; for one that serves its holders
    only, ``holding`` is that one.
    """

    reason: Annotated[Reason, Said("What it is.")]
    origin: Annotated[ItemRow | None, Said("What the effect would come from.")] = None
    target: Annotated[ItemRow | None, Said("What it did not reach.")] = None
    relation: Annotated[RelationNumber | None, Said("The relation between.")] = None
    failed: Annotated[tuple[ItemRow, ...], Said("The group's members that failed.")] = ()
    holding: Annotated[tuple[ItemRow, ...], Said("The group's members that still hold.")] = ()
    more: Annotated[
        int | None,
        Said("How many more members must fail to break the group; null: it is no group."),
    ] = None

    @told
    def said(self) -> str:
        """What it is, in words."""
        return self.reason.value

    @told_with
    def origin_kind(self, view: View) -> KindName | None:
        """The kind of what the effect would come from."""
        return None if self.origin is None else view.snapshot.kind(self.origin)

    @told_with
    def target_kind(self, view: View) -> KindName | None:
        """The kind of what it did not reach."""
        return None if self.target is None else view.snapshot.kind(self.target)

    @told_with
    def place(self, view: View) -> str:
        """Where it stands: the relation, or the item."""
        if self.relation is not None:
            return view.arrow(self.relation)
        if self.target is None:
            return ""
        return view.snapshot.id(self.target) if view.sees(self.target) else HIDDEN
