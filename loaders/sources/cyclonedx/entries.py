"""A bill's entries, whatever stands in their place, and what their words mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph_model.facts import Record
from loaders.intake.spilled import SpilledList

DEEPEST = 32
"""So deep may parts stand in parts."""
CLASSES = {
    "application": "application",
    "framework": "software",
    "library": "software",
    "platform": "software",
    "operating-system": "software",
    "device-driver": "software",
    "firmware": "software",
    "file": "software",
    "machine-learning-model": "software",
    "container": "container",
    "device": "hardware",
    "data": "dataset",
    "cryptographic-asset": "other",
}
"""What a component's ``type`` is as a ``ci_class``."""


def entry(raw: object) -> Record:
    """An object; anything else as one without entries."""
    return dict(raw) if isinstance(raw, Mapping) else {}


Listed = list[object] | SpilledList[object]
"""A list, or one that is in a file for the most part."""
LISTS = ("components", "services", "dependencies", "compositions")
"""A bill's own lists: as long as what it is about is large."""
_MOST_HELD = 2_000
"""So many entries of one are in memory: a component may have long lists of its own."""


def long_list() -> SpilledList[object]:
    """An empty list for entries as they are read."""
    return SpilledList(_same, _same, most=_MOST_HELD)


def _same(one: Any) -> Any:
    return one


def listed(raw: object) -> Listed:
    """A list; anything else as an empty one."""
    return raw if isinstance(raw, list | SpilledList) else []


def word(raw: object) -> str:
    """A text without outer and repeated spaces; "" for anything else."""
    return " ".join(raw.split()) if isinstance(raw, str) else ""
