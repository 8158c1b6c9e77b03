"""The guarded client against a real server with faults."""

from __future__ import annotations

import time
from email.utils import formatdate
from ipaddress import ip_address
from itertools import count

import pytest

from graph_model.errors import TryLater, UnreadableFeed
from outbound.addresses import is_allowed
from outbound.client import CallLimits, OutboundCall, OutboundClient
from tests.support.faulty_server import LOOPBACK, Asked, Reply, answered, served

LIMITS = CallLimits(
    most_bytes=1_000, seconds=5, attempts=3, first_wait=0.01, longest_wait=2, networks=LOOPBACK
)


def fails(url: str, limits: CallLimits = LIMITS) -> str:
    with OutboundClient(limits) as client, pytest.raises(UnreadableFeed) as told:
        client.get(url, {"Authorization": "Bearer secret"})
    assert "secret" not in str(told.value)
    return str(told.value)


def test_what_is_there_is_given_with_what_was_sent() -> None:
    with (
        served(lambda path, sent: Reply(f"{path} {sent['x-key']}".encode())) as url,
        OutboundClient(LIMITS) as client,
    ):
        assert client.get(f"{url}/a?b=1", {"X-Key": "k"}).body == b"/a?b=1 k"


@pytest.mark.parametrize(
    "fault",
    [
        Reply(status=503),
        Reply(status=503, headers={"Retry-After": formatdate(usegmt=True)}),
        Reply(status=503, headers={"Retry-After": "nonsense"}),
        Reply(b"x" * 50, cut=10),  # the connection ends before the answer does
    ],
)
def test_who_is_busy_is_asked_again(fault: Reply) -> None:
    asked = count()
    with (
        served(lambda path, sent: fault if next(asked) < 2 else Reply(b"here")) as url,
        OutboundClient(LIMITS) as client,
    ):
        assert client.get(url).body == b"here"
    assert next(asked) == 3


def test_who_says_how_late_is_asked_again_then() -> None:
    asked: list[float] = []

    def busy_at_first(path: str, sent: dict[str, str]) -> Reply:
        asked.append(time.monotonic())
        return Reply(b"here") if asked[1:] else Reply(status=429, headers={"Retry-After": "1"})

    with served(busy_at_first) as url, OutboundClient(LIMITS) as client:
        assert client.get(url).body == b"here"
    first, second = asked
    assert second - first >= 1


def test_who_stays_busy_is_given_up() -> None:
    asked = count()

    def busy(path: str, sent: dict[str, str]) -> Reply:
        next(asked)
        return Reply(status=503)

    with served(busy) as url:
        assert "found the status 503, 3 times" in fails(url)
    assert next(asked) == 3


def test_who_asks_for_a_long_wait_is_not_waited_for() -> None:
    reply = Reply(status=429, headers={"Retry-After": "3600"})
    with served(lambda path, sent: reply) as url:
        assert "found to be asked again in 3,600 s, expected at most 2 s" in fails(url)


@pytest.mark.parametrize(("status", "advice"), [(401, "credentials"), (404, "address")])
def test_a_refusal_is_not_tried_again(status: int, advice: str) -> None:
    with served(lambda path, sent: Reply(status=status)) as url:
        told = fails(f"{url}/x?token=hidden")
    assert (f"found the status {status}" in told, advice in told) == (True, True)
    assert "hidden" not in told


def test_an_answer_without_end_is_cut() -> None:
    with served(lambda path, sent: Reply(b"x" * 5_000)) as url:
        assert "found a larger answer" in fails(url)


def test_a_redirect_is_followed_on_its_host_alone() -> None:
    other = served(lambda path, sent: Reply(b"other"))
    with other as elsewhere:

        def moved(path: str, sent: dict[str, str]) -> Reply:
            to = {"/a": "/b", "/out": f"{elsewhere}/x", "/loop": "/loop"}.get(path)
            return Reply(status=302, headers={"Location": to}) if to else Reply(path.encode())

        with served(moved) as url:
            with OutboundClient(LIMITS) as client:
                assert client.get(f"{url}/a").body == b"/b"
            assert "found a redirect to 127.0.0.1" in fails(f"{url}/out")
            assert "one redirect after another" in fails(f"{url}/loop")


