"""An installation's own model.yaml: fields, choices, scales and lenses of its own, without code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from graph_model.consistency import problems as consistency_problems
from graph_model.declare import Field, Kind
from graph_model.entries import entries, figure, listed, named, word, word_list
from graph_model.errors import InvalidModel, Problem
from graph_model.lens import Lens
from graph_model.lens_file import read_lens
from graph_model.model import Model
from graph_model.precedence_file import read_precedence
from graph_model.records import Report
from graph_model.scale import Scale
from graph_model.values import Bounds, Shape
from graph_model.yaml_text import parse_yaml

PLACE = "model.yaml"
WORDS = ("ci_classes", "choices", "fields", "scales", "lenses", "precedence")
FIELD_WORDS = ("type", "meaning", "choices", "unit", "least", "most", "prose")
SCALE_WORDS = ("name", "field", "steps")
CLASSED, CLASS = "ConfigurationItem", "ci_class"

Choices = Mapping[tuple[str, str], tuple[str, ...]]
"""More choices, by kind and field."""


def parse(text: str) -> Mapping[str, object]:
    """The plain content of a model.yaml, for :func:`extend`.

    Raises:
        InvalidModel: the text is not YAML, or says the same entry twice.
    """
    try:
        raw = parse_yaml(text)
    except ValueError as error:
        raise InvalidModel([Problem(PLACE, str(error), "YAML that can be read")]) from error
    if raw is not None and not isinstance(raw, Mapping):
        raise InvalidModel([Problem(PLACE, type(raw).__name__, f"{', '.join(WORDS)}")])
    return raw or {}


def extend(model: Model, raw: Mapping[str, object]) -> Model:
    """The model with what a model.yaml adds: an object with WORDS.

    ``ci_classes`` lists more classes of a ConfigurationItem, ``choices`` maps a kind to more of its
    declared fields' choices; ``fields`` maps a kind to new fields, each ``{type, meaning, choices,
    unit, least, most, prose}``; ``scales`` lists orders, ``{name, field, steps}``, and replaces
    those of the same name; ``lenses`` lists lenses in file form; ``precedence`` maps a kind or
    relation type to its fields, each with the sources from the first that is believed of it.

    Raises:
        InvalidModel: everything that is wrong with it, at once.
    """
    problems: list[Problem] = []
    found = entries(raw, PLACE, WORDS, problems.append)
    classes = word_list(found.get("ci_classes"), f"{PLACE}, ci_classes", problems.append)
    more = _choices(found.get("choices"), model, f"{PLACE}, choices", problems.append)
    more = {**more, (CLASSED, CLASS): classes + more.get((CLASSED, CLASS), ())}
    own = _fields(found.get("fields"), model, f"{PLACE}, fields", problems.append)
    kinds = tuple(_extended(kind, own.get(kind.name, ()), more) for kind in model.kinds)
    scales = _scales(found.get("scales"), f"{PLACE}, scales", problems.append)
    extended = replace(model, kinds=kinds, scales=_replacing(model.scales, scales))
    extended = _with_lenses(found.get("lenses"), extended, f"{PLACE}, lenses", problems.append)
    believed = read_precedence(
        found.get("precedence"), extended, f"{PLACE}, precedence", problems.append
    )
    extended = replace(extended, precedence={**model.precedence, **believed})
    problems += consistency_problems(extended)
    if problems:
        raise InvalidModel(problems)
    return extended


def _extended(kind: Kind, own: tuple[Field, ...], more: Choices) -> Kind:
    known = tuple(
        replace(field, choices=field.choices + more.get((kind.name, field.name), ()))
        for field in kind.own
    )
    return replace(kind, own=known + own)


def _choices(raw: object, model: Model, where: str, report: Report) -> Choices:
    """More choices of declared fields that have some."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for kind, own, place in _by_kind(raw, model, where, report):
        choosing = {field.name for field in kind.own if field.choices}
        for name, given in own.items():
            if name not in choosing:
                expected = f"one of {', '.join(sorted(choosing))}" if choosing else "another kind"
                report(Problem(f"{place}, {name}", "a field without choices", expected))
                continue
            found[kind.name, name] = word_list(given, f"{place}, {name}", report)
    return found


