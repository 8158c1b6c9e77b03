"""What loading a file that was sent would do, or did: counted, told one by one, and its meaning."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from application.load_report import LoadReport
from graph_model.model import Model
from graph_model.records import record_of
from loaders.intake.own_table import name_of
from loaders.intake.rejected_files import rejected_files
from loaders.intake.rejects import Reject

MOST_TOLD = 1_000
"""So many rows, changes, reasons or warnings are told at most."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a file is to be loaded; ``first`` is how much of each list is told."""

    mapping: str | None = None
    source: str | None = None
    replace: bool = False
    first: int = 100
    said_at: str | None = None


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it would become."""

    where: str
    record: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FactChange:
    """What happens to a fact; before None: it is new, after None: it goes."""

    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row kept back: ``record`` mended, as a line of a file of its own, joins its source."""

    where: str
    reasons: list[str]
    record: dict[str, Any]


@dataclass(frozen=True, slots=True)
class KindTally:
    """How many facts of a kind or relation type a load touches."""

    of: str
    put: int
    set: int
    removed: int
    unchanged: int
    rejected: int


@dataclass(frozen=True, slots=True)
class RejectsFile:
    """Rows kept back as their file had them, with the reasons: mended, it is sent and loaded."""

    name: str
    content: str


@dataclass(frozen=True, slots=True)
class UploadDifference:
    """What a load would do, or did, and what that would mean."""

    difference: str
    applied: bool
    revisions: list[int]
    guarded: str | None
    meaning: str | None
    tallies: list[KindTally]
    change_count: int
    changes: list[FactChange]
    reject_count: int
    rejects: list[str]
    reject_files: list[RejectsFile]
    rejected: list[RejectedRow]
    warnings: list[str]
    rows: list[ReadRow]


def told(
    report: LoadReport, model: Model, wish: Wish, meaning: Sequence[str], rows: list[ReadRow]
) -> UploadDifference:
    """What a load would do, or did, as much of it as was wished for."""
    first = max(0, min(wish.first, MOST_TOLD))
    changes = [
        FactChange(
            None if image.before is None else dict(record_of(image.before, model)),
            None if image.after is None else dict(record_of(image.after, model)),
        )
        for image in report.images[:first]
    ]
    reasons = [str(problem) for _, reject in report.rejects for problem in reject.problems]
    tallies = [
        KindTally(name, t.put, t.set, t.removed, t.unchanged, t.rejected)
        for name, t in report.tallies.items()
    ]
    return UploadDifference(
        difference=report.difference,
        applied=report.applied,
        revisions=list(report.revisions),
        guarded=report.refused or None,
        meaning=" ".join(meaning) or None,
        tallies=tallies,
        change_count=len(report.images),
        changes=changes,
        reject_count=len(report.rejects),
        rejects=reasons[:first],
        reject_files=_files(report),
        rejected=[_rejected(reject, source) for source, reject in report.rejects[:first]],
        warnings=[str(warning) for warning in report.warnings[:first]],
        rows=rows,
    )


def _files(report: LoadReport) -> list[RejectsFile]:
    name = Path(report.files[0]).name
    return [
        RejectsFile(f"{name_of(Path(one.file).name)}{one.suffix}", b64encode(one.content).decode())
        for one in rejected_files(report.rejects, report.tables, report.beside, name)
    ]


def _rejected(reject: Reject, source: str) -> RejectedRow:
    reasons = [str(problem) for problem in reject.problems]
    return RejectedRow(reject.where, reasons, dict(reject.record(source)))
