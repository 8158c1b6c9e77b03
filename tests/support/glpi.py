"""A server that speaks GLPI's first REST protocol, as its own source has it, with its faults."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

from tests.support.faulty_server import Asked, Reply, answered

TOKEN = "glpi-user-token"
OPEN = (1, 2, 3, 4, 7, 8, 9, 10, 11, 12)


@dataclass
class Glpi:
    """Items by type and id, and what stands beside them; ``faults`` are answered first, one each.

    A fault of None lets a call be answered as it should be, before one that comes later.
    """

    url: str = "https://glpi.example"
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    beside: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    faults: list[Reply | None] = field(default_factory=list)
    sessions: set[str] = field(default_factory=set)
    opened: int = 0
    profile: int = 4096 | 8192
    asked: list[tuple[str, str]] = field(default_factory=list)

    def item(self, key: str, **fields: Any) -> None:
        """Have an item, as ``Ticket/12``."""
        told: dict[str, Any] = {"status": 2, "priority": 4, "type": 1, "is_deleted": 0}
        told |= {"date_mod": "2026-11-30 02:10:00", "date": "2026-11-30 01:55:00", "name": "Relay"}
        self.items[key] = {"id": int(key.rpartition("/")[2]), **told, **fields}

    def notes(self) -> list[str]:
        """The contents of the follow-ups."""
        return [one["content"] for key, one in self.items.items() if key.startswith("ITILFollowup")]

    def answer(self, asked: Asked) -> Reply:
        parts = urlsplit(asked.path)
        path = parts.path.removeprefix("/apirest.php/")
        if path == "initSession":
            return self.open(asked.headers.get("authorization"))
        self.asked.append((asked.method, path))
        if self.faults and (fault := self.faults.pop(0)):
            return fault
        if asked.headers.get("session-token") not in self.sessions:
            return error(401, "ERROR_SESSION_TOKEN_INVALID", "the session is not valid")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if path == "killSession":
            self.sessions.discard(asked.headers["session-token"])
            return Reply(b"")
        if asked.method != "GET":
            return self.write(asked.method, path, orjson.loads(asked.body)["input"])
        return self.read(path, query)

    def open(self, authorization: str | None) -> Reply:
        if authorization != f"user_token {TOKEN}":
            return error(401, "ERROR_GLPI_LOGIN_USER_TOKEN", "the user token seems invalid")
        self.opened += 1
        self.sessions.add(f"session-{self.opened}")
        return reply({"session_token": f"session-{self.opened}"})

    def read(self, path: str, query: dict[str, str]) -> Reply:
        if path == "getActiveProfile":
            return reply({"active_profile": {"followup": self.profile}})
        if path.startswith("search/"):
            return self.search(path.removeprefix("search/"), query)
        if path in self.hidden:
            return error(403, "ERROR_RIGHT_MISSING", "You don't have permission")
        if path in self.items:
            return reply(self.items[path])
        return self.listed(path, query)

    def listed(self, path: str, query: dict[str, str]) -> Reply:
        """What stands beside an item, or the items of a type."""
        parent, _, of = path.rpartition("/")
        if of == "ITILFollowup" and parent in self.items:
            own = [one for key, one in self.items.items() if key.startswith("ITILFollowup/")]
            on = [one for one in own if f"{one['itemtype']}/{one['items_id']}" == parent]
            return reply(on[::-1] if query["order"] == "DESC" else on)
        if parent in self.items or "/" not in path:
            return reply(self.beside.get(path, []))
        return error(404, "ERROR_ITEM_NOT_FOUND", "Item not found")

    def search(self, of: str, query: dict[str, str]) -> Reply:
        rows = [one for key, one in self.items.items() if key.startswith(f"{of}/")]
        value = query["criteria[0][value]"]
        if query["criteria[0][field]"] == "12":
            assert value == "notold"
            rows = [one for one in rows if one["status"] in OPEN]
        else:
            assert query["criteria[0][searchtype]"] == "morethan"
            rows = [one for one in rows if one["date_mod"] > value]
        first, last = map(int, query["range"].split("-"))
        if rows and first >= len(rows):
            return error(400, "ERROR_RANGE_EXCEED_TOTAL", "the range exceeds the total")
        page = [{"2": one["id"], "19": one["date_mod"]} for one in rows[first : last + 1]]
        found: dict[str, Any] = {"totalcount": len(rows), "count": len(page)}
        return reply(found | ({"data": page} if page else {}), 206)

    def write(self, method: str, path: str, said: dict[str, Any]) -> Reply:
        if method == "POST":
            id_ = len(self.items) + 100
            self.items[f"{path}/{id_}"] = {"id": id_, **said}
            return reply({"id": id_, "message": ""}, 201)
        if path not in self.items:
            return error(404, "ERROR_ITEM_NOT_FOUND", "Item not found")
        self.items[path] |= said
        return reply([{path.rpartition("/")[2]: True, "message": ""}])


def reply(body: Any, status: int = 200) -> Reply:
    return Reply(orjson.dumps(body), status)


def error(status: int, code: str, why: str) -> Reply:
    return reply([code, why], status)


@contextmanager
def running_glpi() -> Iterator[Glpi]:
    """Serve a GLPI without tickets, and see that every session of it was ended."""
    glpi = Glpi()
    with answered(glpi.answer) as url:
        glpi.url = url
        yield glpi
    assert glpi.sessions == set()
