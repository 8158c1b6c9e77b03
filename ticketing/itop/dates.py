"""How an iTop writes moments: as its ``date_and_time_format`` has it for the language of a user."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from ticketing.moments import is_meant
from ticketing.option import a_text

WRITTEN = "%Y-%m-%d %H:%M:%S"
"""How it writes them where nobody said otherwise, and how it is always asked."""
_LETTERS = {
    "d": "%d",
    "j": "%d",
    "m": "%m",
    "n": "%m",
    "Y": "%Y",
    "y": "%y",
    "H": "%H",
    "G": "%H",
    "h": "%I",
    "g": "%I",
    "a": "%p",
    "A": "%p",
    "i": "%M",
    "s": "%S",
}
"""Its letters, which are PHP's, and ours (Combodo/iTop, core/datetimeformat.class.inc.php)."""
_NEEDED = ({"d", "j"}, {"m", "n"}, {"Y", "y"}, {"H", "G", "h", "g"}, {"i"})


def a_date_format(value: object) -> str:
    """Reads a format in PHP's letters, as ``d/m/Y H:i:s``."""
    text = a_text(value)
    letters = set(re.findall("[A-Za-z]", text))
    if letters - _LETTERS.keys() or not all(letters & one for one in _NEEDED):
        raise ValueError(f"day, month, year, hour and minute in the letters {''.join(_LETTERS)}")
    return "".join(_LETTERS.get(one, one.replace("%", "%%")) for one in text)


def written_moment(value: object, written: str, zone: tzinfo) -> datetime | None:
    """A moment as it was written; None: it is none."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.strptime(value.strip(), written).replace(tzinfo=zone)
    except ValueError:
        return None
    return found if is_meant(found) else None
