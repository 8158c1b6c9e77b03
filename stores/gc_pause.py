"""Work that makes very many objects, none of them garbage, is spared the search for garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_pause() -> Iterator[None]:
    """Hold the search back: it would go through all that is being made again and again.

    Where several overlap, the one that began first lets the search go on.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
