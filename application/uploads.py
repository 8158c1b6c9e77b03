"""A file that is sent: kept for an hour, looked at, compared, and loaded once that is approved."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory

from application.author import Author
from application.graph import Graph
from application.load_comparison import LOADER
from application.load_guard import LoadGuard
from application.load_meaning import meaning_of
from application.load_report import LoadReport, type_of
from application.loading import items_known
from application.loading import load as load_files
from application.upload_difference import ReadRow, UploadDifference, Wish, told
from graph_model.errors import InvalidInput, NotFound, Problem
from graph_model.ledger.upload import KIND, Upload
from graph_model.model import Model
from graph_model.records import record_of
from loaders.files import read_files
from loaders.intake.sheets import is_table
from loaders.intake.source_file import UPLOADED, SourceFile
from loaders.mapped_files import mapping_in, read_mapped, sheets_in
from loaders.mapping.look import looks_at
from loaders.mapping.office_workbook import office_mapping
from loaders.mapping.proposal import propose
from queries.answers.viewer import Viewer
from stores.ledger import all_records

KEPT = timedelta(hours=1)
MOST_KEPT = 20
"""So many files are kept at a time; the oldest gives way."""
LONGEST_NAME = 120
_UNSAFE = re.compile(r"[^\w .()+-]")


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """A file that was sent. ``mapping`` is one proposed for it; None where it needs none."""

    id: str
    name: str
    size: int
    until: str
    mapping: str | None


def keep(graph: Graph, name: str, content: bytes, author: Author, viewer: Viewer) -> KeptUpload:
    """Keep a file that was sent, with a mapping proposed where it does not say what it is.

    Raises:
        InvalidInput: it is empty, too large, or cannot be read at all; or its sender sees a part.
    """
    _require_whole(viewer)
    most = graph.settings.max_change_bytes
    if not 0 < len(content) <= most:
        expected = f"1 to {most:,} bytes (RAMIFY_MAX_CHANGE_BYTES)"
        raise InvalidInput([Problem("the file", f"{len(content):,} bytes", expected)])
    now = datetime.now(UTC)
    sent, ends = (moment.isoformat(timespec="seconds") for moment in (now, now + KEPT))
    packed = b64encode(zlib.compress(content)).decode()
    safe = safe_name(name)
    upload = Upload(token_urlsafe(18), safe, len(content), packed, author.name, sent, ends)
    with _file_of(upload) as file:
        mapping = proposed(file, graph.model)
    older = sorted(all_records(graph.store, KIND), key=lambda one: one.sent_at)
    gone = [KIND.removed(one.id) for one in older[: max(0, len(older) - MOST_KEPT + 1)]]
    graph.store.write_records([*gone, KIND.kept(upload)])
    return KeptUpload(upload.id, safe, upload.size, ends, mapping)


def proposed(file: Path, model: Model) -> str | None:
    """A mapping for a file's tables; None of one that says itself what it is."""
    source = SourceFile(file, file.stem)
    if not is_table(source):
        read_files([file], model)
        return None
    sheets = sheets_in([file])
    if office_mapping(sheets, model) is not None:
        return None
    return propose(looks_at(sheets), model, file.stem)


def compare(graph: Graph, id_: str, wish: Wish, viewer: Viewer) -> UploadDifference:
    """What loading a file would do, and what that would mean; nothing is written.

    Raises:
        NotFound: no file is kept under the id.
        InvalidInput: it, or its mapping, cannot be read; with each problem.
    """
    _require_whole(viewer)
    with _file_of(_upload(graph, id_)) as file:
        report = _loaded(graph, file, wish, dry_run=True)
        rows = list(_rows(graph, file, wish))
        return told(report, graph.model, wish, meaning_of(graph, report), rows)


