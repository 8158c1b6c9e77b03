"""Our message on a Roundup's issue: made once, found by its message id, edited in place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from graph_model.errors import Problem, UnreadableFeed
from outbound.authorization import basic
from outbound.client import OutboundClient
from outbound.json_calls import JsonCalls
from ticketing.payload import at, line
from ticketing.tool import Site

TRIES = 4
"""So often an item is read again that somebody changed between our reading and our writing."""
_CHANGED_MEANWHILE = "If-Match"


def calls_to(client: OutboundClient, site: Site) -> JsonCalls:
    """Calls to a Roundup's REST interface, with the headers by which it knows no browser is led."""
    parts = urlsplit(site.url)
    headers = {
        **basic(f"{site.user or ''}:{site.password or ''}"),
        "X-Requested-With": "ramify",
        "Origin": f"{parts.scheme}://{parts.netloc}",
        "Referer": f"{site.url.rstrip('/')}/",
    }
    return JsonCalls(client, f"{site.url.rstrip('/')}/rest/data", headers, _wrong)


def _wrong(body: Any) -> str | None:
    found = at(body, "error")
    return None if found is None else line(at(found, "msg")) or "an error"


def put_message(calls: JsonCalls, site: Site, issue: str, text: str) -> str:
    """Put our message on an issue, given as ``issue5``, or write the one that is there anew.

    Returns its id. It is made before it is put on the issue: one that was left between is found by
    its message id, which is the issue's own. It is looked for each time, since one that somebody
    retired can still be read and written, and is seen by nobody.

    Raises:
        UnreadableFeed: the tool refuses.
    """
    place = _found(calls, issue)
    if place is None:
        place = _made(calls, site, issue, text)
    else:
        _edit(calls, place, text)
    _attach(calls, issue, place)
    return place


def _message_id(issue: str) -> str:
    return f"<ramify.{issue}>"


def _found(calls: JsonCalls, issue: str) -> str | None:
    query = {"messageid:": _message_id(issue), "@fields": "author"}
    listed = at(calls.get("msg", query), "data", "collection")
    return line(at(listed, 0, "id"))


def _made(calls: JsonCalls, site: Site, issue: str, text: str) -> str:
    message = {
        "author": site.user,
        "date": datetime.now(UTC).strftime("%Y-%m-%d.%H:%M:%S"),
        "content": text,
        "type": "text/plain",
        "messageid": _message_id(issue),
    }
    made = line(at(calls.send("POST", "msg", message), "data", "id"))
    if made is None:
        raise UnreadableFeed([Problem(calls.base, "a message without an id", "its id")])
    return made


def _edit(calls: JsonCalls, message: str, text: str) -> None:
    def edit() -> None:
        tag = _tag(calls.get(f"msg/{message}"))
        calls.send("PUT", f"msg/{message}", {"content": text, "@etag": tag})

    _though_changed(edit)


def _attach(calls: JsonCalls, issue: str, message: str) -> None:
    """Put a message on an issue, if it is not there.

    The status is said again as it is: Roundup takes a message without one for talk, which opens a
    resolved issue anew.
    """
    path = _path(issue)

    def attach() -> None:
        found = calls.get(path)
        attributes = at(found, "data", "attributes")
        attributes = attributes if isinstance(attributes, dict) else {}
        ids = [str(at(one, "id")) for one in attributes.get("messages") or []]
        if message in ids:
            return
        sent: dict[str, Any] = {"messages": [*ids, message], "@etag": _tag(found)}
        status = at(attributes, "status", "id")
        calls.send("PUT", path, sent | ({"status": status} if status else {}))

    _though_changed(attach)


def _path(issue: str) -> str:
    name = issue.rstrip("0123456789")
    return f"{name}/{issue[len(name) :]}"


def _though_changed(write: Callable[[], None]) -> None:
    """Write what was read; again, if it was changed between."""
    for left in reversed(range(TRIES)):
        try:
            write()
            break
        except UnreadableFeed as error:
            if not left or not any(_CHANGED_MEANWHILE in one.found for one in error.problems):
                raise


def _tag(found: Any) -> object:
    return at(found, "data", "@etag")
