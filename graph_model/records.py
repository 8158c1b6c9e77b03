"""Facts to and from the plain graph file's records: where raw values are validated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import isfinite

from graph_model.characters import is_prose
from graph_model.declare import RESERVED, Field, Kind, RelationType
from graph_model.errors import Problem
from graph_model.facts import Fact, Item, Record, Relation, RelationKey
from graph_model.ids import id_problem, read_id
from graph_model.model import Model
from graph_model.periods import ends
from graph_model.values import INT64, Value

Report = Callable[[Problem], None]
"""Where a reader reports a problem; it reads on, so that all problems are told at once."""

RELATION_WORDS = frozenset({"type", "from", "to"})


def record_of(fact: Fact, model: Model) -> Record:
    """The fact as a plain JSON object, fields in their declared order."""
    if isinstance(fact, Item):
        return _item_record(fact, model.kind_by_name[fact.kind])
    relation = model.relation_by_name[fact.type]
    record: Record = {"type": fact.type, "from": fact.start, "to": fact.end}
    if relation.discriminator and fact.discriminator:
        record[relation.discriminator] = fact.discriminator
    return record | _ordered(fact.fields, relation.fields)


def _item_record(item: Item, kind: Kind) -> Record:
    record: Record = {"kind": item.kind, "id": item.id} | _ordered(item.fields, kind.fields)
    declared = {field.name for field in kind.fields}
    attributes = {n: item.fields[n] for n in sorted(item.fields) if n not in declared}
    return record | {"attributes": attributes} if attributes else record


def _ordered(fields: Mapping[str, Value], declared: tuple[Field, ...]) -> Record:
    return {f.name: fields[f.name] for f in declared if f.name in fields}


def fact_of(record: Mapping[str, object], model: Model) -> Fact:
    """The fact of a record that :func:`record_of` wrote; nothing is validated again."""
    fields = dict(record)
    if "kind" in record:
        kind, id_, attributes = fields.pop("kind"), fields.pop("id"), fields.pop("attributes", None)
        fields |= attributes if isinstance(attributes, dict) else {}
        return Item(str(kind), str(id_), fields)  # type: ignore[arg-type]
    type_, start, end = str(fields.pop("type")), str(fields.pop("from")), str(fields.pop("to"))
    discriminator = model.relation_by_name[type_].discriminator
    marked = str(fields.pop(discriminator, None) or "") if discriminator else ""
    return Relation(type_, start, end, marked, fields)  # type: ignore[arg-type]


def key_of(record: Mapping[str, object], discriminator: str | None) -> RelationKey:
    """The key that a kept record's words make."""
    marked = str(record.get(discriminator) or "") if discriminator else ""
    return RelationKey(str(record["type"]), str(record["from"]), str(record["to"]), marked)


def read_fact(raw: object, model: Model, where: str, report: Report) -> Fact | None:
    """The fact of a raw record; None if it cannot be kept, after every problem was reported.

    A record with ``from`` or ``to`` is a relation, any other an item. ``where`` names its place.
    """
    if not isinstance(raw, Mapping):
        report(Problem(where, _short(raw), "an object that is an item or a relation"))
        return None
    if "from" in raw or "to" in raw:
        return read_relation(raw, model, where, report)
    return read_item(raw, model, where, report)


def read_item(raw: Mapping[str, object], model: Model, where: str, report: Report) -> Item | None:
    """The item of a raw record; None if it cannot be kept, after every problem was reported."""
    problems: list[Problem] = []
    kind = model.find_kind(raw.get("kind"))
    id_ = _read_id(raw, "id", where, problems.append)
    if kind is None:
        known = ", ".join(k.name for k in model.kinds)
        problems.append(Problem(f"{where}, kind", _short(raw.get("kind")), f"one of {known}"))
        _tell(problems, report)
        return None
    named = f"{where} ({raw.get('id')})"
    fields = read_item_fields(_but(raw, "kind", "id"), kind, named, problems.append)
    problems += item_problems(kind, fields, named, problems)
    if problems:
        _tell(problems, report)
        return None
    return Item(kind.name, id_, {n: v for n, v in fields.items() if v is not None})


def read_relation(
    raw: Mapping[str, object], model: Model, where: str, report: Report
) -> Relation | None:
    """The relation of a raw record; None if it cannot be kept, after every problem was reported."""
    problems: list[Problem] = []
    start, end = (_read_id(raw, word, where, problems.append) for word in ("from", "to"))
    type_ = model.find_relation(raw.get("type"))
    if type_ is None:
        known = ", ".join(r.name for r in model.relations)
        problems.append(Problem(f"{where}, type", _short(raw.get("type")), f"one of {known}"))
        _tell(problems, report)
        return None
    named = f"{where} ({raw.get('from')} -{type_.name}-> {raw.get('to')})"
    read = read_relation_fields(_but(raw, *RELATION_WORDS), type_, named, problems.append)
    problems += relation_problems(read, named)
    if problems:
        _tell(problems, report)
        return None
    discriminator = str(read.pop(type_.discriminator, None) or "") if type_.discriminator else ""
    fields = {n: v for n, v in read.items() if v is not None}
    return Relation(type_.name, start, end, discriminator, fields)


