"""``ramify why-not``: what kept an item from being affected, or from being worse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.explained import Between, LensOption, explained
from api.cli.facts import FactsOptions
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from queries.impact.blocker import Stop
    from queries.impact.impact import Impact
    from queries.impact.why_not import WhyNot

app = typer.Typer()


@app.command()
@expanded
def why_not(
    ctx: typer.Context,
    *,
    between: Between,
    level: Annotated[
        str | None, typer.Option(help="The level; without it, the next above what it has.")
    ] = None,
    first: Annotated[int, typer.Option(min=1, help="How many, the nearest first.")] = 20,
    lens: LensOption = "outage",
    options: FactsOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """Say what kept an item from being affected, or from being worse."""
    from queries.impact.why_not import why_not as ask

    with explained(ctx, between, lens, options) as asked:
        impact = asked.impact
        found = ask(impact, asked.row, level)
        if format is Format.JSON:
            print_json(asked.head_json() | _json(impact, found, first))
            return
        asked.print_head(f", not {found.level}")
        typer.echo(_summary(found))
        typer.echo()
        _print(impact, found.stops[:first])
        if len(found.stops) > first:
            typer.echo(f"and {len(found.stops) - first} more")
        if found.reason:
            typer.echo(f"this answer is not complete: {found.reason}")


def _json(impact: Impact, found: WhyNot, first: int) -> dict[str, object]:
    return {
        "notAt": found.level,
        "together": found.together,
        "complete": found.complete,
        "reason": found.reason,
        "totalCount": len(found.stops),
        "stops": [_stop_json(impact, stop) for stop in found.stops[:first]],
    }


def _stop_json(impact: Impact, stop: Stop) -> dict[str, object]:
    snapshot = impact.snapshot
    relation = None if stop.relation is None else snapshot.key_at(stop.relation)
    named = relation and {"type": relation.type, "from": relation.start, "to": relation.end}
    plain: dict[str, object] = {
        "reason": stop.reason.name,
        "said": stop.reason.value,
        "origin": None if stop.origin is None else snapshot.id(stop.origin),
        "target": None if stop.target is None else snapshot.id(stop.target),
        "relation": named,
    }
    if not stop.more:
        return plain
    members = {"failed": stop.failed, "holding": stop.holding}
    ids = {name: sorted(map(snapshot.id, rows)) for name, rows in members.items()}
    return plain | ids | {"more": stop.more}


def _summary(found: WhyNot) -> str:
    if found.together == 1:
        return "each of these alone kept it away"
    return f"{found.together} of these together kept it away, on each of the nearest ways"


def _print(impact: Impact, stops: Sequence[Stop]) -> None:
    """The stops as a table, with columns for groups where there are any."""
    groups = any(stop.more for stop in stops)
    heads = ["STOPPED BY", "WHERE", *(["FAILED", "STILL HOLDING", "MORE"] if groups else [])]
    rows = []
    for stop in stops:
        failed, holding = (_ids(impact, members) for members in (stop.failed, stop.holding))
        group = [failed, holding, stop.more or ""] if groups else []
        rows.append([stop.reason.value, _where(impact, stop), *group])
    print_rows(heads, rows)


def _ids(impact: Impact, rows: Sequence[int]) -> str:
    return ", ".join(sorted(map(impact.snapshot.id, rows)))


def _where(impact: Impact, stop: Stop) -> str:
    snapshot = impact.snapshot
    if stop.relation is not None:
        return str(snapshot.key_at(stop.relation))
    return "" if stop.target is None else snapshot.id(stop.target)
