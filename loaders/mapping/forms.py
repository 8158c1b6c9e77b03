"""In what forms a column writes its days, amounts and lists: proposed where it is certain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from loaders.intake.certain import is_no_day
from loaders.mapping.cells import ISO, day_in, is_date_form

DATE_FORMS = (
    *(ISO, "MM/DD/YYYY", "DD/MM/YYYY", "YYYY/MM/DD", "DD.MM.YYYY", "MM-DD-YYYY", "DD-MM-YYYY"),
    *("DD-MMM-YYYY", "DD MMM YYYY", "DD-MMM-YY", "MMM DD, YYYY", "MM/DD/YY", "DD/MM/YY"),
)
_ENOUGH = 0.5
"""So large a share of texts shows in what form days are written; the others are told."""
_SOME = 0.03
_CODES = re.compile(r"\b(USD|EUR|GBP|CAD|AUD|CHF|MXN)\b")
_WITH_COMMA = re.compile(r"\d+,\d{1,2}|\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,}")
_WITH_POINT = re.compile(r"\d+\.\d{1,2}|\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,}")
_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}


def date_forms(texts: Iterable[str]) -> list[str]:
    """The forms in which most texts are days; those that as many are, where several fit.

    ISO days are read whatever the form is: it is that of the others, if there is one.
    """
    days = [text for text in dict.fromkeys(texts) if not is_no_day(text)]
    others = _fitting([text for text in days if not is_day(text, ISO)])
    return others if len(others) == 1 else _fitting(days)


def _fitting(days: Sequence[str]) -> list[str]:
    """The forms of most different texts.

    Of two that differ in how they write the year alone, that of two figures: it reads both.
    """
    counts = {form: sum(is_day(text, form) for text in days) for form in DATE_FORMS}
    most = max(counts.values(), default=0)
    if not days or most < _ENOUGH * len(days):
        return []
    found = [form for form, count in counts.items() if count == most]
    if len({form.replace("YYYY", "YY") for form in found}) > 1:
        return found
    return [min(found, key=len)]


def is_day(text: str, form: str) -> bool:
    """Whether a text is a day in a form."""
    assert is_date_form(form)
    try:
        return day_in(text, form) is not None
    except ValueError:
        return False


def currency_in(texts: Iterable[str]) -> str | None:
    """The currency that amounts name, by its code or sign; None where none does."""
    for text in texts:
        if found := _CODES.search(text):
            return found[1]
        for sign, code in _SIGNS.items():
            if sign in text:
                return code
    return None


def decimals_in(texts: Iterable[str]) -> list[str]:
    """What stands before the fraction of amounts: a point or a comma; both where nothing decides.

    ``1.040`` is a thousand to some, and little more than one to others.
    """
    figures = [re.sub(r"[^\d.,]", "", text) for text in texts]
    comma = sum(bool(_WITH_COMMA.fullmatch(one)) for one in figures)
    point = sum(bool(_WITH_POINT.fullmatch(one)) for one in figures)
    if comma and not point:
        return [","]
    undecided = any(_THOUSANDS.fullmatch(one) for one in figures)
    return [".", ","] if undecided and comma == point else ["."]


def separators_in(texts: Iterable[str], names: frozenset[str] = frozenset()) -> list[str]:
    """What separates several names in one cell: semicolons and bars always do, as line ends.

    Commas stand in names as well ("Cirrus, Inc."): they do where all parts are ``names`` too.
    """
    listed = list(texts)
    found = [
        mark
        for mark in (";", "|")
        if sum(mark in text for text in listed) >= max(1, _SOME * len(listed))
    ]
    with_comma = [text for text in listed if "," in text]
    alone = {text.casefold() for text in listed if "," not in text} | names
    parts = [part.strip().casefold() for text in with_comma for part in text.split(",")]
    if parts and sum(part in alone for part in parts) > 0.7 * len(parts):
        found.append(",")
    return found
