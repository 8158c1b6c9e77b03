"""Which facts a command asks about: a day, a revision, and edits laid over them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.output import AsOfOption
from application.day import read_day

if TYPE_CHECKING:
    from datetime import date

    from application.graph import Graph
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


@dataclass(frozen=True, slots=True)
class FactsOptions:
    """The options of every command that asks about facts: which, as of when, and what if."""

    as_of: AsOfOption = None
    at_revision: AtRevisionOption = None
    what_if: WhatIfOption = None

    def facts(self, graph: Graph) -> Facts:
        """The facts that the options name.

        Raises:
            InvalidQuestion: there is no such day or revision.
            InvalidChangeSet: an edit of the file is invalid; it names its position.
            UnreadableFile: the file cannot be read.
        """
        day, at = read_day(self.as_of, graph.today()), self.at_revision
        before = graph.snapshot() if at is None else graph.keeper.at(at)
        if self.what_if is None:
            return Facts(before, day)
        from application.edit import read_edit_file
        from queries.what_if.edit import edited

        edits = read_edit_file(self.what_if, graph.model)
        return Facts(edited(before, edits, day).snapshot, day, before)
