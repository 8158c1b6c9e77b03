"""What a load's rows mean: items that were decided to be one, or are one by their names, are one.

Only an id that is made from its item's name is taken for another: an id that a system gave says
that it knows two.
"""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from anyascii import anyascii

from graph_model.claims import Assertions
from graph_model.errors import Problem
from graph_model.facts import Item, Ref, Relation, RelationKey
from graph_model.identity.decisions import Decisions, name_alias
from graph_model.identity.likeness import Verdict, plain_weight
from graph_model.identity.merging import renamed
from graph_model.identity.named_item import ORGANISATIONS, NamedItem, named_item
from graph_model.identity.proposals import compared
from graph_model.ledger.identity_decision import KIND, Decision, IdentityDecision
from graph_model.record_kind import RecordWrite
from graph_model.said_rows import Placed
from graph_model.state import aliases_of
from graph_model.values import Value, same
from loaders.files import Readings
from loaders.intake.reading import SourceReading
from loaders.intake.spilled import PlacedFacts
from stores.journal import recorded_now
from stores.ledger import Ledger, all_records

BY = "load"
_OTHER = re.compile(r"[\W_]+")


def decisions_of(ledger: Ledger) -> Decisions:
    """All that was decided."""
    return Decisions(all_records(ledger, KIND))


@dataclass(frozen=True, slots=True)
class Identified:
    """Files read with every item under the id that it is known by, and what that decided."""

    readings: Readings
    meant: Mapping[str, str]
    decided: tuple[IdentityDecision, ...]

    def resolve(self, ref: Ref) -> Ref:
        """What a ref of the files is known by."""
        if not isinstance(ref, RelationKey):
            return self.meant.get(ref, ref)
        start, end = (self.meant.get(id_, id_) for id_ in (ref.start, ref.end))
        return ref._replace(start=start, end=end)

    def writes(self) -> list[RecordWrite]:
        """What it writes to the ledger."""
        return [KIND.kept(one) for one in self.decided]


def identified(readings: Readings, said: Assertions, decisions: Decisions) -> Identified:
    """Give a load's rows the ids of the items that they mean."""
    naming = _Naming(readings, said, decisions)
    if not naming.concerned:
        return Identified(readings, {}, ())
    files = [naming.rewritten(reading) for reading in readings.files]
    told = [*readings.warnings, *naming.warnings, *_joined([*naming.decided.values()])]
    found = dataclasses.replace(readings, files=files, warnings=told)
    return Identified(found, naming.meant, tuple(naming.decided.values()))


