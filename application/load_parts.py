"""A compared load applied: numbered parts, each on the one before, with what sources say beside."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from application.author import Author
from application.load_comparison import ComparedLoad, named_together
from graph_model.changes import ChangeSet, Revision
from graph_model.claims import Assertions
from graph_model.difference import split
from graph_model.errors import StaleRevision, StoreUnavailable
from graph_model.ledger.asserted import KIND as ASSERTED
from graph_model.record_kind import RecordWrite
from stores.assertions import assertion_writes
from stores.loads import incomplete_loads
from stores.protocol import Store

TRIES = 4
FIRST_WAIT = 0.2
"""How often a part whose answer was lost is applied, and how long to wait the first time (s)."""

Told = Callable[[str, int, int | None], None]
"""Told the step ("read FILE", "apply"), how far it is, and of how many, where that is known."""


def untold(step: str, done: int, of: int | None) -> None:
    """Tell nobody."""


def apply_parts(
    compared: ComparedLoad,
    store: Store,
    author: Author,
    most: int,
    progress: Told,
    records: Sequence[RecordWrite],
) -> None:
    """Apply the numbered parts, each on top of the one before; an empty difference has none.

    Unless it completes a load that was cut short: then an empty one says so. The ledger's records
    are written with the last part; what sources say also with the first, so that a load that is cut
    short leaves nobody's words to others.
    """
    report, base, done = compared.report, compared.revision, 0
    source = named_together(report.sources)
    changes = compared.found.changes
    total = len(changes)
    parts = split(changes, compared.load, most)
    if not parts and any(cut.source == source for cut in incomplete_loads(store)):
        # A load was cut short, and what it lacked has come about otherwise: that completes it.
        parts = [ChangeSet(f"{compared.load}:1/1", ())]
    first, last = _said(compared, len(parts))
    if not parts:
        _check_unchanged(compared, store)
        store.write_records([*last, *records])
    for part in parts:
        progress("apply", done, total)
        written = [*last, *records] if part is parts[-1] else first if part is parts[0] else ()
        change_set = ChangeSet(part.id, part.changes, base)
        revision = _applied(partial(author.apply, store, change_set, source, written))
        report.revisions.append(revision.number)
        base, done = revision.number, done + len(part.changes)
    progress("apply", total, total)
    report.applied = True


def _said(compared: ComparedLoad, parts: int) -> tuple[list[RecordWrite], list[RecordWrite]]:
    """What the first part, and what the last part writes of what sources say."""
    found, known = compared.found, compared.assertions
    as_before = known.until is not None and known.believed == compared.believed
    if as_before and not (found.claims or known.edited):
        return [], []
    revision, believed = compared.revision, compared.believed
    if parts < 2:
        return [], assertion_writes(known, found.claims, found.implied, revision, believed)
    first = assertion_writes(known, found.claims, (), revision)
    # Those are kept then: the last part takes back only what the graph tells by then.
    kept = Assertions(known.state, {**known.apart, **found.claims})
    return first, assertion_writes(kept, {}, found.implied, revision, believed)


def _check_unchanged(compared: ComparedLoad, store: Store) -> None:
    """See that nothing was written since the comparison: records have no base.

    Raises:
        StaleRevision: something was.
    """
    revision, written = store.revision(), store.records_number(ASSERTED)
    if (revision, written) != (compared.revision, compared.written):
        raise StaleRevision(compared.revision, revision)


def _applied(apply: Callable[[], Revision]) -> Revision:
    """Apply a part; where the answer was lost, again: its id makes that safe."""
    for attempt in range(TRIES):
        try:
            return apply()
        except StoreUnavailable:
            if attempt == TRIES - 1:
                raise
            time.sleep(FIRST_WAIT * 2**attempt)
    raise AssertionError("unreachable")
