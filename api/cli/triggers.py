"""``ramify triggers``: which contract triggers fire when, benchmarks due, rights never used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.answer import head_json, print_head, print_reason
from api.cli.coverage_gaps import UntilOption, two_years_on
from api.cli.expirations import FromOption
from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows
from application.day import read_day

if TYPE_CHECKING:
    from queries.expiration.expiration import Expirations
    from queries.expiration.trigger import Firing, RightUse

app = typer.Typer()


@app.command()
@expanded
def triggers(
    ctx: typer.Context,
    *,
    from_: FromOption = None,
    until: UntilOption = None,
    type_: Annotated[
        list[str] | None,
        typer.Option("--type", help="timing, rights, audit or financial; may be repeated."),
    ] = None,
    options: FactsOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """List the triggers that fire, the benchmarks that are due, and rights never called on."""
    from queries.expiration.expiration import expirations
    from queries.expiration.trigger import benchmarks_due, unused_rights, without_contract
    from queries.expiration.trigger import triggers as ask

    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        begin = read_day(from_, asked.day, "--from")
        last = read_day(until, two_years_on(begin), "--until")
        answer = expirations(asked.snapshot, asked.day, graph.settings.calendar)
        firing, due = ask(answer, begin, last, type_ or None), benchmarks_due(answer, last)
        unused, stray = unused_rights(answer), without_contract(asked.snapshot, asked.day)
        if format is Format.JSON:
            lists = {
                "firings": [_firing_json(answer, f) for f in firing],
                "benchmarksDue": [_use_json(answer, use) for use in due],
                "rightsNeverUsed": [_use_json(answer, use) for use in unused],
                "withoutContract": [asked.snapshot.id(row) for row in stray],
            }
            print_json(head_json(answer, graph) | {"from": str(begin), "until": str(last)} | lists)
            return
        print_head(answer, f"{len(firing)} triggers from {begin} to {last}, or on a condition")
        _print(answer, firing, due, unused)
        for row in stray:
            typer.echo(f"left out, on no contract: {asked.snapshot.id(row)}")
        print_reason(answer, graph)


def _print(
    answer: Expirations, firing: list[Firing], due: list[RightUse], unused: list[RightUse]
) -> None:
    id_of = answer.snapshot.id
    heads = ("FIRES", "TYPE", "TRIGGER", "CONTRACT", "ON CONDITION")
    lines = [
        (
            f.on or "-",
            f.type or "-",
            id_of(f.trigger),
            id_of(f.contract) + " (over by then)" * f.lapsed,
            f.condition or "-",
        )
        for f in firing
    ]
    print_rows(heads, lines)
    typer.echo()
    print_rows(("BENCHMARK DUE", "CONTRACT"), [(_next(use), id_of(use.contract)) for use in due])
    typer.echo()
    typer.echo(f"{len(unused)} rights of contracts in force were never called on, as far as is")
    typer.echo("recorded (--format json lists them)")


def _next(use: RightUse) -> str:
    return str(use.next.on) if use.next else "no date recorded"


def _firing_json(answer: Expirations, firing: Firing) -> dict[str, object]:
    return {
        "trigger": answer.snapshot.id(firing.trigger),
        "contract": answer.snapshot.id(firing.contract),
        "type": firing.type,
        "on": firing.on and firing.on.isoformat(),
        "condition": firing.condition,
        "lapsed": firing.lapsed,
    }


def _use_json(answer: Expirations, use: RightUse) -> dict[str, object]:
    return {
        "contract": answer.snapshot.id(use.contract),
        "right": use.right,
        "last": use.last and _firing_json(answer, use.last),
        "next": use.next and _firing_json(answer, use.next),
    }
