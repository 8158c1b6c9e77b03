"""A process that loads, told part by part, so that it can be killed in the middle of any.

``python -m tests.support.loading_child MOST PATH…`` with the store in the environment.
"""

from __future__ import annotations

import sys
from pathlib import Path

from application.loading import load
from graph_model.model import standard_model
from tests.support.store_place import open_named


def _tell(step: str, done: int, of: int | None) -> None:
    if step == "apply":
        print(done, flush=True)


if __name__ == "__main__":
    paths = [Path(path) for path in sys.argv[2:]]
    load(paths, open_named(), standard_model(), most=int(sys.argv[1]), progress=_tell)