class _Naming:
    """One load's rows beside the store's items, what sources say of them and what was decided."""

    def __init__(self, readings: Readings, said: Assertions, decisions: Decisions) -> None:
        self.assertions, self.state, self.decisions = said, said.whole, decisions
        self.decided: dict[tuple[str, str], IdentityDecision] = {}
        self.warnings: list[Problem] = []
        self.said: dict[str, dict[str, Value]] = {}
        items = [
            (placed.fact, placed.source or reading.source)
            for reading in readings.files
            for placed in reading.facts
            if isinstance(placed.fact, Item)
        ]
        self.meant = self._decided(readings)
        self._join([item for item, _ in items if item.kind in ORGANISATIONS])
        kept = set(self.meant.values())
        for item, _ in items:
            if item.id in kept:  # its own rows come before those of what is a part of it
                told = self.said.setdefault(item.id, {})
                told |= {n: v for n, v in item.fields.items() if n not in told}
        # Of rows that speak of one item and contradict each other, the first stands.
        first = {item.id: (item, source) for item, source in reversed(items)}
        for item, source in first.values():
            self._note_renaming(item, source)
        self.after = Decisions((*decisions.all, *self.decided.values()))

    @property
    def concerned(self) -> bool:
        """Whether any decision may touch the load."""
        return bool(self.decisions.all or self.decided)

    def _decided(self, readings: Readings) -> dict[str, str]:
        """The ids of the load that were decided to be another's, and that the store has not."""
        if not self.decisions.all:
            return {}
        ids = {id_ for reading in readings.files for p in reading.facts for id_ in _ids(p)}
        pairs = ((id_, self.decisions.meant(id_)) for id_ in ids if not self.state.item(id_))
        return {id_: kept for id_, kept in pairs if kept != id_}

    def _join(self, items: list[Item]) -> None:
        """Find the new items whose names are others', unasked."""
        new = {item.id: item for item in items if self._is_new(item)}
        if not new:
            return
        groups: dict[tuple[str, str], dict[str, NamedItem]] = defaultdict(dict)
        for item in (*self._stored(), *new.values()):
            named = named_item(item)
            groups[item.kind, named.spellings[0].key][item.id] = named
        for group in groups.values():
            if len(group) > 1 and any(id_ in new for id_ in group):
                for alike in self._alike([*group.values()]):
                    self._join_group(alike, new)

    def _alike(self, group: list[NamedItem]) -> list[list[NamedItem]]:
        """Names of one key, those together that are one with any of their own, unasked.

        One that has to be asked about ("… dba Balcon") keeps no others apart.
        """
        found: list[list[NamedItem]] = []
        for one in group:
            near = [alike for alike in found if any(self._is_one(one, other) for other in alike)]
            apart = [alike for alike in found if not any(alike is other for other in near)]
            found = [*apart, [*(other for alike in near for other in alike), one]]
        return found

    def _is_new(self, item: Item) -> bool:
        known = self.state.item(item.id) or self.state.owner(item.id) or item.id in self.meant
        return not known and _made_from(item)

    def _stored(self) -> Iterator[Item]:
        return (item for item in self.state.items.values() if item.kind in ORGANISATIONS)

    def _join_group(self, group: list[NamedItem], new: Mapping[str, Item]) -> None:
        """Join names of one key, if every two of them are one: chains of likeness are none."""
        stored = [named for named in group if named.id not in new]
        if len(stored) > 1 or not all(
            self._is_one(one, other) for at, one in enumerate(group) for other in group[:at]
        ):
            return
        kept = stored[0] if stored else group[0]
        for other in group:
            if other.id != kept.id:
                self.meant[other.id] = kept.id
                told = (kept.name, other.name)
                self._decide(kept.id, other.id, Decision.SAME, told, "the same words")

    def _is_one(self, one: NamedItem, other: NamedItem) -> bool:
        alike = compared(one, other, plain_weight)
        return alike.verdict is Verdict.SAME and not self.decisions.apart(one.id, other.id)

    def _note_renaming(self, item: Item, source: str) -> None:
        """Remember the name that an item had, where its own source calls it otherwise now."""
        held = self.state.item(item.id)
        if held is None or held.kind != item.kind or "name" not in item.fields:
            return
        if held.name == item.name:
            return
        before = self.assertions.of(item.id).get(source)
        if before is None or before.fields.get("name") != held.name:
            return  # somebody else gave it the name that it has
        if not renamed(held.name, item.name):
            return
        alias = name_alias(held.name)
        if alias and self.state.owner(alias) in (None, item.id) and not self.state.item(alias):
            told = (item.name, held.name)
            self._decide(item.id, alias, Decision.RENAMED, told, f"{source} calls it so now")

    def _decide(
        self, one: str, other: str, decision: Decision, names: tuple[str, str], reason: str
    ) -> None:
        made = IdentityDecision(one, other, decision.value, names, BY, recorded_now(), reason)
        self.decided[one, other] = made

    def rewritten(self, reading: SourceReading) -> SourceReading:
        """The same rows under the ids that they mean."""
        facts = PlacedFacts(self._rewritten(placed) for placed in reading.facts)
        return dataclasses.replace(reading, facts=facts)

    def _rewritten(self, placed: Placed) -> Placed:
        fact = placed.fact
        if isinstance(fact, Relation):
            start, end = (self.meant.get(id_, id_) for id_ in (fact.start, fact.end))
            if (start, end) == (fact.start, fact.end):
                return placed
            fact = dataclasses.replace(fact, start=start, end=end)
        else:
            fact = self._item(fact, placed.where)
        return placed if fact is placed.fact else dataclasses.replace(placed, fact=fact)

    def _item(self, item: Item, where: str) -> Item:
        id_ = self.meant.get(item.id, item.id)
        if id_ != item.id:
            item = Item(item.kind, id_, self._agreeing(item, id_, where))
        own = name_alias(item.name)
        known_by = (alias for alias in self.after.aliases(id_) if alias != own)
        more = [alias for alias in known_by if self._is_free(alias, id_)]
        if not more:
            return item
        held = self.state.item(id_)
        known = (*(aliases_of(held) if held else ()), *aliases_of(item), *more)
        return Item(item.kind, id_, {**item.fields, "aliases": [*dict.fromkeys(known)]})

    def _is_free(self, alias: str, id_: str) -> bool:
        return self.state.owner(alias) in (None, id_) and self.state.item(alias) is None

    def _agreeing(self, item: Item, id_: str, where: str) -> dict[str, Value]:
        """A merged item's fields but its name, and but those that the kept one's rows deny."""
        said = self.said.setdefault(id_, {})
        fields = {n: v for n, v in item.fields.items() if n not in ("name", "source")}
        for name, value in [*fields.items()]:
            if name != "aliases" and name in said and not same(said[name], value):
                found = f"{value!r} of {item.id}, which is {id_}"
                expected = f"{said[name]!r}, as {id_} has it"
                self.warnings.append(Problem(f"{where}, {name}", found, expected, "left out"))
                del fields[name]
        said.update(fields)
        return fields


def _joined(decided: Sequence[IdentityDecision]) -> Iterator[Problem]:
    """What is told of the names that were made one unasked, the first of them shown."""
    same = [one for one in decided if one.decision == Decision.SAME]
    if same:
        kept, other = same[0].names
        one = "another spelling of a name that is there already"
        many = f"{len(same):,} other spellings of names that are there already"
        found = f"{one if len(same) == 1 else many}, as {other!r} for {kept!r}"
        advice = "made one item each; `ramify identities split ID` takes one apart"
        yield Problem("the load", found, "one spelling of each", advice)


def _ids(placed: Placed) -> tuple[str, ...]:
    fact = placed.fact
    return (fact.id,) if isinstance(fact, Item) else (fact.start, fact.end)


def _made_from(item: Item) -> bool:
    """Whether an id is its item's name spelt as an id, and so no system's own."""
    return _bare(item.id.rpartition(":")[2]) == _bare(item.name)


def _bare(text: str) -> str:
    return _OTHER.sub("", anyascii(text).casefold())
