"""What a cell means to a field: days in a named form, money, numbers of days, words for yes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from graph_model.declare import Field
from graph_model.values import Shape, Value
from loaders.intake.certain import MIDNIGHT, boolean_of, is_no_day, period_of
from loaders.intake.sheet import Cell, text_of
from loaders.mapping.mapping import ValueRule

_DATE_PARTS = {"YYYY": r"(?P<y>\d{4})", "YY": r"(?P<s>\d{2})", "MMM": r"(?P<n>[^\W\d]+)\.?"}
_DATE_PARTS |= {"MM": r"(?P<m>\d{1,2})", "DD": r"(?P<d>\d{1,2})"}
_TOKEN = re.compile("YYYY|YY|MMM|MM|DD")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
ISO = "YYYY-MM-DD"
_EXCEL, _COUNTED = date(1899, 12, 30), range(20_000, 80_000)
"""From when Excel counts days, and the counts that are likely to be days. A workbook may count from
four years later: nothing is certain of them."""
UNITS = {"days": "D", "weeks": "W", "months": "M", "years": "Y"}
_SIGNS = {"$": None, "€": "EUR", "£": "GBP", "¥": None}
_CODE = re.compile(r"^([A-Z]{3})\s*|\s*([A-Z]{3})$")
_PARTED = re.compile(r"[\s\u00a0\u202f'’]")
"""What stands between a number's thousands, beside a comma or point."""
_FIGURES = {
    ".": re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?"),
    ",": re.compile(r"-?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?"),
}


def is_date_form(form: str) -> bool:
    """Whether a form names a year, a month and a day, each once: as ``MM/DD/YYYY``."""
    tokens = _TOKEN.findall(form)
    kinds = sorted(token[0] for token in tokens)
    return kinds == ["D", "M", "Y"] and not re.search(r"[A-Za-z]", _TOKEN.sub("", form))


def day_of(text: str, form: str | None) -> str:
    """The day that a text of a form means, as YYYY-MM-DD; one that is written so means itself.

    Raises:
        ValueError: it is of none of the forms, or there is no such day.
    """
    for one in forms_read(form or ISO):
        if (day := day_in(text, one)) is not None:
            return day
    told = f"a date as {form}, such as {_example(form)}" if form else ""
    raise ValueError(told or "a date as YYYY-MM-DD, such as 2027-06-30, or its form in the mapping")


def forms_read(form: str) -> tuple[str, ...]:
    """The forms that are read where one is named: years may be written out, and ISO days are."""
    whole = form if "YYYY" in form else form.replace("YY", "YYYY")
    return tuple(dict.fromkeys((form, whole, ISO)))


def day_in(text: str, form: str) -> str | None:
    """The day that a text means in a form; None where it is not of it.

    A midnight after it is passed over: some programs keep no days.

    Raises:
        ValueError: there is no such day.
    """
    found = re.fullmatch(_pattern(form), MIDNIGHT.sub("", text))
    if found is None:
        return None
    try:
        return _day(found.groupdict()).isoformat()
    except ValueError:
        raise ValueError(f"a date that exists, as {form}, such as {_example(form)}") from None


def _example(form: str) -> str:
    """A day written in a form."""
    written = {"YYYY": "2027", "YY": "27", "MMM": "Jun", "MM": "06", "DD": "30"}
    return _TOKEN.sub(lambda token: written[token[0]], form)


@lru_cache(maxsize=64)
def _pattern(form: str) -> str:
    last, parts = 0, []
    for token in _TOKEN.finditer(form):
        parts += [re.escape(form[last : token.start()]), _DATE_PARTS[token[0]]]
        last = token.end()
    return "".join(parts) + re.escape(form[last:])


def _day(parts: dict[str, str]) -> date:
    year = int(parts["y"]) if "y" in parts else 2000 + int(parts["s"])
    named = parts.get("n", "").casefold()[:3]
    month = _MONTHS.index(named) + 1 if named else int(parts["m"])
    return date(year, month, int(parts["d"]))


def figure_of(text: str, decimal: str) -> str:
    """A number's text with a point before its fraction and nothing between its thousands."""
    bare = _PARTED.sub("", text)
    return bare.replace(".", "").replace(",", ".") if decimal == "," else bare.replace(",", "")


