"""The file form of a lens, so that an installation can say what "impact" means to it, without code.

``{name, meaning, extends, levels, rules: [{relation, direction, carries, starts, ends, part}],
redundancy: {fails, breaks, softens}}``, as :mod:`graph_model.customisation` reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graph_model.entries import entries, listed, named, word, word_list
from graph_model.errors import Problem
from graph_model.lens import Direction, Lens, LensRule, Redundancy
from graph_model.model import Model
from graph_model.records import Report

Levels = tuple[str, str, str]
LENS_WORDS = ("name", "meaning", "extends", "levels", "rules", "redundancy")
RULE_WORDS = ("relation", "direction", "carries", "starts", "ends", "part")
REDUNDANCY_WORDS = ("fails", "breaks", "softens")


def read_lens(raw: object, model: Model, where: str, report: Report) -> Lens | None:
    """The lens of its file form; None if it cannot be read, after every problem was reported.

    With ``extends`` it starts from that lens of the model: its levels (renamed where ``levels`` are
    given), its redundancy, and its rules, each of which gives way to one for the same relation,
    direction and kinds. A rule that carries nothing only takes one away. Whether the rules are
    sound is for :mod:`graph_model.consistency` to say.
    """
    problems: list[Problem] = []
    found = entries(raw, where, LENS_WORDS, problems.append, ("name", "meaning", "rules"))
    base = _base(found.get("extends"), model, f"{where}, extends", problems.append)
    levels = _levels(found.get("levels"), base, f"{where}, levels", problems.append)
    base = _renamed(base, levels) if base else None
    own = _rules(found.get("rules"), levels, model, f"{where}, rules", problems.append)
    redundancy = _redundancy(found, levels, base, f"{where}, redundancy", problems.append)
    name = word(found.get("name"), f"{where}, name", problems.append)
    meaning = word(found.get("meaning"), f"{where}, meaning", problems.append)
    for problem in problems:
        report(problem)
    rules = tuple(rule for rule in (*_kept(base, own), *own) if rule.carries)
    return None if problems else Lens(name, meaning, levels, rules, redundancy)


def _base(raw: object, model: Model, where: str, report: Report) -> Lens | None:
    if raw is None:
        return None
    for lens in model.lenses:
        if isinstance(raw, str) and lens.name == raw.strip().casefold():
            return lens
    known = ", ".join(lens.name for lens in model.lenses)
    report(Problem(where, repr(raw)[:80], f"a lens declared before: {known}"))
    return None


def _levels(raw: object, base: Lens | None, where: str, report: Report) -> Levels:
    if raw is None and base:
        return base.levels
    given = word_list(raw, where, report)
    if len(given) != 3:
        report(Problem(where, f"{len(given)} of them", "three, lowest first"))
        return "", "", ""
    return given[0], given[1], given[2]


def _rules(
    raw: object, levels: Levels, model: Model, where: str, report: Report
) -> tuple[LensRule, ...]:
    many = enumerate(listed(raw, where, report), 1)
    read = (_rule(one, levels, model, f"{where}, {n}", report) for n, one in many)
    return tuple(rule for rule in read if rule is not None)


def _rule(raw: object, levels: Levels, model: Model, where: str, report: Report) -> LensRule | None:
    found = entries(raw, where, RULE_WORDS, report, ("relation", "direction"))
    relation = word(found.get("relation"), f"{where}, relation", report)
    direction = _direction(found.get("direction"), f"{where}, direction", report)
    carries = named(found.get("carries"), f"{where}, carries", report)
    part = word(found.get("part"), f"{where}, part", report)
    starts, ends = (_kinds(found.get(side), model, f"{where}, {side}", report) for side in _SIDES)
    if not relation or direction is None:
        return None
    declared = model.find_relation(relation)
    return LensRule(
        declared.name if declared else relation,
        direction,
        {
            _level(one, levels): _level(word(other, f"{where}, carries, {one}", report), levels)
            for one, other in carries.items()
            if other is not None
        },
        starts,
        ends,
        _level(part, levels) if part else None,
    )


_SIDES = ("starts", "ends")


def _direction(raw: object, where: str, report: Report) -> Direction | None:
    for direction in Direction:
        if isinstance(raw, str) and raw.strip().casefold() == direction.value:
            return direction
    if raw is not None:
        report(Problem(where, repr(raw)[:80], "forward or backward"))
    return None


def _kinds(raw: object, model: Model, where: str, report: Report) -> tuple[str, ...]:
    """Kinds in their declared spelling; an unknown one stays as it is, for the check to name."""
    found = ((name, model.find_kind(name)) for name in word_list(raw, where, report))
    return tuple(kind.name if kind else name for name, kind in found)


def _level(name: str, levels: Levels) -> str:
    """A level in its declared spelling; an unknown one stays as it is, for the check to name."""
    return next((level for level in levels if level.casefold() == name.casefold()), name)


def _redundancy(
    found: Mapping[str, object], levels: Levels, base: Lens | None, where: str, report: Report
) -> Redundancy:
    raw = found.get("redundancy")
    if raw is None and base:
        return base.redundancy
    given = entries(raw, where, REDUNDANCY_WORDS, report, REDUNDANCY_WORDS)
    fails = word_list(given.get("fails"), f"{where}, fails", report)
    breaks, softens = (word(given.get(n), f"{where}, {n}", report) for n in ("breaks", "softens"))
    failing = tuple(_level(one, levels) for one in fails)
    return Redundancy(failing, _level(breaks, levels), _level(softens, levels))


def _renamed(lens: Lens, levels: Levels) -> Lens:
    """The same lens with its levels called otherwise."""
    to = dict(zip(lens.levels, levels, strict=True))
    rules = (
        replace(
            rule,
            carries={to[one]: to[other] for one, other in rule.carries.items()},
            part=to[rule.part] if rule.part else None,
        )
        for rule in lens.rules
    )
    given = lens.redundancy
    fails = tuple(to[level] for level in given.fails)
    redundancy = Redundancy(fails, to[given.breaks], to[given.softens])
    return replace(lens, levels=levels, rules=tuple(rules), redundancy=redundancy)


def _kept(base: Lens | None, own: tuple[LensRule, ...]) -> tuple[LensRule, ...]:
    """The rules of the lens it extends that none of its own replaces."""
    replaced = {_place(rule) for rule in own}
    return tuple(rule for rule in (base.rules if base else ()) if _place(rule) not in replaced)


def _place(rule: LensRule) -> tuple[str, Direction, frozenset[str], frozenset[str]]:
    """What a rule speaks of: the same place is the same rule, said anew."""
    return rule.relation, rule.direction, frozenset(rule.starts), frozenset(rule.ends)
