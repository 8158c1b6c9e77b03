"""What somebody or something sees, as the commands that make it take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer


@dataclass(frozen=True, slots=True)
class ScopeOptions:
    """The options of every command that makes somebody who may see a part only."""

    scope: Annotated[
        list[str] | None,
        typer.Option(
            metavar="AGENCY", help="It sees what belongs to this agency; may be repeated."
        ),
    ] = None
    filter: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND.FIELD=VALUES", help="And what has one of these values."),
    ] = None

    @property
    def agencies(self) -> tuple[str, ...]:
        """The agencies; none: all."""
        return tuple(self.scope or ())

    @property
    def filters(self) -> tuple[str, ...]:
        """The filters on fields, as text."""
        return tuple(self.filter or ())
