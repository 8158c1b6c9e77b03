"""The client that calls other systems: tried again, bounded in size and time, never led astray."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NoReturn
from urllib.parse import urljoin, urlsplit

import httpx2
import stamina
from stamina.instrumentation import set_on_retry_hooks

from graph_model.errors import Problem, TryLater, UnreadableFeed
from outbound.addresses import AddressNotAllowed
from outbound.transport import CheckedTransport

MIB = 2**20
_LATER = frozenset((408, 425, 429, 500, 502, 503, 504))
_NOT_DONE = frozenset((429, 503))
_ELSEWHERE = frozenset((301, 302, 303, 307, 308))
_READS = frozenset(("GET", "HEAD", "OPTIONS"))
_SAME_TWICE = _READS | {"PUT", "DELETE"}
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
class OutboundCall:
    """What is called: where, how, with what.

    ``accepted`` are statuses beside 2xx whose answers are given as they are. ``repeatable`` says
    whether doing it twice is doing it once; unsaid, the method says.
    """

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    accepted: Set[int] = frozenset()
    repeatable: bool | None = None

    @property
    def reads(self) -> bool:
        """Whether nothing is changed by it."""
        return self.method in _READS

    @property
    def same_twice(self) -> bool:
        """Whether it may be made again where nobody knows if it was done."""
        return self.method in _SAME_TWICE if self.repeatable is None else self.repeatable


@dataclass(frozen=True, slots=True)
class CallAnswer:
    """What a call was answered: its body whole, its headers by names in lower case, its status."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


class _Unanswered(Exception):
    """No answer, or one to wait: ``done`` says whether the call may have been done all the same."""

    def __init__(self, told: str, done: bool = True) -> None:
        super().__init__(told)
        self.done = done
        self.asked = False
        self.wait: float | None = None
        self.reason = ""


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
        return self.call(OutboundCall(url, headers=headers or {}))

    def call(self, call: OutboundCall) -> CallAnswer:
        """The answer to a call, made again where that does no harm.

        A read is made again where its host is busy, as late as it says. A write whose answer was
        lost is made again only if twice is as good as once; one that is told to come later (429,
        503) is not waited for: whoever wrote has other work to do until then.

        Raises:
            TryLater: it is busy or away; ``wait`` is how long it said. A write may have been done.
            UnreadableFeed: it cannot be had, with why; nothing of what was sent is told.
        """
        _check(call.url)
        limits, made = self.limits, 0
        retry = stamina.retry_context(
            on=lambda error: self._again(error, call),
            attempts=limits.attempts, timeout=None, wait_initial=limits.first_wait,
            wait_jitter=limits.first_wait, wait_max=limits.longest_wait,
        )  # fmt: skip
        try:
            for attempt in retry:
                with attempt:
                    made += 1
                    return self._followed(call) if call.reads else self._once(call)
        except _Unanswered as error:
            raise self._later(error, call, made) from None
        raise AssertionError("unreachable")

    def _again(self, error: Exception, call: OutboundCall) -> bool | float:
        """Whether a call is made again, or after how many seconds."""
        if not isinstance(error, _Unanswered):
            return False
        if call.reads:
            too_long = error.wait is not None and error.wait > self.limits.longest_wait
            return False if too_long else True if error.wait is None else error.wait
        return not error.asked and (call.same_twice or not error.done)

    def _later(self, error: _Unanswered, call: OutboundCall, made: int) -> TryLater:
        found = str(error) if made == 1 else f"{error}, {made} times"
        expected, advice = "an answer", "try again later"
        if error.wait is not None and error.wait > self.limits.longest_wait and call.reads:
            found = f"to be asked again in {error.wait:,.0f} s"
            expected, advice = f"at most {self.limits.longest_wait:g} s", "try again then"
        elif not call.reads and error.done:
            advice = "it may have been done: look before it is tried again"
        problem = Problem(_place(call.url), found, expected, advice)
        return TryLater([problem], error.wait, error.reason)

    def _followed(self, call: OutboundCall) -> CallAnswer:
        at = call
        for _ in range(MOST_REDIRECTS):
            answer = self._once(at)
            if answer.status not in _ELSEWHERE:
                return answer
            to = urljoin(at.url, answer.headers.get("location", ""))
            if _origin(to) != _origin(call.url):
                found = f"a redirect to {urlsplit(to).netloc}"
                _unreadable(call.url, found, "an answer from the host that was asked")
            at = replace(call, url=to)
        return _unreadable(call.url, "one redirect after another", f"at most {MOST_REDIRECTS}")

    def _once(self, call: OutboundCall) -> CallAnswer:
        """The answer, which for a read may be where it is said to be."""
        until = time.monotonic() + self.limits.seconds
        sent = self._client.stream(
            call.method, call.url, headers=dict(call.headers), content=call.body
        )
        try:
            with sent as response:
                self._look(response, call)
                body = self._body(response, call.url, until)
                return CallAnswer(call.url, body, dict(response.headers), response.status_code)
        except httpx2.HTTPError as error:
            if _not_allowed(error):
                advice = "RAMIFY_OUTBOUND_NETWORKS names the networks that may be called"
                _unreadable(
                    call.url, f"a name of an address inside ({error})", "an open one", advice
                )
            done = not isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout)
            raise _Unanswered(f"no answer ({type(error).__name__})", done) from None

    def _look(self, response: httpx2.Response, call: OutboundCall) -> None:
        """See by its status whether an answer is one."""
        status = response.status_code
        if 200 <= status < 300 or status in call.accepted:
            return
        if status in _LATER:
            busy = _Unanswered(f"the status {status}", done=status not in _NOT_DONE)
            busy.asked = status in _NOT_DONE
            busy.wait = _asked_to_wait(response.headers.get("retry-after", ""))
            busy.reason = response.headers.get("ratelimit-reason", "")
            raise busy
        if status in _ELSEWHERE:
            if call.reads:
                return
            _unreadable(call.url, "a redirect", "an answer to a write", "give its last address")
        _refused(call.url, status)

    def _body(self, response: httpx2.Response, url: str, until: float) -> bytes:
        parts, size = [], 0
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > self.limits.most_bytes:
                most = f"at most {self.limits.most_bytes / MIB:g} MiB"
                _unreadable(url, "a larger answer", most, "ask for smaller pages")
            if time.monotonic() > until:
                raise _Unanswered(f"no whole answer in {self.limits.seconds:g} s")
        return b"".join(parts)


def _asked_to_wait(said: str) -> float | None:
    """How long ``Retry-After`` says, in seconds or until a moment."""
    said = said.strip()
    return float(said) if said.isdecimal() and len(said) < 10 else _until(said)


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


def _place(url: str) -> str:
    """An address as it may be told: what stands behind a question mark may be a secret."""
    return url.partition("?")[0]


def _unreadable(url: str, found: str, expected: str, advice: str = "") -> NoReturn:
    raise UnreadableFeed([Problem(_place(url), found, expected, advice)])
