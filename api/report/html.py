"""A report as one HTML page that needs nothing else: to read, to print, to send."""

from __future__ import annotations

from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from api.picture.svg import svg
from api.report.report import Report, left_out, titled
from graph_model.words import day_in_words
from queries.answers.batch import Money
from queries.answers.types import Leaf, present
from queries.questions.grid import Cell, Grid
from queries.questions.words import NONE

SHORT, LONG = 20, 30
"""An id of so few characters stands on one line; one of more breaks anywhere, to leave room."""
MOST_BESIDE = 10
"""A table has so many columns side by side; what is more stands in a line below each row."""


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
    environment.filters |= {
        "cell": _text,
        "day": day_in_words,
        "left_out": left_out,
        "numbers": _numbers,
        "titled": titled,
    }
    environment.tests |= {
        "numeric": _is_number,
        "money": lambda cell: isinstance(cell.value, Money) or present(cell.type) is Leaf.MONEY,
        "present": lambda cell: cell.text != NONE,
        "dated": lambda cell: isinstance(cell.value, date),
        "long_id": lambda cell: " " not in cell.text and len(cell.text) > LONG,
        "short_id": lambda cell: " " not in cell.text and len(NONE) < len(cell.text) <= SHORT,
    }
    environment.globals["most"] = MOST_BESIDE
    return environment.get_template("report.html")


def _text(cell: Cell) -> str:
    return "–" if cell.text == NONE else cell.text


def _is_number(cell: Cell) -> bool:
    return isinstance(cell.value, int | float) and not isinstance(cell.value, bool)


def _numbers(section: Grid) -> list[bool]:
    """Of each column whether it has numbers, and nothing else but what is absent."""
    present = (
        [cell for cell in column if cell.value is not None]
        for column in zip(*section.cells, strict=True)
    )
    return [bool(cells) and all(map(_is_number, cells)) for cells in present]
