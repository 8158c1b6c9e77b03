"""What both stores' journals share: the images' blob, and the rules of a ChangeSet's id."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

import orjson

from graph_model.change_file import reason_problem
from graph_model.changes import ChangeSet, Image, Put, Revision
from graph_model.errors import (
    ChangeSetReused,
    InvalidChangeSet,
    Problem,
    StaleRevision,
    StoreUnavailable,
)
from graph_model.facts import Fact, Item, Record
from graph_model.ids import id_problem
from graph_model.model import Model
from graph_model.plan import kind_problem
from graph_model.records import fact_of, record_of

Pair = tuple[Record | None, Record | None]
"""A record before and after, null where absent."""
_LEVEL = 1
"""zlib's fastest: 50,000 images in a fifth of a second, to a tenth of their size."""


def packed(images: Iterable[Image], model: Model) -> bytes:
    """The images as compressed JSON: a list of [before, after] records, null where absent."""
    pairs = [(_record(i.before, model), _record(i.after, model)) for i in images]
    return zlib.compress(orjson.dumps(pairs), _LEVEL)


def unpacked(blob: bytes, model: Model, of: Collection[str] = ()) -> tuple[Image, ...]:
    """The images of a blob that :func:`packed` wrote; those ``of`` some items and at them alone.

    Raises:
        StoreUnavailable: it is damaged.
    """
    pairs = _pairs(blob) if not of else _pairs_of(blob, frozenset(of))
    return tuple(Image(_fact(before, model), _fact(after, model)) for before, after in pairs)


ERASED = "erased"
"""The name of an item in an image whose fields were erased."""


def erased(blob: bytes, id_: str) -> bytes | None:
    """A blob of images without the fields of an item; None: it has none of them.

    Raises:
        StoreUnavailable: it is damaged.
    """
    pairs = _pairs(blob)
    cleared = [(_cleared(before, id_), _cleared(after, id_)) for before, after in pairs]
    if all(a is c and b is d for (a, b), (c, d) in zip(pairs, cleared, strict=True)):
        return None
    return zlib.compress(orjson.dumps(cleared), _LEVEL)


def _cleared(record: Record | None, id_: str) -> Record | None:
    if record is None or record.get("id") != id_ or "kind" not in record:
        return record
    bare: Record = {"kind": record["kind"], "id": id_, "name": ERASED}
    return record if record == bare else bare


def digest_of(blob: bytes) -> str:
    """The digest of a revision whose ChangeSet's content is not that of its images any more."""
    return sha256(blob).hexdigest()


def _pairs(blob: bytes, named: Iterable[str] | None = None) -> list[Pair]:
    """All pairs; where none of the ids is ``named`` in the text, none, which is soon seen."""
    try:
        text = zlib.decompress(blob)
        if named is not None and not any(orjson.dumps(id_) in text for id_ in named):
            return []
        pairs: list[Pair] = orjson.loads(text)
    except (zlib.error, orjson.JSONDecodeError, TypeError) as error:
        told = f"an entry of the journal is damaged ({error}); restore the store from a copy"
        raise StoreUnavailable(told) from error
    return pairs


def _pairs_of(blob: bytes, ids: frozenset[str]) -> list[Pair]:
    """The pairs of some items, and of relations at them."""
    return [pair for pair in _pairs(blob, ids) if not ids.isdisjoint(_ids_in(pair))]


def _ids_in(pair: Pair) -> Iterator[str]:
    record = pair[0] or pair[1] or {}
    yield from (str(record[name]) for name in ("id", "from", "to") if name in record)


def _record(fact: Fact | None, model: Model) -> Record | None:
    return None if fact is None else record_of(fact, model)


def _fact(record: Record | None, model: Model) -> Fact | None:
    return None if record is None else fact_of(record, model)


class Newest(NamedTuple):
    """The newest revision's number, and when it was recorded; 0 and "" in a new store."""

    number: int
    recorded_at: str


NONE_YET = Newest(0, "")


def recorded_now(newest: Newest = NONE_YET) -> str:
    """The present moment, UTC, as the journal writes it; never before the newest revision's.

    A clock that is set back does not set the journal back.
    """
    now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return max(now, newest.recorded_at)


def check_admissible(change_set: ChangeSet, most_changes: int) -> None:
    """Refuse a ChangeSet before anything is looked up for it.

    Raises:
        InvalidChangeSet: its id or reason is not one, or it has more than ``most_changes`` changes.
    """
    problems = []
    if expected := id_problem(change_set.id):
        problems.append(Problem("ChangeSet, id", repr(change_set.id), expected))
    if expected := reason_problem(change_set.reason):
        problems.append(Problem("ChangeSet, reason", repr(change_set.reason)[:80], expected))
    if (count := len(change_set.changes)) > most_changes:
        advice = "apply it as a series of smaller ones"
        problems.append(Problem("ChangeSet", f"{count} changes", f"at most {most_changes}", advice))
    if problems:
        raise InvalidChangeSet(problems)


def check_repeated(first: Revision, digest: str) -> Revision:
    """The revision that a ChangeSet id was first used for.

    Raises:
        ChangeSetReused: it was used with other content.
    """
    if first.digest != digest:
        raise ChangeSetReused(first.change_set, first.number)
    return first


def removed_items(images: Iterable[Image]) -> dict[str, str]:
    """The kinds of the items that images remove, by id."""
    gone = [image.before for image in images if image.after is None]
    return {item.id: item.kind for item in gone if isinstance(item, Item)}


def removed_in(blob: bytes) -> dict[str, str]:
    """The kinds of the items that a blob's images remove, by id.

    Raises:
        StoreUnavailable: it is damaged.
    """
    gone = (before for before, after in _pairs(blob) if after is None and before is not None)
    return {str(record["id"]): str(record["kind"]) for record in gone if "kind" in record}


def new_ids(images: Iterable[Image]) -> list[str]:
    """The ids of the items that images make."""
    made = [image.after for image in images if image.before is None]
    return [item.id for item in made if isinstance(item, Item)]


def check_kinds(change_set: ChangeSet, images: Iterable[Image], removed: Mapping[str, str]) -> None:
    """Refuse a ChangeSet that gives an id, whose item was ``removed``, to another kind.

    Raises:
        InvalidChangeSet: with the position of each such change.
    """
    made = [image.after for image in images if image.before is None]
    wrong = [i for i in made if isinstance(i, Item) and removed.get(i.id, i.kind) != i.kind]
    problems = [
        kind_problem(item, removed[item.id], f"change {position} (put {item.id})")
        for item in wrong
        for position, change in enumerate(change_set.changes, 1)
        if isinstance(change, Put) and isinstance(change.fact, Item)
        if (change.fact.id, change.fact.kind) == (item.id, item.kind)
    ]
    if problems:
        raise InvalidChangeSet(problems)


def check_base(change_set: ChangeSet, present: int) -> None:
    """Refuse a ChangeSet that was written for another revision than the present one.

    Raises:
        StaleRevision: it was.
    """
    if change_set.base is not None and change_set.base != present:
        raise StaleRevision(change_set.base, present)
