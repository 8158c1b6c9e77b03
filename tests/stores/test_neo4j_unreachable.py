"""A Neo4j that does not answer holds nobody up; one that takes its time is waited for."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
from neo4j import ManagedTransaction

from graph_model.changes import ChangeSet, Put
from graph_model.errors import StoreUnavailable
from graph_model.facts import Item
from graph_model.model import standard_model
from stores.neo4j import Neo4jStore
from stores.neo4j.connection import Connection
from tests.support.lossy_bolt import LossyBolt, lossy_bolt
from tests.support.neo4j_server import Neo4jServer
from tests.support.repository import ROOT
from tests.support.server_process import RUN

TIMEOUT = 1.0
SOON = TIMEOUT + 1.5
"""What is waited for, and what a busy machine adds."""


def agency(id_: str) -> ChangeSet:
    return ChangeSet(id_, (Put(Item("Agency", f"a:{id_}", {"name": id_})),))


@pytest.fixture
def way(empty_neo4j: Neo4jServer) -> Iterator[LossyBolt]:
    with lossy_bolt(empty_neo4j.uri) as way:
        yield way


@pytest.fixture
def store(way: LossyBolt, empty_neo4j: Neo4jServer) -> Iterator[Neo4jStore]:
    server = empty_neo4j
    store = Neo4jStore(way.url, standard_model(), server.user, server.password, timeout=TIMEOUT)
    yield store
    store.close()


@contextmanager
def told(within: float = SOON, match: str = "RAMIFY_STORE_TIMEOUT") -> Iterator[None]:
    """The store is told not to answer, in time."""
    began = time.monotonic()
    with pytest.raises(StoreUnavailable, match=match):
        yield
    assert time.monotonic() - began < within


def eventually(done: Callable[[], object]) -> None:
    """Until it is done, ten seconds at most."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with suppress(StoreUnavailable):
            done()
            return
        time.sleep(0.05)
    done()


ASKED: dict[str, Callable[[Neo4jStore], object]] = {
    "a write": lambda store: store.apply(agency("two"), "ann", "test"),
    "a revision": lambda store: store.revision(),
    "a revision, asked once": lambda store: store.revision(retry=False),
    "everything": lambda store: store.read(),
    "whether it was disturbed": lambda store: store.disturbed(),
    "the journal": lambda store: list(store.journal()),
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_a_stopped_server_holds_up_nothing(
    asked: Callable[[Neo4jStore], object], way: LossyBolt, store: Neo4jStore
) -> None:
    store.apply(agency("one"), "ann", "test")
    way.stall()
    with told():
        asked(store)
    with told(within=0.5):  # it is known by now
        asked(store)
    way.resume()
    eventually(lambda: asked(store))
    eventually(lambda: store.apply(agency("two"), "ann", "test"))
    assert [entry.change_set for entry in store.journal()] == ["one", "two"]


def test_writes_that_wait_for_one_another_are_all_told(way: LossyBolt, store: Neo4jStore) -> None:
    way.stall()
    with ThreadPoolExecutor(20) as pool, told():
        asked = [pool.submit(store.apply, agency(str(n)), "ann", "test") for n in range(20)]
        errors = [one.exception() for one in asked]
        assert {type(error) for error in errors} == {StoreUnavailable}
        raise errors[0] or AssertionError


@pytest.fixture
def connection(way: LossyBolt, empty_neo4j: Neo4jServer) -> Iterator[Connection]:
    connection = Connection(way.url, empty_neo4j.user, empty_neo4j.password, TIMEOUT)
    yield connection
    connection.close()


def test_it_may_stop_in_the_middle_of_a_write(way: LossyBolt, connection: Connection) -> None:
    def work(tx: ManagedTransaction) -> None:
        tx.run("CREATE (:Half)").consume()
        way.stall()
        tx.run("RETURN 1").consume()

    with told():
        connection.write(work)
    way.resume()
    eventually(lambda: connection.read_once(count))
    assert connection.read(count) == 0


def test_it_may_stop_before_it_says_that_it_committed(
    way: LossyBolt, connection: Connection
) -> None:
    def work(tx: ManagedTransaction) -> None:
        tx.run("CREATE (:Half)").consume()
        way.stall()

    with told(match="apply it again"):
        connection.write(work)


def count(tx: ManagedTransaction) -> int:
    found: int = tx.run("MATCH (n:Half) RETURN count(n)").single(strict=True)[0]
    return found


def asked(tx: ManagedTransaction, text: str) -> object:
    return tx.run(text).single(strict=True)[0]


def test_a_server_that_takes_its_time_is_waited_for(connection: Connection) -> None:
    numbers, took = 500_000, 0.0
    while took < 2 * TIMEOUT:
        numbers = int(numbers * min(10, 3 * TIMEOUT / took)) if took else numbers
        began = time.monotonic()
        assert connection.read(asked, f"UNWIND range(1, {numbers}) AS n RETURN sum(n * n % 7) > 0")
        took = time.monotonic() - began


@contextmanager
def listening(answer: bytes | None) -> Iterator[int]:
    """A port at which something answers so, or nothing at all."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                while answer is not None:
                    with listener.accept()[0] as client:
                        client.recv(1_000)
                        client.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


UNREACHABLE = {
    # the scheme, what stands at the port, what is said
    "silent": ("bolt", None, "no answer comes"),
    "silent to a cluster's driver": ("neo4j", None, "no answer comes"),
    "silent to encryption": ("bolt+ssc", None, "no answer comes"),
    "a web server": ("bolt", b"HTTP/1.1 400 Bad Request\r\n\r\n", "the connection is lost"),
    "no encryption": ("bolt+s", b"HTTP/1.1 400 Bad Request\r\n\r\n", "no encryption"),
}


@pytest.mark.parametrize(("scheme", "answer", "said"), UNREACHABLE.values(), ids=UNREACHABLE)
def test_why_a_server_is_not_reached_is_told(scheme: str, answer: bytes, said: str) -> None:
    with (
        listening(answer) as port,
        told(match=rf"{re.escape(scheme)}.*{port}.*{said}.*RAMIFY_STORE_TIMEOUT"),
    ):
        Neo4jStore(f"{scheme}://127.0.0.1:{port}", standard_model(), "neo4j", "x", timeout=TIMEOUT)


@pytest.mark.parametrize("address", ["bolt://127.0.0.1:1", "neo4j://127.0.0.1:1"])
def test_a_port_at_which_nothing_listens_is_told(address: str) -> None:
    with told(match="nothing listens there.*RAMIFY_STORE_TIMEOUT"):
        Neo4jStore(address, standard_model(), "neo4j", "x", timeout=TIMEOUT)


def test_the_command_line_says_so_in_one_line_of_our_own() -> None:
    store = "neo4j://127.0.0.1:1"
    ran = subprocess.run(
        [sys.executable, "-c", RUN, "--store", store, "impact", "ci:x"],
        cwd=ROOT,
        env={**os.environ, "RAMIFY_STORE_TIMEOUT": str(TIMEOUT)},
        capture_output=True,
        text=True,
        check=False,
    )
    (line,) = ran.stderr.splitlines()
    assert line.startswith(f"ramify: Neo4j at {store} is not reached: nothing listens there")


def test_a_name_that_leads_nowhere_is_told() -> None:
    with told(within=20, match="the name leads nowhere.*RAMIFY_STORE_TIMEOUT"):
        Neo4jStore("bolt://nowhere.invalid", standard_model(), "neo4j", "x", timeout=TIMEOUT)
