"""Which format a file has: recognised from its content, or named by the user."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import loaders
from graph_model.errors import InvalidInput, Problem
from loaders.json_text import parse_json
from loaders.reading import Loader
from loaders.source_file import SourceFile


@cache
def known_loaders() -> tuple[Loader, ...]:
    """Every loader declared in this folder, in order of name: a module with a ``LOADER``."""
    names = sorted(found.name for found in iter_modules(loaders.__path__))
    modules = (import_module(f"{loaders.__name__}.{name}") for name in names)
    found = (module.LOADER for module in modules if hasattr(module, "LOADER"))
    return tuple(sorted(found, key=lambda loader: loader.name))


def named(name: str) -> Loader:
    """The loader of that name, without regard to case.

    Raises:
        InvalidInput: there is none; with the known ones.
    """
    for loader in known_loaders():
        if loader.name == name.strip().casefold():
            return loader
    raise InvalidInput([Problem("the loader's name", repr(name), f"one of {_listed()}")])


def candidates(file: SourceFile) -> Sequence[Loader]:
    """The loaders that recognise the file; more than one is a fault of theirs or of the file."""
    head = file.head()
    return [loader for loader in known_loaders() if loader.recognises(head)]


def recognise(file: SourceFile) -> Loader:
    """The one loader that recognises the file.

    Raises:
        UnreadableFile: none does, or several do; or it is not text, or begins as JSON and is none.
    """
    found = candidates(file)
    if len(found) == 1:
        return found[0]
    advice = f"name its format with --from; known are {_listed()}"
    if found:
        names = " or ".join(loader.name for loader in found)
        file.unreadable("", f"what may be {names}", "a file of one format", advice)
    text = file.text()
    if text.lstrip()[:1] in ("{", "["):
        parse_json(text, file)
    return file.unreadable("", "no known format", "a file that says what it is", advice)


def _listed() -> str:
    return ", ".join(f"{loader.name} ({loader.meaning})" for loader in known_loaders())
