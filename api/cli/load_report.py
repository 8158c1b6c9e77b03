"""A load's report as a person reads it: what changed, what was kept back and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from application.load_report import LoadReport, Tally
from graph_model.changes import Image
from graph_model.claims import DAYS_WAITING
from graph_model.errors import Problem
from graph_model.facts import Item
from graph_model.values import Value
from graph_model.words import counted

SHOWN = 20
"""How many warnings and reasons are told unless all are asked for."""
COLUMNS = ("put", "set", "removed", "unchanged", "rejected")


def show(
    report: LoadReport,
    rejects: Sequence[str],
    dry_run: bool,
    verbose: bool,
    out: Console,
    err: Console,
) -> None:
    """Print the summary to ``out``, item by item for a dry run; warnings and reasons to ``err``.

    ``rejects`` are lines about where rows kept back are.
    """
    _print(err, _some(report.warnings, "warning: ", verbose))
    reasons = [problem for _, reject in report.rejects for problem in reject.problems]
    _print(err, _some(reasons, "kept back: ", verbose))
    if dry_run:
        show_changes(report, out)
    if report.tallies:
        out.print(_table(report))
    _print(out, _sentences(report, rejects, dry_run))


def show_changes(report: LoadReport, out: Console) -> None:
    """Print what happens to each fact."""
    _print(out, (line for image in report.images for line in described(image)))


def show_meaning(told: Sequence[str], out: Console) -> None:
    """Print what a load would mean, where anything is known of that."""
    if told:
        _print(out, iter(["what it would mean:", *(f"    {one}" for one in told)]))


def described(image: Image) -> Iterator[str]:
    """What happens to a fact: a line with its sign (+, ~, -), and one for each field that changes.

    Fields of a new fact are in the file; of a changed one, both values are shown.
    """
    fact = image.fact
    name = f"{fact.kind} {fact.id}" if isinstance(fact, Item) else str(fact.key)
    if image.before is None or image.after is None:
        yield f"{'+' if image.before is None else '-'} {name}"
        return
    yield f"~ {name}"
    for field, (was, now) in image.fields.items():
        yield f"    {field}: {shown(was)} → {shown(now)}"


def shown(value: Value | None) -> str:
    """A field's value as a line of changes has it."""
    return "nothing" if value is None else repr(value)


def _table(report: LoadReport) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    for name, tally in report.tallies.items():
        table.add_row(name, *_figures(tally))
    table.add_row("all", *_figures(report.total))
    return table


def _figures(tally: Tally) -> list[str]:
    return [f"{number:,}" if (number := getattr(tally, column)) else "·" for column in COLUMNS]


def _sentences(report: LoadReport, rejects: Sequence[str], dry_run: bool) -> Iterator[str]:
    sources = ", ".join(report.sources)
    count = len(report.files)
    files = report.files[0] if count == 1 else f"{count} files"
    if dry_run:
        yield f"{sources} from {files}: a dry run, nothing was loaded"
    elif report.refused:
        yield f"{sources} from {files}: nothing was loaded; look at it with --dry-run first"
    elif not report.applied:
        yield f"{sources} from {files}: nothing was loaded, because of the rows kept back"
    elif not report.revisions:
        yield f"{sources} from {files}: nothing to change"
    else:
        first, last = report.revisions[0], report.revisions[-1]
        revisions = f"revision {first}" if first == last else f"revisions {first} to {last}"
        yield f"{sources} from {files}: loaded as {revisions}"
    if report.refused:
        yield f"{report.refused}: to load it, approve this very difference"
        yield f"    --approve {report.difference}"
    if report.waiting:
        waiting = counted(report.waiting, "relation waits", "relations wait")
        yield f"{waiting} for an item that is not there, for {DAYS_WAITING} days: `ramify sources`"
    yield from rejects


def _some(problems: Sequence[Problem], start: str, verbose: bool) -> Iterator[str]:
    """Each problem as a line; unless verbose those that found the same are one, and 20 are told."""
    if verbose:
        yield from (f"{start}{problem}" for problem in problems)
        return
    alike: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.found, problem.expected, problem.advice), []).append(problem)
    for number, group in enumerate(alike.values()):
        if number == SHOWN:
            yield f"{start}and {len(alike) - SHOWN} more (--verbose tells all)"
            return
        more = f" (and at {len(group) - 1:,} more places)" if len(group) > 1 else ""
        yield f"{start}{group[0]}{more}"


def _print(console: Console, lines: Iterator[str]) -> None:
    for line in lines:
        console.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True)
