"""``ramify calendar``: ends, notices, days to act by, triggers and procurements, as iCalendar."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.opened import graph_of, tell_emptiness
from api.cli.output import AsOfOption, OutputOption, printed_bytes
from application.day import read_day
from graph_model.errors import InvalidQuestion, Problem

app = typer.Typer()


@app.command()
def calendar(
    ctx: typer.Context,
    of: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[OF]...",
            help="Only what belongs to these: agencies, services, suppliers, contracts, owners.",
        ),
    ] = None,
    agency: Annotated[
        str | None, typer.Option(metavar="ID", help="Only what concerns this agency.")
    ] = None,
    suppliers: Annotated[
        bool,
        typer.Option(
            "--suppliers",
            help="For suppliers: openings, due dates and awards alone, no day of ours to act by.",
        ),
    ] = False,
    as_of: AsOfOption = None,
    output: OutputOption = None,
) -> None:
    """Write the calendar of contracts as iCalendar (RFC 5545): ramify calendar -o contracts.ics."""
    from api.calendar.calendar import contract_feed, market_feed
    from application.asking import Asker

    with graph_of(ctx) as graph:
        tell_emptiness(graph)
        asker = Asker.of(graph, by_name=True)
        day = read_day(as_of, graph.today())
        if suppliers and (of or agency is not None):
            where = "OF" if of else "--agency"
            expected = "one of the two: what suppliers are told is about no agency"
            raise InvalidQuestion([Problem(where, "--suppliers beside it", expected)])
        feed = market_feed(asker, day) if suppliers else contract_feed(asker, agency, day, of or ())
    printed_bytes(feed.text, output)  # its lines end as iCalendar's do on every system
