"""What the explaining commands share: the impact they explain, and chains as lines and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from graph_model.errors import InvalidQuestion, Problem

if TYPE_CHECKING:
    from application.graph import Graph
    from queries.engine.witness import Witness
    from queries.impact.impact import Impact

LensOption = Annotated[str, typer.Option(help="outage, sourcing, or one of your own.")]


@dataclass(frozen=True, slots=True)
class Between:
    """The ends of what is explained: what changes or fails, and the item asked about."""

    starts: Annotated[
        list[str], typer.Argument(metavar="START…", help="What changes or fails: ids or aliases.")
    ]
    to: Annotated[str, typer.Option("--to", metavar="ID", help="The item asked about.")]


@dataclass(frozen=True, slots=True)
class Explained:
    """An impact to be explained, and the row of the item asked about."""

    graph: Graph
    impact: Impact
    row: int

    def affected(self) -> None:
        """Refuse an item that is not affected.

        Raises:
            InvalidQuestion: nothing reaches it.
        """
        if not self.impact.levels[self.row]:
            found = f"{self.impact.snapshot.id(self.row)!r}, not affected"
            problem = Problem("--to", found, "what is", "ramify why-not says what stopped it")
            raise InvalidQuestion([problem])

    def head_json(self) -> dict[str, object]:
        """What a program reads first."""
        impact, row = self.impact, self.row
        return {
            "revision": impact.revision,
            "asOf": impact.as_of.isoformat(),
            "lens": impact.lens.name,
            "to": item_json(impact, row),
            "level": None if self.lapsed or not impact.levels[row] else impact.level(row),
        }

    @property
    def lapsed(self) -> bool:
        """Whether the item is a contract that is not in force: nothing makes it affected."""
        return bool(self.impact.adjacency.lapsed[self.row])

    def _said(self) -> str:
        if not self.impact.levels[self.row]:
            return "is not affected"
        level = self.impact.level(self.row)
        return f"was reached by {level}, but is not in force" if self.lapsed else f"is {level}"

    def print_head(self, said: str = "") -> None:
        """Say of which day and revision it is, and how the item is affected."""
        impact, row = self.impact, self.row
        typer.echo(
            f"{impact.lens.name} as of {impact.as_of}, revision {impact.revision}: "
            f"{impact.snapshot.id(row)} {self._said()}{said}"
        )


@contextmanager
def explained(
    ctx: typer.Context,
    between: Between,
    lens: str,
    options: FactsOptions,
) -> Iterator[Explained]:
    """The impact of some starts, and the item that is asked about."""
    from queries.impact.impact import impact

    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        row = int(asked.snapshot.rows([between.to])[0])
        yield Explained(graph, impact(asked.snapshot, between.starts, lens, asked.day), row)


def item_json(impact: Impact, row: int) -> dict[str, str]:
    """An item as programs read it."""
    snapshot = impact.snapshot
    return {"kind": snapshot.kind(row), "id": snapshot.id(row), "name": snapshot.name(row)}


def chain_json(impact: Impact, witness: Witness) -> list[dict[str, object]]:
    """The steps of a chain as programs read them."""
    snapshot, steps = impact.snapshot, []
    for step in witness.steps:
        key = snapshot.key_at(step.relation)
        named: dict[str, object] = {"type": key.type, "from": key.start, "to": key.end}
        reached = {"item": snapshot.id(step.target), "level": impact.lens.level(step.level)}
        together = sorted(snapshot.id(row) for row in step.together)
        steps.append(named | reached | ({"together": together} if together else {}))
    return steps


def chain_rows(impact: Impact, witness: Witness) -> list[tuple[str, str, str, str]]:
    """The items of a chain as lines: level, relation, id and name, who failed together with it."""
    snapshot = impact.snapshot
    start = witness.start
    codes = dict(zip(impact.starts.rows.tolist(), impact.starts.levels.tolist(), strict=True))
    rows = [(impact.lens.level(codes[start]), "", _named(impact, start), "")]
    for step in witness.steps:
        key = snapshot.key_at(step.relation)
        over = key.type + (f"[{key.discriminator}]" if key.discriminator else "")
        together = ", ".join(sorted(snapshot.id(row) for row in step.together))
        level = impact.lens.level(step.level)
        rows.append((level, over, _named(impact, step.target), together))
    return rows


def _named(impact: Impact, row: int) -> str:
    name, id_ = impact.snapshot.name(row), impact.snapshot.id(row)
    return id_ if name == id_ else f"{id_} ({name})"


CHAIN_HEADS = ("LEVEL", "OVER", "ITEM", "FAILED TOGETHER WITH")
