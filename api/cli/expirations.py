"""``ramify expirations``: what ends, by when to act, what falls uncovered, whom it touches."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.answer import head_json, items_json, print_head, print_reason
from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows
from application.day import read_day
from graph_model.periods import moved

if TYPE_CHECKING:
    from queries.expiration.contract_expiration import Expiration, Uncovered
    from queries.expiration.step_kind import StepKind

app = typer.Typer()

AHEAD = timedelta(days=180)
"""How far ahead is looked where nobody says."""
FromOption = Annotated[
    str | None,
    typer.Option("--from", metavar="YYYY-MM-DD", help="From this day on; without it, --as-of."),
]
TOUCHED = ("ServiceLevelAgreement", "Agency", "Stakeholder")


@app.command()
@expanded
def expirations(
    ctx: typer.Context,
    *,
    of: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID…]", help="Only what concerns these: agencies, suppliers, …"),
    ] = None,
    from_: FromOption = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="Up to this day; without it, 180 days on."),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(help="Only: renews, may be extended, ends, no end, expired, not yet begun."),
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Without a last day: all, those without an end included.")
    ] = False,
    first: Annotated[int, typer.Option(min=0, help="How many, by their next step.")] = 50,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say how each date was worked out, and what falls.")
    ] = False,
    options: FactsOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """List the contracts that end, by when to act, and what falls uncovered."""
    from queries.contract.contract_filter import concerning
    from queries.expiration.contract_expiration import Expiration
    from queries.expiration.expiration import expirations as ask

    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        begin = read_day(from_, asked.day, "--from")
        last = None if all_ else read_day(until, moved(begin, AHEAD), "--until")
        answer = ask(asked.snapshot, asked.day, graph.settings.calendar)
        among = concerning(asked.snapshot, of, asked.day) if of else None
        positions = answer.between(begin, last, state or None, among)
        shown = [Expiration(answer, position) for position in positions[:first].tolist()]
        left_out = answer.left_out(begin, last, among)
        if format is Format.JSON:
            head = head_json(answer, graph) | {"from": _iso(begin), "until": _iso(last)}
            left = [{"reason": reason, "count": count} for reason, count in left_out]
            lines = [as_json(e) for e in shown]
            print_json(head | {"total": len(positions), "leftOut": left, "expirations": lines})
            return
        end = "at any time" if last is None else f"by {last}"
        more = "" if len(positions) <= first else f", the first {first}"
        many = "1 contract ends" if len(positions) == 1 else f"{len(positions)} contracts end"
        print_head(answer, f"{many} from {begin} {end}{more}")
        _print(shown, explain)
        if left_out and shown:
            typer.echo()
        for reason, count in left_out:
            typer.echo(f"left out: {count}, {reason}")
        print_reason(answer, graph)


def _print(shown: list[Expiration], explain: bool) -> None:
    heads = ("NEXT STEP", "WHAT", "STATE", "ENDS", "FALLS", "CONTRACT", "NUMBER", "PAST")
    print_rows(heads, [_cells(e) for e in shown])
    for e in shown if explain else ():
        typer.echo()
        typer.echo(e.called(e.row))
        for line in explained(e):
            typer.echo(f"  {line}")


def _cells(e: Expiration) -> tuple[object, ...]:
    snapshot, step = e.answer.snapshot, e.next_step
    what = (step.on, step.kind.value) if step else ("-", "-")
    number = snapshot.value(e.row, "number") or "-"
    named = (snapshot.id(e.row), number, e.past or "-")
    return (*what, e.state.value, e.ends_on or "-", len(e.uncovered), *named)


def explained(e: Expiration) -> list[str]:
    """What is worked out of one contract, in sentences."""
    from queries.expiration.story import story

    name = e.called
    lines = [
        *story(e),
        *(f"covered only in part afterwards: {name(row)}" for row in e.kept_in_part),
    ]
    lines += [f"ends with it: {name(child.row)}" for child in e.falls_with]
    lines += [_succession(name(s.row), s.days) for s in e.successors]
    touched = e.touched
    for kind in TOUCHED:
        rows = touched.affected([kind])
        ids = touched.snapshot.ids_of(rows)
        if ids:
            called = touched.snapshot.model.kind_by_name[kind].called(len(ids))
            lines.append(f"touches {len(ids)} {called}: {', '.join(sorted(ids))}")
    return [*lines, *(f"note: {warning}" for warning in e.doubts)]


def _succession(name: str, days: int | None) -> str:
    if days is None:
        return f"succeeded by {name}"
    between = f"a gap of {days} days" if days > 0 else f"an overlap of {-days} days"
    return f"succeeded by {name}, {between if days else 'without a gap'}"


def as_json(e: Expiration) -> dict[str, object]:
    """One contract as programs read it."""
    snapshot, touched = e.answer.snapshot, e.touched
    return {
        "contract": items_json(snapshot, [e.row])[0],
        "state": e.state.value,
        "urgency": e.urgency and e.urgency.value,
        "nextStepOn": _iso(e.next_step_on),
        "actBy": _iso(e.act_by),
        "steps": [_step_json(e, s.on, s.kind, s.arithmetic, s.forum) for s in e.steps],
        "passed": [
            _step_json(e, s.on, s.kind, s.arithmetic) | {"days": s.days, "helps": list(s.helps)}
            for s in e.passed
        ],
        "tooLate": e.too_late,
        "endsOn": _iso(e.ends_on),
        "renewsOn": _iso(e.renews_on),
        "renewsTo": _iso(e.renews_to),
        "exitOn": _iso(e.exit_on),
        "firstExit": _iso(e.first_exit),
        "noticeBy": _iso(e.notice_by),
        "noticeMissed": _iso(e.notice_missed),
        "noticeGiven": _iso(e.notice_given),
        "optionBy": _iso(e.option_by),
        "latestSafeStart": _iso(e.latest_safe_start),
        "options": [_iso(day) for day in e.options],
        "cappedBy": None if e.capped_by is None else snapshot.id(e.capped_by),
        "fallsWith": [snapshot.id(child.row) for child in e.falls_with],
        "meetings": [{"forum": snapshot.id(f), "last": _iso(day)} for f, day in e.meetings],
        "arithmetic": e.arithmetic,
        "warnings": e.doubts,
        "uncovered": _uncovered_json(e, e.uncovered),
        "uncoveredIfNoticed": _uncovered_json(e, e.uncovered_if_noticed),
        "keptInPart": [snapshot.id(row) for row in e.kept_in_part],
        "successors": [
            {"contract": snapshot.id(s.row), "start": _iso(s.start), "days": s.days}
            for s in e.successors
        ],
        "touched": [
            {"level": touched.level(row), "kind": touched.snapshot.kind(row), "id": id_}
            for row, id_ in _touched(e)
        ],
    }


def _step_json(
    e: Expiration, on: date, kind: StepKind, arithmetic: str, forum: int | None = None
) -> dict[str, object]:
    by = None if forum is None else e.answer.snapshot.id(forum)
    return {"on": on.isoformat(), "what": kind.value, "forum": by, "arithmetic": arithmetic}


def _uncovered_json(e: Expiration, gaps: list[Uncovered]) -> list[dict[str, object]]:
    id_of = e.answer.snapshot.id
    return [
        {"item": id_of(g.row), "days": g.days, "next": None if g.by is None else id_of(g.by)}
        for g in gaps
    ]


def _touched(e: Expiration) -> list[tuple[int, str]]:
    rows = e.touched.affected(TOUCHED).tolist()
    return sorted(((row, e.touched.snapshot.id(row)) for row in rows), key=lambda pair: pair[1])


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
