"""``ramify impact``: what some items touch if they change or fail, how badly, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.difference import difference_json, print_difference
from api.cli.facts import Facts, FactsOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows

if TYPE_CHECKING:
    from application.graph import Graph
    from queries.impact.impact import Impact
    from queries.what_if.comparison import Comparison

app = typer.Typer()


@app.command()
@expanded
def impact(
    ctx: typer.Context,
    *,
    of: Annotated[list[str], typer.Argument(metavar="ID…", help="Ids or aliases.")],
    lens: Annotated[str, typer.Option(help="outage, sourcing, or one of your own.")] = "outage",
    options: FactsOptions,
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind; may be repeated.")] = None,
    min_level: Annotated[str | None, typer.Option(help="Only this level and above.")] = None,
    why: Annotated[bool, typer.Option("--why", help="Say the chain that leads to each.")] = False,
    format: FormatOption = Format.TABLE,
) -> None:
    """Say what these items touch if they change or fail, how badly, and why."""
    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        answer, compared = _asked(asked, of, lens)
        rows = ordered(answer, kind, min_level)
        if format is Format.JSON:
            difference = {} if compared is None else {"difference": difference_json(compared)}
            print_json(as_json(answer, rows, graph, why) | difference)
            return
        _print(answer, rows, graph, why)
        if compared is not None:
            print_difference(compared)


def _asked(asked: Facts, of: list[str], lens: str) -> tuple[Impact, Comparison | None]:
    """The answer; with edits, what they make of the one without them."""
    from queries.answers.viewer import everything
    from queries.impact.impact import impact
    from queries.what_if.comparison import compared

    if asked.before is None:
        return impact(asked.snapshot, of, lens, asked.day), None
    found = compared((asked.before, asked.snapshot), of, lens, asked.day, everything())
    return found.after, found


def ordered(answer: Impact, kinds: list[str] | None, min_level: str | None) -> list[int]:
    """The affected rows: highest level first, then by kind and id."""
    snapshot = answer.snapshot
    rows = answer.affected(kinds or None, min_level).tolist()
    return sorted(rows, key=lambda r: (-answer.code(r), snapshot.kind(r), snapshot.id(r)))


def as_json(answer: Impact, rows: list[int], graph: Graph, why: bool) -> dict[str, object]:
    """The answer as programs read it."""
    short = graph.cut_short(answer.revision)
    unknowns, ids_of = answer.unknowns, answer.snapshot.ids_of
    return {
        "revision": answer.revision,
        "asOf": answer.as_of.isoformat(),
        "lens": answer.lens.name,
        "complete": answer.complete and short is None,
        "reason": answer.reason or short,
        "counts": [{"kind": k, "level": v, "count": n} for k, v, n in answer.counts()],
        "agencies": {
            "customer": answer.agencies.customer,
            "promised": answer.agencies.promised,
            "holder": answer.agencies.holder,
        },
        "notInForce": ids_of(answer.not_in_force),
        "unknowns": {
            "withoutContract": ids_of(unknowns.without_contract),
            "withoutSla": ids_of(unknowns.without_sla),
            "withoutOla": ids_of(unknowns.without_ola),
            "withoutConsumer": ids_of(unknowns.without_consumer),
            "stale": ids_of(unknowns.stale),
        },
        "affected": [_row_json(answer, row, why) for row in rows],
    }


def _row_json(answer: Impact, row: int, why: bool) -> dict[str, object]:
    snapshot = answer.snapshot
    plain: dict[str, object] = {
        "level": answer.level(row),
        "kind": snapshot.kind(row),
        "id": snapshot.id(row),
        "name": snapshot.name(row),
    }
    return plain | ({"witness": _chain(answer, row)} if why else {})


def _chain(answer: Impact, row: int) -> list[dict[str, str]]:
    from queries.impact.impact import chain

    steps = chain(answer, answer.witness(row))
    return [
        {"type": type_, "from": start, "to": end, "level": level}
        for type_, start, end, level in steps
    ]


def _print(answer: Impact, rows: list[int], graph: Graph, why: bool) -> None:
    snapshot = answer.snapshot
    typer.echo(
        f"{answer.lens.name} as of {answer.as_of}, revision {answer.revision}: "
        f"{len(answer.rows)} affected"
    )
    if len(answer.rows) == len(answer.starts.rows):
        typer.echo("nothing recorded beyond what was asked about")
    typer.echo()
    heads = ["LEVEL", "KIND", "ID", "NAME"] + (["WHY"] if why else [])
    cells = [
        [_word(answer, row), snapshot.kind(row), snapshot.id(row), snapshot.name(row)]
        + ([_why(answer, row)] if why else [])
        for row in rows
    ]
    print_rows(heads, cells)
    _print_rest(answer, graph)


def _why(answer: Impact, row: int) -> str:
    steps = _chain(answer, row)
    if not steps:
        return "asked about"
    return "; ".join(f"{s['from']} {s['type']} {s['to']}: {s['level']}" for s in steps)


def _word(answer: Impact, row: int) -> str:
    """The level, in the words of who has to act on it."""
    level = answer.level(row)
    if answer.lens.name == "outage" and answer.snapshot.kind(row) == "ServiceLevelAgreement":
        return f"{level} (promise broken)" if level == "LOST" else level
    return f"{level} (tell)" if level == "NOTIFY" else level


def _print_rest(answer: Impact, graph: Graph) -> None:
    """What stands beside the list: agencies, contracts not in force, what is not known."""
    agencies, unknowns = answer.agencies, answer.unknowns
    typer.echo()
    typer.echo(
        f"agencies: {agencies.customer} as customer, {agencies.promised} promised to, "
        f"{agencies.holder} holding a contract"
    )
    lists = (
        ("reached, but not in force", answer.not_in_force),
        ("services without a contract", unknowns.without_contract),
        ("services without an SLA", unknowns.without_sla),
        ("services without an OLA", unknowns.without_ola),
        ("services without a consumer", unknowns.without_consumer),
    )
    for said, found in lists:
        if len(found):
            typer.echo(f"{said}: {', '.join(answer.snapshot.ids_of(found))}")
    if len(unknowns.stale):
        typer.echo(f"facts not verified for more than 180 days: {len(unknowns.stale)}")
    if reason := answer.reason or graph.cut_short(answer.revision):
        typer.echo(f"this answer is not complete: {reason}")
