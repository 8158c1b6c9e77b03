"""A bill's entries, whatever stands in their place, and what their words mean."""

from __future__ import annotations

from collections.abc import Mapping

from graph_model.facts import Record

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


def listed(raw: object) -> list[object]:
    """A list; anything else as an empty one."""
    return raw if isinstance(raw, list) else []


def word(raw: object) -> str:
    """A text without outer and repeated spaces; "" for anything else."""
    return " ".join(raw.split()) if isinstance(raw, str) else ""
