"""The page of the command line: each command's own help, and what programs may rely on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from api.cli.root import app

WIDTH = 98
HEAD = """\
# The command line

`ramify COMMAND --help` says the same as this page, which is made from it. The store is named by
`--store`, anywhere on the line, or by `RAMIFY_STORE`; all other [settings](settings.md) are
variables too. [Questions](questions) has real examples with their answers.

## What programs may rely on

- With `--format json` a command prints one JSON document and nothing else. Its names are those of
  the GraphQL schema, in camel case: `revision`, `asOf`, `complete`, `reason`, `counts`, `affected`.
  Entries may be added; none is renamed or removed, and none changes its type.
- Items are `{"kind", "id", "name"}`, with what the question adds: `level`, `witness`. A chain is a
  list of `{"type", "from", "to", "level"}`.
- Answers go to the output, everything else (what went wrong, progress, warnings) to the error
  output. An error is one message, never a traceback (`RAMIFY_TRACEBACK=1` asks for one).

| exit code | when |
|---|---|
| 0 | it did what it was asked; a question that finds nothing is answered as well |
| 1 | it could not: the message says what was found and what was expected |
| 2 | the command line itself is wrong |
| 3 | `load` kept bad rows back, or `check` found something as bad as `--fail-on` |
| 4 | `load` was interrupted or lost its store: load again, and the rest follows |
| 130 | it was stopped by Ctrl-C; servers end with 0 |
"""


def command_line_page() -> str:
    """The page in Markdown."""
    return HEAD + "".join(_sections())


def _sections() -> Iterator[str]:
    root: Any = typer.main.get_command(app)
    ctx = typer.Context(root, info_name="ramify", terminal_width=WIDTH)
    for name in root.list_commands(ctx):
        found = root.get_command(ctx, name)
        yield from _help(found.real(ctx), f"ramify {name}", ctx)


def _help(command: Any, path: str, parent: typer.Context) -> Iterator[str]:
    """The help of a command, then of those below it."""
    ctx = typer.Context(
        command, info_name=path.rpartition(" ")[2], parent=parent, terminal_width=WIDTH
    )
    text = "\n".join(line.rstrip() for line in command.get_help(ctx).splitlines())
    yield f"\n## {path}\n\n```text\n{text}\n```\n"
    for name, below in getattr(command, "commands", {}).items():
        yield from _help(below, f"{path} {name}", ctx)
