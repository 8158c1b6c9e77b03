"""A report as one HTML page that needs nothing else: to read, to print, to send."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from api.report.report import Cell, Report, Row, Section, Share
from queries.contract.deadline import in_words


def html(report: Report) -> bytes:
    """The page in UTF-8: without scripts, and without a reference to anything outside it."""
    return _template().render(report=report).encode("utf-8", "replace")


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("api.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"cell": _cell, "day": in_words}
    environment.globals["columns"] = columns
    environment.tests |= {
        "numeric_cell": lambda value: isinstance(value, int | float),
        "day_cell": lambda value: isinstance(value, date),
    }
    return environment.get_template("report.html")


def _cell(value: Cell) -> str:
    match value:
        case None:
            return "–"
        case date():
            return in_words(value)
        case Share():
            return f"{value:.0%}"
        case int():
            return f"{value:,}"
        case _:
            return str(value)


def columns(section: Section) -> list[int]:
    """Which columns a page shows: those that say more than the sentences already do in words.

    A workbook has them all, to sort and filter by; on paper they would take the sentences' room.
    """
    return [at for at in range(len(section.heads)) if not all(map(_tells(at), section.rows))]


def _tells(at: int) -> Callable[[Row], bool]:
    """Whether a row's sentence has the text of its cell."""

    def tells(row: Row) -> bool:
        value = row.cells[at]
        return value is None or (
            isinstance(value, str) and value.casefold() in row.sentence.casefold()
        )

    return tells
