"""An application that answers over a real connection, in a thread of the tests' own process.

A process of its own (:mod:`tests.support.server_process`) takes a second and a half to its first
answer, of which one is for what the tests have imported already.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copy

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.bound_socket import BoundSocket, bind
from api.server import serving_config
from application.graph import opened
from application.settings import Settings
from tests.support.graphql_door import standard_schema
from tests.support.sample import sample_store


def own_sample(folder: Path) -> str:
    """The address of a copy of the sample's store in a folder, which may be written to."""
    return f"sqlite:///{copy(sample_store().removeprefix('sqlite:///'), folder / 'own.sqlite')}"


@contextmanager
def answering(settings: Settings) -> Iterator[str]:
    """Where a server answers that is set so, with the standard schema, as long as this lasts."""
    with opened(settings) as graph, listening(create_app(graph, standard_schema())) as bound:
        yield f"http://{bound.address}"


@contextmanager
def listening(app: FastAPI) -> Iterator[BoundSocket]:
    """The port at which an application answers, as ``ramify serve`` speaks HTTP."""
    server = uvicorn.Server(serving_config(app, quiet=True))
    with bind("127.0.0.1", 0) as bound:
        thread = threading.Thread(target=server.run, args=([bound.socket],))
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.01)
            assert server.started
            yield bound
        finally:
            server.should_exit = True
            thread.join()
