"""Requests over a real connection that end in two ways, or whose head goes on behind the body."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest

from access.role import AccessRole
from api.app import create_app
from application.tokens import Wanted, create
from tests.support.graphql_door import standard_schema
from tests.support.server_thread import listening
from tests.support.token_office import token_office

BODY = '{"query": "{ revision }"}'
SIZE = len(BODY)
CHUNKED = f"{SIZE:x}\r\n{BODY}\r\n0\r\n"
NEXT = "GET /questions HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
"""What would be taken for a request of its own, were the one before it shorter than it said."""
LAST = (
    "GET /last HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n"
)
"""Sent behind all, for a page that no viewer may see: with its answer, 403, the connection ends."""


class Wire:
    """A server on a connection of its own each time; it trusts a proxy on this very machine."""

    def __init__(self, port: int, token: str, elsewhere: str) -> None:
        self.port, self.token, self.elsewhere = port, token, elsewhere

    def said(self, text: str, seconds: float = 10) -> list[str]:
        """The statuses of what is answered until the server ends the connection.

        Where it does not: until nothing more came for some seconds.
        """
        found = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(f"{text}{LAST.format(self.token)}".encode("latin-1"))
            with suppress(TimeoutError):
                while part := connection.recv(65_536):
                    found += part
                    connection.settimeout(seconds)
        statuses = [line.split()[0] for line in found.decode("latin-1").split("HTTP/1.1")[1:]]
        return statuses[:-1] if statuses[1:] and statuses[-1] == "403" else statuses

    def post(self, *headers: str, token: str | None = None, rest: str = "") -> list[str]:
        """What is answered to a POST with these headers, and whatever follows them."""
        bearer = [f"Authorization: Bearer {token}"] if token else []
        head = ["POST /graphql HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
        return self.said("\r\n".join([*head, *bearer, *headers, "", rest]))


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with token_office(proxies=("127.0.0.0/8",)) as office:
        there = Wanted("there", AccessRole.VIEWER, networks=("192.0.2.0/24",))
        secret = create(office.graph, there, "test")
        with listening(create_app(office.graph, standard_schema())) as bound:
            yield Wire(bound.port, office.tokens["viewer"].text, secret.text)


def test_what_is_sent_as_it_should_be_is_answered(wire: Wire) -> None:
    """Or the tests below would see nothing but refusals."""
    token = wire.token
    assert wire.post(f"Content-Length: {SIZE}", token=token, rest=BODY) == ["200"]
    assert wire.post("Transfer-Encoding: chunked", token=token, rest=f"{CHUNKED}\r\n") == ["200"]


TWO_ENDS = {
    "a length and chunks": (f"Content-Length: {SIZE}", "Transfer-Encoding: chunked"),
    "chunks and a length": ("Transfer-Encoding: chunked", "Content-Length: 4"),
    "two lengths": (f"Content-Length: {SIZE}", "Content-Length: 3"),
    "two lengths in one": (f"Content-Length: {SIZE}, 3",),
    "a length with a sign": (f"Content-Length: +{SIZE}",),
    "a length below zero": ("Content-Length: -1",),
    "a length in another base": (f"Content-Length: 0x{SIZE:x}",),
    "a space behind the name": (f"Content-Length : {SIZE}",),
    "chunks by another name": ("Transfer-Encoding: xchunked",),
    "chunks that are not the last": ("Transfer-Encoding: chunked, identity",),
    "chunks, then none": ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
    "chunks behind a control": ("Transfer-Encoding: \x0bchunked",),
    "chunks in a folded line": ("X: a", " Transfer-Encoding: chunked"),
    "chunks behind a bare CR": ("X: a\rTransfer-Encoding: chunked",),
}


@pytest.mark.parametrize("headers", TWO_ENDS.values(), ids=TWO_ENDS)
@pytest.mark.parametrize(
    "rest", [BODY, f"{CHUNKED}\r\n", "0\r\n\r\n"], ids=["body", "chunks", "none"]
)
def test_a_request_whose_end_is_told_in_two_ways_is_refused_and_nothing_read_on(
    headers: tuple[str, ...], rest: str, wire: Wire
) -> None:
    assert wire.post(*headers, token=wire.token, rest=rest + NEXT) == ["400"]


@pytest.mark.parametrize("size", ["-1", "0x19", "ffffffffffffffffff", "zz"])
def test_a_chunk_of_no_size_is_refused(size: str, wire: Wire) -> None:
    rest = f"{size}\r\n{BODY}\r\n0\r\n\r\n{NEXT}"
    assert wire.post("Transfer-Encoding: chunked", token=wire.token, rest=rest) == ["400"]


@pytest.mark.parametrize(
    "trailer", ["Authorization: Bearer {}", "Cookie: ramify-on-loopback={}", "Host: evil.example"]
)
def test_what_stands_behind_the_body_is_no_header(trailer: str, wire: Wire) -> None:
    """Neither who asks nor where from: a proxy has looked at the head alone."""
    rest = f"{CHUNKED}{trailer.format(wire.token)}\r\n\r\n"
    assert wire.post("Transfer-Encoding: chunked", rest=rest) == ["401"]
    assert wire.post("Transfer-Encoding: chunked", token=wire.token, rest=rest) == ["200"]


def test_where_somebody_comes_from_is_not_said_behind_the_body(wire: Wire) -> None:
    """The proxy says 203.0.113.7; the client, in a trailer, an address that its token is for."""
    proxied = ("X-Forwarded-For: 203.0.113.7", "Transfer-Encoding: chunked")
    rest = f"{CHUNKED}X-Forwarded-For: 192.0.2.5\r\n\r\n"
    assert wire.post(*proxied, token=wire.elsewhere, rest=rest) == ["401"]
    there = ("X-Forwarded-For: 192.0.2.5", "Transfer-Encoding: chunked")
    assert wire.post(*there, token=wire.elsewhere, rest=rest) == ["200"]


def test_a_request_in_the_body_of_another_is_none(wire: Wire) -> None:
    inside = f"Content-Length: {len(NEXT)}\r\n\r\n{NEXT}"
    assert wire.said(f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n{inside}") == ["200"]


def test_no_upgrade_leads_past_who_asks(wire: Wire) -> None:
    for to in ("websocket", "h2c"):
        asked = "GET /questions HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        asked += f"Connection: Upgrade\r\nUpgrade: {to}\r\n"
        key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        assert wire.said(f"{asked}{key}\r\n", seconds=0.3) in (["400"], ["401"], ["403"])
