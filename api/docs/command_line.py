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
variables too. [Questions](questions.md) has real examples with their answers, the
[reference](reference.md) every fact that a question tells.

## How a question is answered

- Where an **id** is asked for, an alias is one too, and so is a name that one item alone has, in
  any case: `ramify impact "Tax Processing"`. An unknown id is answered with the three nearest.
- As a **table** for people: the verdict in one sentence, the day and the revision, then tables and
  notes. `--with NAME` adds what is told on request, such as `--with witness,confidence`.
- As **text** (`--format text`), in at most twelve lines; the first is the verdict.
- As **JSON** (`--format json`) for programs.
- `-o FILE` writes any of them into a file; `ramify report QUESTION` makes a page or a workbook
  ([reports](reports.md)).

## What programs may rely on

- With `--format json` a command prints one JSON document and nothing else. A question's is what
  GraphQL answers to the same question: the same names, in camel case, and the same values. Entries
  may be added; none is renamed or removed, and none changes its type.
- An item is `{"kind", "id", "name"}`, a relation `{"type", "discriminator", "from", "to"}`. A long
  list is a connection: `nodes`, `totalCount`, `hidden` and `pageInfo`, whose `endCursor` is what
  `--after` takes. What is told on request is absent without `--with`.
- Answers go to the output, everything else (what went wrong, progress, warnings) to the error
  output. An error is one message, never a traceback (`RAMIFY_TRACEBACK=1` asks for one).

| exit code | when |
|---|---|
| 0 | it did what it was asked; a question that finds nothing is answered as well |
| 1 | it could not: the message says what was found and what was expected |
| 2 | the command line itself is wrong |
| 3 | `load` kept bad rows back, or `check` or `impact` found something as bad as `--fail-on` |
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
