"""``ramify roadmap``: every dated change from as-is to to-be, clashes, and the re-bid calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.answer import head_json, items_json, print_head, print_reason
from api.cli.coverage_gaps import UntilOption, two_years_on
from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows
from application.day import read_day

if TYPE_CHECKING:
    from queries.roadmap.conflict import Clash
    from queries.roadmap.plateau import Standing
    from queries.roadmap.rebid_calendar import Opening
    from queries.roadmap.roadmap import Event, Roadmap

app = typer.Typer()

ORDERS = "date, agencies, programs, annual charge or readiness"


@app.command()
@expanded
def roadmap(
    ctx: typer.Context,
    *,
    until: UntilOption = None,
    by: Annotated[str, typer.Option("--by", help=f"What events are sorted by: {ORDERS}.")] = "date",
    currency: Annotated[
        str | None, typer.Option(help="In which charges are compared; without it the commonest.")
    ] = None,
    first: Annotated[int, typer.Option(min=0, help="How many events are printed.")] = 100,
    options: FactsOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """Put every dated change in one sequence, and say what clashes."""
    from queries.roadmap.conflict import clashes
    from queries.roadmap.rebid_calendar import openings
    from queries.roadmap.roadmap import order_of
    from queries.roadmap.roadmap import roadmap as ask

    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        last = read_day(until, two_years_on(asked.day), "--until")
        found = ask(asked.snapshot, asked.day, last, graph.settings.calendar)
        events = found.ordered(order_of(by), currency)[:first]
        clashing, opening = clashes(found, graph.settings.most_hits), openings(found)
        if format is Format.JSON:
            print_json(head_json(found, graph) | _json(found, events, clashing, opening))
            return
        more = "" if len(found.events) <= first else f", the first {first}"
        print_head(found, f"{len(found.events)} changes until {last}{more}")
        _print_events(found, events)
        _print_clashes(found, clashing)
        _print_openings(found, opening)
        print_reason(found, graph)


def _print_events(found: Roadmap, events: list[Event]) -> None:
    heads = ("ON", "CHANGE", "ITEM", "SERVICES", "AGENCIES", "PROGRAMS", "CHARGED A YEAR", "READY")
    print_rows(heads, [_cells(found, event) for event in events])
    typer.echo()
    for increment in found.increments:
        before, after = increment.before, increment.after
        typer.echo(f"{before.on} to {after.on}: {len(increment.events)} changes")
        typer.echo(f"  as-is {_standing(before)}")
        typer.echo(f"  to-be {_standing(after)}")
    typer.echo()


def _cells(found: Roadmap, event: Event) -> tuple[object, ...]:
    demand, ready = found.demand(event), found.readiness(event)
    charges = [f"{amount} {name}" for name, amount in sorted(demand.annual_charge.items())]
    return (
        event.on,
        event.type.value,
        found.snapshot.id(event.row),
        len(event.services),
        len(demand.agencies),
        len(demand.programs),
        ", ".join(charges) or "-",
        len(ready.suppliers) if ready.known else "-",
    )


def _standing(standing: Standing) -> str:
    return (
        f"{standing.services_live} services live, {standing.services_uncovered} of them uncovered, "
        f"{standing.contracts_in_force} contracts in force"
    )


def _print_clashes(found: Roadmap, clashing: list[Clash]) -> None:
    from queries.snapshot.field import label

    typer.echo("1 clash" if len(clashing) == 1 else f"{len(clashing)} clashes")
    for clash in clashing:
        typer.echo(f"  {clash.said(lambda row: label(found.snapshot, row))}")
    typer.echo()


def _print_openings(found: Roadmap, opening: list[Opening]) -> None:
    id_of = found.snapshot.id
    heads = ("OPEN BY", "AWARD BY", "CONTRACT", "PLANNED", "OPENS", "SUCCESSOR", "PROBLEMS")
    lines = [
        (
            o.open_by,
            o.award_by or "-",
            id_of(o.contract),
            "-" if o.procurement is None else id_of(o.procurement),
            o.opens_on or "-",
            "-" if o.successor is None else id_of(o.successor),
            "; ".join(o.problems) or "-",
        )
        for o in opening
    ]
    print_rows(heads, lines)


def _json(
    found: Roadmap, events: list[Event], clashing: list[Clash], opening: list[Opening]
) -> dict[str, object]:
    return {
        "until": found.until.isoformat(),
        "total": len(found.events),
        "events": [_event_json(found, event) for event in events],
        "increments": [
            {
                "first": str(increment.before.on),
                "last": str(increment.after.on),
                "events": len(increment.events),
                "before": _standing_json(increment.before),
                "after": _standing_json(increment.after),
            }
            for increment in found.increments
        ],
        "clashes": [_clash_json(found, clash) for clash in clashing],
        "openings": [_opening_json(found, o) for o in opening],
    }


def _standing_json(standing: Standing) -> dict[str, int]:
    return {
        "servicesLive": standing.services_live,
        "servicesUncovered": standing.services_uncovered,
        "contractsInForce": standing.contracts_in_force,
    }


def _event_json(found: Roadmap, event: Event) -> dict[str, object]:
    demand, ready, snapshot = found.demand(event), found.readiness(event), found.snapshot
    return {
        "on": event.on.isoformat(),
        "type": event.type.value,
        "item": items_json(snapshot, [event.row])[0],
        "contract": None if event.contract is None else snapshot.id(event.contract),
        "services": [snapshot.id(row) for row in event.services],
        "agencies": sorted(map(snapshot.id, demand.agencies)),
        "programs": len(demand.programs),
        "annualCharge": {name: str(amount) for name, amount in demand.annual_charge.items()},
        "needed": [snapshot.id(row) for row in ready.needed],
        "ready": [snapshot.id(row) for row in ready.suppliers],
    }


def _clash_json(found: Roadmap, clash: Clash) -> dict[str, object]:
    from queries.snapshot.field import label

    return {
        "type": clash.type.value,
        "said": clash.said(lambda row: label(found.snapshot, row)),
        "first": clash.first.isoformat(),
        "last": clash.last.isoformat(),
        "items": [found.snapshot.id(row) for row in clash.rows],
        "events": [
            {"on": str(e.on), "type": e.type.value, "item": found.snapshot.id(e.row)}
            for e in clash.events
        ],
    }


def _opening_json(found: Roadmap, opening: Opening) -> dict[str, object]:
    id_of = found.snapshot.id
    planned = opening.procurement
    return {
        "contract": id_of(opening.contract),
        "openBy": opening.open_by.isoformat(),
        "awardBy": opening.award_by and opening.award_by.isoformat(),
        "procurement": None if planned is None else id_of(planned),
        "opensOn": opening.opens_on and opening.opens_on.isoformat(),
        "awardsOn": opening.awards_on and opening.awards_on.isoformat(),
        "successor": None if opening.successor is None else id_of(opening.successor),
        "problems": list(opening.problems),
    }
