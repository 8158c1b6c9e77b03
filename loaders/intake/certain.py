"""What programs write for days, periods, and yes or no: read where its meaning is certain."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from graph_model.values import Shape

MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?Z?$")
"""What follows a day where a program keeps no days."""
_NO_DAY = re.compile(r"0000[-/.]00[-/.]00|00[-/.]00[-/.](00)?00")
_PERIODS = {
    "D": "d day days tag tage tagen jour jours",
    "W": "w wk wks week weeks woche wochen semaine semaines",
    "M": "m mo mos month months monat monate monaten mois",
    "Y": "y yr yrs year years jahr jahre jahren an ans annee annees",
}
_UNIT_OF = {word: unit for unit, words in _PERIODS.items() for word in words.split()}
_NUMBER_OF = re.compile(r"(\d+)\s*([^\W\d]+)\.?")
YES = frozenset(("true", "yes", "y", "1", "x", "on", "ja", "j", "wahr", "oui", "vrai"))
NO = frozenset(("false", "no", "n", "0", "off", "nein", "falsch", "non", "faux"))
"""Words for yes and no, in English, German and French."""


def boolean_of(text: str) -> bool | str:
    """What a word for yes or no means; another word as it is."""
    folded = text.casefold()
    return folded in YES if folded in YES | NO else text


def period_of(text: str) -> str:
    """The period that a text as ``90 days`` means; another text as it is."""
    found = _NUMBER_OF.fullmatch(text.strip().casefold().replace("é", "e"))
    unit = _UNIT_OF.get(found[2]) if found else None
    return f"P{found[1]}{unit}" if found and unit else text


def is_no_day(text: str) -> bool:
    """Whether a text is what databases write where there is no day, in whatever form."""
    return _NO_DAY.fullmatch(text) is not None


def day_without_midnight(text: str) -> str | None:
    """A text without the midnight behind its day; None where it says that there is no day."""
    bare = MIDNIGHT.sub("", text.strip())
    return None if is_no_day(bare) else bare


_READ: Mapping[Shape, Callable[[str], object]] = {
    Shape.BOOLEAN: boolean_of,
    Shape.DURATION: period_of,
    Shape.CLOCK: period_of,
    Shape.DATE: day_without_midnight,
    Shape.MOMENT: lambda text: None if is_no_day(text.strip()[:10]) else text,
}


def certain(shape: Shape, raw: object) -> object:
    """A raw value in the form that its shape has, where nobody can take it for another."""
    if shape is Shape.BOOLEAN and isinstance(raw, int):
        return boolean_of(str(raw)) if not isinstance(raw, bool) else raw
    return _READ[shape](raw) if isinstance(raw, str) and shape in _READ else raw
