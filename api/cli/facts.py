"""Which facts a command asks about: a day, a revision, and edits laid over them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.output import read_day

if TYPE_CHECKING:
    from datetime import date

    from api.graph import Graph
    from queries.snapshot.snapshot import Snapshot

AtRevisionOption = Annotated[
    int | None,
    typer.Option("--at-revision", metavar="N", help="As it was recorded at this revision."),
]
WhatIfOption = Annotated[
    Path | None,
    typer.Option("--what-if", metavar="FILE", help="Edits laid over it; nothing is written."),
]


@dataclass(frozen=True, slots=True)
class Facts:
    """The snapshot to ask, the day, and the snapshot without the edits (None: there are none)."""

    snapshot: Snapshot
    day: date
    before: Snapshot | None = None


def facts(graph: Graph, as_of: str | None, at_revision: int | None, what_if: Path | None) -> Facts:
    """The facts that a command's options name.

    Raises:
        InvalidQuestion: there is no such day or revision.
        InvalidChangeSet: an edit of the file is invalid; it names its position.
        UnreadableFile: the file cannot be read.
    """
    day = read_day(as_of, graph.today())
    before = graph.snapshot() if at_revision is None else graph.keeper.at(at_revision)
    if what_if is None:
        return Facts(before, day)
    from api.edit import read_edit_file
    from queries.edit import edited

    return Facts(edited(before, read_edit_file(what_if, graph.model), day).snapshot, day, before)
