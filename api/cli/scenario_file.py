"""A scenario as the file that it is: a ChangeSet's JSON, for ``--what-if`` and ``ramify apply``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.cli.output import json_text

if TYPE_CHECKING:
    from queries.answers.telling import Shown


def file(answer: Shown) -> str:
    """The ChangeSet's file alone."""
    return json_text(answer.told("file"))
