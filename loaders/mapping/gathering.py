"""Rows that speak of one item, made one: identical ones once, others by the mapping's rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from graph_model.values import Value


@dataclass(slots=True)
class Gathered:
    """An item as the rows so far make it; ``places`` are where they stand, the first first."""

    fields: dict[str, Value]
    places: list[str] = field(default_factory=list)

    def add(self, said: Mapping[str, Value], rules: Mapping[str, str | None]) -> list[str]:
        """Take in what another row says; return the fields that it says otherwise."""
        otherwise = []
        for name, value in said.items():
            held = self.fields.get(name)
            rule = rules.get(name)
            if held is None or rule == "last":
                self.fields[name] = value
            elif rule in _GATHER:
                self.fields[name] = _GATHER[rule](held, value)
            elif held != value and rule != "first":
                otherwise.append(name)
        return otherwise


def _sum(held: Value, value: Value) -> Value:
    """Of two figures, or two amounts in one currency; else the first."""
    if isinstance(held, str) and isinstance(value, str):
        (one, code), (other, same) = held.split(" "), value.split(" ")
        return f"{Decimal(one) + Decimal(other)} {code}" if code == same else held
    assert isinstance(held, int | float)
    assert isinstance(value, int | float)
    return held + value


def _key(value: Value) -> tuple[Decimal, str]:
    """By what values are compared: amounts by their figure, days and all else as they stand."""
    text = str(value)
    figure, _, code = text.partition(" ")
    amount = len(code) == 3 and code.isupper()
    number = isinstance(value, int | float)
    return (Decimal(figure if amount else text), "") if amount or number else (Decimal(0), text)


def _all(held: Value, value: Value) -> Value:
    lists = [one if isinstance(one, list) else [str(one)] for one in (held, value)]
    return list(dict.fromkeys(lists[0] + lists[1]))


_GATHER: Mapping[str | None, Callable[[Value, Value], Value]] = {
    "sum": _sum,
    "least": lambda held, value: min(held, value, key=_key),
    "most": lambda held, value: max(held, value, key=_key),
    "all": _all,
}
