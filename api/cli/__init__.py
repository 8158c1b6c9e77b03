"""The command line: one module a command, imported when it is run, so that help comes at once."""

from __future__ import annotations

import gc
import os
import sys

from graph_model.errors import RamifyError

COLLECT_AT = 100_000
"""New objects until rubbish is looked for: imports make many, none of which is ever rubbish."""
STOPPED = 130
"""The exit code of who was stopped by Ctrl-C, as shells have it."""


def main() -> None:
    """Run ``ramify``; whatever goes wrong ends in one message and an exit code, not a traceback."""
    gc.set_threshold(COLLECT_AT)  # as it stands, that takes a fifth of a small question's time
    from api.cli.output import visible_output

    try:
        with visible_output():
            _run()
    finally:
        gc.freeze()  # what there is ends with the process; nobody need look through it once more


def _run() -> None:
    from api.cli.root import app

    try:
        app(prog_name="ramify")
    except RamifyError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        sys.exit(STOPPED)
    except BrokenPipeError:
        # Whoever read the output has enough; the interpreter must not say so when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("RAMIFY_TRACEBACK"):
            raise
        _fail(f"{type(error).__name__}: {error}; set RAMIFY_TRACEBACK=1 to see where")


def _fail(message: str) -> None:
    print(f"ramify: {message}", file=sys.stderr)
    sys.exit(1)
