"""A bill in JSON, read an entry at a time: its lists may be longer than memory is large."""

from __future__ import annotations

from graph_model.facts import Record
from loaders.intake.json_stream import JsonStream
from loaders.intake.source_file import SourceFile
from loaders.sources.cyclonedx.entries import LISTS, long_list

_READ = ("bomFormat", "specVersion", "serialNumber", "metadata")


def json_entries(file: SourceFile) -> Record:
    """The entries of a bill in JSON, those alone that are read.

    Raises:
        UnreadableFile: it is no JSON, or no object.
    """
    text = JsonStream(file)
    if text.ahead() != "{":
        file.unreadable("", "no object", "a bill of materials")
    entries: Record = {}
    for name in text.members():
        if name in LISTS and text.ahead() == "[":
            held = long_list()
            for one in text.elements():
                held.append(one)
            entries[name] = held
        elif name in (*_READ, *LISTS):
            entries[name] = text.value()
        else:
            _pass_over(text)
    return text.last(entries)


def _pass_over(text: JsonStream) -> None:
    """Pass over what is not read, an entry at a time."""
    start = text.ahead()
    if start == "[":
        for _ in text.elements():
            continue
    elif start == "{":
        for _ in text.members():
            text.value()
    else:
        text.value()
