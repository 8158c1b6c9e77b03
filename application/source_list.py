"""The file of an office's sources: what is loaded from where, in which order."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from graph_model.errors import Conflict, InvalidInput, Problem
from graph_model.kinds.source import KIND
from graph_model.records import read_item_fields
from graph_model.values import Value
from loaders.intake.said_at import moment_said
from loaders.intake.source_file import SourceFile
from loaders.intake.yaml_text import parse_yaml, typed

_OF_SOURCE = tuple(one.name for one in KIND.own)
_ENTRIES = (
    *("name", "files", "from", "mapping", "source", "said_at", "replace", "strict"),
    *_OF_SOURCE,
)
WRITTEN = "written"
"""As ``said_at``: a feed was made when its files were written."""


@dataclass(frozen=True, slots=True)
class ListedSource:
    """One load: its name, and what `ramify load` is told. ``patterns`` name its files.

    ``said_at`` is when its feed was made: a moment, or WRITTEN. ``declared`` is what is to be
    recorded of the source itself, as the kind Source has it.
    """

    name: str
    folder: Path
    patterns: tuple[str, ...] = ()
    loader: str | None = None
    mapping: Path | None = None
    source: str | None = None
    said_at: str | None = None
    replace: bool = False
    strict: bool = False
    declared: Mapping[str, Value] = field(default_factory=dict)

    def files(self) -> list[Path]:
        """The files that there are now, in order of name.

        Raises:
            InvalidInput: a pattern fits none.
        """
        found: list[Path] = []
        for pattern in self.patterns:
            magic = any(sign in pattern for sign in "*?[")
            fits = sorted(self.folder.glob(pattern)) if magic else [self.folder / pattern]
            if not fits:
                where = f"{self.name}, files, {pattern}"
                raise InvalidInput([Problem(where, "no file", f"one in {self.folder}")])
            found += fits
        return found

    def made(self, files: Sequence[Path]) -> str | None:
        """When the feed was made that these files are; None where the list does not say.

        Of several files the oldest counts: none of them then passes for newer than it is.
        """
        if self.said_at != WRITTEN:
            return self.said_at
        single = [one for file in files for one in (file.iterdir() if file.is_dir() else [file])]
        written = [one.stat().st_mtime for one in single if one.is_file()]
        return datetime.fromtimestamp(min(written), UTC).isoformat() if written else None


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let nobody else load these sources meanwhile.

    Raises:
        Conflict: somebody does.
        InvalidInput: there is no such file.
    """
    SourceFile(path, path.stem).start()
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Conflict(f"{path}: another `ramify sync` is loading these sources") from None
        yield


def listed_sources(path: Path) -> list[ListedSource]:
    """What a file of sources says.

    Raises:
        UnreadableFile: it is no YAML.
        InvalidInput: with everything that is wrong with it.
    """
    file = SourceFile(path, path.stem)
    document = next(parse_yaml(file.text(), file), None)
    top = document.value if document else None
    entries = top.get("sources") if isinstance(top, dict) else None
    if not isinstance(entries, list) or not entries:
        expected = "a list: `sources: [{name: …, files: […]}]`"
        raise InvalidInput([Problem(f"{path}, sources", "nothing", expected)])
    problems: list[Problem] = []
    found = [_source(one, path, n, problems) for n, one in enumerate(entries, 1)]
    names = [one.name for one in found]
    again = dict.fromkeys(name for name in names if names.count(name) > 1)
    problems += [Problem(f"{path}, {name}", "it again", "each name once") for name in again]
    if problems:
        raise InvalidInput(problems)
    return found


def _source(raw: object, path: Path, number: int, problems: list[Problem]) -> ListedSource:
    entries = raw if isinstance(raw, dict) else {}
    name = str(entries.get("name") or f"source {number}")
    where = f"{path}, {name}"
    known = f"one of {', '.join(_ENTRIES)}"
    unknown = (one for one in entries if one not in _ENTRIES)
    problems += [Problem(f"{where}, {one}", "an unknown entry", known) for one in unknown]
    mapping, files = entries.get("mapping"), entries.get("files")
    if not files and not mapping:
        problems.append(Problem(where, "nothing to load", "`files:`, or a `mapping:` that calls"))
    flags = {one: typed(entries[one]) if one in entries else False for one in ("replace", "strict")}
    for flag, value in flags.items():
        if not isinstance(value, bool):
            problems.append(Problem(f"{where}, {flag}", repr(value)[:40], "true or false"))
    said_at = str(entries["said_at"]) if entries.get("said_at") else None
    problems += _moment_problems(said_at, bool(files), where)
    texts = [str(one) for one in files] if isinstance(files, list) else [str(files)]
    loader, source = entries.get("from"), entries.get("source")
    return ListedSource(
        name,
        path.parent,
        tuple(texts) if files else (),
        str(loader) if loader else None,
        path.parent / str(mapping) if mapping else None,
        str(source) if source else None,
        said_at,
        flags["replace"] is True,
        flags["strict"] is True,
        _declared(entries, where, problems),
    )


def _declared(
    entries: Mapping[str, object], where: str, problems: list[Problem]
) -> dict[str, Value]:
    """What an entry says of its source itself, in kept form."""
    raw = {name: typed(entries[name]) for name in _OF_SOURCE if name in entries}
    read = read_item_fields(raw, KIND, where, problems.append)
    return {name: value for name, value in read.items() if value is not None}


def _moment_problems(said_at: str | None, files: bool, where: str) -> Iterator[Problem]:
    place = f"{where}, said_at"
    if said_at == WRITTEN:
        if not files:
            yield Problem(place, f"{WRITTEN}, and no files", "`files:` that were written some time")
        return
    try:
        moment_said(said_at)
    except InvalidInput as error:
        expected = f"{error.problems[0].expected}, or {WRITTEN}: when the files were"
        yield Problem(place, repr(said_at)[:40], expected)