def test_an_address_inside_is_not_called_unless_a_setting_names_it() -> None:
    asked = count()

    def inside(path: str, sent: dict[str, str]) -> Reply:
        next(asked)
        return Reply()

    closed = CallLimits(attempts=1, seconds=5)
    with served(inside) as url:
        told = fails(url, closed)
        assert "RAMIFY_OUTBOUND_NETWORKS" in told
        assert "RAMIFY_OUTBOUND_NETWORKS" in fails(url.replace("127.0.0.1", "localhost"), closed)
    assert next(asked) == 0


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a/b", "http://user:secret@host/", "https://", "x"]
)
def test_other_addresses_are_none(url: str) -> None:
    assert "expected an address as https://host/path" in fails(url)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1"),
        *("::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "100.64.0.1"),
    ],
)
def test_addresses_that_are_not_open(address: str) -> None:
    assert not is_allowed(ip_address(address), ())
    assert is_allowed(ip_address("10.1.2.3"), ("10.0.0.0/8",))
    assert is_allowed(ip_address("1.1.1.1"), ())


@pytest.mark.parametrize(
    ("method", "fault", "times", "told"),
    [
        # Told to come later: not waited for, whatever the method.
        ("PUT", Reply(status=429, headers={"Retry-After": "7"}), 1, "try again later"),
        ("POST", Reply(status=503), 1, "try again later"),
        # Nobody knows whether it was done: again only where twice is once.
        ("PUT", Reply(lost=True), 3, "it may have been done"),
        ("DELETE", Reply(status=502), 3, "it may have been done"),
        ("POST", Reply(lost=True), 1, "it may have been done"),
        ("PATCH", Reply(status=504), 1, "it may have been done"),
        ("POST", Reply(b"x" * 50, cut=10), 1, "it may have been done"),
    ],
)
def test_a_write_is_repeated_only_where_twice_is_once(
    method: str, fault: Reply, times: int, told: str
) -> None:
    asked: list[Asked] = []

    def failing(one: Asked) -> Reply:
        asked.append(one)
        return fault

    with (
        answered(failing) as url,
        OutboundClient(LIMITS) as client,
        pytest.raises(TryLater) as later,
    ):
        client.call(OutboundCall(f"{url}/x", method, {"X-Key": "k"}, b"{}"))
    assert [(one.method, one.body) for one in asked] == [(method, b"{}")] * times
    assert told in str(later.value)
    assert later.value.wait == (7 if "Retry-After" in fault.headers else None)


def test_a_write_that_never_arrived_is_made_again_whatever_it_is() -> None:
    with answered(lambda one: Reply()) as url:
        pass
    with (
        OutboundClient(LIMITS) as client,
        pytest.raises(TryLater, match="3 times, expected an answer; try"),
    ):
        client.call(OutboundCall(url, "POST", {}, b"{}"))


def test_a_write_that_may_be_made_twice_says_so() -> None:
    asked = count()
    with (
        answered(lambda one: Reply(lost=True) if next(asked) < 1 else Reply(b"done")) as url,
        OutboundClient(LIMITS) as client,
    ):
        assert client.call(OutboundCall(url, "PATCH", {}, b"{}", repeatable=True)).body == b"done"


def test_a_limit_is_told_by_its_name_and_a_redirected_write_is_refused() -> None:
    replies = {
        "/busy": Reply(status=429, headers={"RateLimit-Reason": "jira-per-issue-on-write"}),
        "/moved": Reply(status=307, headers={"Location": "/busy"}),
    }
    with answered(lambda one: replies[one.path]) as url, OutboundClient(LIMITS) as client:
        with pytest.raises(TryLater) as later:
            client.call(OutboundCall(f"{url}/busy", "POST"))
        assert later.value.reason == "jira-per-issue-on-write"
        with pytest.raises(UnreadableFeed, match="found a redirect, expected an answer to a write"):
            client.call(OutboundCall(f"{url}/moved", "POST"))
