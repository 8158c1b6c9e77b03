"""Moments as tools write them, each with a zone: the one written, or that of its connection."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

_COLONLESS = re.compile(r"([+-]\d{2})(\d{2})$")
_SPELLED = re.compile(r"^(\d{4}-\d{2}-\d{2})[ T.](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)(.*)$")
_EARLIEST, _LATEST = 1900, 2200


def is_meant(found: date) -> bool:
    """Whether somebody may mean a day or moment: it is not years away from all that happens."""
    return _EARLIEST < found.year < _LATEST


def moment(value: object, zone: tzinfo = UTC) -> datetime | None:
    """A moment in ISO 8601, as ``2026-11-30 02:10:00``, or in milliseconds since 1970.

    One without a zone is in that of the connection. None: it is no moment, or years away from any
    that somebody means.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _counted(float(value))
    if not isinstance(value, str):
        return None
    text = _COLONLESS.sub(r"\1:\2", value.strip().replace("Z", "+00:00"))
    parts = _SPELLED.match(text)
    if parts is None:
        return None
    day, clock, offset = parts.groups()
    try:
        found = datetime.fromisoformat(f"{day}T{clock.replace(',', '.')}{offset.strip()}")
        zoned = found if found.tzinfo else found.replace(tzinfo=zone)
        return zoned if is_meant(zoned) else None
    except (ValueError, OverflowError):
        return None


def _counted(milliseconds: float) -> datetime | None:
    try:
        found = datetime.fromtimestamp(milliseconds / 1_000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if is_meant(found) else None


def day(value: object, zone: tzinfo = UTC) -> datetime | None:
    """The beginning of a day in a zone, of one written as ``2026-11-30``."""
    try:
        found = date.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None
    if found is None or not is_meant(found):
        return None
    return datetime(found.year, found.month, found.day, tzinfo=zone)


def zone_named(name: str) -> tzinfo:
    """The zone of a name, as ``Europe/Paris``.

    Raises:
        ValueError: what was expected instead.
    """
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise ValueError("a time zone such as America/New_York") from None
