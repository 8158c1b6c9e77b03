"""Names of hosts: each in the one form in which they are compared."""

from __future__ import annotations

import pytest

from application.hosts import host_and_port, is_loopback

READ = [
    # what a Host says, the name in it, the port
    ("localhost", "localhost", None),
    ("LocalHost.:8000", "localhost", 8000),
    ("127.0.0.1:", "127.0.0.1", None),
    ("[::1]:8000", "::1", 8000),
    ("[0:0:0:0:0:0:0:1]", "::1", None),
    ("[::FFFF:127.0.0.1]:1", "127.0.0.1", 1),
    (" Ramify.Example.GOV:443 ", "ramify.example.gov", 443),
]
NONE = [
    *("", ":8000", ".", "a b", "a/b", "evil@localhost", "localhost:80:80", "localhost:port"),
    *("[]", "[::1", "::1]", "[localhost]", "[::1]x", "[fe80::1%25lo]", "bücher.example"),
    *("localhost, localhost", "localhost\x00", "localhost:123456"),
]
LOOPBACK = {
    **dict.fromkeys(("localhost", "127.0.0.1", "127.9.9.9", "::1"), True),
    **dict.fromkeys(("localhost.evil.example", "128.0.0.1", "0.0.0.0", "::", "127.1"), False),
}


@pytest.mark.parametrize(("text", "name", "port"), READ)
def test_name_and_port_are_read(text: str, name: str, port: int | None) -> None:
    assert host_and_port(text) == (name, port)


@pytest.mark.parametrize("text", NONE)
def test_what_names_no_host_is_none(text: str) -> None:
    assert host_and_port(text) is None


@pytest.mark.parametrize(("name", "own"), LOOPBACK.items())
def test_loopback_is_this_machine_alone(name: str, own: bool) -> None:
    assert is_loopback(name) is own
