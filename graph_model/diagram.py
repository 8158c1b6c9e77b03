"""Diagrams of kinds and relations in Mermaid, one a theme, so that each stays readable."""

from __future__ import annotations

from collections.abc import Iterator

from graph_model.declare import RelationType
from graph_model.markdown import fenced
from graph_model.model import Model


def diagrams(model: Model) -> Iterator[str]:
    """A title and a diagram for each theme, the largest first."""
    for theme, relations in _themes(model):
        yield f"**Around the {theme}**"
        yield flowchart(relations)


def _themes(model: Model) -> list[tuple[str, list[RelationType]]]:
    found: dict[str, list[RelationType]] = {}
    for relation in model.relations:
        found.setdefault(relation.theme, []).append(relation)
    return sorted(found.items(), key=lambda theme: (-len(theme[1]), theme[0]))


def flowchart(relations: list[RelationType]) -> str:
    """A Mermaid flowchart: kinds as boxes, an arrow for each pair of kinds, relations as labels."""
    labels: dict[tuple[str, str], list[str]] = {}
    for relation in relations:
        for pair in relation.joins:
            labels.setdefault(pair, []).append(relation.name)
    arrows = (f'  {a} -->|"{", ".join(names)}"| {b}' for (a, b), names in labels.items())
    return fenced("mermaid", ("flowchart LR", *arrows))
