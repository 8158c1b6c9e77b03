"""What the rows of a load say, each source for itself: resolved, made one, and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from graph_model.agreeing_rows import contradiction, together
from graph_model.claims import Assertions, sources_of
from graph_model.errors import Problem
from graph_model.facts import Fact, Fields, Item, Ref, Relation, RelationKey, ref_of
from graph_model.feed_time import NO_TIMES, FeedTimes
from graph_model.incoming_names import IncomingNames, aliases_in
from graph_model.longer_ids import LongerIds
from graph_model.merge import EQUAL, Precedence, merged
from graph_model.model import Model
from graph_model.plan import ends_problem, kind_problem, renaming
from graph_model.records import is_alias, item_problems, relation_problems
from graph_model.state import aliases_of
from graph_model.words import counted


@dataclass(frozen=True, slots=True)
class Placed:
    """A fact as a file has it, and where: "line 12", "items, 3".

    ``source`` is the name it gets where it names none; "": the load's. Files of several sources
    can so be one load. ``said_at`` is when its file says that it was made; "": it does not.
    """

    fact: Fact
    where: str
    source: str = ""
    said_at: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A fact of the file that cannot stand in the graph, and why.

    ``waits`` is the relation's key where it only lacks an end: it may come yet.
    """

    placed: Placed
    problem: Problem
    waits: RelationKey | None = None


EVER = date.max
"""The day of a load that does not know of any: whatever waits, waits on."""


@dataclass(frozen=True, slots=True)
class LoadTerms:
    """How a load counts.

    ``source`` says the rows that name none, nor their file does. A ``full`` load takes the place of
    what its sources said; ``kept`` is what its files have in a form that could not be read.
    ``removed`` has the kinds of removed items: an id keeps its own. ``load`` names the load, ``on``
    is its day: from then on a relation waits for an end that is not there. ``again`` is whether all
    that several say is merged anew: a load was cut short, or others are believed than before.
    ``times`` is when feeds were made, where they say it.
    """

    source: str
    full: bool = False
    kept: tuple[Ref, ...] = ()
    removed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    precedence: Precedence = EQUAL
    load: str = ""
    on: date = EVER
    again: bool = False
    times: FeedTimes = NO_TIMES


@dataclass(slots=True)
class SaidFact:
    """What one source says of one fact in the rows of a load, and what its rows call it."""

    fact: Fact
    first: Placed
    key: str = ""


