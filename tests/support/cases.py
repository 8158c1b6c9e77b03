"""The worked cases of what impact means: a graph each, a question, and the levels expected."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.support.repository import ROOT

Case = dict[str, Any]


@cache
def cases() -> tuple[Case, ...]:
    """Every case: its ``graph``, ``of``, ``lens``, ``as_of`` and the levels ``expected``."""
    text = (ROOT / "tests/cases/impact.jsonl").read_text(encoding="utf-8")
    return tuple(json.loads(line) for line in text.splitlines())
