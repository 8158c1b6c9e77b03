"""A server that speaks iTop 3's REST protocol, as its own source has it, with a few tickets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

from tests.support.faulty_server import Asked, Reply, answered

USER, PASSWORD, TOKEN = "ramify", "itop-pw", "itop-token"
BASE = {
    *(
        "id",
        "finalclass",
        "ref",
        "title",
        "team_id_friendlyname",
        "start_date",
        "end_date",
        "last_update",
    ),
    *("close_date", "operational_status", "functionalcis_list", "private_log"),
}
OWN = {"UserRequest": {"status", "priority", "request_type"}, "NormalChange": {"status"}}
_QUERY = re.compile(
    r"SELECT (\w+)(?: WHERE (id|last_update|operational_status|status) (IN|>=|!=|=) (.+))?"
)


@dataclass
class Itop:
    """Tickets by id; ``faults`` are answered first, one each, and ``calls`` are what was asked."""

    url: str = ""
    tickets: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[Reply] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    webhook: bool | None = True
    """Whether an action is enabled; None: the module is not installed."""

    def ticket(self, id_: str, finalclass: str = "UserRequest", **fields: Any) -> None:
        """Have a ticket."""
        blank = {"private_log": {"entries": []}, "functionalcis_list": []}
        known = dict.fromkeys(BASE | OWN[finalclass], "") | deepcopy(blank)
        ref = f"R-{int(id_):06}"
        defaults = {
            "ref": ref,
            "operational_status": "ongoing",
            "last_update": "2026-11-30 02:10:00",
        }
        said = {"id": id_, "finalclass": finalclass, **defaults, **fields}
        self.tickets[id_] = known | said

    def log(self, id_: str) -> list[str]:
        """The messages of a ticket's private log, oldest first."""
        entries = self.tickets[id_]["private_log"]["entries"]
        return [one["message"] for one in entries]

    def answer(self, asked: Asked) -> Reply:
        if self.faults:
            return self.faults.pop(0)
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        assert urlsplit(asked.path).path == "/webservices/rest.php"
        signed = (form.get("auth_user"), form.get("auth_pwd")) == (USER, PASSWORD)
        if not signed and asked.headers.get("auth-token") != TOKEN:
            return said(1, "Error: Invalid login")
        if "version" not in form:
            return said(10, "Error: Missing parameter 'version' (e.g. '1.0')")
        call = orjson.loads(form["json_data"])
        self.calls.append(call)
        if call["operation"] == "core/check_credentials":
            return said(0, "", authorized=True)
        return self.get(call) if call["operation"] == "core/get" else self.update(call)

    def get(self, call: dict[str, Any]) -> Reply:
        of, fields = call["class"], call["output_fields"].split(",")
        if of == "ActionWebhook":
            if self.webhook is None:
                return said(100, f"Error: class: '{of}' is not a valid class'")
            found = {"ActionWebhook::1": result(of, "1", {"id": "1"})} if self.webhook else None
            return said(0, "Found: 1", objects=found)
        allowed = BASE if of == "Ticket" else BASE | OWN.get(of, set())
        if stray := [one for one in fields if one not in allowed]:
            return said(100, f"Error: output_fields: invalid attribute code '{stray[0]}'")
        rows = list(self.matching(of, call["key"]))
        if "limit" in call:
            first = int(call["limit"]) * max(0, int(call["page"]) - 1)
            rows = rows[first : first + int(call["limit"])]
        objects = {
            f"{row['finalclass']}::{row['id']}": result(
                row["finalclass"], row["id"], {name: row[name] for name in fields}
            )
            for row in rows
        }
        return said(0, f"Found: {len(rows)}", objects=objects or None)

    def matching(self, of: str, key: Any) -> Iterator[dict[str, Any]]:
        of_class = [t for t in self.tickets.values() if of in ("Ticket", t["finalclass"])]
        if isinstance(key, int):
            yield from (one for one in of_class if one["id"] == str(key))
            return
        query = _QUERY.fullmatch(key)
        assert query, key
        _, name, how, value = query.groups()
        for one in of_class:
            held = one[name] if name else ""
            bare = (value or "").strip("'")
            if {
                None: True,
                "IN": held in re.findall(r"\d+", bare),
                ">=": held >= bare,
                "!=": held != bare,
                "=": held == bare,
            }[how]:
                yield one

    def update(self, call: dict[str, Any]) -> Reply:
        if "comment" not in call:
            return said(100, "Error: Missing parameter 'comment'")
        found = list(self.matching(call["class"], call["key"]))
        if not found:
            return said(100, "Error: No item found with criteria: id")
        item = call["fields"]["private_log"]["add_item"]
        assert item["format"] == "text"
        entry = {"date": "2026-11-30 02:11:00", "user_login": "Ramify", "user_id": "9"}
        found[0]["private_log"]["entries"].append(
            {**entry, "message": item["message"], "message_html": item["message"]}
        )
        named = result(found[0]["finalclass"], found[0]["id"], {"id": found[0]["id"]})
        return said(0, "", objects={f"{named['class']}::{named['key']}": named})


def said(code: int, message: str, **more: Any) -> Reply:
    """An answer as iTop gives it: the status says nothing."""
    return Reply(orjson.dumps({**more, "code": code, "message": message}))


def result(of: str, key: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {"code": 0, "message": "", "class": of, "key": key, "fields": fields}


@contextmanager
def running_itop() -> Iterator[Itop]:
    """Serve an iTop without tickets."""
    itop = Itop()
    with answered(itop.answer) as url:
        itop.url = url
        yield itop
