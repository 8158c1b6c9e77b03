"""A Neo4j that does not answer holds nobody up; one that takes its time is waited for."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from itertools import repeat

import pytest
from neo4j import Driver, ManagedTransaction, Session

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
def opened(way: LossyBolt, empty_neo4j: Neo4jServer) -> Iterator[Callable[[], Neo4jStore]]:
    """Opens a store on the way, which watches by itself over what waits."""
    server = empty_neo4j
    with ExitStack() as ended:

        def opened() -> Neo4jStore:
            access = (standard_model(), server.user, server.password)
            return ended.enter_context(closing(Neo4jStore(way.url, *access, timeout=TIMEOUT)))

        yield opened
        way.resume()  # whoever is still asking is waited for


@contextmanager
def told(
    within: float = SOON, match: str = "RAMIFY_STORE_TIMEOUT"
) -> Iterator[pytest.ExceptionInfo[StoreUnavailable]]:
    """The store is told not to answer, in time."""
    began = time.monotonic()
    with pytest.raises(StoreUnavailable, match=match) as error:
        yield error
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


def test_a_stopped_server_holds_up_nothing(
    way: LossyBolt, opened: Callable[[], Neo4jStore]
) -> None:
    stores = {name: opened() for name in ASKED}
    stores["a write"].apply(agency("one"), "ann", "test")

    def ask(name: str, within: float) -> None:
        with told(within):
            ASKED[name](stores[name])

    way.stall()
    with ThreadPoolExecutor(len(ASKED)) as pool:
        list(pool.map(ask, ASKED, repeat(SOON)))
    for name in ASKED:
        ask(name, within=0.5)  # it is known by now
    way.resume()
    for name, store in stores.items():
        eventually(partial(ASKED[name], store))
        eventually(partial(store.apply, agency("two"), "ann", "test"))
        assert [entry.change_set for entry in store.journal()] == ["one", "two"]


def test_writes_that_wait_for_one_another_are_all_told(
    way: LossyBolt, opened: Callable[[], Neo4jStore]
) -> None:
    store = opened()
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
    way.resume()
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


def count(session: Session) -> int:
    found: int = session.run("MATCH (n:Half) RETURN count(n)").single(strict=True)[0]
    return found


def test_a_server_that_takes_its_time_is_waited_for(
    connection: Connection, neo4j_driver: Driver
) -> None:
    def work(tx: ManagedTransaction) -> None:
        tx.run("MATCH (n:Half) DELETE n").consume()

    neo4j_driver.execute_query("CREATE (:Half)")
    with ThreadPoolExecutor() as pool, neo4j_driver.session() as session:
        holding = session.begin_transaction()
        holding.run("MATCH (n:Half) SET n.held = true").consume()
        waiting = pool.submit(connection.write, work)
        assert not wait([waiting], timeout=1.5 * TIMEOUT).done
        holding.commit()
        waiting.result()
    assert connection.read(count) == 0


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


HERE = "127.0.0.1"
PLAIN = b"HTTP/1.1 400 Bad Request\r\n\r\n"
UNREACHABLE = {
    # the address, what answers at its port, what is said
    "silent": (f"bolt://{HERE}:%d", None, "no answer comes"),
    "silent to a cluster's driver": (f"neo4j://{HERE}:%d", None, "no answer comes"),
    "silent to encryption": (f"bolt+ssc://{HERE}:%d", None, "no answer comes"),
    "a web server": (f"bolt://{HERE}:%d", PLAIN, "the connection is lost"),
    "no encryption": (f"bolt+s://{HERE}:%d", PLAIN, "no encryption"),
    "nothing": (f"bolt://{HERE}:1", None, "nothing listens there"),
    "nothing for a cluster's driver": (f"neo4j://{HERE}:1", None, "nothing listens there"),
    "no such name": ("bolt://nowhere.invalid", None, "the name leads nowhere"),
}
RESOLVED = 20.0
"""So long it may take until a name is known to lead nowhere, and nobody's timeout ends that."""


@pytest.fixture(scope="module")
def tried() -> Iterator[Mapping[str, Future[tuple[str, str]]]]:
    """Each of them, tried at once, since each is waited for: its address and what is told."""

    def tried(address: str, answer: bytes | None) -> tuple[str, str]:
        within = SOON if HERE in address else RESOLVED
        with listening(answer) as port, told(within) as error:
            address = address.replace("%d", str(port))
            Neo4jStore(address, standard_model(), "neo4j", "x", timeout=TIMEOUT)
        return address, str(error.value)

    with ThreadPoolExecutor(len(UNREACHABLE)) as pool:
        yield {name: pool.submit(tried, *what[:2]) for name, what in UNREACHABLE.items()}


@pytest.mark.parametrize("name", UNREACHABLE)
def test_why_a_server_is_not_reached_is_told(
    name: str, tried: Mapping[str, Future[tuple[str, str]]]
) -> None:
    address, text = tried[name].result()
    assert re.search(rf"{re.escape(address)} .*{UNREACHABLE[name][2]}", text)


def test_the_command_line_says_so_in_one_line_of_our_own() -> None:
    store = "neo4j://127.0.0.1:1"
    ran = subprocess.run(
        [sys.executable, "-c", RUN, "--store", store, "impact", "ci:x"],
        cwd=ROOT,
        env={**os.environ, "RAMIFY_STORE_TIMEOUT": "0.1"},
        capture_output=True,
        text=True,
        check=False,
    )
    (line,) = ran.stderr.splitlines()
    assert line.startswith(f"ramify: Neo4j at {store} is not reached: nothing listens there")