def load(
    graph: Graph, id_: str, wish: Wish, approve: str, author: Author, viewer: Viewer
) -> UploadDifference:
    """Load a file, if its difference is still the one that was approved; it is forgotten then.

    Raises:
        NotFound: no file is kept under the id.
        InvalidInput: the difference is another one by now; or the file cannot be read.
    """
    _require_whole(viewer)
    with _file_of(_upload(graph, id_)) as file:
        report = _loaded(graph, file, wish, dry_run=True)
        if report.difference != approve:
            advice = "look at it again, and approve what it is now"
            found = f"{approve[:40]!r}, while it is {report.difference}"
            expected = "the difference that this load makes"
            raise InvalidInput([Problem("approve", found, expected, advice)])
        meaning = meaning_of(graph, report)
        done = _loaded(graph, file, wish, False, author, LoadGuard(approved=approve))
        after = told(done, graph.model, wish, meaning, [])
    if done.applied:
        graph.store.write_records([KIND.removed(id_)])
    graph.refresh()
    return after


def safe_name(name: str) -> str:
    """A file's name without folders, and without what a file system or a terminal acts on."""
    last = re.split(r"[/\\]", name)[-1]
    plain = _UNSAFE.sub("_", last).strip(" .")[-LONGEST_NAME:]
    return plain or "file"


def _require_whole(viewer: Viewer) -> None:
    if viewer.scoped:
        expected = "somebody who sees all: what is loaded knows no scope"
        raise InvalidInput([Problem("the file", "a sender who sees a part", expected)])


def _upload(graph: Graph, id_: str) -> Upload:
    upload = graph.store.record(KIND, id_)
    if upload is None:
        raise NotFound([id_], lists="it was loaded, or gave way to newer ones: send its file again")
    return upload


@contextmanager
def _file_of(upload: Upload) -> Iterator[Path]:
    """The file, in a folder of its own for as long as it is read."""
    with TemporaryDirectory(prefix=UPLOADED) as folder:
        path = Path(folder) / upload.name
        path.write_bytes(zlib.decompress(b64decode(upload.content)))
        yield path


def _loaded(
    graph: Graph,
    file: Path,
    wish: Wish,
    dry_run: bool,
    author: Author = LOADER,
    guard: LoadGuard | None = None,
) -> LoadReport:
    settings = graph.settings
    return load_files(
        [file],
        graph.store,
        graph.model,
        source=wish.source,
        mapping=_mapping(file, wish, graph.model),
        replace=wish.replace,
        dry_run=dry_run,
        most=settings.most_changes,
        guard=guard or LoadGuard(settings.most_ended),
        order=settings.source_order,
        author=author,
        said_at=wish.said_at,
    )


def _mapping(file: Path, wish: Wish, model: Model) -> Path | None:
    """The mapping as a file beside the one that it is for.

    Raises:
        InvalidInput: it names another system to be called: only the installation itself says so.
    """
    if wish.mapping is None:
        return None
    path = file.parent / "mapping.yaml" if file.name != "mapping.yaml" else file.parent / "its.yaml"
    path.write_text(wish.mapping, encoding="utf-8")
    called = [rule.name for rule in mapping_in(path, model).tables if rule.rest]
    if called:
        expected = "tables of the file that was sent"
        found = f"{', '.join(called)}, had from another system"
        raise InvalidInput([Problem("mapping.yaml", found, expected, "use `ramify load` for it")])
    return path


def _rows(graph: Graph, file: Path, wish: Wish) -> Iterator[ReadRow]:
    """The first facts of each kind as they would become."""
    mapping = _mapping(file, wish, graph.model)
    if mapping is None:
        readings = read_files([file], graph.model, source=wish.source)
    else:
        known = items_known(graph.store, graph.model)
        found = mapping_in(mapping, graph.model)
        readings = read_mapped([file], found, graph.model, wish.source, known)
    counts: Counter[str] = Counter()
    for placed in readings.facts:
        counts[type_of(placed.fact)] += 1
        if counts[type_of(placed.fact)] <= min(wish.first, 3):
            yield ReadRow(placed.where, dict(record_of(placed.fact, graph.model)))
