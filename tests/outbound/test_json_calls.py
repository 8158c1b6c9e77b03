"""JSON sent and answered, with what a tool says is wrong, whatever its status."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from graph_model.errors import UnreadableFeed
from outbound.client import CallLimits, OutboundClient
from outbound.json_calls import JsonCalls
from tests.support.faulty_server import LOOPBACK, Asked, Reply, answered

LIMITS = CallLimits(most_bytes=10_000, seconds=5, attempts=2, first_wait=0.01, networks=LOOPBACK)


def code_inside(body: Any) -> str | None:
    return body.get("message", "") if isinstance(body, dict) and body.get("code") else None


def echo(asked: Asked) -> Reply:
    told = {"how": [asked.method, asked.path], "body": asked.body.decode()}
    return Reply(orjson.dumps(told | {"type": asked.headers.get("content-type")}))


def test_what_is_sent_and_asked_arrives_as_json() -> None:
    with answered(echo) as url, OutboundClient(LIMITS) as client:
        calls = JsonCalls(client, f"{url}/api/")
        assert calls.get("/x", {"q": "a b"})["how"] == ["GET", "/api/x?q=a+b"]
        sent = calls.send("POST", "x", {"a": 1})
    assert sent == {"how": ["POST", "/api/x"], "body": '{"a":1}', "type": "application/json"}


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (
            Reply(b'{"code": 4, "message": "No\\n rights"}'),
            'an error in the answer ("No rights"), expected an answer',
        ),
        (
            Reply(b'{"code": 1, "message": "x"}', status=403),
            'the status 403 ("x"), expected an answer; check the credentials and rights',
        ),
        (Reply(b'{"code": 1, "message": "' + b"x" * 300 + b'"}'), "x…"),
        (Reply(b"<html>", status=404), "the status 404, expected"),
        (Reply(b"<html>sign in</html>"), "what is no JSON, expected an answer; is it the tool's"),
    ],
)
def test_what_is_wrong_is_told_whatever_the_status(reply: Reply, told: str) -> None:
    with answered(lambda asked: reply) as url, OutboundClient(LIMITS) as client:
        calls = JsonCalls(client, url, {"Authorization": "secret"}, code_inside)
        with pytest.raises(UnreadableFeed) as error:
            calls.get("x", {"token": "secret"})
    assert told in str(error.value)
    assert "secret" not in str(error.value)


def test_what_is_not_there_is_none_and_an_empty_answer_says_nothing() -> None:
    replies = {"/gone": Reply(b"{}", status=404), "/done": Reply(b"", status=204)}
    with answered(lambda asked: replies[asked.path]) as url, OutboundClient(LIMITS) as client:
        calls = JsonCalls(client, url)
        assert calls.found("gone") is None
        assert calls.send("DELETE", "done") is None
