"""One file a kind of record: adding one is adding a file here that declares ``KIND``."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from graph_model.record_kind import RecordKind


def declared_records() -> tuple[RecordKind[Any], ...]:
    """Every kind of record declared in this folder, in the order of their names."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return tuple(sorted((module.KIND for module in modules), key=lambda kind: kind.name))
