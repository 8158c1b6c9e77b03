"""The port is taken before anything is opened, and answers leave it at once."""

from __future__ import annotations

import socket

import pytest

from api.bound_socket import bind
from graph_model.errors import InvalidInput

HOST = "127.0.0.1"


def test_any_free_port_is_told() -> None:
    with bind(HOST, 0) as bound:
        assert bound.port > 0
        assert bound.address == f"{HOST}:{bound.port}"


def test_a_port_that_is_taken_is_said_at_once() -> None:
    with bind(HOST, 0) as bound:
        port = bound.port
        with pytest.raises(InvalidInput) as raised, bind(HOST, port):
            pass
    assert f"{HOST}:{port}" in str(raised.value)
    assert "--port" in str(raised.value)


def test_an_answer_does_not_wait_to_be_joined_by_another() -> None:
    with bind(HOST, 0) as bound, socket.create_connection((HOST, bound.port)) as client:
        accepted, _ = bound.socket.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        client.close()
