"""``ramify sync``: an office's declared sources loaded in order, as cron does it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.author import AuthorOptions
from api.cli.opened import target_of
from api.cli.options import expanded

if TYPE_CHECKING:
    from rich.console import Console

    from api.cli.load import Exit, LoadOptions
    from application.source_list import ListedSource

app = typer.Typer()


@app.command()
@expanded
def sync(
    ctx: typer.Context,
    *,
    sources: Annotated[Path, typer.Argument(help="The file that lists the sources.")],
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="This source alone; may be given several times."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, item by item.")
    ] = False,
    approve: Annotated[
        str | None,
        typer.Option(metavar="DIGEST", help="The difference to apply though it ends much."),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Tell every warning and reason.")
    ] = False,
    by: AuthorOptions,
) -> None:
    """Load the sources that a file declares, one after another.

    One that fails stops no other. Again, it goes on where it was: what was loaded changes nothing.
    Nobody else can sync the same file meanwhile.

    Exits with 0: all of every source was loaded;

    1: nothing of any was; 3: some of it was; 4: the store failed on the way.
    """
    from rich.console import Console

    from api.cli.load import Exit, LoadOptions
    from application.source_list import listed_sources, locked
    from graph_model.errors import RamifyError

    out, err = Console(), Console(stderr=True)
    options = LoadOptions(dry_run=dry_run, approve=approve, verbose=verbose)
    codes: dict[str, Exit] = {}
    try:
        with locked(sources):
            for one in _chosen(listed_sources(sources), only or []):
                out.print(f"{one.name}:", markup=False, highlight=False)
                codes[one.name] = _loaded(ctx, one, options, by, out, err)
    except RamifyError as error:
        typer.echo(f"nothing was loaded\n{error}", err=True)
        raise typer.Exit(int(Exit.NOTHING)) from None
    for name, code in codes.items():
        typer.echo(f"{name}: {_SAID[code.name]}")
    raise typer.Exit(int(_together(list(codes.values()))))


def _chosen(listed: list[ListedSource], only: list[str]) -> list[ListedSource]:
    from graph_model.errors import InvalidInput, Problem

    names = [one.name for one in listed]
    if unknown := [name for name in only if name not in names]:
        expected = f"one of {', '.join(names)}"
        raise InvalidInput([Problem("--only", name, expected) for name in unknown])
    return [one for one in listed if not only or one.name in only]


def _loaded(
    ctx: typer.Context,
    one: ListedSource,
    options: LoadOptions,
    by: AuthorOptions,
    out: Console,
    err: Console,
) -> Exit:
    """Load one source as ``ramify load`` would."""
    from api.cli.load import Exit, run
    from graph_model.errors import InvalidInput

    try:
        files = one.files()
    except InvalidInput as error:
        err.print(f"nothing was loaded\n{error}", markup=False, highlight=False, soft_wrap=True)
        return Exit.NOTHING
    told = replace(
        options,
        files=files,
        loader=one.loader,
        mapping=one.mapping,
        source=one.source,
        said_at=one.made(files),
        replace=one.replace,
        strict=one.strict,
    )
    return run(lambda: target_of(ctx), told, by, out, err, one.declared)


_SAID = {
    "ALL": "all of it is loaded",
    "NOTHING": "nothing was loaded",
    "SOME": "loaded, rows or fields kept back",
    "INTERRUPTED": "broke off; sync again, and the rest follows",
}


def _together(codes: list[Exit]) -> Exit:
    """How all ended: as one of them where they agree, broken off where one did, else in part."""
    from api.cli.load import Exit

    if Exit.INTERRUPTED in codes:
        return Exit.INTERRUPTED
    return codes[0] if len(set(codes)) == 1 else Exit.SOME
