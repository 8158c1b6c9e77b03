"""The client that calls other systems: tried again, bounded in size and time, never led astray."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NoReturn
from urllib.parse import urljoin, urlsplit

import httpx2
import stamina
from stamina.instrumentation import set_on_retry_hooks

from graph_model.errors import Problem, UnreadableFeed
from outbound.addresses import AddressNotAllowed
from outbound.transport import CheckedTransport

MIB = 2**20
_LATER = frozenset((408, 425, 429, 500, 502, 503, 504))
_ELSEWHERE = frozenset((301, 302, 303, 307, 308))
MOST_REDIRECTS = 5
# Its own hooks print to whatever logging is at hand; what fails in the end is told by the error.
set_on_retry_hooks([])


@dataclass(frozen=True, slots=True)
class CallLimits:
    """How much a call may take: bytes of an answer, seconds of a call with all its attempts.

    ``networks`` are those whose addresses may be called though they are not open to the world.
    """

    most_bytes: int = 64 * MIB
    seconds: float = 30.0
    attempts: int = 5
    first_wait: float = 0.5
    longest_wait: float = 120.0
    networks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class CallAnswer:
    """What a call was answered: its body whole, and its headers."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class _TryLater(Exception):
    def __init__(self, told: str, wait: float | None = None) -> None:
        super().__init__(told)
        self.wait = wait


class OutboundClient:
    """Calls other systems; to be closed."""

    def __init__(self, limits: CallLimits | None = None) -> None:
        """Call within some limits."""
        self.limits = limits or CallLimits()
        self._client = httpx2.Client(
            transport=CheckedTransport(self.limits.networks),
            timeout=self.limits.seconds,
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> OutboundClient:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close its connections."""
        self._client.close()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> CallAnswer:
        """What is at an address; asked again where it is busy, as late as it says.

        Raises:
            UnreadableFeed: it cannot be had, with why; nothing of ``headers`` is told.
        """
        _check(url)
        limits = self.limits
        retry = stamina.retry_context(
            on=_wait, attempts=limits.attempts, timeout=None, wait_initial=limits.first_wait,
            wait_jitter=limits.first_wait, wait_max=limits.longest_wait,
        )  # fmt: skip
        try:
            for attempt in retry:
                with attempt:
                    return self._followed(url, headers or {})
        except _TryLater as error:
            _unreadable(url, f"{error}, {limits.attempts} times", "an answer", "try again later")
        raise AssertionError("unreachable")

    def _followed(self, url: str, headers: Mapping[str, str]) -> CallAnswer:
        at = url
        for _ in range(MOST_REDIRECTS):
            found = self._once(at, headers)
            if isinstance(found, CallAnswer):
                return found
            at = urljoin(at, found)
            if _origin(at) != _origin(url):
                found = f"a redirect to {urlsplit(at).netloc}"
                _unreadable(url, found, "an answer from the host that was asked")
        return _unreadable(url, "one redirect after another", f"at most {MOST_REDIRECTS}")

    def _once(self, url: str, headers: Mapping[str, str]) -> CallAnswer | str:
        """The answer, or where it is said to be."""
        until = time.monotonic() + self.limits.seconds
        try:
            with self._client.stream("GET", url, headers=dict(headers)) as response:
                if response.status_code in _LATER:
                    told = f"the status {response.status_code}"
                    raise _TryLater(told, self._asked_to_wait(response, url))
                if response.status_code in _ELSEWHERE:
                    return response.headers.get("location", "")
                if response.status_code != 200:
                    _refused(url, response.status_code)
                body = self._body(response, url, until)
                return CallAnswer(url, body, dict(response.headers))
        except httpx2.HTTPError as error:
            if _not_allowed(error):
                advice = "RAMIFY_OUTBOUND_NETWORKS names the networks that may be called"
                _unreadable(url, f"a name of an address inside ({error})", "an open one", advice)
            raise _TryLater(f"no answer ({type(error).__name__})") from None

    def _body(self, response: httpx2.Response, url: str, until: float) -> bytes:
        parts, size = [], 0
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > self.limits.most_bytes:
                most = f"at most {self.limits.most_bytes / MIB:g} MiB"
                _unreadable(url, "a larger answer", most, "ask for smaller pages")
            if time.monotonic() > until:
                raise _TryLater(f"no whole answer in {self.limits.seconds:g} s")
        return b"".join(parts)

    def _asked_to_wait(self, response: httpx2.Response, url: str) -> float | None:
        """How long ``Retry-After`` says, in seconds or until a moment."""
        said = response.headers.get("retry-after", "").strip()
        wait = float(said) if said.isdecimal() else _until(said)
        if wait is not None and wait > self.limits.longest_wait:
            found = f"to be asked again in {wait:,.0f} s"
            _unreadable(url, found, f"at most {self.limits.longest_wait:g} s", "try again then")
        return wait


def _wait(error: Exception) -> bool | float:
    if not isinstance(error, _TryLater):
        return False
    return True if error.wait is None else error.wait


def _until(said: str) -> float | None:
    try:
        moment = parsedate_to_datetime(said)
    except ValueError:
        return None
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (zoned - datetime.now(UTC)).total_seconds())


def _check(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        expected = "an address as https://host/path, without a name and password in it"
        _unreadable(parts.hostname or "the address", repr(parts.scheme), expected)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _not_allowed(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, AddressNotAllowed):
            return True
        error = error.__cause__ or error.__context__
    return False


def _refused(url: str, status: int) -> NoReturn:
    advice = "check the credentials" if status in (401, 403) else "check the address"
    _unreadable(url, f"the status {status}", "an answer", advice)


def _unreadable(url: str, found: str, expected: str, advice: str = "") -> NoReturn:
    """Say that it cannot be had; what stands behind a question mark may be a secret."""
    raise UnreadableFeed([Problem(url.partition("?")[0], found, expected, advice)])
