"""What the log of requests says of an address, of a real server as well."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from access.token import new_secret
from api.http.scrubbed_log import ScrubbedAddress, scrubbed
from tests.support.loopback import call
from tests.support.server_process import serving

TOKEN = new_secret().text
SAID = {
    "/questions": "/questions",
    "/questions/impact?of=ci:san-1": "/questions/impact?…",
    f"/questions?token={TOKEN}": "/questions?…",
    f"/questions/{TOKEN}": "/questions/…",
    f"/a/{TOKEN}/b?{TOKEN}": "/a/…/b?…",
}


@pytest.mark.parametrize(
    ("address", "said"), SAID.items(), ids=[said + str(n) for n, said in enumerate(SAID.values())]
)  # a token is another in each process
def test_queries_and_tokens_are_left_out(address: str, said: str) -> None:
    assert scrubbed(address) == said


def test_uvicorns_log_passes_through_it() -> None:
    values = ("127.0.0.1:1", "GET", f"/questions?token={TOKEN}", "1.1", 400)
    record = logging.LogRecord("uvicorn.access", 20, "", 0, '%s "%s %s HTTP/%s" %d', values, None)
    assert ScrubbedAddress().filter(record)
    assert record.getMessage() == '127.0.0.1:1 "GET /questions?… HTTP/1.1" 400'


def test_a_server_logs_no_token_and_no_question(tmp_path: Path) -> None:
    with serving(tmp_path, "serve") as server:
        for path in (f"/questions?token={TOKEN}", f"/questions/{TOKEN}", "/questions/why?of=ci:x"):
            call("GET", server.address + path)
    printed = (tmp_path / "printed.txt").read_text()
    assert "/questions/why?…" in printed
    assert TOKEN not in printed
    assert "ci:x" not in printed
