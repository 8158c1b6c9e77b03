"""Which facts a command asks about: a day, a revision, and edits laid over them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.output import AsOfOption
from application.day import read_day

if TYPE_CHECKING:
    from application.asking import About
    from application.graph import Graph

AtRevisionOption = Annotated[
    int | None,
    typer.Option("--at-revision", metavar="N", help="As it was recorded at this revision."),
]
WhatIfOption = Annotated[
    Path | None,
    typer.Option("--what-if", metavar="FILE", help="Edits laid over it; nothing is written."),
]


@dataclass(frozen=True, slots=True)
class FactsOptions:
    """The options of every command that asks about facts: which, as of when, and what if."""

    as_of: AsOfOption = None
    at_revision: AtRevisionOption = None
    what_if: WhatIfOption = None

    def about(self, graph: Graph) -> About:
        """The facts that the options name.

        Raises:
            InvalidQuestion: there is no such day.
            InvalidChangeSet: an edit of the file is none; it names its position.
            UnreadableFile: the file cannot be read.
        """
        from application.asking import About

        day = None if self.as_of is None else read_day(self.as_of, graph.today())
        if self.what_if is None:
            return About(day, self.at_revision)
        from application.edit import read_edit_file

        return About(day, self.at_revision, read_edit_file(self.what_if, graph.model))
