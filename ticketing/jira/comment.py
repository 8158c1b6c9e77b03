"""Our comment on a Jira's issue: made once, kept in mind by an issue property, edited in place."""

from __future__ import annotations

from typing import Any

from graph_model.errors import Problem, TryLater, UnreadableFeed
from outbound.json_calls import JsonCalls
from ticketing.jira.text import document, plain, wiki
from ticketing.payload import at, line, objects
from ticketing.tool import OURS

PROPERTY = "ramify.impact"
SEARCHED = 100
"""So many comments, the newest, are looked through for one of ours whose property was not set."""
_INTERNAL = [{"key": "sd.public.comment", "value": {"internal": True}}]
"""A service desk shows its customers every comment that does not say so."""


def put_comment(calls: JsonCalls, issue: str, text: str, place: str | None, cloud: bool) -> str:
    """Put our comment on an issue, or write the one that is there anew; returns its id.

    Raises:
        TryLater: the tool asks to wait; for this issue alone, where it says so.
        UnreadableFeed: it refuses.
    """
    try:
        return _put(calls, f"issue/{issue}", document(text) if cloud else wiki(text), place)
    except TryLater as error:
        of_one = "per-issue" in error.reason
        raise TryLater(error.problems, error.wait, error.reason, of_one) from None


def _put(calls: JsonCalls, issue: str, body: Any, place: str | None) -> str:
    known = at(calls.found(f"{issue}/properties/{PROPERTY}"), "value", "comment")
    comment = place or line(known, 30) or _found(calls, issue)
    # One that somebody deleted is made anew.
    if comment is not None and calls.found(f"{issue}/comment/{comment}") is not None:
        calls.send("PUT", f"{issue}/comment/{comment}", {"body": body})
    else:
        made = calls.send("POST", f"{issue}/comment", {"body": body, "properties": _INTERNAL})
        comment = _id(calls, made)
    if comment != known:
        calls.send("PUT", f"{issue}/properties/{PROPERTY}", {"comment": comment})
    return comment


def _id(calls: JsonCalls, made: Any) -> str:
    id_ = line(at(made, "id"), 30)
    if id_ is None:
        raise UnreadableFeed([Problem(calls.base, "a comment without an id", "its id")])
    return id_


def _found(calls: JsonCalls, issue: str) -> str | None:
    """The comment that was made before its maker could say where."""
    query = {"orderBy": "-created", "maxResults": SEARCHED}
    listed = at(calls.get(f"{issue}/comment", query), "comments")
    for one in objects(listed or []):
        if OURS in str(plain(one.get("body"))):
            return line(one.get("id"), 30)
    return None
