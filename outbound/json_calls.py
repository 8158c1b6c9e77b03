"""Calls that send and are answered JSON, to one installation of a tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn
from urllib.parse import urlencode

import orjson

from graph_model.errors import Problem, UnreadableFeed
from outbound.client import CallAnswer, OutboundCall, OutboundClient

# What a tool refuses, it says in the body of: these are read before they are told.
_REFUSALS = frozenset((400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422))
_LONGEST = 200


def nothing_wrong(body: Any) -> str | None:
    """What an answer says is wrong, of a tool that says it by the status alone."""
    return None


@dataclass(frozen=True, slots=True)
class JsonCalls:
    """Calls to the addresses under ``base``.

    ``wrong`` finds in an answer's body what its tool says is wrong, whatever the status: some
    answer 200 with an error inside. None: nothing is.
    """

    client: OutboundClient
    base: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    wrong: Callable[[Any], str | None] = nothing_wrong

    def with_headers(self, headers: Mapping[str, str]) -> JsonCalls:
        """The same with more headers."""
        return replace(self, headers={**self.headers, **headers})

    def get(self, path: str, query: Mapping[str, object] | None = None) -> Any:
        """What is at a path.

        Raises:
            UnreadableFeed: it is not to be had.
        """
        return self._read(self.ask(path, query), "GET")

    def page(
        self, path: str, query: Mapping[str, object] | None = None
    ) -> tuple[Any, Mapping[str, str]]:
        """What is at a path, with the headers, which may say that more follows.

        Raises:
            UnreadableFeed: it is not to be had.
        """
        answer = self.ask(path, query)
        return self._read(answer, "GET"), answer.headers

    def found(self, path: str, query: Mapping[str, object] | None = None) -> Any | None:
        """What is at a path; None: nothing (404, 410).

        Raises:
            UnreadableFeed: it is not to be had.
        """
        answer = self.ask(path, query)
        return None if answer.status in (404, 410) else self._read(answer, "GET")

    def ask(self, path: str, query: Mapping[str, object] | None = None) -> CallAnswer:
        """The answer about a path, with its headers; a refusal is one too."""
        call = OutboundCall(self._url(path, query), headers=self._accepting(), accepted=_REFUSALS)
        return self.client.call(call)

    def send(
        self,
        method: str,
        path: str,
        payload: object = None,
        query: Mapping[str, object] | None = None,
        repeatable: bool | None = None,
    ) -> Any:
        """What a write is answered; None: nothing is said.

        Raises:
            TryLater: the tool asks to wait, or gave no answer: it may have been done.
            UnreadableFeed: it refuses.
        """
        headers = self._accepting()
        body = None
        if payload is not None:
            body = orjson.dumps(payload)
            headers["Content-Type"] = "application/json"
        url = self._url(path, query)
        call = OutboundCall(url, method, headers, body, _REFUSALS, repeatable)
        return self._read(self.client.call(call), method)

    def post_form(self, path: str, form: Mapping[str, str], repeatable: bool = False) -> Any:
        """What a form is answered; ``repeatable`` says that it only reads, or that twice is once.

        Raises:
            TryLater: the tool asks to wait, or gave no answer: it may have been done.
            UnreadableFeed: it refuses.
        """
        headers = {**self._accepting(), "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form).encode()
        call = OutboundCall(self._url(path, None), "POST", headers, body, _REFUSALS, repeatable)
        return self._read(self.client.call(call), "POST")

    def _url(self, path: str, query: Mapping[str, object] | None) -> str:
        asked = f"?{urlencode(query)}" if query else ""
        return f"{self.base.rstrip('/')}/{path.lstrip('/')}{asked}"

    def _accepting(self) -> dict[str, str]:
        return {"Accept": "application/json", **self.headers}

    def _read(self, answer: CallAnswer, method: str) -> Any:
        refused = answer.status in _REFUSALS
        try:
            body = orjson.loads(answer.body) if answer.body.strip() else None
        except ValueError:
            if not refused:
                self._refuse(answer, method, "what is no JSON", "is it the tool's own address?")
            body = None
        said = self.wrong(body)
        if refused or said is not None:
            status = f"the status {answer.status}" if refused else "an error in the answer"
            advice = "check the credentials and rights" if answer.status in (401, 403) else ""
            self._refuse(answer, method, f"{status}{_quoted(said)}", advice)
        return body

    def _refuse(self, answer: CallAnswer, method: str, found: str, advice: str) -> NoReturn:
        where = f"{method} {answer.url.partition('?')[0]}"
        raise UnreadableFeed([Problem(where, found, "an answer", advice)])


def _quoted(said: str | None) -> str:
    """What a tool says, in one line: it may have been written by anybody."""
    line = " ".join((said or "").split())
    if not line:
        return ""
    return f' ("{line}")' if len(line) <= _LONGEST else f' ("{line[:_LONGEST]}…")'
