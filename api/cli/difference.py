"""What edits make of an answer, for people and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from api.cli.output import print_rows

if TYPE_CHECKING:
    from queries.what_if.comparison import Comparison

NAMES = ("new", "worse", "better", "gone")


def difference_json(compared: Comparison) -> dict[str, list[dict[str, str | None]]]:
    """What is new, worse, better and gone, each with its level before and after."""
    return {
        name: [
            {"kind": kind, "id": id_, "name": named, "before": before, "after": after}
            for kind, id_, named, before, after in _lines(compared, name)
        ]
        for name in NAMES
    }


def print_difference(compared: Comparison) -> None:
    """The difference as a table."""
    lines = [
        (name, before or "–", after or "–", kind, id_, named)
        for name in NAMES
        for kind, id_, named, before, after in _lines(compared, name)
    ]
    typer.echo()
    if lines:
        typer.echo("what the edits change:")
        print_rows(("WHAT", "BEFORE", "AFTER", "KIND", "ID", "NAME"), lines)
    else:
        typer.echo("the edits change nothing of this answer")


def _lines(compared: Comparison, name: str) -> list[tuple[str, str, str, str | None, str | None]]:
    side = (compared.before if name == "gone" else compared.after).snapshot
    lines = [
        (
            side.kind(row),
            side.id(row),
            side.name(row),
            *compared.levels(row),
        )
        for row in getattr(compared, name).tolist()
    ]
    return sorted(lines, key=lambda line: (line[0], line[1]))
