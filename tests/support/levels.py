"""Agreements with their figures drawn as one line each, beside the lines of a sketch."""

from __future__ import annotations

import re

from graph_model.facts import Fact, Item, Relation
from graph_model.values import Value
from tests.support.graphs import Graph, graph_of
from tests.support.sketch import sketch

LINE = re.compile(
    r"((?:sla|ola):\S+) ([\d.]+)(%|d|h|min)(?: (P\w+))?(?: (response))?((?: \S+:\S+)*)"
)
UNITS = {"%": "percent", "d": "days", "h": "hours", "min": "minutes"}


def levels(*lines: str) -> Graph:
    """The graph of a sketch's lines and of agreements with what they govern.

    ``ola:mail 99.9% P1M service:mail`` sets an availability over a month for the mail service,
    ``sla:mail 4h service:mail`` a resolution time and ``sla:mail 15min response service:mail`` a
    response time. The target is ``target:sla:mail`` and, of a second one, ``target:sla:mail-2``.
    """
    found: list[Fact] = []
    plain = [line for line in lines if not LINE.fullmatch(line)]
    for line in lines:
        if matched := LINE.fullmatch(line):
            found += _agreed(found, *matched.groups())
    drawn = sketch(*plain)
    items = {item.id: item for item in drawn.items}
    items |= {f.id: f for f in found if isinstance(f, Item) and "metric" in f.fields}
    items = {f.id: f for f in found if isinstance(f, Item)} | items
    relations = [*drawn.relations, *(f for f in found if isinstance(f, Relation))]
    missing = dict.fromkeys(r.end for r in relations if r.end not in items)
    return graph_of([*items.values(), *relations, *sketch(*missing).items])


def _agreed(
    found: list[Fact],
    agreement: str,
    number: str,
    unit: str,
    window: str | None,
    response: str | None,
    governed: str,
) -> list[Fact]:
    times = sum(
        isinstance(f, Relation) and f.start == agreement and f.type == "SETS" for f in found
    )
    target = f"target:{agreement}" + (f"-{times + 1}" if times else "")
    kind = "ServiceLevelAgreement" if agreement.startswith("sla") else "OperatingLevelAgreement"
    known = any(isinstance(f, Item) and f.id == agreement for f in found)
    relations = [Relation("GOVERNS", agreement, end, "", {}) for end in governed.split()]
    new = [r for r in relations if r not in found]
    return [
        *([] if known else [Item(kind, agreement, {"name": agreement})]),
        Item("ServiceLevelTarget", target, _figure(target, number, unit, window, response)),
        Relation("SETS", agreement, target, "", {}),
        *new,
    ]


def _figure(
    id_: str, number: str, unit: str, window: str | None, response: str | None
) -> dict[str, Value]:
    metric = "availability" if unit == "%" else f"{response or 'resolution'} time"
    comparator = "at least" if unit == "%" else "at most"
    fields: dict[str, Value] = {"name": id_, "metric": metric, "comparator": comparator}
    fields |= {"value": float(number), "unit": UNITS[unit]}
    return fields | ({"window": window} if window else {})
