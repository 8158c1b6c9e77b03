"""From files to the store: read all, compare, validate all, then apply part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

from application.author import Author
from application.load_comparison import LOADER, LoadHow, compared
from application.load_guard import NO_GUARD, LoadGuard
from application.load_parts import Told, apply_parts, untold
from application.load_report import LoadReport, loaded_rows
from application.loaded_sources import let_tell_when, source_records
from graph_model.changes import MOST_CHANGES
from graph_model.claims import EDITS
from graph_model.columns import Tables
from graph_model.errors import InvalidInput, Problem, StaleRevision
from graph_model.facts import Item, Ref
from graph_model.ids import id_problem
from graph_model.model import Model
from graph_model.record_kind import RecordWrite
from graph_model.values import Value
from loaders.files import LONGEST_SOURCE, Readings, read_files
from loaders.intake.own_table import name_of
from loaders.known_sources import source_named
from loaders.mapped_files import Calls, mapping_in, read_mapped
from loaders.mapping.called_items import Known
from stores.gc_pause import gc_pause
from stores.kept_back import kept_back_writes
from stores.protocol import Store

COMPARISONS = 10
"""How often a load compares again because others wrote meanwhile."""


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
    declared: Mapping[str, Value] | None = None,
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
    ``declared`` is what is to be recorded of the load's sources themselves, as Source has it.

    Raises:
        InvalidInput: nothing was applied: a file is unreadable, no loader or source of that name.
        StoreUnavailable: the store does not answer; what was applied stays, load again.
        StaleRevision: others kept writing meanwhile; what was applied stays, load again.
    """
    _check([*paths, *([mapping] if mapping else [])], source)

    readings = _read(paths, store, model, (source, loader, mapping, calls), progress)
    if replace:
        _require_whole(readings)
    let_tell_when(readings, said_at)
    readings.declared = dict.fromkeys(readings.sources, declared or {})
    how = LoadHow(replace, strict, dry_run, author, most, guard, tuple(order))

    def records(report: LoadReport, completed: Sequence[tuple[str, Ref]]) -> list[RecordWrite]:
        rows = loaded_rows(readings, report, model, replace, completed)
        loaded = source_records(store, readings, report, replace, author.name)
        return [*kept_back_writes(store, rows), *loaded]

    return load_read(readings, store, model, how, records, progress, before_apply)


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
            beside = compared(readings, store, model, how)
            report = beside.report
            report.revisions = revisions
            if how.dry_run or report.refused or _nothing_to_apply(report, how.strict):
                return report
            before_apply(report)
            try:
                written = [*records(report, beside.found.completed), *beside.records]
                apply_parts(beside, store, how.author, how.most, progress, written)
                return report
            except StaleRevision:
                if comparison == COMPARISONS:
                    raise
    raise AssertionError("unreachable")


def _read(
    paths: Sequence[Path],
    store: Store,
    model: Model,
    by: tuple[str | None, str | None, Path | None, Calls | None],
    progress: Told,
) -> Readings:
    """Read all, by a mapping or as the files say what they are."""
    source, loader, mapping, calls = by

    def told(file: str, rows: int) -> None:
        progress(f"read {file}", rows, None)

    if mapping is not None:
        known = items_known(store, model)
        return read_mapped(paths, mapping_in(mapping, model), model, source, known, told, calls)
    chosen = source_named(loader) if loader is not None else None
    return read_files(paths, model, chosen, source, told)


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
