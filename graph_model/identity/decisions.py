"""What decisions say together: which item an id means, and which two are never one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from graph_model.identity.named_item import NAME
from graph_model.ledger.identity_decision import Decision, IdentityDecision
from graph_model.records import is_alias


class Decisions:
    """Decisions, looked up by id."""

    def __init__(self, decided: Iterable[IdentityDecision] = ()) -> None:
        """Hold them."""
        self.all = tuple(decided)
        self._kept = {one.other: one.one for one in self.all if one.decision == Decision.SAME.value}
        self._apart = {
            frozenset((one.one, one.other))
            for one in self.all
            if one.decision == Decision.DIFFERENT.value
        }
        self._aliases: dict[str, list[str]] = defaultdict(list)
        for one in self.all:
            if one.decision != Decision.DIFFERENT.value:
                self._aliases[self.meant(one.one)] += _names(one)

    def meant(self, id_: str) -> str:
        """The id of the item that an id was merged into, else itself."""
        seen = {id_}
        while (kept := self._kept.get(id_)) is not None and kept not in seen:
            seen.add(kept)
            id_ = kept
        return id_

    def apart(self, one: str, other: str) -> bool:
        """Whether somebody said that two ids are two items."""
        return frozenset((one, other)) in self._apart

    def aliases(self, id_: str) -> list[str]:
        """The names and ids that an item is known by since it was decided so."""
        return list(dict.fromkeys(self._aliases.get(id_, ())))


def name_alias(name: str) -> str | None:
    """A name as an alias; None where it cannot be one."""
    alias = f"{NAME}:{name}"
    return alias if is_alias(alias) else None


def _names(one: IdentityDecision) -> list[str]:
    named = [name_alias(name) for name in one.names[1:]]
    return [alias for alias in (one.other, *named) if alias is not None and is_alias(alias)]
