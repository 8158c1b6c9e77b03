"""A corridor in Graphviz's language: what lies between a failure and an item, as a drawing."""

from __future__ import annotations

from typing import Any

from queries.answers.telling import Shown
from queries.answers.view import HIDDEN

SHADES = ("#f4b6b6", "#f7dfa8", "#e4e4e4")
"""What the levels are filled with, the highest first."""


def dot(answer: Shown) -> str:
    """The corridor for ``dot``, effects flowing downward; what is hidden has its kind alone."""
    levels = answer.view.snapshot.model.lens(answer.told("lens")).levels
    shades = dict(zip(reversed(levels), SHADES, strict=True))
    lines = ["digraph corridor {", '  node [shape=box, style="rounded,filled"];']
    ids: dict[str, str] = {}
    for node in answer.told("nodes"):
        item, level = node.told("item"), node.told("level")
        key = node.told("key")
        ids[key] = key if item is None else item.id
        name = f"{node.told('kind')}: {HIDDEN}" if item is None else _name(item)
        label = _quoted(f"{name}\n{level}")
        lines.append(f'  {_quoted(ids[key])} [label={label}, fillcolor="{shades[level]}"];')
    lines += [_edge(edge, ids) for edge in answer.told("edges")]
    return "\n".join([*lines, "}"])


def _edge(edge: Shown, ids: dict[str, str]) -> str:
    relation, type_ = edge.told("relation"), edge.told("type")
    group = relation.discriminator if relation else None
    label = _quoted(f"{type_} [{group}]" if group else type_)
    start, end = (_quoted(ids[edge.told(name)]) for name in ("from_", "to"))
    return f"  {start} -> {end} [label={label}];"


def _name(item: Any) -> str:
    return str(item.batch.snapshot.name(item.row))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
