"""The declared kinds of record: every rule of a declaration, and every violation told at once."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Annotated, Any

from graph_model.facts import RelationKey
from graph_model.ledger import declared_records
from graph_model.ledger.kept_back import KIND, KeptBack
from graph_model.record_kind import MOST_INDEXED, RecordKind


def violations(kinds: tuple[RecordKind[Any], ...]) -> list[str]:
    """What contradicts itself, over all kinds."""
    names = [kind.name for kind in kinds]
    found = [f"{name}: declared twice" for name in sorted(set(names)) if names.count(name) > 1]
    return found + [f"{kind.name}: {told}" for kind in kinds for told in _told(kind)]


def _told(kind: RecordKind[Any]) -> list[str]:
    if not (is_dataclass(kind.of) and kind.of.__dataclass_params__.frozen):  # type: ignore[attr-defined]
        return ["is no frozen dataclass"]
    declared = {field.name for field in fields(kind.of)}
    named = {*kind.key, *kind.indexed, *([kind.ends] if kind.ends else [])}
    found = [f"has no field {name}" for name in sorted(named - declared)]
    found += [] if kind.key else ["has no key"]
    found += [] if len(kind.indexed) <= MOST_INDEXED else ["has too many indexed fields"]
    found += [] if kind.name.isprintable() and kind.name else ["has no printable name"]
    found += [] if kind.meaning else ["has no meaning"]
    return found + [
        f"{name} is not described" for name, said in kind.described().items() if not said
    ]


def test_every_declared_kind_keeps_the_rules() -> None:
    assert KIND in declared_records()
    assert violations(declared_records()) == []


@dataclass(frozen=True)
class Bare:
    id: str
    said: Annotated[str, "Something."] = ""


@dataclass
class Loose:
    id: str


def test_violations_are_told_together() -> None:
    kinds = (
        RecordKind("bare", Bare, "", ("id", "no"), ("said", "a", "b", "c"), "ends_at"),
        RecordKind("bare", Bare, "One.", ()),
        RecordKind("loose", Loose, "One.", ("id",)),
    )
    lacking = [f"bare: has no field {name}" for name in ("a", "b", "c", "ends_at", "no")]
    assert violations(kinds) == [
        *("bare: declared twice", *lacking, "bare: has too many indexed fields"),
        *("bare: has no meaning", "bare: id is not described"),
        *("bare: has no key", "bare: id is not described", "loose: is no frozen dataclass"),
    ]


def test_a_record_is_read_as_it_was_kept_and_one_of_before_with_the_defaults() -> None:
    record = KeptBack("s", "f", "now", ("a", RelationKey("USES", "a", "b")), 3)
    write = KIND.kept(record)
    assert KIND.read(write.body or "") == record
    old = '{"source":"s","file":"f","recorded_at":"now","rows":["a"]}'
    assert KIND.read(old) == KeptBack("s", "f", "now", ("a",))


def test_keys_of_several_fields_do_not_run_into_each_other() -> None:
    pairs = [("a", "b"), ("a\n", "b"), ("a", "\nb"), ('a","b', ""), ("", "b")]
    assert len({KIND.key_of(*pair) for pair in pairs}) == len(pairs)
