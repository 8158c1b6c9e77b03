"""A load is the difference between what sources say now and the store: what to put, set, remove."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from graph_model.changes import Change, ChangeSet, Put, Remove, SetFields
from graph_model.claims import (
    DAYS_WAITING,
    EDITS,
    Assertions,
    Claim,
    Claims,
    is_implied,
    removed_by_hand,
    said_again,
)
from graph_model.errors import Problem
from graph_model.facts import Fact, Item, Ref, Relation, RelationKey
from graph_model.merge import merged
from graph_model.model import Model
from graph_model.plan import ends_problem
from graph_model.records import item_problems, relation_problems
from graph_model.said_rows import EVER, LoadTerms, Placed, Refused, SaidRows
from graph_model.values import Value, same


@dataclass(slots=True)
class Difference:
    """What a load would change; ``changes`` are in an order that every prefix leaves valid.

    ``warnings`` tell which items were known by an alias alone (they keep the id they have), and
    which stay though their source lets go of them. ``again`` are the rows that speak of what a row
    before them did; ``unchanged`` counts the facts that are in the store as the files have them,
    ``said`` are all that they speak of. ``claims`` is what sources say now of facts of which
    something is, or was, kept apart; of those in ``implied`` the graph tells it once the load is
    applied. ``held`` counts the items of which the load's sources said something, ``ended`` are
    what they do not say any more. ``waiting`` relations lack an end, ``completed`` ones did.
    """

    changes: list[Change] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    again: list[Placed] = field(default_factory=list)
    unchanged: int = 0
    said: set[Ref] = field(default_factory=set)
    claims: dict[Ref, Claims] = field(default_factory=dict)
    implied: set[Ref] = field(default_factory=set)
    held: int = 0
    ended: list[Ref] = field(default_factory=list)
    waiting: list[RelationKey] = field(default_factory=list)
    completed: list[tuple[str, RelationKey]] = field(default_factory=list)


def difference(
    incoming: Iterable[Placed], assertions: Assertions, model: Model, terms: LoadTerms
) -> Difference:
    """The changes that make the graph the merge of what its sources say, these files included.

    Incoming ids are resolved against ids and aliases, of the store and of the files; an item under
    an unknown id is the one of its kind that has one of its aliases, if the file does not name that
    one as well. Rows in which one source speaks of one fact are made one, unless they contradict
    each other: then the first stands. A row is said by the source that it names, or else its
    file's, and goes beside what that source said before. In a full load it takes the place of
    that, and the sources end what the files no longer have; what a file has but is refused stays as
    it is, and so does what it has in a form that could not be read, and an item that a relation of
    another source stands on. A relation to an item that is not there waits. Rows of a feed that was
    made before what their source said since are left, as :class:`FeedTimes` says.
    """
    rows = SaidRows([*incoming], assertions, model, terms)
    rows.refused.update(dict.fromkeys(map(rows.resolve_ref, terms.kept)))
    rows.leave_overtaken()
    made = _Merging(rows)
    rows.gather_items()
    if terms.full:
        made.find_ending()
    made.compare_items()
    rows.gather_relations()
    made.compare_relations()
    made.end()
    if terms.again:
        made.mend()
    made.complete_waiting()
    return made.told()


def split(changes: Sequence[Change], load: str, most: int) -> list[ChangeSet]:
    """The changes as a numbered series of at most ``most`` each, ids ``load:part/parts``."""
    parts = [tuple(changes[at : at + most]) for at in range(0, len(changes), most)]
    return [ChangeSet(f"{load}:{n}/{len(parts)}", part) for n, part in enumerate(parts, 1)]


class _Merging:
    """One comparison under way: what the rows say, laid over what is said already."""

    def __init__(self, rows: SaidRows) -> None:
        self.rows, self.load, self.on = rows, rows.terms.load, rows.terms.on
        self.model, self.precedence = rows.model, rows.terms.precedence
        self.assertions, self.state = rows.assertions, rows.assertions.whole
        self.found = Difference()
        self.ending: dict[Ref, None] = {}
        times = rows.terms.times
        self.late = [name for name in rows.sources if times.late(name, times.now.get(name, ""))]

    def compare_items(self) -> None:
        """Put the new items and set the changed ones."""
        for ref in [*self.rows.refs()]:
            if isinstance(ref, str):
                self._compare(ref, self.rows.items[ref].kind)

    def compare_relations(self) -> None:
        """Put the new relations and set the changed ones; those that lack an end wait."""
        for ref in self.rows.refs():
            if isinstance(ref, RelationKey):
                self._compare(ref, ref.type)
        for refused in self.rows.refusals:
            if refused.waits is not None:
                self._wait(refused.waits, refused.placed)

    def _compare(self, ref: Ref, type_: str) -> None:
        """What a fact is once the rows are said of it."""
        claims = self._said(ref)
        target = merged(type_, claims, self.precedence)
        first = self._first(ref)
        several = target is not None and len(claims) > 1
        problem = self._problem(ref, type_, target or {}, first.where) if several else None
        if problem is not None:
            # Each may say it, but not together: what stands is what was said before.
            self.rows.refuse(ref, first, problem)
            self.rows.items.pop(str(ref), None)
            return
        self.found.said.add(ref)
        if target is None and isinstance(ref, str):
            self.rows.leaving[ref] = None  # a person removed it: nothing can hang on it
        self._become(ref, type_, claims, target)

    def _said(self, ref: Ref) -> dict[str, Claim]:
        """What sources say of a fact once the rows are said."""
        full = self.rows.terms.full and ref not in self.rows.refused
        before = self.assertions.of(ref)
        ended = self.rows.sources if full and self._may_end(ref) else {}
        claims = {n: c for n, c in before.items() if n not in ended or self.rows.say(n, ref)}
        for source, of in self.rows.said.items():
            if (said := of.get(ref)) is not None:
                fields, told = said.fact.fields, before.get(source)
                claims[source] = said_again(told, fields, self.load, said.key, full)
        return claims

    def _first(self, ref: Ref) -> Placed:
        return next(of[ref].first for of in self.rows.said.values() if ref in of)

    def _problem(
        self, ref: Ref, type_: str, fields: Mapping[str, Value], where: str
    ) -> Problem | None:
        if isinstance(ref, RelationKey):
            return next(iter(relation_problems(fields, f"{where} ({ref})")), None)
        return next(iter(item_problems(self.model.kind_by_name[type_], fields, where)), None)

    def _become(
        self, ref: Ref, type_: str, claims: Claims, target: Mapping[str, Value] | None
    ) -> None:
        """Make a fact what its sources say, and note who says what where it does not tell."""
        held = self.assertions.fact(ref)
        if target is not None and isinstance(held, Item):
            target = {"name": held.name, **target}  # who knows it by an alias may not name it
        after = None if target is None else _fact(ref, type_, target)
        if after is None:
            if held is not None:
                self.found.changes.append(Remove(ref))
        elif held is None:
            self.found.changes.append(Put(after))
        else:
            self._set(ref, type_, held, after)
        if after is not None and any(claim.since for claim in claims.values()):  # it waits no more
            claims = {n: replace(c, since="") if c.since else c for n, c in claims.items()}
        self._note(ref, claims, after)

    def _note(self, ref: Ref, claims: Claims, after: Fact | None) -> None:
        if EDITS in claims and claims[EDITS].absent:
            claims = removed_by_hand(claims)
        alone = is_implied(claims, after)
        if not alone or ref in self.assertions.apart:
            self.found.claims[ref] = claims
            if alone:
                self.found.implied.add(ref)

    def _set(self, ref: Ref, type_: str, held: Fact, after: Fact) -> None:
        """Set the fields that differ, open attributes under their own entry."""
        was, now = held.fields, after.fields
        differing: dict[str, object] = {n: v for n, v in now.items() if not same(was.get(n), v)}
        differing |= dict.fromkeys(name for name in was if name not in now)
        if not differing:
            self.found.unchanged += ref in self.found.said
            return
        of = (
            self.model.relation_by_name if isinstance(ref, RelationKey) else self.model.kind_by_name
        )
        names = of[type_].field_by_name
        fields = {n: v for n, v in differing.items() if n in names}
        attributes = {n: v for n, v in differing.items() if n not in names}
        if attributes:
            fields["attributes"] = attributes
        # Whatever a source says was read by its loader: it need not be read at each planning.
        self.found.changes.append(SetFields(ref, fields, kept=not attributes))

    def _wait(self, key: RelationKey, placed: Placed) -> None:
        """Keep what a relation says until its ends are there."""
        claims = dict(self.assertions.of(key))
        for source in self.rows.sayers(placed):
            before, fields = claims.get(source), placed.fact.fields
            now = said_again(before, fields, self.load, "", self.rows.terms.full)
            since = (before.since if before else "") or self.on.isoformat()
            claims[source] = replace(now, since=since)
        if self.assertions.fact(key) is None or self._goes_along(key):
            self.found.claims[key] = claims
            self.found.waiting.append(key)

    def _goes_along(self, key: RelationKey) -> bool:
        """Whether a relation ends with an item that it stands on."""
        return key.start in self.rows.leaving or key.end in self.rows.leaving

    def complete_waiting(self) -> None:
        """Put the relations that waited and whose ends are there now; let go of the oldest.

        One that a load was about to put when it was cut short waits as well.
        """
        told = {*self.found.waiting, *self.found.said}
        for ref, claims in {**self.assertions.apart, **self.found.claims}.items():
            if not isinstance(ref, RelationKey) or self.assertions.fact(ref) is not None:
                continue
            if ref not in told and claims and merged(ref.type, claims, self.precedence):
                self._complete(ref, claims)

    def _complete(self, ref: RelationKey, claims: Claims) -> None:
        key = ref._replace(start=self.rows.resolve(ref.start), end=self.rows.resolve(ref.end))
        start, end = self.rows.item(key.start), self.rows.item(key.end)
        if ends_problem(key, start, end, self.model) is None:
            now = claims
            if key != ref:
                self._note(ref, {}, None)
                now = {**self.found.claims.get(key, self.assertions.of(key)), **claims}
            self._become(key, key.type, now, merged(key.type, now, self.precedence))
            self.found.completed += [(source, ref) for source in claims]
        elif any(self._too_long(claim) for claim in claims.values()):
            left = {n: claim for n, claim in claims.items() if not self._too_long(claim)}
            self._note(ref, left, None)
            missing = key.start if start is None else key.end
            found = f"no item {missing!r} in {DAYS_WAITING} days"
            expected = f"both ends, as {', '.join(claims)} said"
            self.found.warnings.append(Problem(str(ref), found, expected, "it waits no longer"))
        else:
            self.found.waiting.append(ref)

    def _too_long(self, claim: Claim) -> bool:
        if self.on == EVER or not claim.since:
            return False
        return date.fromisoformat(claim.since) + timedelta(DAYS_WAITING) < self.on

    def find_ending(self) -> None:
        """Find what the load's sources said and do not say any more.

        An item of which another source says a relation stays, and is told.
        """
        sources = self.rows.sources
        for ref in self.assertions.said_by(sources):
            self.found.held += isinstance(ref, str)
            if ref in self.rows.refused or not self._may_end(ref):
                continue
            if not (isinstance(ref, str) and self._is_said(ref)):
                self.ending[ref] = None
        leaving = {
            ref: None
            for ref in self.ending
            if isinstance(ref, str) and merged("", self._said(ref), self.precedence) is None
        }
        for key, relation in self.state.relations.items():
            if key.start in leaving or key.end in leaving:
                others = [name for name in self.assertions.of(key) if name not in sources]
                for id_ in (key.start, key.end) if others else ():
                    if leaving.pop(id_, self) is not self:
                        del self.ending[id_]
                        self._tell_kept(id_, relation, others)
        self.rows.leaving = leaving

    def _may_end(self, ref: Ref) -> bool:
        """Whether none of the load's sources said a fact after this load's feed was made."""
        if not self.late:
            return True
        times, said = self.rows.terms.times, self.assertions.of(ref)
        return all(times.may_end(name, said[name]) for name in self.late if name in said)

    def _is_said(self, ref: Ref) -> bool:
        """Whether all of the load's sources that said something of a fact say it again."""
        before = [source for source in self.assertions.of(ref) if source in self.rows.sources]
        return all(self.rows.say(source, ref) for source in before)

    def _tell_kept(self, id_: str, relation: Relation, others: Sequence[str]) -> None:
        found = f"no more in {', '.join(sorted(self.rows.sources))}"
        by = ", ".join(one if "source" in relation.fields else "an edit" for one in others)
        expected = f"it, since {by} says {relation.key}"
        advice = "it stays; remove that relation first, or the item by an edit"
        self.found.warnings.append(Problem(id_, found, expected, advice))

    def end(self) -> None:
        """End what the sources no longer say: relations first, then items."""
        relations = [ref for ref in self.ending if isinstance(ref, RelationKey)]
        items = [ref for ref in self.ending if isinstance(ref, str)]
        for key in relations:
            self._end(key)
        for id_ in items:
            self._end(id_)

    def _end(self, ref: Ref) -> None:
        if ref in self.rows.refused or (isinstance(ref, RelationKey) and self._is_said(ref)):
            return
        self.found.ended.append(ref)
        if ref in self.found.said:
            return
        held = self.assertions.fact(ref)
        gone = isinstance(ref, RelationKey) and self._goes_along(ref)
        if held is None or gone:  # what goes along with its end needs no change of its own
            self._note(ref, self._said(ref), None)
            return
        type_, claims = held.kind if isinstance(held, Item) else held.type, self._said(ref)
        self._become(ref, type_, claims, merged(type_, claims, self.precedence))

    def mend(self) -> None:
        """Merge anew what several say, and what a load that was cut short had begun.

        Relations first. What would not stand together stays as it is, and is told.
        """
        done = {*self.found.said, *self.ending, *self.rows.refused}
        left = [ref for ref in self.assertions.apart if ref not in done]
        for ref in sorted(left, key=lambda ref: isinstance(ref, str)):
            held = self.assertions.fact(ref)
            if held is not None and not (isinstance(ref, RelationKey) and self._goes_along(ref)):
                type_ = held.kind if isinstance(held, Item) else held.type
                claims = self.assertions.of(ref)
                target = merged(type_, claims, self.precedence)
                if self._stands(ref, type_, target):
                    if target is None and isinstance(ref, str):
                        self.rows.leaving[ref] = None
                    self._become(ref, type_, claims, target)

    def _stands(self, ref: Ref, type_: str, target: Mapping[str, Value] | None) -> bool:
        """Whether what several say may stand together; told where it may not."""
        if target is None:
            return True
        held = self.assertions.fact(ref)
        named = {"name": held.name} if isinstance(held, Item) else {}
        problem = self._problem(ref, type_, {**named, **target}, str(ref))
        if problem is not None:
            self.found.warnings.append(problem)
        return problem is None

    def told(self) -> Difference:
        """What was found."""
        found = self.found
        found.refused, found.again = self.rows.refusals, self.rows.again
        found.warnings = [*self.rows.warnings, *found.warnings]
        return found


def _fact(ref: Ref, type_: str, fields: Mapping[str, Value]) -> Fact:
    if isinstance(ref, RelationKey):
        return Relation(ref.type, ref.start, ref.end, ref.discriminator, fields)
    return Item(type_, ref, fields)
