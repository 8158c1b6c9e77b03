"""Reading conditions from their file form, every problem reported with its place.

A condition is an object, whose entries must all hold, or a list of conditions, all of which must:

- ``{field: value}`` or ``{field: {operator: operand, …}}``;
- ``{all: […]}``, ``{any: […]}``, ``{not: …}``;
- ``{some: way, where: …, relation: …}``, the same with ``none``, with ``every`` and ``require``,
  and with ``count`` and ``at_least``, ``at_most`` or ``exactly``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph_model.declare import Field, text
from graph_model.declare import boolean as truth
from graph_model.declare import date as day
from graph_model.errors import Problem
from graph_model.model import Model
from graph_model.records import Report
from queries.policy.condition import (
    ALWAYS,
    ENDS_ON,
    ID,
    IN_FORCE,
    KIND,
    LISTEN_BY,
    RENEWS,
    All,
    Condition,
    Either,
    FieldTest,
    Not,
    Related,
    Way,
)
from queries.policy.operand import OPERATORS, read_attribute_operand, read_operand
from queries.policy.way import Kinds, read_ways

DEEPEST = 20
"""How deep conditions may nest; people's rules need four."""
ATTRIBUTES = "attributes."
QUANTIFIERS: Mapping[str, tuple[str, ...]] = {
    "some": ("where", "relation"),
    "none": ("where", "relation"),
    "every": ("where", "relation", "require"),
    "count": ("where", "relation", "at_least", "at_most", "exactly"),
}
JOINS = ("all", "any", "not")
_COMPUTED = {
    ID: text(ID, "The item's id."),
    IN_FORCE: truth(IN_FORCE, "Whether the contract is in force on the day of the question."),
    ENDS_ON: day(ENDS_ON, "The contract's last day, renewals and parents counted."),
    RENEWS: truth(RENEWS, "Whether the contract goes on after its last day if nobody acts."),
    LISTEN_BY: day(LISTEN_BY, "The day on which the stakeholder's cadence is over."),
}
_OWNER = {
    **dict.fromkeys((IN_FORCE, ENDS_ON, RENEWS), "Contract"),
    LISTEN_BY: "Stakeholder",
}
"""The kind that alone has what is worked out."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a condition stands: the kinds of items it is about, and how deep it is nested."""

    kinds: Kinds
    where: str
    depth: int = 0

    def inside(self, entry: str, kinds: Kinds | None = None) -> _Place:
        reached = self.kinds if kinds is None else kinds
        return _Place(reached, f"{self.where}, {entry}", self.depth + 1)


def read_condition(
    raw: object, kinds: Kinds, model: Model, where: str, report: Report
) -> Condition:
    """The condition of its file form about items of some kinds; absent always holds.

    What cannot be read is reported, each problem with its place, and left out.
    """
    return _Reader(model, report).condition(raw, _Place(kinds, where))


