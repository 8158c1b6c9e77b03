"""``ramify reconcile``: edits made past the journal, found by comparison, and journaled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.opened import graph_of
from api.cli.output import Format, FormatOption, print_json, print_rows

if TYPE_CHECKING:
    from graph_model.changes import Image, Revision
    from stores.out_of_band import Reconciliation

app = typer.Typer()

INVALID = 3
"""How the command ends where something is invalid, as ``load`` does."""
_WORDS = {"put back": "putBack"}


@app.command()
def reconcile(
    ctx: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would be journaled.")
    ] = False,
    first: Annotated[int, typer.Option(min=1, help="At most so many facts.")] = 100,
    format: FormatOption = Format.TABLE,
) -> None:
    """Compare all that the store holds with what its journal says, and journal the difference.

    A running server does so by itself when it notices an edit made in plain Cypher; this finds
    those that were made while none ran, in Neo4j or in a SQLite file. What is invalid is told,
    and put back as the journal has it; what the journal does not have either is left out.

    Exits with 0: the store holds what its journal says, now or all along;

    3: and something was invalid.
    """
    from application.out_of_band import replayed

    with graph_of(ctx) as graph:
        found = graph.store.reconcile(replayed(graph.store), dry_run)
    if format is Format.JSON:
        print_json(_json(found, dry_run, first))
    else:
        _print(found, dry_run, first)
    if found.problems:
        raise typer.Exit(INVALID)


def _json(found: Reconciliation, dry_run: bool, first: int) -> dict[str, object]:
    return {
        "dryRun": dry_run,
        "revisions": [revision.number for revision in found.revisions],
        "counts": {_WORDS.get(what, what): n for what, n in _counts(found.revisions).items()},
        "changes": [
            {"revision": number, "what": _what(image), **_named(image), "fields": _fields(image)}
            for number, image in islice(_images(found.revisions), first)
        ],
        "invalid": [
            {"where": p.where, "found": p.found, "expected": p.expected} for p in found.problems
        ],
    }


def _print(found: Reconciliation, dry_run: bool, first: int) -> None:
    typer.echo(_verdict(found, dry_run))
    rows = [
        (f"{number}", _what(image), *_named(image).values(), _fields_line(image))
        for number, image in islice(_images(found.revisions), first)
    ]
    if rows:
        typer.echo()
    print_rows(("REVISION", "WHAT", "TYPE", "FACT", "FIELDS"), rows)
    if (more := sum(_counts(found.revisions).values()) - len(rows)) > 0:
        typer.echo(f"and {more:,} more")
    for problem in found.problems:
        typer.echo(f"invalid: {problem}")


def _verdict(found: Reconciliation, dry_run: bool) -> str:
    if not found.revisions:
        nothing = "nothing was changed past the journal"
        return f"{nothing} that can stand" if found.problems else nothing
    counts = ", ".join(
        f"{many:,} {what}" for what, many in _counts(found.revisions).items() if many
    )
    numbers = [revision.number for revision in found.revisions]
    which = f"revision {numbers[0]}"
    if len(numbers) > 1:
        which = f"revisions {numbers[0]} to {numbers[-1]}"
    told = f"a dry run, would be {which}" if dry_run else f"journaled as {which}"
    return f"changed past the journal: {counts}; {told}"


def _images(revisions: Iterable[Revision]) -> Iterator[tuple[int, Image]]:
    return ((revision.number, image) for revision in revisions for image in revision.images)


def _counts(revisions: Iterable[Revision]) -> dict[str, int]:
    counted = Counter(_what(image) for _, image in _images(revisions))
    return {what: counted[what] for what in ("added", "changed", "removed", "put back")}


def _what(image: Image) -> str:
    if image.restated:
        return "put back"
    if image.before is None:
        return "added"
    return "removed" if image.after is None else "changed"


def _fields(image: Image) -> dict[str, dict[str, object]]:
    return {name: {"before": was, "after": now} for name, (was, now) in image.fields.items()}


def _named(image: Image) -> dict[str, str]:
    """The fact's kind or type, and what it is known by."""
    from application.load_report import type_of

    return {"type": type_of(image.fact), "fact": str(image.ref)}


def _fields_line(image: Image) -> str:
    from api.cli.load_report import shown

    told = (f"{name}: {shown(was)} → {shown(now)}" for name, (was, now) in image.fields.items())
    return ", ".join(told)
