"""The state sample in an embedded store, as the demo has it."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from application.graph import Graph, opened
from application.loading import load
from application.settings import Settings
from graph_model.model import standard_model
from stores.sqlite import SqliteStore
from tests.support.repository import ROOT

SAMPLE_DAY = date(2026, 11, 25)
"""The day that the sample is written for."""


@cache
def sample_store() -> str:
    """The address of a store with both samples, made once a process and never written to."""
    folder = TemporaryDirectory(prefix="ramify-sample-")
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "sample.sqlite"
    store = SqliteStore(path, standard_model())
    load([ROOT / "samples/fedramp.json", ROOT / "samples/state"], store, standard_model())
    store.close()
    return f"sqlite:///{path}"


@contextmanager
def sample_copy() -> Iterator[str]:
    """The address of a copy of that store, which may be written to as long as this lasts."""
    with TemporaryDirectory(prefix="ramify-copy-") as folder:
        path = Path(folder) / "copy.sqlite"
        copyfile(sample_store().removeprefix("sqlite:///"), path)
        yield f"sqlite:///{path}"


@contextmanager
def sample_graph() -> Iterator[Graph]:
    """The sample, open."""
    with opened(Settings(store=sample_store())) as graph:
        yield graph
