"""What every command says of its answer: of which facts and day it is, and whether it is whole."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

import typer

if TYPE_CHECKING:
    from application.graph import Graph
    from queries.snapshot.snapshot import Snapshot


class Answer(Protocol):
    """A finished answer to a question."""

    @property
    def snapshot(self) -> Snapshot:
        """The facts it is about."""

    @property
    def as_of(self) -> date:
        """The day it is asked for."""

    @property
    def complete(self) -> bool:
        """Whether nothing was left out."""

    @property
    def reason(self) -> str | None:
        """Why it is not complete, if it is not."""


def head_json(answer: Answer, graph: Graph) -> dict[str, object]:
    """What a program reads first."""
    short = graph.cut_short(answer.snapshot.revision)
    return {
        "revision": answer.snapshot.revision,
        "asOf": answer.as_of.isoformat(),
        "complete": answer.complete and short is None,
        "reason": answer.reason or short,
    }


def items_json(snapshot: Snapshot, rows: list[int]) -> list[dict[str, str]]:
    """Items as programs read them, by id."""
    found = [
        {"kind": snapshot.kind(row), "id": snapshot.id(row), "name": snapshot.name(row)}
        for row in rows
    ]
    return sorted(found, key=lambda item: item["id"])


def print_reason(answer: Answer, graph: Graph) -> None:
    """Say why an answer is not complete, if it is not."""
    if reason := answer.reason or graph.cut_short(answer.snapshot.revision):
        typer.echo(f"this answer is not complete: {reason}")


def print_head(answer: Answer, said: str) -> None:
    """Say of which day and revision an answer is, and what it comes to."""
    typer.echo(f"as of {answer.as_of}, revision {answer.snapshot.revision}: {said}")
    typer.echo()
