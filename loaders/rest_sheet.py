"""The records of an interface as a sheet: each column of the mapping a path into the record."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import jmespath
import orjson

from loaders.intake.sheet import Cell, Sheet
from loaders.intake.source_feed import FeedPage
from loaders.mapping.mapping import TableRule
from loaders.sources.rest import RestPages, Spool
from outbound.client import OutboundClient


def called(rule: TableRule) -> str:
    """How messages name what a rule calls: its address, without what may be a secret."""
    return f"{rule.rest.url.partition('?')[0] if rule.rest else ''} ({rule.name})"


def rest_sheet(rule: TableRule, client: OutboundClient, kept: Path | None) -> Sheet:
    """All records that a rule's interface has, read to the end; broken off pages lie in ``kept``.

    Raises:
        UnreadableFeed: they cannot be had.
    """
    assert rule.rest is not None
    pages = RestPages(rule.rest, client, Spool(kept))
    columns = sorted(rule.columns() | set(rule.unused or ()))
    head: list[Cell] = [*columns]
    rows = list(enumerate([head, *_rows(pages, columns)]))
    return Sheet(called(rule), "", rows, "record")


def _rows(pages: Iterable[FeedPage], columns: list[str]) -> Iterable[list[Cell]]:
    paths = [jmespath.compile(column) for column in columns]
    for page in pages:
        for record in page.records:
            yield [_cell(path.search(record)) for path in paths]


def _cell(value: object) -> Cell:
    """A plain value as it is, a list of them a line each, anything else as JSON."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        return "\n".join(str(one) for one in value)
    return orjson.dumps(value).decode()
