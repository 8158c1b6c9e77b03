"""The page of settings, from the one object that has them."""

from __future__ import annotations

import json

from application.setting import Declared, variable
from application.settings import SETTINGS

HEAD = """\
# Settings

Ramify is configured by environment variables; this page is generated from `application/settings.py`
(`make docs`). Without any, it works on `ramify.db` in the working directory and answers on this
machine alone.

| variable | default | what it decides |
|---|---|---|
"""


def settings_page() -> str:
    """The page in Markdown."""
    rows = (_row(name, one) for name, one in SETTINGS.items())
    return HEAD + "".join(rows)


def _row(name: str, one: Declared) -> str:
    return f"| `{variable(name)}` | {_default(one.default)} | {one.said} |\n"


def _default(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, dict | tuple):
        return f"`{json.dumps(value)}`"
    return f"`{value}`"
