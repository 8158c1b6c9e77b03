"""The meta-check: walks every declaration and says everything that is wrong with any, at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from graph_model.declare import (
    ITEM_FIELDS,
    RELATION_FIELDS,
    RESERVED,
    Field,
    Kind,
    RelationType,
    camel,
    constant,
)
from graph_model.errors import Problem
from graph_model.lens import Lens, LensRule
from graph_model.model import Model
from graph_model.scale import Scale
from graph_model.values import Shape, fold

TAKEN_KINDS = frozenset(
    {"Item", "Relation", "Query", "Mutation", "Subscription"}
    | {"ID", "String", "Int", "Float", "Boolean"}
)
"""Names that a kind may not have: GraphQL's own, and the label that every item has in Neo4j."""

PASCAL = "a name such as ServiceLevelTarget"
CAMEL = "a name such as coveredBy"
SNAKE = "a name such as verified_on"
UPPER = "a name such as DEPENDS_ON"
_FORMS = {
    PASCAL: re.compile(r"^[A-Z][A-Za-z0-9]*$"),
    CAMEL: re.compile(r"^[a-z][A-Za-z0-9]*$"),
    SNAKE: re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"),
    UPPER: re.compile(r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$"),
}
_CHOOSING = (Shape.CHOICE, Shape.CHOICES)
_BOUNDED = (Shape.TEXT, Shape.INTEGER, Shape.NUMBER)


def violations(model: Model) -> list[str]:
    """Everything that is wrong with the declarations, a line each; empty for a sound model."""
    return [str(problem) for problem in problems(model)]


def problems(model: Model) -> list[Problem]:
    """Everything that is wrong with the declarations, each with its place."""
    return [
        *_twice("kinds", [kind.name for kind in model.kinds], fold),
        *_twice("plurals", [kind.plural for kind in model.kinds], str.casefold),
        *_twice("relations", [relation.name for relation in model.relations], fold),
        *_twice("lenses", [lens.name for lens in model.lenses], str.casefold),
        *(problem for kind in model.kinds for problem in _kind(kind)),
        *(problem for relation in model.relations for problem in _relation(relation, model)),
        *(problem for kind in model.kinds for problem in _names_on(kind, model)),
        *(problem for lens in model.lenses for problem in _lens(lens, model)),
        *_twice("scales", [scale.name for scale in model.scales], fold),
        *(problem for scale in model.scales for problem in _scale(scale, model)),
    ]


def _twice(where: str, names: Iterable[str], same: Callable[[str], str]) -> Iterator[Problem]:
    """Names that stand twice, as whoever reads them compares them."""
    first: dict[str, str] = {}
    for name in names:
        key = same(name)
        if key in first:
            yield Problem(where, f"{name!r} beside {first[key]!r}", "each name once")
        first.setdefault(key, name)


def _form(where: str, name: str, form: str) -> Iterator[Problem]:
    if not _FORMS[form].match(name):
        yield Problem(where, repr(name), form)


def _meaning(where: str, meaning: str) -> Iterator[Problem]:
    if not meaning.endswith(".") or meaning != meaning.strip():
        yield Problem(f"{where}, meaning", repr(meaning), "a sentence that ends with a full stop")


def _kind(kind: Kind) -> Iterator[Problem]:
    where = f"kind {kind.name}"
    yield from _form(where, kind.name, PASCAL)
    yield from _form(f"{where}, plural", kind.plural, CAMEL)
    yield from _meaning(where, kind.meaning)
    if kind.name in TAKEN_KINDS:
        yield Problem(where, f"the name {kind.name}", f"none of {', '.join(sorted(TAKEN_KINDS))}")
    yield from _fields(where, kind.own, ITEM_FIELDS, RESERVED)
    for name, value, forbidden in kind.forbids:
        for named in (name, *forbidden):
            if kind.field(named) is None:
                yield Problem(f"{where}, forbids", repr(named), "a field of the kind")
        field = kind.field(name)
        if field and value not in field.choices:
            yield Problem(f"{where}, forbids", repr(value), f"a choice of {name}")


def _fields(
    where: str, own: tuple[Field, ...], common: tuple[Field, ...], reserved: frozenset[str]
) -> Iterator[Problem]:
    names = [field.name for field in (*common, *own)]
    yield from _twice(f"{where}, fields", names, camel)
    for field in (*common, *own):
        yield from _field(f"{where}, field {field.name}", field, reserved)
    for field in own:
        if field.required:
            yield Problem(f"{where}, field {field.name}", "required", "only the name is required")


def _field(where: str, field: Field, reserved: frozenset[str]) -> Iterator[Problem]:
    yield from _form(where, field.name, SNAKE)
    yield from _meaning(where, field.meaning)
    if field.name in reserved:
        yield Problem(where, "a reserved name", f"none of {', '.join(sorted(reserved))}")
    if bool(field.choices) != (field.shape in _CHOOSING):
        found = ", ".join(field.choices) or "no choices"
        yield Problem(where, found, "choices for a choice, and for nothing else")
    yield from _twice(f"{where}, choices", field.choices, fold)
    yield from _twice(f"{where}, choices in GraphQL", field.choices, constant)
    for choice in field.choices:
        if not _FORMS[UPPER].match(constant(choice)) or choice != choice.strip():
            yield Problem(f"{where}, choices", repr(choice), "words that start with a letter")
    if field.bounds is not None:
        least, most = field.bounds.least, field.bounds.most
        if field.shape not in _BOUNDED or (least is None and most is None):
            yield Problem(where, "bounds", "them on text and numbers only, with an end")
        if least is not None and most is not None and least > most:
            yield Problem(where, f"bounds {field.bounds}", "the least to be at most the most")


def _relation(relation: RelationType, model: Model) -> Iterator[Problem]:
    where = f"relation {relation.name}"
    yield from _form(where, relation.name, UPPER)
    yield from _form(f"{where}, forward", relation.forward, CAMEL)
    yield from _form(f"{where}, backward", relation.backward, CAMEL)
    yield from _meaning(where, relation.meaning)
    yield from _fields(where, relation.own, RELATION_FIELDS, RESERVED | {"type"})
    yield from _twice(f"{where}, joins", map(" → ".join, relation.joins), str)
    if not relation.joins:
        yield Problem(f"{where}, joins", "nothing", "at least one pair of kinds")
    for kind in dict.fromkeys((*relation.starts, *relation.ends)):
        if kind not in model.kind_by_name:
            yield Problem(f"{where}, joins", repr(kind), "a declared kind")
    discriminator = next(
        (field for field in relation.own if field.name == relation.discriminator), None
    )
    if relation.discriminator and (
        discriminator is None or discriminator.shape not in (Shape.TEXT, Shape.CHOICE)
    ):
        yield Problem(
            f"{where}, discriminator",
            repr(relation.discriminator),
            "an own field: a text or a choice",
        )


def _names_on(kind: Kind, model: Model) -> Iterator[Problem]:
    """Names that clash where GraphQL has them side by side: fields, relations and its own."""
    names = [
        "id",
        "kind",
        "attributes",
        *(field.graphql_name for field in kind.fields),
        *(relation.forward for relation in model.relations_from(kind.name)),
        *(relation.backward for relation in model.relations_to(kind.name)),
    ]
    yield from _twice(f"kind {kind.name}, names of fields and relations", names, str)


def _scale(scale: Scale, model: Model) -> Iterator[Problem]:
    where = f"scale {scale.name}"
    lists = {f.name for kind in model.kinds for f in kind.fields if f.shape is Shape.TEXTS}
    if scale.field not in lists:
        expected = f"a list of text: {', '.join(sorted(lists))}"
        yield Problem(f"{where}, field", repr(scale.field), expected)
    yield from _twice(f"{where}, steps", scale.steps, fold)
    if len(scale.steps) < 2:
        yield Problem(f"{where}, steps", ", ".join(scale.steps) or "none", "two steps or more")


def _lens(lens: Lens, model: Model) -> Iterator[Problem]:
    where = f"lens {lens.name}"
    yield from _form(where, lens.name, SNAKE)
    yield from _meaning(where, lens.meaning)
    for level in lens.levels:
        yield from _form(f"{where}, levels", level, UPPER)
    yield from _twice(f"{where}, levels", lens.levels, str.casefold)
    for rule in lens.rules:
        yield from _rule(f"{where}, {rule.relation} {rule.direction.value}", rule, model)
    yield from _overlaps(lens, model)
    yield from _table(lens)


def _table(lens: Lens) -> Iterator[Problem]:
    """Levels that the lens does not have; if it has all, rules that give no least fixpoint."""
    unknown = [(where, level) for where, level in _levels(lens) if level not in lens.levels]
    for where, level in unknown:
        yield Problem(where, repr(level), f"a level: {', '.join(lens.levels)}")
    for violation in () if unknown else lens.violations():
        where, _, found = violation.rpartition(": ")
        yield Problem(where, found, "levels that never rise on their way, and keep their order")


def _levels(lens: Lens) -> Iterator[tuple[str, str]]:
    """Every level that the lens's rules and redundancy name, and where."""
    for rule in lens.rules:
        where = f"lens {lens.name}, {rule.relation} {rule.direction.value}"
        named = (*rule.carries, *rule.carries.values(), *([rule.part] if rule.part else []))
        yield from ((where, level) for level in named)
    given = lens.redundancy
    for level in (*given.fails, given.breaks, given.softens):
        yield f"lens {lens.name}, redundancy", level


def _rule(where: str, rule: LensRule, model: Model) -> Iterator[Problem]:
    relation = model.relation_by_name.get(rule.relation)
    if relation is None:
        yield Problem(where, repr(rule.relation), "a declared relation")
    else:
        yield from _narrowed(where, rule, relation)
        extent = relation.field("extent")
        if rule.part and (extent is None or "part" not in extent.choices):
            yield Problem(where, "part", f"none: {relation.name} has no extent")


def _narrowed(where: str, rule: LensRule, relation: RelationType) -> Iterator[Problem]:
    """Kinds a rule names that it can never meet."""
    met = [pair for pair in relation.joins if rule.joins(*pair)]
    starts, ends = {start for start, _ in met}, {end for _, end in met}
    never = [*(k for k in rule.starts if k not in starts), *(k for k in rule.ends if k not in ends)]
    for kind in never:
        pairs = ", ".join(f"{start} → {end}" for start, end in relation.joins)
        yield Problem(where, f"kind {kind!r}", f"kinds that {relation.name} joins: {pairs}")


def _overlaps(lens: Lens, model: Model) -> Iterator[Problem]:
    """Pairs of kinds of which two rules speak."""
    for one, other in combinations(lens.rules, 2):
        relation = model.relation_by_name.get(one.relation)
        if relation is None or not _same_way(one, other):
            continue
        both = [f"{s} → {e}" for s, e in relation.joins if one.joins(s, e) and other.joins(s, e)]
        if both:
            where = f"lens {lens.name}, {one.relation} {one.direction.value}"
            yield Problem(where, f"two rules for {', '.join(both)}", "one")


def _same_way(one: LensRule, other: LensRule) -> bool:
    return (one.relation, one.direction) == (other.relation, other.direction)
