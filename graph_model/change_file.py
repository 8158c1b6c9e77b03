"""The file form of a ChangeSet, and the digest that makes its id safe to repeat.

``{"id": …, "base": …, "reason": …, "changes": [{"put": {…}} | {"set": {…}} | {"remove": {…}}]}``: a
saved scenario is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

import orjson

from graph_model.changes import Change, ChangeSet, Put, Remove, SetFields
from graph_model.characters import is_prose
from graph_model.errors import InvalidChangeSet, Problem
from graph_model.facts import Record, Ref, Relation, RelationKey
from graph_model.ids import read_id
from graph_model.model import Model
from graph_model.records import Report, read_fact, record_of

VERBS = ("put", "set", "remove")
LONGEST_REASON = 2_000
"""A reason is a sentence or two; what is longer belongs into a document."""


def read_change_set(raw: object, model: Model) -> ChangeSet:
    """The ChangeSet of its file form.

    Raises:
        InvalidChangeSet: every problem with the position (from 1) of its change.
    """
    problems: list[Problem] = []
    if not isinstance(raw, Mapping):
        raise InvalidChangeSet([Problem("ChangeSet", type(raw).__name__, "an object")])
    problems += _head_problems(raw)
    changes = read_changes(raw.get("changes"), model, problems.append)
    if not changes and not problems:
        problems.append(
            Problem("changes", "none", "one or more", "without one nothing is recorded")
        )
    if problems:
        raise InvalidChangeSet(problems)
    base, reason = raw.get("base"), raw.get("reason")
    known = base if isinstance(base, int) else None
    return ChangeSet(read_id(raw["id"]), changes, known, None if reason is None else str(reason))


def _head_problems(raw: Mapping[str, object]) -> list[Problem]:
    found = [
        Problem("ChangeSet", f"an unknown entry {name!r}", "id, base, reason and changes")
        for name in raw
        if name not in ("id", "base", "reason", "changes")
    ]
    try:
        read_id(raw.get("id"))
    except ValueError as error:
        found.append(Problem("ChangeSet, id", repr(raw.get("id"))[:80], str(error)))
    base = raw.get("base")
    if base is not None and (not isinstance(base, int) or isinstance(base, bool) or base < 0):
        found.append(Problem("ChangeSet, base", repr(base), "a revision, or nothing"))
    if expected := reason_problem(raw.get("reason")):
        found.append(Problem("ChangeSet, reason", repr(raw.get("reason"))[:80], expected))
    return found


def reason_problem(reason: object) -> str | None:
    """What a reason must be instead, or None if it will do; none is given where it is None."""
    if reason is None:
        return None
    if isinstance(reason, str) and len(reason) <= LONGEST_REASON and is_prose(reason):
        return None
    return f"text of at most {LONGEST_REASON:,} characters, none of them a control character"


def read_changes(raw: object, model: Model, report: Report) -> tuple[Change, ...]:
    """The readable changes of a list in file form; the others are reported."""
    if not isinstance(raw, list | tuple):
        report(Problem("changes", type(raw).__name__, "a list"))
        return ()
    read = (_read_change(one, model, f"change {n}", report) for n, one in enumerate(raw, 1))
    return tuple(change for change in read if change is not None)


def _read_change(raw: object, model: Model, where: str, report: Report) -> Change | None:
    if not isinstance(raw, Mapping) or len(raw) != 1 or next(iter(raw)) not in VERBS:
        report(Problem(where, repr(raw)[:80], 'one of {"put": …}, {"set": …}, {"remove": …}'))
        return None
    verb, body = next(iter(raw.items()))
    if verb == "put":
        fact = read_fact(body, model, f"{where}, put", report)
        return None if fact is None else Put(fact)
    found = _read_ref(body, model, f"{where}, {verb}", report)
    if found is None:
        return None
    ref, rest = found
    if expected := _rest_problem(verb, rest):
        report(Problem(f"{where}, {verb}", ", ".join(map(str, rest)), expected))
        return None
    return SetFields(ref, rest) if verb == "set" else Remove(ref)


def _rest_problem(verb: str, rest: Mapping[str, object]) -> str | None:
    """What the entries beside a ref must be instead, or None if they will do."""
    if verb == "remove":
        return "nothing beside what names the item or relation" if rest else None
    try:
        orjson.dumps(rest)
    except TypeError:  # a number beyond 64 bits, a lone surrogate: no digest could be made of it
        return "fields with values that JSON can hold"
    return None


def _read_ref(
    raw: object, model: Model, where: str, report: Report
) -> tuple[Ref, dict[str, object]] | None:
    """The ref that a record names, and the record's other entries."""
    if not isinstance(raw, Mapping):
        report(Problem(where, repr(raw)[:80], "an object"))
        return None
    if "from" not in raw and "to" not in raw:
        try:
            return read_id(raw.get("id")), {n: v for n, v in raw.items() if n != "id"}
        except ValueError as error:
            report(Problem(f"{where}, id", repr(raw.get("id"))[:80], str(error)))
            return None
    bare = {n: v for n, v in raw.items() if n in ("type", "from", "to")}
    type_ = model.find_relation(raw.get("type"))
    discriminator = type_.discriminator if type_ else None
    marked = bare | (
        {discriminator: raw[discriminator]} if discriminator and discriminator in raw else {}
    )
    fact = read_fact(marked, model, where, report)
    if not isinstance(fact, Relation):
        return None
    return fact.key, {n: v for n, v in raw.items() if n not in marked}


def read_refs(raw: Iterable[object], model: Model) -> list[Ref]:
    """The refs of items (``{"id"}``) and relations (``{"type", "from", "to"}``) in file form.

    Raises:
        InvalidChangeSet: every problem, with the position (from 1) of what it is of.
    """
    problems: list[Problem] = []
    read = read_changes([{"remove": one} for one in raw], model, problems.append)
    if problems:
        raise InvalidChangeSet(problems)
    return [change.ref for change in read]


def change_record(change: Change, model: Model) -> Record:
    """A change in file form."""
    if isinstance(change, Put):
        return {"put": record_of(change.fact, model)}
    named = ref_record(change.ref, model)
    if isinstance(change, Remove):
        return {"remove": named}
    return {"set": named | dict(change.fields)}


def ref_record(ref: Ref, model: Model) -> Record:
    """A ref in file form: ``{"id"}`` or ``{"type", "from", "to"}`` and its discriminator."""
    if not isinstance(ref, RelationKey):
        return {"id": ref}
    named: Record = {"type": ref.type, "from": ref.start, "to": ref.end}
    discriminator = model.relation_by_name[ref.type].discriminator
    return (
        named | {discriminator: ref.discriminator} if discriminator and ref.discriminator else named
    )


def change_set_record(change_set: ChangeSet, model: Model) -> Record:
    """A ChangeSet in file form."""
    changes = [change_record(change, model) for change in change_set.changes]
    reason = {} if change_set.reason is None else {"reason": change_set.reason}
    return {"id": change_set.id, "base": change_set.base, **reason, "changes": changes}


def digest(change_set: ChangeSet, model: Model) -> str:
    """SHA-256 of the changes' canonical JSON, in hex; id and base are not part of the content."""
    changes = [change_record(change, model) for change in change_set.changes]
    return sha256(orjson.dumps(changes, option=orjson.OPT_SORT_KEYS)).hexdigest()
