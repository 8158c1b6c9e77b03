"""``ramify health``: how current, complete and manageable the office is, with the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.answer import head_json, items_json, print_head, print_reason
from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows
from application.day import read_day
from graph_model.words import counted

if TYPE_CHECKING:
    from application.graph import Graph
    from application.trend import Trends
    from queries.health.health import Health

app = typer.Typer()


@app.command()
@expanded
def health(
    ctx: typer.Context,
    *,
    of: Annotated[
        str | None, typer.Argument(help="A service, agency or supplier; without it, all.")
    ] = None,
    options: FactsOptions,
    trend: Annotated[
        list[str] | None,
        typer.Option(metavar="YYYY-MM-DD", help="As recorded by this day; may be repeated."),
    ] = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Say how current, complete and manageable it is: each indicator by itself, no score."""
    from application.trend import TrendPoint, trends_of
    from queries.health.health import health as ask

    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        found = ask(asked.snapshot, asked.day, of, graph.settings.calendar)
        points = [TrendPoint(None, read_day(day, asked.day)) for day in trend or []]
        over = trends_of(graph, points, of) if points else None
        if format is Format.JSON:
            print_json(_json(found, over, graph))
        else:
            _print(found, over, graph)


def _json(found: Health, over: Trends | None, graph: Graph) -> dict[str, object]:
    snapshot, about = found.snapshot, found.part.about
    indicators = [
        {
            "name": i.name,
            "formula": i.formula,
            "share": i.share,
            "counted": i.counted,
            "met": items_json(snapshot, i.met.tolist()),
            "unmet": items_json(snapshot, i.unmet.tolist()),
        }
        for i in found.indicators
    ]
    return head_json(found, graph) | {
        "about": None if about is None else items_json(snapshot, [about])[0],
        "indicators": indicators,
        "manual": _manual_json(found),
        "trend": [] if over is None else _trend_json(over),
    }


def _manual_json(found: Health) -> list[dict[str, object]]:
    snapshot = found.snapshot
    return [
        {
            "document": items_json(snapshot, [page.document])[0],
            "depth": page.depth,
            "described": items_json(snapshot, page.described.tolist()),
            "empty": items_json(snapshot, page.empty.tolist()),
            "stale": items_json(snapshot, page.stale.tolist()),
        }
        for page in found.manual
    ]


def _trend_json(over: Trends) -> list[dict[str, object]]:
    return [
        {
            "name": trend.name,
            "formula": trend.formula,
            "points": [
                {"revision": revision, "date": day.isoformat(), "share": share}
                for (revision, day), share in zip(over.points, trend.shares, strict=True)
            ],
        }
        for trend in over.trends
    ]


def _print(found: Health, over: Trends | None, graph: Graph) -> None:
    snapshot, about = found.snapshot, found.part.about
    services = counted(len(found.part.services), "service", "services")
    what = "the whole" if about is None else snapshot.id(about)
    print_head(found, f"the health of {what}, {services}")
    cells = [
        (i.name, _percent(i.share), f"{len(i.met)} of {i.counted}", i.formula)
        for i in found.indicators
    ]
    print_rows(("INDICATOR", "SHARE", "COUNTED", "FORMULA"), cells)
    if found.manual:
        typer.echo()
        _print_manual(found)
    if over is not None:
        typer.echo()
        heads = [f"{day} (revision {revision})" for revision, day in over.points]
        lines = [(t.name, *map(_percent, t.shares)) for t in over.trends]
        print_rows(("TREND", *heads), lines)
    print_reason(found, graph)


def _print_manual(found: Health) -> None:
    cells = [
        (
            "  " * page.depth + found.snapshot.name(page.document),
            len(page.described),
            len(page.empty),
            len(page.stale),
        )
        for page in found.manual
    ]
    print_rows(("MANUAL", "DESCRIBES", "EMPTY PAGES", "STALE PAGES"), cells)


def _percent(share: float | None) -> str:
    return "unknown" if share is None else f"{share:.0%}"
