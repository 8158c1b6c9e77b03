"""``ramify load``: files into the store, with what changed, what was kept back, and a telling exit.

Mounted by whoever opens stores: ``app.command("load")(load_command(open_target))``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from shlex import join
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from api.cli.author import AuthorOptions
from api.cli.load_report import show, show_meaning
from api.cli.options import expanded
from api.cli.rejects import RejectsFiles
from application.load_guard import MOST_ENDED, LoadGuard
from application.load_parts import Told
from application.load_report import LoadReport
from application.loading import load as load_files
from graph_model.changes import MOST_CHANGES
from graph_model.errors import InvalidInput, Problem, RamifyError
from graph_model.model import Model
from graph_model.values import Value
from loaders.mapped_files import Calls
from outbound.client import CallLimits
from stores.protocol import Store


class Exit(IntEnum):
    """How the command ends; 2 is a mistake in the command line itself."""

    ALL = 0
    NOTHING = 1
    SOME = 3
    INTERRUPTED = 4


@dataclass(frozen=True, slots=True)
class Target:
    """Where facts are loaded: a store, its model, and the most changes of one ChangeSet.

    ``most_ended`` is the share of its sources' items that a load ends without being approved;
    ``source_order`` names sources from the first that is believed;
    ``beside`` is the folder of the store's own files; rows kept back go there. ``networks`` are
    those inside whose addresses may be called. ``meaning`` tells what a load would mean.
    """

    store: Store
    model: Model
    beside: Path
    most_changes: int = MOST_CHANGES
    most_ended: float = MOST_ENDED
    networks: tuple[str, ...] = ()
    source_order: Sequence[str] = ()
    meaning: Callable[[LoadReport], Sequence[str]] = lambda report: ()


@dataclass(frozen=True)
class LoadOptions:
    """What the user asked for, as options of the command."""

    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Files, or folders of files, loaded as one; none where a mapping calls others.",
            show_default=False,
        ),
    ] = None
    loader: Annotated[
        str | None, typer.Option("--from", help="The format's name.", show_default="recognised")
    ] = None
    mapping: Annotated[
        Path | None,
        typer.Option(
            help="How the files' tables are read: a mapping, as `ramify map` proposes one.",
            show_default="none: the files say what they are",
        ),
    ] = None
    source: Annotated[
        str | None,
        typer.Option(help="The name of the facts' source.", show_default="as the file suggests"),
    ] = None
    said_at: Annotated[
        str | None,
        typer.Option(
            metavar="MOMENT",
            help="When the files were made (2026-11-20, or 2026-11-20T06:00:00Z): an older one "
            "overwrites nothing that a newer one said.",
            show_default="as the files say, if they do",
        ),
    ] = None
    replace: Annotated[
        bool, typer.Option("--replace", help="Remove what the source no longer says.")
    ] = False
    strict: Annotated[bool, typer.Option("--strict", help="Load nothing if any row is bad.")] = (
        False
    )
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, item by item.")
    ] = False
    approve: Annotated[
        str | None,
        typer.Option(
            metavar="DIGEST",
            help="The difference to apply though it ends much, or nothing was read.",
        ),
    ] = None
    rejects: Annotated[
        Path | None,
        typer.Option(
            help="Where bad rows go: a folder, or a file.",
            show_default="FILE.rejects.… beside the store's file, or else here",
        ),
    ] = None
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Tell every warning and reason.")
    ] = False


OpenTarget = Callable[[], AbstractContextManager[Target]]


def load_command(open_target: OpenTarget) -> Callable[..., None]:
    """The command, loading into the target that is opened when it runs, and closed after it."""

    @expanded
    def load(*, options: LoadOptions, by: AuthorOptions) -> None:
        """Load files into the store; the same file again changes nothing.

        Exits with 0: all was loaded;

        1: nothing was: a file is unreadable, all rows are bad, or one is and --strict; or the
        difference ends more than a tenth of its source's items, or nothing was read, and it has to
        be approved;

        3: the good rows were loaded and bad ones kept back, to be mended and loaded;

        4: the store failed on the way: load again, what was applied stays and the rest follows.
        """
        code = run(open_target, options, by, Console(), Console(stderr=True))
        raise typer.Exit(int(code))

    return load


def run(
    open_target: OpenTarget,
    options: LoadOptions,
    by: AuthorOptions,
    out: Console,
    err: Console,
    declared: Mapping[str, Value] | None = None,
) -> Exit:
    """Load as asked, tell what happened, and say how to exit; never raises a RamifyError.

    ``declared`` is what is to be recorded of the sources themselves.
    """
    try:
        with open_target() as target:
            kept = RejectsFiles(options.rejects, target.beside, *_first(options))
            with _progress(err) as told:
                report = _load(target, options, by, kept, told, declared)
            if report.rejects and (not options.dry_run or options.rejects):
                kept.keep(report)
            show(
                report, _mending(report, kept, options), options.dry_run, options.verbose, out, err
            )
            if options.dry_run or report.refused:
                show_meaning(target.meaning(report), out)
            return _exit(report, options)
    except InvalidInput as error:
        _say(err, f"nothing was loaded\n{error}")
        return Exit.NOTHING
    except RamifyError as error:
        _say(err, f"{error}\nwhat was applied stays; load again, and the rest follows")
        return Exit.INTERRUPTED
    except KeyboardInterrupt:
        _say(err, "stopped; what was applied stays; load again, and the rest follows")
        return Exit.INTERRUPTED


def _first(options: LoadOptions) -> list[Path]:
    """What is loaded first.

    Raises:
        InvalidInput: nothing is.
    """
    found = [*(options.files or []), *([options.mapping] if options.mapping else [])]
    if not found:
        raise InvalidInput([Problem("the files to load", "none", "one at least")])
    return found[:1]


def _load(
    target: Target,
    options: LoadOptions,
    by: AuthorOptions,
    kept: RejectsFiles,
    told: Told,
    declared: Mapping[str, Value] | None,
) -> LoadReport:
    return load_files(
        options.files or [],
        target.store,
        target.model,
        source=options.source,
        loader=options.loader,
        mapping=options.mapping,
        replace=options.replace,
        strict=options.strict,
        dry_run=options.dry_run,
        author=by.author,
        most=target.most_changes,
        guard=LoadGuard(target.most_ended, options.approve),
        order=target.source_order,
        progress=told,
        before_apply=kept.keep,
        said_at=options.said_at,
        declared=declared,
        calls=Calls(CallLimits(networks=target.networks), options.mapping),
    )


def _mending(report: LoadReport, kept: RejectsFiles, options: LoadOptions) -> list[str]:
    """Where rows kept back are, and how they are loaded once they are mended."""
    told = [f"rows kept back are in {path}; mend them and load that file" for path in kept.plain]
    if kept.own:
        paths = ", ".join(map(str, kept.own))
        # What rows are joined to may stand in a file of its own.
        others = {one.sheet.file for one in report.tables if one.whole and not one.sheet.name}
        words = ["ramify", "load", *map(str, kept.own), *sorted(others)]
        for name, value in (("mapping", options.mapping), ("source", options.source)):
            words += [f"--{name}", str(value)] if value is not None else []
        words += ["--from", options.loader] if options.loader else []
        told.append(f"rows kept back are in {paths}, as they stood; mend them, then:")
        told.append(f"    {join(words)}")
    return told


def _exit(report: LoadReport, options: LoadOptions) -> Exit:
    if report.refused and not options.dry_run:
        return Exit.NOTHING
    if report.complete:
        return Exit.ALL
    return Exit.NOTHING if options.strict or not report.facts else Exit.SOME


def _say(err: Console, text: str) -> None:
    err.print(text, markup=False, highlight=False, emoji=False, soft_wrap=True)


@contextmanager
def _progress(err: Console) -> Iterator[Told]:
    """A bar on a terminal, gone when done; nothing elsewhere."""
    columns = (TextColumn("{task.description}", markup=False), *Progress.get_default_columns()[1:3])
    bar = Progress(*columns, TimeElapsedColumn(), console=err, transient=True)
    bar.disable = not err.is_terminal
    with bar:
        task = bar.add_task("", total=None)

        def told(step: str, done: int, of: int | None) -> None:
            bar.update(task, description=f"{step}, {done:,}", completed=done, total=of)

        yield told
