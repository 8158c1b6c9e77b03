"""What a load did, or would do: counted by kind, item by item, and what was kept back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from graph_model.changes import Image
from graph_model.difference import Difference
from graph_model.errors import Problem
from graph_model.facts import Fact, Item, Ref, ref_of
from graph_model.model import Model
from graph_model.records import record_of
from graph_model.said_rows import Refused
from loaders.files import Readings
from loaders.intake.own_table import OwnTable
from loaders.intake.rejects import Reject
from stores.journal import recorded_now
from stores.kept_back import LoadedRows


@dataclass(slots=True)
class Tally:
    """What a load does to one kind or relation type, in facts."""

    put: int = 0
    set: int = 0
    removed: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass(slots=True)
class LoadReport:
    """What a load did, or would do.

    ``tallies`` are by kind and relation type; ``images`` are the changed facts before and after, in
    order; ``rejects`` are the rows kept back, each with its source; ``revisions`` the journal's
    numbers, none where nothing changed. ``applied`` is false for a dry run and where nothing could
    be applied. ``difference`` is by what the change is approved, ``refused`` why it has to be.
    So many relations are ``waiting`` for an end that is not there. ``tables`` are those that were
    read, and ``beside`` the places of rows that are to be mended along with those kept back.
    """

    files: tuple[str, ...]
    sources: tuple[str, ...]
    tallies: dict[str, Tally]
    images: tuple[Image, ...]
    rejects: tuple[tuple[str, Reject], ...]
    warnings: tuple[Problem, ...]
    facts: int
    revisions: list[int] = field(default_factory=list)
    applied: bool = False
    difference: str = ""
    refused: str = ""
    waiting: int = 0
    ended: int = 0
    tables: tuple[OwnTable, ...] = ()
    beside: frozenset[str] = frozenset()

    @property
    def complete(self) -> bool:
        """Whether every row was, or would be, kept."""
        return not self.rejects

    @property
    def total(self) -> Tally:
        """All tallies together."""
        names = ("put", "set", "removed", "unchanged", "rejected")
        sums = (sum(getattr(tally, name) for tally in self.tallies.values()) for name in names)
        return Tally(*sums)


def report_of(
    readings: Readings, found: Difference, images: tuple[Image, ...], model: Model
) -> LoadReport:
    """The report on a load that has been compared with its store and not yet applied."""
    refused = [(one.placed.source, _reject(one, model)) for one in found.refused]
    warnings = [warning for reading in readings.files for warning in reading.warnings]
    return LoadReport(
        files=tuple(readings.names),
        sources=readings.sources,
        tallies=_tallies(readings, found, images, model),
        images=images,
        rejects=(*readings.rejects, *refused),
        warnings=(*readings.warnings, *warnings, *found.warnings),
        facts=readings.fact_count - len(refused),
        waiting=len(found.waiting),
        ended=len(found.ended),
        tables=tuple(table for reading in readings.files for table in reading.tables),
        beside=frozenset(place for reading in readings.files for place in reading.beside),
    )


def loaded_rows(
    readings: Readings,
    report: LoadReport,
    model: Model,
    replaced: bool,
    completed: Sequence[tuple[str, Ref]] = (),
) -> LoadedRows:
    """What a load that was applied said, row by row: kept, and kept back.

    Rows of before that waited, and are ``completed`` now, are kept.
    """
    bad = {reject.where for _, reject in report.rejects}
    kept_back: dict[tuple[str, str], list[Ref]] = {}
    for source, reject in report.rejects:
        if (ref := reject.ref(model)) is not None:
            at = reject.source or source, _file_of(reject.where, readings.names)
            kept_back.setdefault(at, []).append(ref)
    good = (placed for placed in readings.facts if placed.where not in bad)
    kept = ((str(p.fact.fields.get("source") or p.source), ref_of(p.fact)) for p in good)
    all_kept = chain(kept, completed)
    return LoadedRows(frozenset(readings.names), all_kept, kept_back, recorded_now(), replaced)


def _file_of(where: str, names: Sequence[str]) -> str:
    found = (name for name in names if where == name or where.startswith(f"{name}, "))
    return next(found, where)  # what a load says of its source stands in none


def _reject(refused: Refused, model: Model) -> Reject:
    record = record_of(refused.placed.fact, model)
    return Reject(refused.placed.where, (refused.problem,), record)


def type_of(fact: Fact) -> str:
    """The item's kind or the relation's type."""
    return fact.kind if isinstance(fact, Item) else fact.type


def _tallies(
    readings: Readings, found: Difference, images: Sequence[Image], model: Model
) -> dict[str, Tally]:
    """What happens to each kind, then to each relation type, in order of name; the absent left out.

    A row too bad to say what it is counts under "?".
    """
    tallies: dict[str, Tally] = {}
    for placed in readings.facts:
        _tally(tallies, type_of(placed.fact)).unchanged += 1
    for placed in found.again:
        _tally(tallies, type_of(placed.fact)).unchanged -= 1
    for refused in found.refused:
        tally = _tally(tallies, type_of(refused.placed.fact))
        tally.unchanged -= 1
        tally.rejected += 1
    for _, reject in readings.rejects:
        _tally(tallies, _said_type(reject, model)).rejected += 1
    for image in images:
        _count(_tally(tallies, type_of(image.fact)), image, image.ref in found.said)
    order = [kind.name for kind in model.kinds] + [type_.name for type_ in model.relations] + ["?"]
    return {name: tallies[name] for name in order if name in tallies}


def _tally(tallies: dict[str, Tally], name: str) -> Tally:
    return tallies.setdefault(name, Tally())


def _count(tally: Tally, image: Image, said: bool) -> None:
    if image.after is None:
        tally.removed += 1
        return
    tally.unchanged -= said
    if image.before is None:
        tally.put += 1
    else:
        tally.set += 1


def _said_type(reject: Reject, model: Model) -> str:
    raw = reject.raw if isinstance(reject.raw, dict) else {}
    is_relation = "from" in raw or "to" in raw
    found = (
        model.find_relation(raw.get("type")) if is_relation else model.find_kind(raw.get("kind"))
    )
    return found.name if found else "?"