class _Reader:
    def __init__(self, model: Model, report: Report) -> None:
        self.model, self.report = model, report

    def condition(self, raw: object, at: _Place) -> Condition:
        if at.depth > DEEPEST:
            self._wrong(at.where, f"conditions nested deeper than {DEEPEST}", "a simpler one")
            return ALWAYS
        if raw is None:
            return ALWAYS
        if isinstance(raw, list | tuple):
            return self._parts(raw, at)
        if not isinstance(raw, Mapping):
            self._wrong(at.where, repr(raw)[:80], "an object, such as {citizen_facing: true}")
            return ALWAYS
        chosen = [word for word in QUANTIFIERS if word in raw]
        if chosen:
            return self._related(chosen[0], raw, at)
        at = _Place(self._narrowed(raw, at.kinds), at.where, at.depth)
        return _all(tuple(self._entry(str(name), value, at) for name, value in raw.items()))

    def _parts(self, raw: list[object] | tuple[object, ...], at: _Place) -> All:
        many = enumerate(raw, 1)
        return All(tuple(self.condition(one, at.inside(str(n))) for n, one in many))

    def _narrowed(self, raw: Mapping[object, object], kinds: Kinds) -> Kinds:
        """The kinds that the entry ``kind`` leaves; what is wrong with it is reported there."""
        given = raw.get(KIND)
        names = given if isinstance(given, list | tuple) else [given]
        found = {kind.name for kind in map(self.model.find_kind, names) if kind}
        return kinds & found if found & kinds else kinds

    def _entry(self, name: str, raw: object, at: _Place) -> Condition:
        if name in JOINS:
            return self._joined(name, raw, at.inside(name))
        if name == KIND:
            return self._kind(raw, at.inside(name))
        given = raw if isinstance(raw, Mapping) else {"in" if isinstance(raw, list) else "is": raw}
        inside = at.inside(name)
        read = self._field(name, inside)
        if read is None:
            return ALWAYS
        tests = (self._test(read, str(op), operand, inside) for op, operand in given.items())
        return _all(tuple(test for test in tests if test))

    def _joined(self, name: str, raw: object, at: _Place) -> Condition:
        if name == "not":
            return Not(self.condition(raw, at))
        if not isinstance(raw, list | tuple) or not raw:
            self._wrong(at.where, repr(raw)[:80], "a list of conditions")
            return ALWAYS
        parts = self._parts(raw, at)
        return parts if name == "all" else Either(parts.parts)

    def _kind(self, raw: object, at: _Place) -> Condition:
        names = raw if isinstance(raw, list | tuple) else [raw]
        found = []
        for name in names:
            kind = self.model.find_kind(name)
            if kind is None or kind.name not in at.kinds:
                self._wrong(at.where, repr(name)[:80], f"one of {', '.join(sorted(at.kinds))}")
            else:
                found.append(kind.name)
        return FieldTest(KIND, "in", tuple(found), None)

    # fields

    def _field(self, name: str, at: _Place) -> _Tested | None:
        if name.startswith(ATTRIBUTES):
            return self._attribute(name.removeprefix(ATTRIBUTES), at)
        owner = _OWNER.get(name)
        if name in _COMPUTED and (owner is None or owner in at.kinds):
            return _Tested(name, (_COMPUTED[name],), () if owner is None else (owner,))
        declared = {k: self.model.kind_by_name[k].field(name) for k in sorted(at.kinds)}
        fields = tuple(dict.fromkeys(field for field in declared.values() if field))
        if not fields:
            self._unknown(name, at)
            return None
        return _Tested(name, fields, tuple(kind for kind, field in declared.items() if field))

    def _attribute(self, name: str, at: _Place) -> _Tested | None:
        owners = tuple(k for k in sorted(at.kinds) if self.model.kind_by_name[k].open)
        shadowed = any(self.model.kind_by_name[k].field(name) for k in owners)
        if owners and name and not shadowed:
            return _Tested(name, (), owners)
        expected = f"{name} alone: it is declared" if shadowed else "a kind with open attributes"
        self._wrong(at.where, f"an attribute of {' or '.join(sorted(at.kinds))}", expected)
        return None

    def _unknown(self, name: str, at: _Place) -> None:
        known = {f.name for kind in at.kinds for f in self.model.kind_by_name[kind].fields}
        computed = {ID, KIND} | {name for name, owner in _OWNER.items() if owner in at.kinds}
        if not at.kinds:
            return  # the way that leads here was reported
        words = ", ".join((*JOINS, *QUANTIFIERS))
        self._wrong(
            at.where,
            f"{name!r}, which is no field of {' or '.join(sorted(at.kinds))}",
            f"one of {', '.join(sorted(known | computed))}; or {words}",
        )

    def _test(self, of: _Tested, operator: str, raw: object, at: _Place) -> FieldTest | None:
        if operator not in OPERATORS:
            self._wrong(at.where, f"the operator {operator!r}", f"one of {', '.join(OPERATORS)}")
            return None
        where = at.where if operator in ("is", "in") else f"{at.where}, {operator}"
        expected = ""
        for field in of.fields or (None,):
            try:
                if field is None:
                    operand = read_attribute_operand(operator, raw)
                    return FieldTest(of.name, operator, operand, None, (), of.owners)
                operand = read_operand(operator, raw, field)
                scales = self.model.scales_of(field.name)
                told = (of.name, operator, operand, field.shape, field.choices, of.owners)
                return FieldTest(*told, scales)
            except ValueError as error:
                expected = str(error)
        self._wrong(where, repr(raw)[:80], expected)
        return None

    # relations

    def _related(self, word: str, raw: Mapping[object, object], at: _Place) -> Condition:
        allowed = QUANTIFIERS[word]
        for name in raw:
            if name != word and name not in allowed:
                expected = f"{', '.join(allowed)}; other conditions beside it in a list"
                self._wrong(at.where, f"the entry {name!r} beside {word}", expected)
        inside = at.inside(word)
        ways, kinds = read_ways(raw[word], at.kinds, self.model, inside.where, self.report)
        inner = inside.inside("where", kinds)
        where = self.condition(raw.get("where"), inner) if kinds else ALWAYS
        last = self._last(raw.get("relation"), ways, inside)
        if word == "every":
            narrowed = self._narrowed(_mapping(raw.get("where")), kinds)
            required = self._required(raw, inside, narrowed)
            return Related(ways, _all((where, Not(required))), last, 0, 0)
        least, most = self._bounds(word, raw, inside)
        return Related(ways, where, last, least, most)

    def _required(self, raw: Mapping[object, object], at: _Place, kinds: Kinds) -> Condition:
        if raw.get("require") is None:
            self._wrong(at.where, "no require", "what every one of them must be")
        if not kinds:
            return ALWAYS
        return self.condition(raw.get("require"), at.inside("require", kinds))

    def _bounds(
        self, word: str, raw: Mapping[object, object], at: _Place
    ) -> tuple[int, int | None]:
        if word == "some":
            return 1, None
        if word == "none":
            return 0, 0
        given = {name: raw[name] for name in ("at_least", "at_most", "exactly") if name in raw}
        for name, number in given.items():
            if isinstance(number, bool) or not isinstance(number, int) or number < 0:
                self._wrong(f"{at.where}, {name}", repr(number)[:80], "a whole number, 0 or more")
                return 0, None
        if not given or ("exactly" in given and len(given) > 1):
            self._wrong(at.where, ", ".join(given) or "no bound", "at_least, at_most or exactly")
        numbers = {name: number for name, number in given.items() if isinstance(number, int)}
        exactly = numbers.get("exactly")
        least = numbers.get("at_least", 0) if exactly is None else exactly
        return least, numbers.get("at_most") if exactly is None else exactly

    def _last(self, raw: object, ways: tuple[Way, ...], at: _Place) -> Condition:
        """A condition on the relation that a way ends with."""
        if raw is None:
            return ALWAYS
        inside = at.inside("relation")
        if not isinstance(raw, Mapping):
            self._wrong(inside.where, repr(raw)[:80], "an object of the relation's fields")
            return ALWAYS
        if any(way and way[-1].closure for way in ways):
            self._wrong(inside.where, "a way that ends with *", "a way that ends with one relation")
        names = {name for way in ways for step in way[-1:] for name, _ in step.crossings}
        tests = (
            self._last_tests(str(n), one, names, inside.inside(str(n))) for n, one in raw.items()
        )
        return _all(tuple(test for many in tests for test in many))

    def _last_tests(self, name: str, raw: object, names: set[str], at: _Place) -> list[FieldTest]:
        found = [self.model.relation_by_name[n].field(name) for n in sorted(names)]
        fields = tuple(dict.fromkeys(field for field in found if field))
        if not fields and names:
            known = {f.name for n in names for f in self.model.relation_by_name[n].fields}
            expected = f"a field of {' or '.join(sorted(names))}: {', '.join(sorted(known))}"
            self._wrong(at.where, repr(name), expected)
        if not fields:
            return []
        given = raw if isinstance(raw, Mapping) else {"in" if isinstance(raw, list) else "is": raw}
        tested = _Tested(name, fields, ())
        read = (self._test(tested, str(op), operand, at) for op, operand in given.items())
        return [test for test in read if test]

    def _wrong(self, where: str, found: str, expected: str) -> None:
        self.report(Problem(where, found, expected))


@dataclass(frozen=True, slots=True)
class _Tested:
    """A field that a test is about, as its kinds declare it; an open attribute has no field."""

    name: str
    fields: tuple[Field, ...]
    owners: tuple[str, ...]


def _all(parts: tuple[Condition, ...]) -> Condition:
    return parts[0] if len(parts) == 1 else All(parts)


def _mapping(raw: object) -> Mapping[object, object]:
    return raw if isinstance(raw, Mapping) else {}