def _read_id(raw: Mapping[str, object], word: str, where: str, report: Report) -> str:
    """The id under a word of a record; "" where it is none, after that was reported."""
    try:
        return read_id(raw.get(word))
    except ValueError as error:
        report(Problem(f"{where}, {word}", _short(raw.get(word)), str(error)))
        return ""


def read_item_fields(
    raw: Mapping[str, object], kind: Kind, where: str, report: Report
) -> dict[str, Value | None]:
    """Named fields in kept form, None for those that are absent or cleared."""
    attributes = raw.get("attributes") or {}
    declared = _but(raw, "attributes") if "attributes" in raw else raw
    fields = _read_fields(declared, kind.field_by_name, where, report)
    if not isinstance(attributes, Mapping):
        report(Problem(f"{where}, attributes", _short(attributes), "an object"))
    elif attributes and not kind.open:
        report(Problem(f"{where}, attributes", "attributes", f"none: {kind.name} takes none"))
    else:
        fields |= _read_attributes(attributes, kind, where, report)
    return fields


def read_relation_fields(
    raw: Mapping[str, object], type_: RelationType, where: str, report: Report
) -> dict[str, Value | None]:
    """Named fields in kept form, None for those that are absent or cleared."""
    return _read_fields(raw, type_.field_by_name, where, report)


def item_problems(
    kind: Kind, fields: Mapping[str, Value | None], where: str, told: Sequence[Problem] = ()
) -> list[Problem]:
    """What is wrong with an item's fields as a whole: missing, forbidden, not an alias.

    A field with a problem among those already ``told`` is not told to be missing as well.
    """
    found = []
    for field in kind.required:
        place = f"{where}, {field.name}" if fields.get(field.name) is None else ""
        if place and place not in {problem.where for problem in told}:
            found.append(Problem(place, "nothing", f"a {field.shape.value}"))
    for name, value, forbidden in kind.forbids:
        if fields.get(name) == value:
            present = [n for n in forbidden if fields.get(n) is not None]
            found += [Problem(f"{where}, {n}", n, f"none where {name} is {value}") for n in present]
    return found + alias_problems(fields, where) if fields.get("aliases") else found


def alias_problems(fields: Mapping[str, Value | None], where: str) -> list[Problem]:
    """What is wrong with an item's aliases: those that name no scheme, or are no ids."""
    aliases = fields.get("aliases")
    return [
        Problem(f"{where}, aliases", repr(alias), "scheme:value")
        for alias in (aliases if isinstance(aliases, list) else ())
        if not is_alias(alias)
    ]


def is_alias(text: str) -> bool:
    """Whether a text has the form of an alias, ``scheme:value``."""
    return all(text.partition(":")) and id_problem(text) is None


def relation_problems(fields: Mapping[str, Value | None], where: str) -> list[Problem]:
    """What is wrong with a relation's fields as a whole: that it ends before it begins."""
    since, until = fields.get("since"), fields.get("until")
    if since is None or until is None or str(since) <= str(until):
        return []
    if ends(date.fromisoformat(str(until))) is None:
        return []
    return [Problem(f"{where}, until", repr(until), f"a day on or after its since, {since}")]


def _read_fields(
    raw: Mapping[str, object], by_name: Mapping[str, Field], where: str, report: Report
) -> dict[str, Value | None]:
    read: dict[str, Value | None] = {}
    for name, value in raw.items():
        if name in by_name:
            read[name] = _read_value(by_name[name], value, f"{where}, {name}", report)
        else:
            known = ", ".join(by_name)
            report(Problem(f"{where}, {name}", "an unknown field", f"one of {known}"))
    return read


def _read_value(field: Field, raw: object, where: str, report: Report) -> Value | None:
    try:
        return field.read(raw)
    except ValueError as error:
        report(Problem(where, _short(raw), str(error)))
        return None


def _read_attributes(
    raw: Mapping[str, object], kind: Kind, where: str, report: Report
) -> dict[str, Value | None]:
    read: dict[str, Value | None] = {}
    for name, value in raw.items():
        place = f"{where}, attributes, {name}"
        if name in RESERVED or kind.field(name):
            report(Problem(place, "a declared field's name", "a name of its own"))
        elif problem := id_problem(name):
            report(Problem(place, _short(name), problem))
        elif value is None or _open_value(value):
            read[name] = value  # type: ignore[assignment]
        else:
            report(Problem(place, _short(value), "text, a number, true, false or a list of text"))
    return read


def _open_value(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) and _open_value(one) for one in value)
    if isinstance(value, str):
        return is_prose(value)
    if isinstance(value, float):
        return isfinite(value)
    return isinstance(value, int) and INT64[0] <= value <= INT64[1]


def _but(raw: Mapping[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in raw.items() if name not in names}


def _tell(problems: list[Problem], report: Report) -> None:
    for problem in problems:
        report(problem)


def _short(raw: object) -> str:
    shown = repr(raw) if raw is not None else "nothing"
    return shown if len(shown) <= 80 else f"{shown[:77]}..."
