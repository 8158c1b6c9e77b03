"""What sources say, as the ledger keeps it: read and written some hundred facts at a time."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping

import orjson

from graph_model.claims import EDITS, Assertions, Claim, Claims, removed_by_hand
from graph_model.edits_said import take_back, take_back_waiting, take_edits
from graph_model.errors import StoreUnavailable
from graph_model.facts import BETWEEN, Ref, RelationKey
from graph_model.ledger.asserted import KIND, Asserted
from graph_model.ledger.asserted_until import KIND as UNTIL
from graph_model.ledger.asserted_until import AssertedUntil
from graph_model.record_kind import RecordWrite
from graph_model.state import State
from stores.ledger import Ledger, all_records
from stores.loads import PREFIX
from stores.protocol import Store
from stores.reversals import PREFIX as REVERSAL

PARTS = 256
"""Into so many records facts are divided: one of them is rewritten when one fact's claims change,
and a million facts make records of four thousand."""
_TOGETHER = 16
_LEVEL = 1
_GRAPH = "graph"


def read_assertions(store: Store, state: State, revision: int) -> Assertions:
    """All that sources say of the facts of a revision, the edits since the last load included."""
    said = Assertions(state, dict(_apart(store)))
    known = store.record(UNTIL, _GRAPH)
    since = known.revision if known else 0
    said.until, said.believed = (since, known.believed) if known else (None, "")
    ids = dict(store.change_sets())
    for number, id_ in ids.items():
        if since < number <= revision and not (known and id_.startswith(PREFIX)):
            _take(number, ids, store, said)
    return said


def _take(number: int, ids: Mapping[int, str], store: Store, said: Assertions) -> None:
    """Take what a revision that no load made since says; of loads, before anybody looked."""
    revision = next(iter(store.journal(number - 1, number)))
    undone = _undone(revision.change_set)
    if undone is None or undone not in ids:
        by = revision.source if revision.change_set.startswith(PREFIX) else EDITS
        take_edits(revision.images, said, by)
    elif ids[undone].startswith(PREFIX):
        source = next(iter(store.journal(undone - 1, undone))).source
        for one in source.split(BETWEEN):
            take_back(revision.images, said, one)
        load, _, part = ids[undone].rpartition(":")
        if part.startswith("1/"):
            take_back_waiting(load, said)
    elif ids[undone].startswith(REVERSAL):
        take_edits(revision.images, said)
    else:
        take_back(revision.images, said, EDITS)


def _undone(change_set: str) -> int | None:
    """The revision that a ChangeSet undoes, None of others."""
    number = change_set.removeprefix(REVERSAL).partition(":")[0]
    return int(number) if change_set.startswith(REVERSAL) and number.isdecimal() else None


def forgotten_claims(ledger: Ledger, id_: str) -> list[RecordWrite]:
    """What is written where somebody is erased: nothing that any source said of them stays."""
    record = ledger.record(KIND, _part(id_))
    if record is None:
        return []
    facts = {r: removed_by_hand(c) if r == id_ else c for r, c in _unpacked(record)}
    return [KIND.kept(Asserted(record.part, _packed(facts.items())))]


def _apart(ledger: Ledger) -> Iterator[tuple[Ref, Claims]]:
    for record in all_records(ledger, KIND, most=_TOGETHER):
        yield from _unpacked(record)


def assertion_writes(
    before: Assertions,
    changed: Mapping[Ref, Claims],
    gone: Iterable[Ref],
    revision: int,
    believed: str | None = None,
) -> list[RecordWrite]:
    """What a load writes of what sources say: what it changed, and the edits that it found.

    ``gone`` are facts about which nothing is to be kept apart any more; ``revision`` is the newest
    one whose edits were found. ``believed`` is whom it believed, None where it merged nothing.
    """
    left = set(gone)
    parts = {ref: _part(ref) for ref in (*changed, *left, *before.edited)}
    touched: dict[str, list[tuple[Ref, Claims]]] = {part: [] for part in parts.values()}
    for ref, claims in {**before.apart, **changed}.items() if touched else ():
        facts = touched.get(parts.get(ref) or _part(ref))
        if facts is not None and ref not in left:
            facts.append((ref, claims))
    writes = [
        KIND.kept(Asserted(part, _packed(facts))) if facts else KIND.removed(part)
        for part, facts in sorted(touched.items())
    ]
    until = AssertedUntil(_GRAPH, revision, before.believed if believed is None else believed)
    return [*writes, UNTIL.kept(until)]


def _part(ref: Ref) -> str:
    return f"{zlib.crc32(repr(ref).encode()) % PARTS:02x}"


def _packed(facts: Iterable[tuple[Ref, Claims]]) -> str:
    rows = [[_plain(ref), [_row(*claim) for claim in claims.items()]] for ref, claims in facts]
    return b64encode(zlib.compress(orjson.dumps(rows), _LEVEL)).decode()


def _plain(ref: Ref) -> object:
    return list(ref) if isinstance(ref, RelationKey) else ref


def _row(source: str, claim: Claim) -> list[object]:
    fields = claim.fields
    if "source" in fields:
        fields = {name: value for name, value in fields.items() if name != "source"}
    flags = claim.whole | claim.absent << 1
    return [source, fields, claim.load, claim.key, flags, claim.since]


def _unpacked(record: Asserted) -> Iterator[tuple[Ref, Claims]]:
    try:
        rows = orjson.loads(zlib.decompress(b64decode(record.claims)))
    except (ValueError, zlib.error) as error:
        told = f"what sources say ({record.part}) is damaged; restore the store from a copy"
        raise StoreUnavailable(told) from error
    for ref, claims in rows:
        said = {source: _claim(*row) for source, *row in claims}
        yield (RelationKey(*ref) if isinstance(ref, list) else str(ref)), said


def _claim(fields: dict[str, object], load: str, key: str, flags: int, since: str) -> Claim:
    return Claim(fields, load, key, bool(flags & 1), bool(flags & 2), since)  # type: ignore[arg-type]
