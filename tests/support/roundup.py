"""A real Roundup, with a database of its own, served on loopback until its test is over."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

from tests.support.loopback import call
from tests.support.repository import ROOT

REACTOR = ROOT / "docs" / "ticketing" / "roundup_detector.py"
"""What is told people to put into their Roundup's detectors."""
ADMIN, OURS, PERSON = ("admin", "admin-pw"), ("ramify", "ramify-pw"), ("paula", "paula-pw")
"""Users of it with their passwords: one that may all, ours, and one of a person."""
ROUNDS = ("password_pbkdf2_default_rounds", "1000")
"""Each request is signed in to, at a quarter of a million rounds; these are the fewest it takes."""

AGAIN = "WAITS = (1, ", "WAITS = (0.1, "
"""What is not taken is sent again sooner than to an office's server that may be busy."""

_SERVE = """
import sys
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from socketserver import ThreadingMixIn
from roundup.cgi.wsgi_handler import RequestDispatcher

class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        return

home, port = sys.argv[1], int(sys.argv[2])
server = make_server("127.0.0.1", port, None, Server, Quiet)
server.set_app(RequestDispatcher(home))
print("ready", flush=True)
server.serve_forever()
"""


@dataclass(frozen=True)
class Roundup:
    """A Roundup that answers: ``url`` is that of its tracker."""

    url: str
    home: Path

    def create(self, of: str, user: tuple[str, str] = PERSON, **fields: Any) -> str:
        """Make an item as a person does, over its REST interface; gives its id."""
        answer = self._send("POST", f"data/{of}", fields, user)
        return str(answer["data"]["id"])

    def change(
        self, of: str, id_: str, user: tuple[str, str] = PERSON, **fields: Any
    ) -> Mapping[str, Any]:
        """Set fields of an item."""
        tag = self.read(of, id_)["@etag"]
        sent: Mapping[str, Any] = self._send(
            "PUT", f"data/{of}/{id_}", {**fields, "@etag": tag}, user
        )
        return sent

    def retire(self, of: str, id_: str, user: tuple[str, str] = ADMIN) -> None:
        """Take an item away, as Roundup does: it is there no more, and could come back."""
        self._send("DELETE", f"data/{of}/{id_}", {"@etag": self.read(of, id_)["@etag"]}, user)

    def read(self, of: str, id_: str) -> Mapping[str, Any]:
        """An item as it stands now, with its ``@etag``."""
        answer = self._send("GET", f"data/{of}/{id_}", None, ADMIN)["data"]
        return {**answer["attributes"], "@etag": answer["@etag"]}

    def messages(self, issue: str) -> list[str]:
        """The texts that stand on an issue, oldest first."""
        ids = [one["id"] for one in self.read("issue", issue)["messages"]]
        return [self.text_of(id_) for id_ in sorted(ids, key=int)]

    def text_of(self, message: str) -> str:
        """The text of a message."""
        at = f"{self.url}rest/data/msg/{message}/binary_content"
        return call("GET", at, auth=ADMIN).raise_for_status().text

    def _send(self, method: str, path: str, fields: object, user: tuple[str, str]) -> Any:
        origin = self.url.rstrip("/")
        headers = {"X-Requested-With": "tests", "Origin": origin, "Referer": self.url}
        if isinstance(fields, dict) and "@etag" in fields:
            headers["If-Match"] = fields["@etag"]
        at = f"{self.url}rest/{path}"
        sent = call(method, at, json=fields, headers=headers, auth=user, timeout=30)
        assert sent.is_success, f"{sent.status_code}: {sent.text}"
        return sent.json()


def free_port() -> int:
    """A port of loopback that nobody listens at."""
    with socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(folder: Path, port: int, hook: Mapping[str, str] | None = None) -> Iterator[Roundup]:
    """Install a Roundup in a folder and serve it at a port.

    Its reactor posts to ``hook``: its ``url``, and the ``secret`` of the connection.
    """
    home = folder / "roundup"
    url = f"http://127.0.0.1:{port}/"
    _admin(home, "install", "classic", "sqlite")
    _settle(home, url, hook)
    _admin(home, "initialise", ADMIN[1])
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(home), str(port)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"SENDMAILDEBUG": str(home / "mail")},
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield Roundup(url, home)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _admin(home: Path, *command: str) -> None:
    at = [str(Path(sys.executable).parent / "roundup-admin"), "-i", str(home), *command]
    done = subprocess.run(at, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


def _settle(home: Path, url: str, hook: Mapping[str, str] | None) -> None:
    """Fill in what Roundup asks to be filled in after it is installed, and our reactor."""
    settings = home / "config.ini"
    text = settings.read_text(encoding="utf-8")
    for name, value in (("web", url), ("domain", "office.invalid"), ROUNDS):
        lines = [
            f"{name} = {value}" if line.split(" =")[0] in (name, f"#{name}") else line
            for line in text.splitlines()
        ]
        text = "\n".join(lines)
    settings.write_text(f"{text}\n", encoding="utf-8")
    with (home / "initial_data.py").open("a", encoding="utf-8") as file:
        file.write("\nfrom roundup.password import Password\n")
        for name, password in (OURS, PERSON):
            told = f"username={name!r}, address='{name}@office.invalid', roles='User'"
            file.write(f"user.create({told}, password=Password({password!r}, config=db.config))\n")
    if hook:
        (home / "detectors" / REACTOR.name).write_text(_reactor(), encoding="utf-8")
        lines = ["[main]", *(f"ramify_{name} = {value}" for name, value in hook.items())]
        (home / "detectors" / "config.ini").write_text("\n".join(lines), encoding="utf-8")


def _reactor() -> str:
    text = REACTOR.read_text(encoding="utf-8")
    assert AGAIN[0] in text
    return text.replace(*AGAIN)
