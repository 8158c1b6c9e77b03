"""The meta-test: the standard model is sound, and each way of being unsound is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph_model.consistency import violations
from graph_model.declare import Field, Kind, RelationType, choice, joins, number, text
from graph_model.lens import Direction, Lens, LensRule, Redundancy
from graph_model.model import Model, standard_model
from graph_model.values import Bounds, Shape

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
LEVELS = ("LOW", "MIDDLE", "TOP")
REDUNDANCY = Redundancy(("TOP",), "TOP", "MIDDLE")


def test_the_standard_model_is_sound() -> None:
    assert violations(standard_model()) == []


def with_kind(*own: Field, name: str = "Depot", plural: str = "depots", **more: object) -> Model:
    """The standard model and a kind of that name."""
    kind = Kind(name, plural, "Where things wait.", own)
    model = standard_model()
    return replace(model, kinds=(*model.kinds, replace(kind, **more)))  # type: ignore[arg-type]


def with_relation(*own: Field, **more: object) -> Model:
    """The standard model and a relation from Agency to Forum."""
    relation = RelationType("ASKS", joins("Agency", "Forum"), "asks", "askedBy", "It asks.", own)
    model = standard_model()
    changed = replace(relation, **more)  # type: ignore[arg-type]
    return replace(model, relations=(*model.relations, changed))


def with_lens(*rules: LensRule, **more: object) -> Model:
    """The standard model and a lens of those rules."""
    lens = Lens("audit", "Somebody looks.", LEVELS, rules, REDUNDANCY)
    model = standard_model()
    return replace(model, lenses=(*model.lenses, replace(lens, **more)))  # type: ignore[arg-type]


@pytest.mark.parametrize("model", [with_kind(), with_relation(), with_lens()])
def test_the_additions_alone_are_sound(model: Model) -> None:
    assert violations(model) == []


KINDS = {
    "kind's form": (with_kind(name="depot_2"), "kind depot_2: found 'depot_2', expected a name"),
    "kind twice, but for case": (with_kind(name="AGENCY"), "kinds: found 'AGENCY' beside 'Agency'"),
    "plural twice": (with_kind(plural="agencies"), "plurals: found 'agencies' beside 'agencies'"),
    "plural's form": (with_kind(plural="Depots"), "kind Depot, plural: found 'Depots'"),
    "kind reserved": (with_kind(name="Query"), "kind Query: found the name Query"),
    "kind's meaning": (with_kind(meaning="Waits"), "kind Depot, meaning: found 'Waits'"),
    "forbids an unknown field": (
        with_kind(forbids=(("size", "small", ("name",)),)),
        "kind Depot, forbids: found 'size'",
    ),
    "forbids at no choice": (
        with_kind(choice("size", "big", "How big."), forbids=(("size", "small", ("name",)),)),
        "kind Depot, forbids: found 'small', expected a choice of size",
    ),
}

FIELDS = {
    "form": (text("Size", "How big."), "field Size: found 'Size', expected a name such as"),
    "meaning": (text("size", "How big"), "field size, meaning: found 'How big'"),
    "reserved": (text("kind", "Its kind."), "field kind: found a reserved name"),
    "common": (text("name", "Its name."), "fields: found 'name' beside 'name'"),
    "no choices": (Field("size", Shape.CHOICE, "How big."), "field size: found no choices"),
    "choices of a text": (
        Field("size", Shape.TEXT, "How big.", choices=("big",)),
        "field size: found big, expected choices for a choice",
    ),
    "choices alike": (
        choice("size", "step in, step-in", "How big."),
        "field size, choices: found 'step-in' beside 'step in'",
    ),
    "choices alike in GraphQL": (
        choice("size", "a+b, a/b", "How big."),
        "field size, choices in GraphQL: found 'a/b' beside 'a+b'",
    ),
    "choice with a digit first": (
        choice("size", "24x7", "How big."),
        "field size, choices: found '24x7'",
    ),
    "bounds of a flag": (
        Field("size", Shape.BOOLEAN, "How big.", bounds=Bounds(least=1)),
        "field size: found bounds",
    ),
    "bounds crossed": (
        Field("size", Shape.NUMBER, "How big.", bounds=Bounds(5, 1)),
        "field size: found bounds 5 to 1",
    ),
    "required": (number("size", "How big.", required=True), "field size: found required"),
}

RELATIONS = {
    "form": (with_relation(name="Asks"), "relation Asks: found 'Asks'"),
    "twice, but for hyphens": (
        with_relation(name="DEPENDSON"),
        "relations: found 'DEPENDSON' beside 'DEPENDS_ON'",
    ),
    "forward's form": (with_relation(forward="Asks"), "relation ASKS, forward: found 'Asks'"),
    "backward's form": (with_relation(backward="a_b"), "relation ASKS, backward: found 'a_b'"),
    "meaning": (with_relation(meaning=""), "relation ASKS, meaning: found ''"),
    "no joins": (with_relation(joins=()), "relation ASKS, joins: found nothing"),
    "unknown kind": (
        with_relation(joins=joins("Agency", "Moon")),
        "relation ASKS, joins: found 'Moon', expected a declared kind",
    ),
    "a pair twice": (
        with_relation(joins=joins("Agency", "Forum, Forum")),
        "relation ASKS, joins: found 'Agency → Forum' beside",
    ),
    "discriminator of no field": (
        with_relation(discriminator="size"),
        "relation ASKS, discriminator: found 'size'",
    ),
    "discriminator of a number": (
        with_relation(number("size", "How big."), discriminator="size"),
        "relation ASKS, discriminator: found 'size', expected an own field",
    ),
    "discriminator that is common": (
        with_relation(discriminator="source"),
        "relation ASKS, discriminator: found 'source'",
    ),
    "the file's own word": (
        with_relation(text("type", "What type.")),
        "relation ASKS, field type: found a reserved name",
    ),
    "clash with a field": (
        with_relation(backward="meetings"),
        "kind Forum, names of fields and relations: found 'meetings'",
    ),
    "clash with a relation": (
        with_relation(forward="holds"),
        "kind Agency, names of fields and relations: found 'holds'",
    ),
    "clash with itself": (
        with_relation(joins=joins("Forum", "Forum"), backward="asks"),
        "kind Forum, names of fields and relations: found 'asks'",
    ),
    "clash with GraphQL's own": (
        with_relation(backward="attributes"),
        "kind Forum, names of fields and relations: found 'attributes'",
    ),
}

KEEPS = {"TOP": "TOP"}
LENSES = {
    "name's form": (with_lens(name="Audit"), "lens Audit: found 'Audit'"),
    "name twice": (with_lens(name="outage"), "lenses: found 'outage' beside 'outage'"),
    "meaning": (with_lens(meaning="x"), "lens audit, meaning: found 'x'"),
    "level's form": (with_lens(levels=("low", "MIDDLE", "TOP")), "levels: found 'low'"),
    "level twice": (with_lens(levels=("TOP", "MIDDLE", "TOP")), "levels: found 'TOP' beside"),
    "unknown level": (
        with_lens(LensRule("COVERS", FORWARD, {"TOP": "LOST"})),
        "lens audit, COVERS forward: found 'LOST', expected a level",
    ),
    "unknown cap": (
        with_lens(LensRule("COVERS", FORWARD, KEEPS, part="LOST")),
        "lens audit, COVERS forward: found 'LOST', expected a level",
    ),
    "unknown level of a group": (
        with_lens(redundancy=Redundancy(("LOST",), "TOP", "LOW")),
        "lens audit, redundancy: found 'LOST'",
    ),
    "unknown relation": (with_lens(LensRule("ASKS", FORWARD, KEEPS)), "found 'ASKS'"),
    "a kind never met": (
        with_lens(LensRule("COVERS", FORWARD, KEEPS, ends=("Service", "Agency"))),
        "lens audit, COVERS forward: found kind 'Agency'",
    ),
    "kinds never met together": (
        with_lens(LensRule("PART_OF", FORWARD, KEEPS, ("Service",), ("Agency",))),
        "lens audit, PART_OF forward: found kind 'Service'",
    ),
    "cap without extent": (
        with_lens(LensRule("WITH", FORWARD, KEEPS, part="LOW")),
        "lens audit, WITH forward: found part, expected none",
    ),
    "two rules for a pair": (
        with_lens(
            LensRule("COVERS", FORWARD, KEEPS), LensRule("COVERS", FORWARD, {}, ends=("Service",))
        ),
        "lens audit, COVERS forward: found two rules for Contract → Service",
    ),
    "raising": (
        with_lens(LensRule("COVERS", FORWARD, {"LOW": "TOP", "MIDDLE": "TOP", "TOP": "TOP"})),
        "lens audit, COVERS forward: found a rule that raises a level",
    ),
    "not monotone": (
        with_lens(LensRule("COVERS", FORWARD, {"MIDDLE": "LOW"})),
        "lens audit, COVERS forward: found a rule that is not monotone",
    ),
    "group failing at the lowest": (
        with_lens(redundancy=Redundancy(LEVELS, "LOW", "LOW")),
        "lens audit, redundancy: found fails other than",
    ),
    "group failing with a hole": (
        with_lens(redundancy=Redundancy(("MIDDLE",), "LOW", "LOW")),
        "lens audit, redundancy: found fails other than",
    ),
    "group breaking too high": (
        with_lens(redundancy=Redundancy(("MIDDLE", "TOP"), "TOP", "LOW")),
        "lens audit, redundancy: found breaks above",
    ),
    "group softening too high": (
        with_lens(redundancy=Redundancy(("TOP",), "LOW", "MIDDLE")),
        "lens audit, redundancy: found softens above",
    ),
}

TABLE = {
    **{f"kind: {why}": row for why, row in KINDS.items()},
    **{f"kind's field: {why}": (with_kind(field), line) for why, (field, line) in FIELDS.items()},
    **{f"relation: {why}": row for why, row in RELATIONS.items()},
    **{f"lens: {why}": row for why, row in LENSES.items()},
}


@pytest.mark.parametrize(("model", "line"), TABLE.values(), ids=TABLE)
def test_each_violation_is_found(model: Model, line: str) -> None:
    assert [found for found in violations(model) if line in found]


def test_all_violations_are_told_at_once() -> None:
    model = standard_model()
    lenses = tuple(replace(lens, meaning="") for lens in model.lenses)
    broken = replace(with_kind(text("Size", "")), lenses=lenses)
    assert len(violations(broken)) == 2 + len(lenses)