@dataclass(slots=True)
class SaidRows:
    """The rows of a load beside what is said already.

    ``said`` is by source, then by what it is of. ``items`` are those that are there after the load,
    as far as rows say; ``leaving`` are those that go.
    """

    incoming: Sequence[Placed]
    assertions: Assertions
    model: Model
    terms: LoadTerms
    said: dict[str, dict[Ref, SaidFact]] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    leaving: dict[str, None] = field(default_factory=dict)
    refused: dict[Ref, None] = field(default_factory=dict)
    refusals: list[Refused] = field(default_factory=list)
    again: list[Placed] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    names: IncomingNames = field(init=False)
    sources: dict[str, None] = field(init=False)
    """The load's sources; a row may name another one."""
    _claimed: dict[str, str] = field(default_factory=dict)
    _first: dict[Ref, Placed] = field(default_factory=dict)
    _longer: LongerIds | None = None

    def __post_init__(self) -> None:
        """Compare the names of the rows' items with the graph's; find out whose rows they are."""
        own = [placed.fact for placed in self.incoming if isinstance(placed.fact, Item)]
        self.names = IncomingNames(self.assertions.whole, own)
        named = [placed.source or self.terms.source for placed in self.incoming]
        self.sources = dict.fromkeys(named or [self.terms.source])

    def leave_overtaken(self) -> None:
        """Leave what rows say that are older than what their sources said since; tell how many."""
        if not self.terms.times.newest:
            return
        left: dict[str, list[Placed]] = {}
        kept = []
        for placed in self.incoming:
            overtaken = [name for name in self.sayers(placed) if self._is_overtaken(name, placed)]
            for name in overtaken:
                left.setdefault(name, []).append(placed)
            if not overtaken:
                kept.append(placed)
        self.incoming = kept
        for source, rows in left.items():
            found = counted(len(rows), "row", "rows") + f" of {rows[0].said_at}"
            expected = f"none older than what it said since, by {self.terms.times.newest[source]}"
            self.warnings.append(Problem(source, found, expected, "left as they were"))

    def _is_overtaken(self, source: str, placed: Placed) -> bool:
        if not self.terms.times.late(source, placed.said_at):
            return False
        ref = self.resolve_ref(ref_of(placed.fact))
        before = self.assertions.of(ref).get(source)
        return self.terms.times.overtaken(source, placed.said_at, before)

    def refs(self) -> Iterator[Ref]:
        """What the rows speak of, each once, in the order of their sources and rows."""
        yield from dict.fromkeys(ref for said in self.said.values() for ref in said)

    def resolve(self, id_: str) -> str:
        """The id that an incoming id means: its own, or that of the item it is an alias of."""
        return id_ if id_ in self.items else self.names.resolve(id_)

    def resolve_ref(self, ref: Ref) -> Ref:
        """What a ref of the file is known by in the store."""
        if not isinstance(ref, RelationKey):
            return self.resolve(ref)
        return ref._replace(start=self.resolve(ref.start), end=self.resolve(ref.end))

    def item(self, id_: str) -> Item | None:
        """The item as it is after the load, or None."""
        if id_ in self.leaving:
            return None
        return self.items.get(id_) or self.assertions.state.item(id_)

    def gather_items(self) -> None:
        """Take every row's item."""
        rows = [(p.fact, p) for p in self.incoming if isinstance(p.fact, Item)]
        aliases = frozenset(self.names.aliases)
        # What a row names by an alias of the file is the item of another row, if that one stands:
        # from then on an alias counts only if the record that gives it was not refused.
        for by_alias in (False, True):
            for item, placed in rows:
                if (item.id in aliases) is by_alias:
                    self._gather_item(item, placed)
            self.names.aliases = aliases_in(list(self.items.values()))

    def _gather_item(self, raw: Item, placed: Placed) -> None:
        """Take a row's item, with what rows before it say of the same one."""
        item = self._resolved(raw)
        for source in self.sayers(placed):
            said = self.say(source, item.id)
            problem = self._item_problem(item, source, said, placed.where)
            if problem is not None:
                self.refuse(item.id, placed, problem)
                return
            before = said.fact if said else None
            now = together(before, item) if isinstance(before, Item) else item
            self._note(source, now, placed, raw.id if raw.id != item.id else "")
        held = self.items.get(item.id)
        self.items[item.id] = item if held is None else together(held, item)
        self._claimed |= dict.fromkeys(aliases_of(item), item.id)
        if raw.id in self.names.same:
            self._tell_renamed(raw.id, item.id, placed.where)

    def say(self, source: str, ref: Ref) -> SaidFact | None:
        """What the rows of a source say of a fact so far."""
        return self.said.get(source, {}).get(ref)

    def sayers(self, placed: Placed) -> tuple[str, ...]:
        """Who says a row: as it says itself, or else its file's source."""
        return sources_of(placed.fact.fields) or (placed.source or self.terms.source,)

    def _note(self, source: str, fact: Fact, placed: Placed, key: str) -> None:
        ref = fact.id if isinstance(fact, Item) else fact.key
        said = self.said.setdefault(source, {})
        if (before := said.get(ref)) is None:
            said[ref] = SaidFact(fact, placed, key)
        else:
            before.fact = fact
        if self._first.setdefault(ref, placed) is not placed:
            self.again.append(placed)

    def _tell_renamed(self, new: str, old: str, where: str) -> None:
        names = f"{old} keeps its id, and {new!r} names it too"
        advice = names if is_alias(new) else f"{old} keeps its id; {new!r} is no scheme:value"
        found = f"{new!r}, by its aliases {old}"
        self.warnings.append(Problem(where, found, "one id", advice))

    def _resolved(self, raw: Item) -> Item:
        """The item under the id it has in the store; an alias that led there stays its alias."""
        id_ = self.resolve(raw.id)
        if id_ == raw.id or "aliases" not in raw.fields:
            return raw if id_ == raw.id else Item(raw.kind, id_, raw.fields)
        held = self.assertions.state.item(id_) if raw.id in self.names.same else None
        named = [raw.id] if is_alias(raw.id) else []
        names = (*(aliases_of(held) if held else ()), *aliases_of(raw), *named)
        aliases = [name for name in dict.fromkeys(names) if name != id_]
        return Item(raw.kind, id_, {**raw.fields, "aliases": aliases})

    def _item_problem(
        self, item: Item, source: str, said: SaidFact | None, where: str
    ) -> Problem | None:
        held, before = self.assertions.state.item(item.id), self.items.get(item.id)
        kind = (held or before or item).kind
        if held is None and before is None:
            kind = self.terms.removed.get(item.id, kind)
        if kind != item.kind:
            return kind_problem(item, kind, where)
        mine = said.fact if said else None
        apart = None
        if said is not None and isinstance(mine, Item):
            apart = contradiction(mine, item, said.first.where, where)
        if apart is not None:
            return apart
        return self._alias_problem(item, where) or self._merged_problem(item, source, said, where)

    def _alias_problem(self, item: Item, where: str) -> Problem | None:
        if (owner := self._claimed.get(item.id, item.id)) != item.id:
            found = f"id {item.id!r}, which names {owner}"
            return Problem(where, found, "a name of its own", renaming(item.id, owner))
        state = self.assertions.state
        for alias in aliases_of(item):
            held = alias if state.item(alias) else state.owner(alias)
            owner = held or self._named_in_file(alias, item.id)
            if owner != item.id and (held or self.resolve(owner) != item.id):
                found = f"alias {alias!r}, which names {owner}"
                return Problem(where, found, "a name of its own", renaming(item.id, owner))
        return None

    def _named_in_file(self, alias: str, otherwise: str) -> str:
        """What an alias names in the file: an item under that id, or one that has it."""
        if alias in self.items:
            return alias
        return self.names.aliases.get(alias, self._claimed.get(alias, otherwise))

    def _merged_problem(
        self, item: Item, source: str, said: SaidFact | None, where: str
    ) -> Problem | None:
        """What is wrong with the item's fields and those known before together."""
        kind = self.model.kind_by_name[item.kind]
        known = self._known(item.id, item.kind, source, said)
        return next(iter(item_problems(kind, {**known, **item.fields}, where)), None)

    def _known(self, ref: Ref, type_: str, source: str, said: SaidFact | None) -> Fields:
        """What stands of a fact beside a row: what others say, and what its source said before."""
        fact = self.assertions.fact(ref)
        known: Fields = fact.fields if fact else {}
        if self.terms.full and fact is not None and ref not in self.refused:
            others = {n: c for n, c in self.assertions.of(ref).items() if n != source}
            known = (merged(type_, others, self.terms.precedence) or {}) if others else {}
        return {**known, **said.fact.fields} if said else known

    def gather_relations(self) -> None:
        """Take every row's relation."""
        for placed in self.incoming:
            if isinstance(placed.fact, Relation):
                self._gather_relation(placed.fact, placed)

    def _gather_relation(self, raw: Relation, placed: Placed) -> None:
        """Take a row's relation, with what rows before it say of the same one."""
        start, end = self.resolve(raw.start), self.resolve(raw.end)
        relation = raw
        if (start, end) != (raw.start, raw.end):
            relation = Relation(raw.type, start, end, raw.discriminator, raw.fields)
        key = relation.key
        for source in self.sayers(placed):
            said = self.say(source, key)
            problem = self._relation_problem(relation, key, source, said, placed.where)
            if problem is not None:
                lacks = self.item(start) is None or self.item(end) is None
                self.refuse(key, placed, problem, key if lacks else None)
                return
            before = said.fact if said else None
            now = together(before, relation) if isinstance(before, Relation) else relation
            self._note(source, now, placed, "")

    def _relation_problem(
        self, relation: Relation, key: RelationKey, source: str, said: SaidFact | None, where: str
    ) -> Problem | None:
        mine = said.fact if said else None
        apart = None
        if said is not None and isinstance(mine, Relation):
            apart = contradiction(mine, relation, said.first.where, where)
        if apart is not None:
            return apart
        wrong = ends_problem(key, self.item(key.start), self.item(key.end), self.model)
        if wrong:
            return Problem(f"{where} ({key})", *wrong, self._several(key))
        known = self._known(key, key.type, source, said)
        return next(iter(relation_problems({**known, **relation.fields}, f"{where} ({key})")), None)

    def _several(self, key: RelationKey) -> str:
        """What is said of the ends that are no items where several are called so."""
        lacking = [id_ for id_ in (key.start, key.end) if self.item(id_) is None]
        if lacking and self._longer is None:
            self._longer = LongerIds({*self.items, *self.assertions.whole.items} - {*self.leaving})
        told = [self._longer.told(id_) for id_ in lacking] if self._longer else []
        return next(filter(None, told), "")

    def refuse(
        self, ref: Ref, placed: Placed, problem: Problem, waits: RelationKey | None = None
    ) -> None:
        """Keep a row back."""
        self.refused[ref] = None
        self.refusals.append(Refused(placed, problem, waits))
