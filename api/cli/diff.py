"""``ramify diff``: what differs between two revisions, or between two days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.opened import graph_of
from api.cli.output import AsOfOption, Format, FormatOption, print_json, print_rows
from application.day import read_day
from graph_model.errors import InvalidQuestion, Problem

if TYPE_CHECKING:
    from application.graph import Graph
    from application.history import Diff, Point
    from graph_model.changes import Image
    from graph_model.facts import Fact

app = typer.Typer()

POINT = "A revision's number, or a day as YYYY-MM-DD."


@app.command()
def diff(
    ctx: typer.Context,
    first: Annotated[str, typer.Argument(metavar="FROM", help=POINT)],
    last: Annotated[str, typer.Argument(metavar="TO", help=POINT)],
    as_of: AsOfOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Say what was recorded between two revisions, or what begins and ends between two days."""
    from application.history import diff as ask

    with graph_of(ctx) as graph:
        day = read_day(as_of, graph.today())
        found = ask(graph, _point("FROM", first, day), _point("TO", last, day))
        if format is Format.JSON:
            print_json(_json(found, graph))
        else:
            _print(found)


def _point(name: str, text: str, day: date) -> Point:
    """A day of the present revision, or a revision with the day asked for."""
    from application.history import Point

    if text.isdecimal():
        return Point(int(text), day)
    try:
        return Point(None, date.fromisoformat(text))
    except ValueError:
        raise InvalidQuestion([Problem(name, repr(text), POINT[:-1].lower())]) from None


def _json(found: Diff, graph: Graph) -> dict[str, object]:
    from graph_model.records import record_of

    def record(fact: Fact | None) -> object:
        return None if fact is None else record_of(fact, graph.model)

    points = zip(found.revisions, found.days, strict=True)
    ends = [{"revision": revision, "date": day.isoformat()} for revision, day in points]
    recorded = {
        name: [{"before": record(i.before), "after": record(i.after)} for i in images]
        for name, images in _recorded(found)
    }
    return {"from": ends[0], "to": ends[1]} | recorded | dict(_dated(found))


def _recorded(found: Diff) -> list[tuple[str, tuple[Image, ...]]]:
    recorded = found.recorded
    return [
        ("added", recorded.added),
        ("changed", recorded.changed),
        ("removed", recorded.removed),
    ]


def _dated(found: Diff) -> list[tuple[str, list[str]]]:
    snapshot, dated = found.snapshot, found.dated

    def keys(numbers: list[int]) -> list[str]:
        return sorted(str(snapshot.key_at(number)) for number in numbers)

    return [
        ("beginning", keys(dated.beginning.tolist())),
        ("ceasing", keys(dated.ceasing.tolist())),
        ("starting", sorted(snapshot.ids_of(dated.starting))),
        ("ending", sorted(snapshot.ids_of(dated.ending))),
    ]


def _print(found: Diff) -> None:
    between = [f"revision {r} on {d}" for r, d in zip(found.revisions, found.days, strict=True)]
    typer.echo(f"from {between[0]} to {between[1]}")
    lines = [(name, str(i.ref)) for name, images in _recorded(found) for i in images]
    lines += [(name, named) for name, many in _dated(found) for named in many]
    typer.echo()
    if lines:
        print_rows(("WHAT", "OF"), lines)
    else:
        typer.echo("nothing recorded, begun or ended between")
