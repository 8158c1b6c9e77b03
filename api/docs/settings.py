"""The page of settings, from the one object that has them."""

from __future__ import annotations

import json

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from application.setting_problems import PREFIX
from application.settings import Settings

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
    rows = (_row(name, field) for name, field in Settings.model_fields.items())
    return HEAD + "".join(rows)


def _row(name: str, field: FieldInfo) -> str:
    return f"| `{PREFIX}{name.upper()}` | {_default(field.default)} | {field.description} |\n"


def _default(value: object) -> str:
    if value is None or isinstance(value, SecretStr):
        return "none"
    if isinstance(value, dict | tuple):
        return f"`{json.dumps(value)}`"
    return f"`{value}`"