def money_of(text: str, currency: str | None, decimal: str = ".") -> str:
    """The amount that a text as ``$1,040.00`` or ``(250) EUR`` means, with its currency.

    Raises:
        ValueError: it is no amount, or nobody says of what.
    """
    bare, code = _without_currency(text.strip(" '\""), currency)
    figure = _PARTED.sub("", bare)
    if re.fullmatch(r"\(.*\)|[^-]*-", figure):
        figure = f"-{figure.strip('()-')}"
    if not _FIGURES[decimal].fullmatch(figure):
        example = "1.040,00 €" if decimal == "," else "$1,040.00"
        raise ValueError(f"an amount such as {example}")
    if code is None:
        raise ValueError("an amount with its currency; say `money: USD`, or which it is")
    return f"{figure_of(figure, decimal)} {code}"


def _without_currency(text: str, currency: str | None) -> tuple[str, str | None]:
    """An amount without its code or sign, and the currency that these, or else others, say."""
    if found := _CODE.search(text):
        return _CODE.sub("", text).strip(), found[1] or found[2]
    for sign, code in _SIGNS.items():
        if sign in text:
            return text.replace(sign, ""), code or currency
    return text, currency


def duration_of(text: str, unit: str | None) -> str:
    """The period that ``90``, ``90 days`` or ``P90D`` means.

    Raises:
        ValueError: it is none, or a bare number of nobody says what.
    """
    if re.fullmatch(r"\d+(\.0+)?", text):
        if unit is None:
            raise ValueError("a period with its unit; say `unit: days`, or which it is")
        return f"P{int(float(text))}{UNITS[unit]}"
    return period_of(text)


def parts_of(cell: Cell, separators: Sequence[str]) -> list[str]:
    """The several texts of one cell, none of them blank; what is split is so by line ends too."""
    texts = [cell if isinstance(cell, str) else text_of(cell)]
    for separator in (*separators, "\n") if separators else ():
        texts = [part for one in texts for part in one.split(separator)]
    return [stripped for one in texts if (stripped := " ".join(one.split()))]


def read_cell(cell: Cell, rule: ValueRule, field: Field) -> Value | None:
    """The kept value of a cell for a field; None where it says nothing.

    Raises:
        ValueError: what was expected instead, as a phrase that follows "expected".
    """
    text = text_of(cell)
    raw: object = _looked_up(text, rule)
    if raw is None or raw == "":
        return None
    if isinstance(raw, str) and raw == text:
        raw = _raw(cell, text, rule, field.shape)
    return field.read(raw)


def _looked_up(text: str, rule: ValueRule) -> object:
    """What the file's word means; without a table, or where it has none for it, the word."""
    folded = text.casefold()
    for word, value in rule.values.items():
        if word.casefold() == folded:
            return value
    return text


def _raw(cell: Cell, text: str, rule: ValueRule, shape: Shape) -> object:
    """The raw value, in a form that the field's shape reads."""
    if rule.decimal != "." and isinstance(cell, int | float) and not isinstance(cell, bool):
        rule = replace(rule, decimal=".")  # a number, and no text of one
    if shape.many:
        texts = parts_of(cell, rule.split)
        return [day_of(one, rule.date) for one in texts] if shape is Shape.DATES else texts
    if shape is Shape.DATE:
        return _day_in(cell, text, rule)
    return _RAW[shape](text, rule) if shape in _RAW else text


def _day_in(cell: Cell, text: str, rule: ValueRule) -> str | None:
    if isinstance(cell, date):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    if isinstance(cell, int | float) and cell in _COUNTED:
        shown = _EXCEL + timedelta(days=int(cell))
        raise ValueError(f"a day; if it is Excel's count of days ({shown}), format the column so")
    return None if is_no_day(MIDNIGHT.sub("", text)) else day_of(text, rule.date)


_RAW: Mapping[Shape, Callable[[str, ValueRule], object]] = {
    Shape.MONEY: lambda text, rule: money_of(text, rule.money, rule.decimal),
    Shape.DURATION: lambda text, rule: duration_of(text, rule.unit),
    Shape.CLOCK: lambda text, rule: duration_of(text, rule.unit),
    Shape.BOOLEAN: lambda text, rule: boolean_of(text),
    Shape.INTEGER: lambda text, rule: figure_of(text, rule.decimal),
    Shape.NUMBER: lambda text, rule: figure_of(text, rule.decimal),
}
