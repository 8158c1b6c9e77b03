"""``ramify calendar``: ends, notices, days to act by, triggers and procurements, as iCalendar."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.opened import graph_of, tell_emptiness
from api.cli.output import AsOfOption, OutputOption, printed_bytes
from application.day import read_day

app = typer.Typer()


@app.command()
def calendar(
    ctx: typer.Context,
    agency: Annotated[
        str | None, typer.Option(metavar="ID", help="Only what concerns this agency.")
    ] = None,
    as_of: AsOfOption = None,
    output: OutputOption = None,
) -> None:
    """Write the calendar of contracts as iCalendar (RFC 5545): ramify calendar -o contracts.ics."""
    from api.calendar.calendar import contract_feed
    from application.asking import Asker

    with graph_of(ctx) as graph:
        tell_emptiness(graph)
        asker = Asker.of(graph, by_name=True)
        feed = contract_feed(asker, agency, read_day(as_of, graph.today()))
    printed_bytes(feed.text, output)  # its lines end as iCalendar's do on every system
