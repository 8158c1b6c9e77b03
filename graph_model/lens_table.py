"""The lenses as one table, in the form of the design: how an effect crosses each relation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph_model.lens import Direction, Lens, LensRule, Redundancy
from graph_model.markdown import table
from graph_model.model import Model

GROUPED = "DEPENDS_ON"
ARROWS = {Direction.FORWARD: "→", Direction.BACKWARD: "←"}

INTRODUCTION = """\
A lens says what "impact" means. It has three levels and, for each relation and direction, a rule
of how an effect crosses it: `→` from the relation's start to its end, `←` from its end to its
start. *keeps* gives the same level for the upper two levels and nothing for the lowest; *keeps all*
keeps the lowest too; what is not in the table carries nothing. A start has the top level, and rules
are applied until nothing rises.
"""

RULES = """\
Three rules stand beside the table:

- **Parts.** Where `extent` is part, what arrives is capped (*part: at most …*), unless two or more
  relations of that type into the item count and whatever is at the start of every one of them has
  the top level: then nothing of it remains. A contract counts while it is in force.
- **In service.** A configuration item is out of service when its `status` is planned, ordered, in
  stock, retired or disposed; a service before `live_on` and from `retires_on` on (without the day,
  when its lifecycle is proposed or planned; when it is retired). What is out of service carries
  nothing, is no member of a group and is not counted, unless it is itself asked about; it is listed
  apart (`notInService`). So is a contract that is not in force (`notInForce`), which carries on to
  the contracts under it only.
- **Whose contract.** In a lens in which COVERS → carries, what crosses CONSUMES ← depends on whose
  contract it is. A contract serves a consumer when that agency holds it, or one that the consumer
  is part of; its own are those that serve it and supply (an authorisation, MOU or addendum permits
  only). The effect of another's contract reaches a consumer in full where it has none of its own,
  at most at the middle level where its own cover parts only, and else not at all; that of a
  contract with `serves` = holder reaches its holders alone. Who is not reached is told (the lowest
  level).
"""

Place = tuple[str, Direction, tuple[str, ...], tuple[str, ...]]


def lens_tables(model: Model) -> Iterator[str]:
    """The lenses' levels, the table of their rules, and how redundancy breaks and softens."""
    yield INTRODUCTION
    for lens in model.lenses:
        levels = " < ".join(f"`{level}`" for level in lens.levels)
        yield f"**`{lens.name}`**: {lens.meaning} Levels: {levels}."
    yield table(("relation", *(lens.name for lens in model.lenses)), _rows(model))
    yield "DEPENDS_ON relations of one dependent with the same `group` follow only its redundancy:"
    yield table(
        ("lens", "a member fails when", "a broken group gives", "one that holds gives"),
        [(lens.name, *_redundancy(lens.redundancy)) for lens in model.lenses],
    )
    yield (
        "A group breaks when fewer members than its `need` are left. One that holds gives its "
        "softer level only while a member is above the lowest level. Its need is the largest that "
        "any of its relations says; members out of service are none of it."
    )
    yield RULES


def _rows(model: Model) -> list[tuple[str, ...]]:
    """One row for each relation, direction and way of crossing it, over all lenses."""
    merged: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for place in _places(model):
        relation, direction, starts, ends = place
        cells = tuple(_cell(_rule(lens, place), lens) for lens in model.lenses)
        between = f"{_named(starts)} → {_named(ends)}" if starts or ends else ""
        merged.setdefault((f"{relation} {ARROWS[direction]}", cells), []).append(between)
    return [(_crossing(name, between), *cells) for (name, cells), between in merged.items()]


def _crossing(name: str, between: list[str]) -> str:
    narrowed = ", ".join(one for one in between if one)
    return f"{name} ({narrowed})" if narrowed else name


def _places(model: Model) -> list[Place]:
    """What the rules of any lens speak of, in the order of relations."""
    found = {_place(rule): None for lens in model.lenses for rule in lens.rules}
    return sorted(found, key=lambda place: (place[0], place[1].value))


def _place(rule: LensRule) -> Place:
    return rule.relation, rule.direction, rule.starts, rule.ends


def _rule(lens: Lens, place: Place) -> LensRule | None:
    return next((rule for rule in lens.rules if _place(rule) == place), None)


def _named(kinds: Sequence[str]) -> str:
    return " or ".join(kinds) or "any"


def _cell(rule: LensRule | None, lens: Lens) -> str:
    if rule is None:
        return "–"
    capped = f"; part: at most {rule.part}" if rule.part else ""
    grouped = ", or redundancy" if rule.relation == GROUPED else ""
    return carries(rule, lens) + grouped + capped


def carries(rule: LensRule, lens: Lens) -> str:
    """A rule in words: "keeps", or "LOST, DEGRADED → NOTIFY"."""
    low, middle, top = lens.levels
    if rule.carries == {top: top, middle: middle}:
        return "keeps"
    if rule.carries == {top: top, middle: middle, low: low}:
        return "keeps all"
    arriving: dict[str, list[str]] = {}
    for level in reversed(lens.levels):
        if level in rule.carries:
            arriving.setdefault(rule.carries[level], []).append(level)
    if list(arriving.values()) == [[top, middle, low]]:
        return f"any → {next(iter(arriving))}"
    return "; ".join(f"{', '.join(levels)} → {level}" for level, levels in arriving.items())


def _redundancy(given: Redundancy) -> tuple[str, str, str]:
    return " or ".join(given.fails), given.breaks, given.softens
