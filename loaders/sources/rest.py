"""The pages of an interface that answers JSON: followed to the end, resumed where they broke."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import jmespath
import orjson

from graph_model.errors import InvalidInput, Problem, UnreadableFeed
from loaders.intake.rest_rule import RestRule
from loaders.intake.source_feed import FeedPage
from outbound.authorization import basic, bearer
from outbound.client import CallAnswer, OutboundClient

MOST_PAGES = 100_000
_LINK = re.compile(r'<([^<>]+)>\s*;[^,]*\brel="?next"?')
KEPT_FOR = 3_600
"""Pages that were had longer ago (s) are asked for again: records move between pages."""


@dataclass(frozen=True, slots=True)
class Spool:
    """Pages that were had before the last ones failed, in a file; without one nothing is kept."""

    path: Path | None = None

    def pages(self, rule: RestRule) -> list[tuple[str | None, list[object]]]:
        """What leads on from each page, with its records; none where they are another feed's."""
        if self.path is None or not self.path.is_file():
            return []
        if time.time() - self.path.stat().st_mtime > KEPT_FOR:
            return []
        try:
            mark, *kept = map(orjson.loads, self.path.read_bytes().splitlines())
            return [(one[0], one[1]) for one in kept] if mark == _mark(rule) else []
        except (ValueError, TypeError, LookupError):
            return []

    def keep(self, rule: RestRule, leads: str | None, records: list[object], first: bool) -> None:
        """Keep a page."""
        if self.path is None:
            return
        text = orjson.dumps([leads, records]) + b"\n"
        if first:
            self.forget()
            text = orjson.dumps(_mark(rule)) + b"\n" + text
        with open(self.path, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(text)

    def forget(self) -> None:
        """Keep nothing any more."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)


def _mark(rule: RestRule) -> str:
    return hashlib.sha256(repr(rule).encode()).hexdigest()


class RestPages:
    """Follows a rule from its first page to its last."""

    def __init__(self, rule: RestRule, client: OutboundClient, spool: Spool | None = None) -> None:
        """Follow a rule with a client.

        Raises:
            InvalidInput: the environment has no variable of the credentials' name.
        """
        self.rule, self._client, self._spool = rule, client, spool or Spool()
        self._headers = {"Accept": "application/json"} | _credentials(rule)
        self._seen: set[str] = set()
        self._count = 0
        self._total: int | None = None

    def __iter__(self) -> Iterator[FeedPage]:
        """Every page, those first that were had before.

        Raises:
            UnreadableFeed: a page cannot be had or read, leads back or to another host, or the
                records are fewer than the answer says.
        """
        at: str | None = _with(self.rule.url, self._start())
        number = 0
        for at, records in self._spool.pages(self.rule):  # noqa: B007 the last one leads on
            number += 1
            yield FeedPage(number, tuple(self._new(records)))
        asked: set[str] = set()
        while at is not None:
            number += 1
            if at in asked or number > MOST_PAGES:
                self._unreadable("pages that lead back to one before", "a last one")
            asked.add(at)
            answer = self._client.get(at, self._headers)
            at, records = self._read(answer)
            self._spool.keep(self.rule, at, records, number == 1)
            yield FeedPage(number, tuple(self._new(records)))
        if self._total is not None and self._count < self._total:
            found = f"{self._count:,} records"
            self._unreadable(found, f"{self._total:,}, as the answer says", "it is not complete")
        self._spool.forget()

    def _start(self) -> dict[str, str]:
        rule = self.rule
        first = {rule.page: str(rule.first)} if rule.page else {}
        return first | ({rule.offset: "0"} if rule.offset else {})

    def _read(self, answer: CallAnswer) -> tuple[str | None, list[object]]:
        """What leads on from an answer, and its records."""
        try:
            body = orjson.loads(answer.body)
        except ValueError:
            self._unreadable("what is no JSON", "an answer in JSON")
        records = jmespath.search(self.rule.records, body)
        if not isinstance(records, list):
            found = "nothing" if records is None else type(records).__name__
            self._unreadable(f"{found} at {self.rule.records!r}", "a list of records")
        if self.rule.total:
            total = jmespath.search(self.rule.total, body)
            self._total = total if isinstance(total, int) else None
        return self._next(body, answer, records), records

    def _next(self, body: object, answer: CallAnswer, records: list[object]) -> str | None:
        rule, url = self.rule, answer.url
        if rule.offset or rule.page:
            said = dict(parse_qsl(urlsplit(url).query))
            name = rule.offset or rule.page or ""
            step = len(records) if rule.offset else 1
            return _with(url, {name: str(int(said.get(name, "0")) + step)}) if records else None
        found = jmespath.search(rule.next, body) if rule.next else _linked(answer.headers)
        if not isinstance(found, str | int) or isinstance(found, bool) or found == "":
            return None
        if rule.cursor:
            return _with(rule.url, {rule.cursor: str(found)})
        to = urljoin(url, str(found))
        if urlsplit(to)[:2] != urlsplit(rule.url)[:2]:
            self._unreadable(f"a next page at {urlsplit(to).netloc}", "one of the same host")
        return to

    def _new(self, records: list[object]) -> Iterator[object]:
        """The records that no page before had."""
        for record in records:
            key = jmespath.search(self.rule.key, record) if self.rule.key else None
            marked = str(key) if key is not None else ""
            if not marked or marked not in self._seen:
                self._seen.add(marked)
                self._count += 1
                yield record

    def _unreadable(self, found: str, expected: str, advice: str = "") -> NoReturn:
        where = self.rule.url.partition("?")[0]
        raise UnreadableFeed([Problem(where, found, expected, advice)])


def _credentials(rule: RestRule) -> dict[str, str]:
    if rule.credentials is None:
        return {}
    secret = os.environ.get(rule.credentials, "").strip()
    if not secret:
        where, expected = f"the variable {rule.credentials}", "the secret that the mapping names"
        raise InvalidInput([Problem(where, "nothing", expected, "set it in the environment")])
    if rule.how.casefold() == "basic":
        return basic(secret)
    if rule.how.casefold() == "bearer":
        return bearer(secret)
    return {rule.how: secret}


def _linked(headers: Mapping[str, str]) -> str | None:
    found = _LINK.search(headers.get("link", ""))
    return found[1] if found else None


def _with(url: str, more: Mapping[str, str]) -> str:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | dict(more)
    return urlunsplit(parts._replace(query=urlencode(query)))
