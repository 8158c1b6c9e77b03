"""What can stop an effect, and one such thing with its place: the words of "why not"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Reason(Enum):
    """What can stop an effect."""

    GROUP_HELD = "a redundancy group still holds"
    NOT_YET = "a relation does not hold yet"
    NO_LONGER = "a relation no longer holds"
    NOT_IN_FORCE = "a contract is not in force"
    NO_RULE = "the lens carries nothing, or less, that way"
    NO_WAY = "no relations lead there from anything at that level"


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing that stopped an effect.

    ``origin`` is the row that the effect would come from and ``target`` the row it did not reach,
    ``relation`` the number of the relation between. A contract not in force is the ``origin`` (or,
    where it is itself asked about, the ``target`` too). For a group that held, ``target`` is the
    dependent, ``failed`` and ``holding`` are its members' rows and ``more`` is how many more of
    them must fail to break it.
    """

    reason: Reason
    origin: int | None = None
    target: int | None = None
    relation: int | None = None
    failed: tuple[int, ...] = ()
    holding: tuple[int, ...] = ()
    more: int = 0
