"""``ramify`` itself: which commands there are, and which store they work on."""

from __future__ import annotations

import ast
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer
from typer._click.exceptions import NoArgsIsHelpError, UsageError
from typer.core import TyperCommand, TyperGroup

from api.cli.question import command_of
from api.cli.usage import usage_problem
from queries.questions.catalog import questions
from queries.questions.declaration import Question

OWN = (
    *(
        "demo",
        "load",
        "map",
        "sync",
        "withdraw",
        "template",
        "serve",
        "apply",
        "revert",
        "still-true",
        "erase",
        "calendar",
        "report",
        "check",
    ),
    *("export", "reconcile", "identities", "connection", "token", "schema", "neo4j"),
)
"""The commands that are no questions; each is a module of its name, with _ for -."""
STORE = "--store"
PLAIN: dict[str, Any] = {
    "add_completion": False,
    "pretty_exceptions_enable": False,
    "rich_markup_mode": None,  # rich takes longer to import than all the rest
}


class Deferred(TyperCommand):
    """A command known by its name and help alone, until it is run."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        """The context of the real command."""
        try:
            return self.real(parent).make_context(info_name, args, parent=parent, **extra)
        except UsageError as error:
            # Not every error of the library's parser says of which command it is.
            error.ctx = error.ctx or typer.Context(self, parent, info_name)
            raise

    def real(self, parent: Any) -> Any:
        """The command itself, imported now."""
        assert self.name is not None
        real = typer.main.get_command(_plain(_app_of(self.name, parent)))
        real.name = self.name
        return real


def _app_of(command: str, ctx: typer.Context) -> typer.Typer:
    """The command's own Typer; loading is given what it loads into."""
    if question := _question(command):
        return command_of(question.name)
    module = import_module(_module_of(command))
    if command != "load":
        return module.app  # type: ignore[no-any-return]
    from api.cli.opened import target_of

    loading = typer.Typer()
    loading.command("load")(module.load_command(lambda: target_of(ctx)))
    return loading


def _question(command: str) -> Question | None:
    """The question that a command asks, by its name or a shorter one; none that has its own."""
    asked = (question for question in questions() if question.command not in OWN)
    named = (question for question in asked if command in (question.command, question.short))
    return next(named, None)


def _plain(own: typer.Typer) -> typer.Typer:
    """The same commands, with help as plain text and without what installs completion."""
    plain = typer.Typer(**PLAIN)
    plain.info, plain.registered_callback = own.info, own.registered_callback
    plain.registered_commands, plain.registered_groups = (
        own.registered_commands,
        own.registered_groups,
    )
    return plain


def _module_of(command: str) -> str:
    return f"api.cli.{command.replace('-', '_')}"


class Commands(TyperGroup):
    """The commands, none of them imported before it is run."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names, in the order of help."""
        first, *rest = OWN
        return [first, *(q.command for q in questions() if q.command not in OWN), *rest]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name, or None."""
        if question := _question(cmd_name):
            return Deferred(cmd_name, callback=lambda: None, short_help=question.said)
        if cmd_name not in OWN:
            return None
        return Deferred(cmd_name, callback=lambda: None, short_help=_help(cmd_name))

    def main(self, args: Any = None, *, standalone_mode: bool = True, **more: Any) -> Any:  # type: ignore[override]
        """Run a command line; what is wrong with it is told as all else is, and exits with 2."""
        if not standalone_mode:
            return super().main(args, standalone_mode=False, **more)
        try:
            code = super().main(args, standalone_mode=False, **more)
        except NoArgsIsHelpError as error:
            error.show()
            sys.exit(error.exit_code)
        except UsageError as error:
            typer.echo(usage_problem(error), err=True)  # which begins with the command
            sys.exit(error.exit_code)
        sys.exit(code if isinstance(code, int) else 0)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take ``--store`` from wherever it stands: people write it last."""
        if not all(arg.startswith("-") for arg in args):
            _import_arrays()
        return super().parse_args(ctx, _store_first(args))


def _import_arrays() -> None:
    """Import numpy, which a command needs, before the parser imports ``typing_extensions``.

    That one takes the place of a part of ``typing``, after which the many types of numpy take
    three times as long to make.
    """
    import_module("numpy")


def _help(command: str) -> str:
    """What the command's module says that it is: "``ramify x``: what it does"."""
    found = find_spec(_module_of(command))
    assert found is not None
    assert found.origin is not None
    said = ast.get_docstring(ast.parse(Path(found.origin).read_bytes())) or ""
    what = said.partition("\n")[0].partition(": ")[2]
    return what[:1].upper() + what[1:]


def _store_first(args: list[str]) -> list[str]:
    """The arguments with every ``--store`` in front, those after ``--`` left alone."""
    plain = args[: args.index("--")] if "--" in args else args
    first: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(plain):
        many = 2 if plain[at] == STORE else 1
        (first if plain[at].partition("=")[0] == STORE else rest).extend(plain[at : at + many])
        at += many
    return first + rest + args[len(plain) :]


app = typer.Typer(cls=Commands, no_args_is_help=True, **PLAIN)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(version("ramify"))
        raise typer.Exit


@app.callback()
def ramify(
    ctx: typer.Context,
    store: Annotated[
        str | None,
        typer.Option(STORE, help="sqlite:///path or a Neo4j's bolt:// address (RAMIFY_STORE)."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """If this changes, what does it touch, how badly, why, and by when must we act?

    Settings are RAMIFY_ variables: see docs/settings.md.
    """
    ctx.obj = {"store": store}
