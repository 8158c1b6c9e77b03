"""From files to the store: read all, compare, validate all, then apply part by part."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from uuid import uuid4

from application.author import Author
from application.believed import precedence, sources_in
from application.identified import decisions_of, identified
from application.load_guard import NO_GUARD, LoadCounts, LoadGuard, difference_id
from application.load_report import LoadReport, loaded_rows, report_of
from application.loaded_sources import let_tell_when, source_records, times_of
from graph_model.changes import MOST_CHANGES, ChangeSet, Revision
from graph_model.claims import EDITS, Assertions
from graph_model.columns import Tables
from graph_model.difference import Difference, difference, split
from graph_model.errors import InvalidInput, Problem, StaleRevision, StoreUnavailable
from graph_model.facts import Item, Ref
from graph_model.ids import id_problem
from graph_model.ledger.asserted import KIND as ASSERTED
from graph_model.merge import EQUAL
from graph_model.model import Model
from graph_model.plan import plan
from graph_model.record_kind import RecordWrite
from graph_model.said_rows import LoadTerms, Placed
from graph_model.state import MemoryState
from loaders.files import LONGEST_SOURCE, Readings, read_files
from loaders.intake.own_table import name_of
from loaders.intake.reading import SourceReading
from loaders.intake.spilled import PlacedFacts
from loaders.known_sources import source_named
from loaders.mapped_files import Calls, mapping_in, read_mapped
from loaders.mapping.called_items import Known
from stores.assertions import assertion_writes, read_assertions
from stores.gc_pause import gc_pause
from stores.journal import recorded_now
from stores.kept_back import kept_back_writes
from stores.loads import PREFIX, incomplete_loads
from stores.protocol import Store

COMPARISONS = 10
"""How often a load compares again because others wrote meanwhile."""
TRIES = 4
FIRST_WAIT = 0.2
"""How often a part whose answer was lost is applied, and how long to wait the first time (s)."""

LOADER = Author("load")
"""Who loads where nobody says."""

Told = Callable[[str, int, int | None], None]
"""Told the step ("read FILE", "apply"), how far it is, and of how many, where that is known."""


def untold(step: str, done: int, of: int | None) -> None:
    """Tell nobody."""


def load(
    paths: Sequence[Path],
    store: Store,
    model: Model,
    *,
    source: str | None = None,
    loader: str | None = None,
    mapping: Path | None = None,
    replace: bool = False,
    strict: bool = False,
    dry_run: bool = False,
    author: Author = LOADER,
    most: int = MOST_CHANGES,
    guard: LoadGuard = NO_GUARD,
    order: Sequence[str] = (),
    progress: Told = untold,
    before_apply: Callable[[LoadReport], None] = lambda report: None,
    calls: Calls | None = None,
    said_at: str | None = None,
) -> LoadReport:
    """Load files and folders as one load.

    All of it is read and validated before the first part is applied; bad rows are kept back, or
    with ``strict`` nothing is applied then. ``source`` names the facts' source instead of what
    their files suggest; with ``replace`` those sources end what is no longer in the files.
    ``order`` names sources from the first that is believed.
    ``guard`` refuses what has to be approved first, as the report says then.
    ``before_apply`` is given the report once it is known that something will be applied.
    Loading again completes a load that was killed. ``mapping`` is a file that says how tables are
    read, and which are had from other systems: ``calls`` is how these are called. ``said_at`` is
    when the feeds were made, where they do not say it, or wrong: what is newer stays.

    Raises:
        InvalidInput: nothing was applied: a file is unreadable, no loader or source of that name.
        StoreUnavailable: the store does not answer; what was applied stays, load again.
        StaleRevision: others kept writing meanwhile; what was applied stays, load again.
    """
    _check([*paths, *([mapping] if mapping else [])], source)

    def told(file: str, rows: int) -> None:
        progress(f"read {file}", rows, None)

    if mapping is not None:
        known = items_known(store, model)
        readings = read_mapped(paths, mapping_in(mapping, model), model, source, known, told, calls)
    else:
        chosen = source_named(loader) if loader is not None else None
        readings = read_files(paths, model, chosen, source, told)
    if replace:
        _require_whole(readings)
    let_tell_when(readings, said_at)
    how = LoadHow(replace, strict, dry_run, author, most, guard, tuple(order))

    def records(report: LoadReport, completed: Sequence[tuple[str, Ref]]) -> list[RecordWrite]:
        rows = loaded_rows(readings, report, model, replace, completed)
        loaded = source_records(store, readings, report, replace, author.name)
        return [*kept_back_writes(store, rows), *loaded]

    return load_read(readings, store, model, how, records, progress, before_apply)


@dataclass(frozen=True, slots=True)
class LoadHow:
    """How what was read is loaded: as :func:`load` has it."""

    replace: bool = False
    strict: bool = False
    dry_run: bool = False
    author: Author = LOADER
    most: int = MOST_CHANGES
    guard: LoadGuard = NO_GUARD
    order: tuple[str, ...] = ()


def load_read(
    readings: Readings,
    store: Store,
    model: Model,
    how: LoadHow,
    records: Callable[[LoadReport, Sequence[tuple[str, Ref]]], list[RecordWrite]],
    progress: Told = untold,
    before_apply: Callable[[LoadReport], None] = lambda report: None,
) -> LoadReport:
    """Load what was read; ``records`` is what is written to the ledger along with it.

    Raises:
        StoreUnavailable, StaleRevision: as :func:`load`.
    """
    for reading in readings.files:
        reading.facts.bring_back()  # a comparison has all of them before it
    revisions: list[int] = []
    with gc_pause():  # all that is compared is kept: none of it is garbage
        for comparison in range(1, COMPARISONS + 1):
            compared = _compare(readings, store, model, how.replace, how.guard, how.order)
            report = compared.report
            report.revisions = revisions
            if how.dry_run or report.refused or _nothing_to_apply(report, how.strict):
                return report
            before_apply(report)
            try:
                written = [*records(report, compared.found.completed), *compared.records]
                _apply(compared, store, how.author, how.most, progress, written)
                return report
            except StaleRevision:
                if comparison == COMPARISONS:
                    raise
    raise AssertionError("unreachable")


def items_known(store: Store, model: Model) -> Known:
    """The items of each kind that a store has; it is read when somebody is first named."""
    return partial(_items_of, cache(store.read), model)


def _items_of(read: Callable[[], Tables], model: Model, kind: str) -> Iterator[Item]:
    for fact in read().facts(model):
        if isinstance(fact, Item) and fact.kind == kind:
            yield fact


def _check(paths: Sequence[Path], source: str | None) -> None:
    if not paths:
        raise InvalidInput([Problem("the files to load", "none", "one at least")])
    if source is None:
        return
    if source == EDITS:
        expected = "another name: what people say by their edits is called so"
        raise InvalidInput([Problem("the source's name", EDITS, expected)])
    problem = id_problem(source)
    if problem or len(source) > LONGEST_SOURCE:
        expected = problem or f"at most {LONGEST_SOURCE} characters"
        raise InvalidInput([Problem("the source's name", repr(source)[:80], expected)])


def _require_whole(readings: Readings) -> None:
    """See that nothing is taken for all that a source says that is a part of it.

    Raises:
        InvalidInput: a file has rows that another load kept back.
    """
    mended = {
        table.sheet.file for one in readings.files for table in one.tables if table.sheet.mended
    }
    mended |= {name for name in readings.names if name_of(Path(name).name) != Path(name).name}
    if mended:
        expected = "the whole of what its source says, to replace what it said before"
        found, advice = "rows that a load kept back", "load it without --replace"
        raise InvalidInput([Problem(name, found, expected, advice) for name in sorted(mended)])


def _nothing_to_apply(report: LoadReport, strict: bool) -> bool:
    """Whether bad rows forbid it, or leave nothing."""
    return bool(report.rejects) and (strict or not (report.facts or report.waiting))


@dataclass(slots=True)
class _Compared:
    """Files beside the store: what would change, from which revision, and the report on it."""

    found: Difference
    assertions: Assertions
    written: int
    revision: int
    report: LoadReport
    load: str
    believed: str
    records: list[RecordWrite]


def _compare(
    readings: Readings,
    store: Store,
    model: Model,
    replace: bool,
    guard: LoadGuard,
    order: Sequence[str],
) -> _Compared:
    written, tables = store.records_number(ASSERTED), store.read()
    state = MemoryState(tables.facts(model))
    assertions = read_assertions(store, state, tables.revision)
    found_as = identified(readings, assertions, decisions_of(store))
    readings = found_as.readings
    # What a row speaks of that could not be read: replacing must not take it for gone.
    spoken = (reject.ref(model) for _, reject in readings.rejects)
    kept = tuple(found_as.resolve(ref) for ref in spoken if ref is not None)
    new = [p.fact.id for p in readings.facts if isinstance(p.fact, Item)]
    removed = store.removed_kinds(id_ for id_ in new if state.item(id_) is None)
    told = _with_sources(readings, state)
    name, today = readings.sources[0], date.fromisoformat(recorded_now()[:10])
    load = f"{PREFIX}{_named(readings.sources)}:{uuid4()}"
    believed = precedence(sources_in(state), order, model)
    # What was merged before, by a load that was cut short or for other believers, is merged again.
    again = bool(incomplete_loads(store)) or believed.digest != (
        assertions.believed or EQUAL.digest
    )
    times = times_of(store, readings)
    terms = LoadTerms(name, replace, kept, removed, believed, load, today, again, times)
    found = difference(told.facts, assertions, model, terms)
    images = plan(found.changes, state, model)
    report = report_of(told, found, images, model)
    report.difference = difference_id(found.changes, found.ended, model)
    ended = sum(isinstance(ref, str) for ref in found.ended)
    kept_back = len({reject.where for _, reject in report.rejects})
    counts = LoadCounts(readings.row_count, kept_back, found.held, ended)
    report.refused = guard.refusal(counts, report.sources, report.difference)
    return _Compared(
        *(found, assertions, written, tables.revision, report, load),
        believed.digest,
        found_as.writes(),
    )


def _named(sources: Sequence[str]) -> str:
    return ", ".join(sources)[:LONGEST_SOURCE]


def _with_sources(readings: Readings, state: MemoryState) -> Readings:
    """What is read, and the Sources that are not our own estate: as recorded, or made now."""
    made = []
    for name, role in readings.roles.items():
        found = state.item(name) or Item("Source", name, {"name": name, "role": role})
        if found.kind == "Source" and state.owner(name) is None:
            facts = [Placed(found, "the source itself", name)]
            made.append(SourceReading(name, name, PlacedFacts(facts)))
    return dataclasses.replace(readings, files=[*readings.files, *made])


def _apply(
    compared: _Compared,
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
    source = _named(report.sources)
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


def _said(compared: _Compared, parts: int) -> tuple[list[RecordWrite], list[RecordWrite]]:
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


def _check_unchanged(compared: _Compared, store: Store) -> None:
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