def _by_kind(
    raw: object, model: Model, where: str, report: Report
) -> Iterator[tuple[Kind, dict[str, object], str]]:
    """The kinds that an object's entries are named by, each with its own entries and its place."""
    for name, own in named(raw, where, report).items():
        kind = model.find_kind(name)
        if kind is None:
            known = ", ".join(kind.name for kind in model.kinds)
            report(Problem(f"{where}, {name}", "an unknown kind", f"one of {known}"))
            continue
        place = f"{where}, {kind.name}"
        yield kind, named(own, place, report), place


def _scales(raw: object, where: str, report: Report) -> list[Scale]:
    found = []
    for at, one in enumerate(listed(raw, where, report), 1):
        place = f"{where}, {at}"
        given = entries(one, place, SCALE_WORDS, report, SCALE_WORDS)
        name, field = (word(given.get(n), f"{place}, {n}", report) for n in ("name", "field"))
        steps = word_list(given.get("steps"), f"{place}, steps", report)
        if name and field:
            found.append(Scale(name, field, steps))
    return found


def _replacing(declared: tuple[Scale, ...], own: list[Scale]) -> tuple[Scale, ...]:
    replaced = {scale.name for scale in own}
    return (*(scale for scale in declared if scale.name not in replaced), *own)


def _fields(raw: object, model: Model, where: str, report: Report) -> dict[str, tuple[Field, ...]]:
    found: dict[str, tuple[Field, ...]] = {}
    for kind, own, place in _by_kind(raw, model, where, report):
        read = (
            _field(field, given, kind, f"{place}, {field}", report) for field, given in own.items()
        )
        found[kind.name] = found.get(kind.name, ()) + tuple(field for field in read if field)
    return found


def _field(name: str, raw: object, kind: Kind, where: str, report: Report) -> Field | None:
    if kind.field(name):
        advice = "take it out: values recorded under it are read as the declared field's"
        report(Problem(where, "a declared field's name", "a name of its own", advice))
        return None
    found = entries(raw, where, FIELD_WORDS, report, ("type", "meaning"))
    shape = _shape(found.get("type"), f"{where}, type", report)
    least, most = (figure(found.get(n), f"{where}, {n}", report) for n in ("least", "most"))
    meaning = word(found.get("meaning"), f"{where}, meaning", report)
    choices = word_list(found.get("choices"), f"{where}, choices", report)
    unit = word(found.get("unit"), f"{where}, unit", report)
    prose = _prose(found.get("prose"), shape, f"{where}, prose", report)
    if shape is None or not meaning:
        return None
    bounds = None if least is None and most is None else Bounds(least, most)
    return Field(name, shape, meaning, choices, unit, bounds, prose=prose)


def _prose(raw: object, shape: Shape | None, where: str, report: Report) -> bool:
    """Whether a field of text may have several lines."""
    if raw is None or (isinstance(raw, bool) and shape is Shape.TEXT):
        return bool(raw)
    report(Problem(where, repr(raw)[:80], "true or false, and that of a text"))
    return False


def _shape(raw: object, where: str, report: Report) -> Shape | None:
    for shape in Shape:
        if isinstance(raw, str) and raw.strip().casefold() == shape.value:
            return shape
    if raw is not None:
        known = ", ".join(shape.value for shape in Shape)
        report(Problem(where, repr(raw)[:80], f"one of {known}"))
    return None


def _with_lenses(raw: object, model: Model, where: str, report: Report) -> Model:
    """The model with the lenses, each of which may extend one before it."""
    for at, one in enumerate(listed(raw, where, report), 1):
        lens: Lens | None = read_lens(one, model, f"{where}, {at}", report)
        if lens is not None:
            lenses = tuple(sorted((*model.lenses, lens), key=lambda lens: lens.name))
            model = replace(model, lenses=lenses)
    return model
