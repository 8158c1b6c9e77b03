"""A load that tells part by part, so that its process can be killed in the middle of any."""

from __future__ import annotations

from pathlib import Path

from application.loading import load
from graph_model.model import standard_model
from tests.support.store_place import open_named


def _tell(step: str, done: int, of: int | None) -> None:
    if step == "apply":
        print(done, flush=True)


def main(most: str, *paths: str) -> None:
    """Load files, ``most`` changes a part, into the store that the environment names."""
    files = [Path(path) for path in paths]
    load(files, open_named(), standard_model(), most=int(most), progress=_tell)
