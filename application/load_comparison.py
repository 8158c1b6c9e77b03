"""Files beside the store: what a load of them would change, checked as a whole, and told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from application.author import Author
from application.believed import precedence, sources_in
from application.identified import decisions_of, identified
from application.load_guard import NO_GUARD, LoadCounts, LoadGuard, difference_id
from application.load_report import LoadReport, report_of
from application.loaded_sources import times_of
from application.own_sources import with_sources
from graph_model.changes import MOST_CHANGES
from graph_model.claims import Assertions
from graph_model.difference import Difference, difference
from graph_model.facts import Item, Ref
from graph_model.ledger.asserted import KIND as ASSERTED
from graph_model.merge import EQUAL, Precedence
from graph_model.model import Model
from graph_model.plan import plan
from graph_model.record_kind import RecordWrite
from graph_model.said_rows import LoadTerms
from graph_model.state import MemoryState
from loaders.files import LONGEST_SOURCE, Readings
from stores.assertions import read_assertions
from stores.journal import recorded_now
from stores.loads import PREFIX, incomplete_loads
from stores.protocol import Store

LOADER = Author("load")
"""Who loads where nobody says."""


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


@dataclass(frozen=True, slots=True)
class ComparedLoad:
    """What would change, of which revision, and the report on it.

    ``written`` counts the records of what sources say by then. ``load`` is how its parts are named,
    ``believed`` whom it believes, as a digest; ``records`` are what it decided about names.
    """

    found: Difference
    assertions: Assertions
    written: int
    revision: int
    report: LoadReport
    load: str
    believed: str
    records: list[RecordWrite]


def compared(readings: Readings, store: Store, model: Model, how: LoadHow) -> ComparedLoad:
    """Compare what was read with the store; nothing is written.

    Raises:
        StoreUnavailable: the store does not answer.
    """
    written, tables = store.records_number(ASSERTED), store.read()
    state = MemoryState(tables.facts(model))
    assertions = read_assertions(store, state, tables.revision)
    named = identified(readings, assertions, decisions_of(store))
    told, made = with_sources(named.readings, assertions)
    believed = precedence(sources_in(state), how.order, model)
    kept = [named.resolve(ref) for ref in _spoken(readings, model)]
    terms = _terms(named.readings, store, assertions, how, believed)
    found = difference(told.facts, assertions, model, replace(terms, kept=tuple(kept)))
    # All of it is planned before the first part is applied; the store plans each part again, on
    # what it holds by then.
    report = report_of(told, found, plan(found.changes, state, model), model)
    if report.facts == made:
        report.facts = 0  # nothing that was read can be kept, and a Source alone says nothing
    _guard(report, named.readings, found, model, how.guard)
    return ComparedLoad(
        *(found, assertions, written, tables.revision, report, terms.load),
        believed.digest,
        named.writes(),
    )


def _spoken(readings: Readings, model: Model) -> Iterator[Ref]:
    """What rows speak of that could not be read: replacing must not take it for gone."""
    refs = (reject.ref(model) for _, reject in readings.rejects)
    return (ref for ref in refs if ref is not None)


def _terms(
    readings: Readings, store: Store, assertions: Assertions, how: LoadHow, believed: Precedence
) -> LoadTerms:
    """How the load counts."""
    sources = readings.sources
    new = [p.fact.id for p in readings.facts if isinstance(p.fact, Item)]
    state = assertions.whole
    # What was merged before, by a load that was cut short or for other believers, is merged again.
    before = assertions.believed or EQUAL.digest
    return LoadTerms(
        sources[0],
        how.replace,
        removed=store.removed_kinds(id_ for id_ in new if state.item(id_) is None),
        precedence=believed,
        load=f"{PREFIX}{named_together(sources)}:{uuid4()}",
        on=date.fromisoformat(recorded_now()[:10]),
        again=bool(incomplete_loads(store)) or believed.digest != before,
        times=times_of(store, readings),
    )


def _guard(
    report: LoadReport, readings: Readings, found: Difference, model: Model, guard: LoadGuard
) -> None:
    """Say by what the difference is approved, and why it has to be, if it has."""
    report.difference = difference_id(found.changes, found.ended, model)
    ended = sum(isinstance(ref, str) for ref in found.ended)
    kept_back = len({reject.where for _, reject in report.rejects if reject.whole})
    counts = LoadCounts(readings.row_count, kept_back, found.held, ended)
    report.refused = guard.refusal(counts, report.sources, report.difference)


def named_together(sources: Sequence[str]) -> str:
    """The sources of a load as one name."""
    return ", ".join(sources)[:LONGEST_SOURCE]
