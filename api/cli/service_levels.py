"""``ramify service-levels``: what is promised, whether that can be held, and what is missing."""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.answer import head_json, items_json, print_head, print_reason
from api.cli.facts import Facts, FactsOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows
from graph_model.words import counted

if TYPE_CHECKING:
    from application.graph import Graph
    from queries.service_level.promise import Promise
    from queries.service_level.service_level import PromiseChange, ServiceLevels
    from queries.snapshot.snapshot import Snapshot

app = typer.Typer()

HEADS = ("SLA", "TARGET", "PROMISED", "SUPPORT", "IF INDEPENDENT", "VERDICT", "SHORT BY")


@app.command("service-levels")
@expanded
def service_levels(
    ctx: typer.Context,
    *,
    of: Annotated[list[str], typer.Argument(metavar="ID…", help="Services, by id or alias.")],
    options: FactsOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """Say what is promised for services, whether that can be held, and what is missing."""
    from queries.service_level.service_level import service_levels as ask

    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        found = ask(asked.snapshot, of, asked.day)
        if format is Format.JSON:
            print_json([_json(levels, asked, graph) for levels in found])
            return
        for levels in found:
            _print(levels, asked, graph)


def _changes(levels: ServiceLevels, asked: Facts) -> list[PromiseChange]:
    from queries.service_level.service_level import ServiceLevels, changed_promises

    if asked.before is None or asked.before.find(levels.snapshot.id(levels.service)) is None:
        return []
    before = ServiceLevels(asked.before, levels.service, levels.as_of)
    return changed_promises(before, levels)


def _json(levels: ServiceLevels, asked: Facts, graph: Graph) -> dict[str, object]:
    snapshot = levels.snapshot
    gaps = [
        {"kind": g.kind.value, "items": [item_json(snapshot, row) for row in g.rows]}
        for g in levels.gaps
    ]
    return head_json(levels, graph) | {
        "service": item_json(snapshot, levels.service),
        "slas": items_json(snapshot, levels.slas.tolist()),
        "olas": items_json(snapshot, levels.olas.tolist()),
        "promises": [promise_json(p, snapshot) for p in levels.promises],
        "gaps": gaps,
        "changes": changes_json(_changes(levels, asked), snapshot),
    }


def item_json(snapshot: Snapshot, row: int) -> dict[str, str]:
    """One item as programs read it."""
    return items_json(snapshot, [row])[0]


def promise_json(promise: Promise, snapshot: Snapshot) -> dict[str, object]:
    """A promise as programs read it; figures are fractions or seconds, null: no limit."""
    support, figure = promise.support, promise.figure
    return {
        "sla": item_json(snapshot, promise.agreement),
        "target": item_json(snapshot, figure.row),
        "measure": figure.measure.value,
        "promised": figure.value if figure.known else None,
        "verdict": promise.verdict.value,
        "lower": support and support.lower,
        "upper": None if support is None or isinf(support.upper) else support.upper,
        "independent": support and support.independent,
        "shortBy": promise.short_by,
        "why": promise.why(snapshot.name),
        "deciding": items_json(snapshot, list(promise.deciding)),
        "restingOn": items_json(snapshot, list(promise.resting_on)),
        "shared": items_json(snapshot, list(promise.shared)),
        "services": items_json(snapshot, list(promise.services)),
        "customers": items_json(snapshot, list(promise.customers)),
    }


def changes_json(changes: list[PromiseChange], snapshot: Snapshot) -> list[dict[str, object]]:
    """Changed promises as programs read them."""
    return [
        {
            "before": c.before and promise_json(c.before, snapshot),
            "after": c.after and promise_json(c.after, snapshot),
        }
        for c in changes
    ]


def _print(levels: ServiceLevels, asked: Facts, graph: Graph) -> None:
    snapshot = levels.snapshot
    service, promises = snapshot.id(levels.service), levels.promises
    figures = counted(len(promises), "figure", "figures")
    gaps = counted(len(levels.gaps), "gap", "gaps")
    print_head(levels, f"{figures} promised for {service}, {gaps}")
    if not promises:
        typer.echo("no promise is recorded")
    print_rows(HEADS, [promise_cells(p, snapshot) for p in promises])
    for promise in promises:
        if why := promise.why(snapshot.name):
            typer.echo(f"{snapshot.id(promise.figure.row)}: {why}")
    _print_shared(promises, snapshot)
    if levels.gaps:
        typer.echo()
        cells = [(g.kind.value, ", ".join(map(snapshot.id, g.rows))) for g in levels.gaps]
        print_rows(("GAP", "WHERE"), cells)
    print_changes(_changes(levels, asked), snapshot)
    print_reason(levels, graph)
    typer.echo()


def promise_cells(promise: Promise, snapshot: Snapshot) -> tuple[str, ...]:
    """A promise as a line of a table."""
    from queries.service_level.figure import in_words

    figure, measure, support = promise.figure, promise.figure.measure, promise.support
    independent = promise.independent if support and support.lower < support.upper else None
    return (
        snapshot.id(promise.agreement),
        snapshot.id(figure.row),
        in_words(measure, figure.value) if figure.known else "?",
        promise.supported or "?",
        independent or "",
        promise.verdict.value,
        in_words(measure, promise.short_by) if promise.short_by else "",
    )


def _print_shared(promises: list[Promise], snapshot: Snapshot) -> None:
    """Say which figures are one for several, and what undermines independence."""
    for promise in promises:
        if max(len(promise.services), len(promise.customers)) > 1:
            services = counted(len(promise.services), "service", "services")
            customers = counted(len(promise.customers), "customer", "customers")
            target = snapshot.id(promise.figure.row)
            typer.echo(f"{target}: one figure for {services} and {customers}")
    shared = sorted({snapshot.id(row) for promise in promises for row in promise.shared})
    if shared:
        typer.echo(f"beneath several, so not independent: {', '.join(shared)}")


def print_changes(changes: list[PromiseChange], snapshot: Snapshot) -> None:
    """The promises that edits change, before and after."""
    if not changes:
        return
    typer.echo()
    typer.echo("promises that change:")
    sides = [
        (side, *promise_cells(promise, snapshot))
        for change in changes
        for side, promise in (("before", change.before), ("after", change.after))
        if promise is not None
    ]
    print_rows(("", *HEADS), sides)
