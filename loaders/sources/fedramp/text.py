"""How the FedRAMP file writes names, days and lists, and what can be wrong with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(T[0-9:.]+Z?)?")
_US = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})")
_OTHER = re.compile(r"[^a-z0-9]+")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")

Path = str
"""A place in the document, as jq writes it: ``data.Providers[3].Package_ID``."""


def clean(raw: object) -> str:
    """Text without outer, repeated and invisible spaces; "" for anything else."""
    if not isinstance(raw, str):
        return ""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", raw)).split())


def slug(name: str) -> str:
    """The name in lower case, everything outside a-z and 0-9 as single hyphens, none outside."""
    return _OTHER.sub("-", name.lower()).strip("-")


def day(raw: object) -> str | None:
    """The day of a moment such as ``2013-08-23T04:00:00.000Z``, or of ``8/23/2013``.

    The file's moments are midnight in Washington (04:00 or 05:00 UTC), so their UTC day is the day
    meant. None for absent.

    Raises:
        ValueError: there is no such day.
    """
    if raw is None or raw == "":
        return None
    text = clean(raw)
    if found := _ISO.fullmatch(text):
        year, month, of_month = (int(part) for part in found.groups()[:3])
    elif found := _US.fullmatch(text):
        year, month, of_month = (int(found[part]) for part in ("year", "month", "day"))
    else:
        raise ValueError("a date that exists, as YYYY-MM-DDThh:mm:ss.000Z")
    try:
        return date(year, month, of_month).isoformat()
    except ValueError:
        raise ValueError("a date that exists") from None


def listed(raw: object) -> list[tuple[int, str]]:
    """The ids of a list, or of text with commas or semicolons, each with its index."""
    parts = re.split(r"[,;]", raw) if isinstance(raw, str) else raw
    if not isinstance(parts, list):
        return []
    return [(n, text) for n, part in enumerate(parts) if (text := clean(part))]


def days(
    raw: Mapping[str, object], entries: tuple[str, ...]
) -> tuple[dict[str, str], dict[str, str]]:
    """The days of the entries that have one, and what was expected where there is no such day."""
    found: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for entry in entries:
        try:
            if read := day(raw.get(entry)):
                found[entry] = read
        except ValueError as error:
            wrong[entry] = str(error)
    return found, wrong


def texts(document: object) -> Iterator[tuple[Path, str, str]]:
    """Every text in the document: its place, the entry's name and the text, in their order."""
    waiting: list[tuple[Path, str, object]] = [("", "", document)]
    while waiting:
        path, name, value = waiting.pop()
        if isinstance(value, str):
            yield path, name, value
        elif isinstance(value, dict):
            inner = [(f"{path}.{key}".lstrip("."), key, one) for key, one in value.items()]
            waiting += reversed(inner)
        elif isinstance(value, list):
            waiting += reversed([(f"{path}[{n}]", name, one) for n, one in enumerate(value)])
