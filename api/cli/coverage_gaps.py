"""``ramify coverage-gaps``: when does no contract in force cover an item."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.answer import head_json, print_head, print_reason
from api.cli.expirations import FromOption
from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows
from application.day import read_day

if TYPE_CHECKING:
    from queries.expiration.coverage_gap import CoverageGaps, ItemGaps

app = typer.Typer()

UntilOption = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM-DD", help="Up to this day; without it, two years on."),
]


def two_years_on(day: date) -> date:
    """The last day of the two years that begin with a day, or of the calendar."""
    from graph_model.periods import Period, add

    if day.year + 2 > date.max.year:
        return date.max
    return add(day, Period(months=24)) - timedelta(days=1)


@app.command("coverage-gaps")
@expanded
def coverage_gaps(
    ctx: typer.Context,
    *,
    of: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID…]", help="Services, items, contracts, suppliers, agencies; all without."
        ),
    ] = None,
    from_: FromOption = None,
    until: UntilOption = None,
    options: FactsOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """Say from when to when no contract in force covers these; tacit renewals happen."""
    from queries.expiration.coverage_gap import gaps_of

    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        begin = read_day(from_, asked.day, "--from")
        days = begin, read_day(until, two_years_on(begin), "--until")
        found = gaps_of(asked.snapshot, of or None, days, asked.day, graph.settings.calendar)
        if format is Format.JSON:
            head = head_json(found, graph) | {"from": str(days[0]), "until": str(days[1])}
            print_json(head | {"items": [_json(found, item) for item in found.items]})
            return
        with_gap = [item for item in found.items if item.gaps]
        said = f"{len(with_gap)} of {len(found.items)} items have a gap from {days[0]} to {days[1]}"
        print_head(found, said)
        heads = ("FROM", "TO", "DAYS", "ITEM", "AFTER", "NEXT")
        print_rows(heads, [line for item in with_gap for line in _lines(found, item)])
        print_reason(found, graph)


def _lines(found: CoverageGaps, item: ItemGaps) -> list[tuple[object, ...]]:
    id_ = found.snapshot.id(item.row)
    none = "-" if item.recorded else "nothing recorded"
    return [
        (
            gap.first,
            gap.last or "-",
            gap.days or "-",
            id_,
            _contract(found, gap.after) or none,
            _contract(found, gap.before) or "-",
        )
        for gap in item.gaps
    ]


def _contract(found: CoverageGaps, position: int | None) -> str | None:
    row = found.contract(position)
    return None if row is None else found.snapshot.id(row)


def _json(found: CoverageGaps, item: ItemGaps) -> dict[str, object]:
    gaps = [
        {
            "first": str(gap.first),
            "last": gap.last and str(gap.last),
            "days": gap.days,
            "after": _contract(found, gap.after),
            "next": _contract(found, gap.before),
        }
        for gap in item.gaps
    ]
    return {"item": found.snapshot.id(item.row), "recorded": item.recorded, "gaps": gaps}
