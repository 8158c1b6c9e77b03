"""What a source declares, and how what is given to it becomes a reading: the loaders' seam."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from graph_model.errors import InvalidInput, Problem
from graph_model.model import Model
from loaders.intake.reading import Progress, RowReader, SourceReading
from loaders.intake.source_feed import SourceFeed
from loaders.intake.source_file import SourceFile
from loaders.intake.source_table import SourceTable

Given = TypeVar("Given", SourceFile, SourceTable, SourceFeed)
FORMS = {
    SourceFile: "a file",
    SourceTable: "the rows of a table",
    SourceFeed: "the pages of a feed",
}

OWN = "own"
"""The role of a source that speaks of the office's own estate."""


@dataclass(frozen=True, slots=True)
class SourceDeclaration(Generic[Given]):
    """One source of facts: how it is recognised, what it takes, and where that is read.

    Attributes:
        name: how a user names it, as in ``--from NAME``.
        meaning: what it reads, in a few words.
        takes: what it is given: a file, the rows of a table, or the pages of a feed.
        recognises: whether what is given is of this source, told by its beginning; of what
            is given, at most one declared source may say so.
        read: translates what is given to plain records and gives them to the rows, which validate
            them, keep the bad ones back and know the places. Raises UnreadableFile where nothing
            of it can be read.
        role: whether it speaks of the office's own estate, or is a reference: as the kind Source
            has it.
        facts: the name that its facts' source gets, None: as the file, table or feed suggests.
        said_at: where it says when it was made, given to the rows by ``made``; "": nowhere.
    """

    name: str
    meaning: str
    takes: type[Given]
    recognises: Callable[[Given], bool]
    read: Callable[[Given, RowReader], None]
    role: str = OWN
    facts: str | None = None
    said_at: str = ""


AnySource = SourceDeclaration[Any]
AnyGiven = SourceFile | SourceTable | SourceFeed


def reading_of(
    source: AnySource, given: AnyGiven, model: Model, progress: Progress
) -> SourceReading:
    """Everything that a file, table or feed says, read as the source.

    Raises:
        InvalidInput: the source takes something else.
        UnreadableFile: a file as a whole cannot be read.
    """
    if not isinstance(given, source.takes):
        expected = f"{FORMS[source.takes]}, which {source.name} takes"
        raise InvalidInput([Problem(given.name, FORMS[type(given)], expected)])
    reading = SourceReading(source.name, source.facts or given.source)
    source.read(given, RowReader(reading, model, progress))
    return reading
