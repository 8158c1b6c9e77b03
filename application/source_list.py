"""The file of an office's sources: what is loaded from where, in which order."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph_model.errors import Conflict, InvalidInput, Problem
from loaders.intake.source_file import SourceFile
from loaders.intake.yaml_text import parse_yaml, typed

_ENTRIES = ("name", "files", "from", "mapping", "source", "replace", "strict")


@dataclass(frozen=True, slots=True)
class ListedSource:
    """One load: its name, and what `ramify load` is told. ``files`` may have patterns in them."""

    name: str
    folder: Path
    patterns: tuple[str, ...] = ()
    loader: str | None = None
    mapping: Path | None = None
    source: str | None = None
    replace: bool = False
    strict: bool = False

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
    texts = [str(one) for one in files] if isinstance(files, list) else [str(files)]
    loader, source = entries.get("from"), entries.get("source")
    return ListedSource(
        name,
        path.parent,
        tuple(texts) if files else (),
        str(loader) if loader else None,
        path.parent / str(mapping) if mapping else None,
        str(source) if source else None,
        flags["replace"] is True,
        flags["strict"] is True,
    )
