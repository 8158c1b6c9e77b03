"""A field's value in the three forms that the tables' interface gives, and in exported tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from loaders.intake.slug import slug

SYS_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A value as kept, and as shown to people; one for the other where there is one alone."""

    value: str = ""
    shown: str = ""

    @property
    def sys_id(self) -> str:
        """The id of the row that it refers to; "" where it has none."""
        return self.value if SYS_ID.fullmatch(self.value) else ""

    @property
    def name(self) -> str:
        """What the row that it refers to is called; "" where only its id is known."""
        return "" if SYS_ID.fullmatch(self.shown) else self.shown


def cell_of(raw: object) -> FieldValue:
    """The value of ``"v"``, ``{"link", "value"}`` or ``{"display_value", "value", "link"}``.

    A reference that is shown alone has its id at the end of its link.
    """
    if not isinstance(raw, Mapping):
        text = _text(raw)
        return FieldValue(text, text)
    value, shown = _text(raw.get("value")), _text(raw.get("display_value"))
    last = _text(raw.get("link")).rstrip("/").rpartition("/")[2]
    value = value or (last if SYS_ID.fullmatch(last) else shown)
    return FieldValue(value, shown or value)


def _text(raw: object) -> str:
    if raw is None or isinstance(raw, Mapping | list):
        return ""
    return str(raw).lower() if isinstance(raw, bool) else " ".join(str(raw).split())


def id_of(cell: FieldValue, named: str) -> str | None:
    """The id of the row that a cell refers to: of its own, else made of what it is called."""
    if cell.sys_id:
        return f"servicenow:{cell.sys_id}"
    return f"{named}:{slug(cell.name)}" if slug(cell.name) else None
