"""A report as one HTML page that needs nothing else: to read, to print, to send."""

from __future__ import annotations

from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from api.picture.svg import svg
from api.report.report import Report, left_out, titled
from queries.contract.deadline import in_words
from queries.questions.grid import Cell
from queries.questions.words import NONE


def html(report: Report) -> bytes:
    """The page in UTF-8: without scripts, and without a reference to anything outside it."""
    drawn = svg(report.picture, headed=False) if report.picture else ""
    return _template().render(report=report, drawn=drawn).encode("utf-8", "replace")


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("api.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"cell": _text, "day": in_words, "titled": titled, "left_out": left_out}
    environment.tests |= {"numeric": _is_number, "dated": lambda cell: isinstance(cell.value, date)}
    return environment.get_template("report.html")


def _text(cell: Cell) -> str:
    if isinstance(cell.value, date):
        return in_words(cell.value)
    return "–" if cell.text == NONE else cell.text


def _is_number(cell: Cell) -> bool:
    return isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
