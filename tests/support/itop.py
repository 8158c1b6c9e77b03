"""A server that speaks iTop 3's REST protocol, as its own source has it, with a few tickets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
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
CHANGES = ("RoutineChange", "NormalChange", "EmergencyChange")
OWN = {
    "UserRequest": {"status", "priority", "request_type"},
    "Incident": {"status", "priority"},
    "Problem": {"status", "priority"},
    **{one: {"status"} for one in CHANGES},
}
PARENTS = {"Ticket": (*OWN,), "Change": CHANGES}
"""The classes that no ticket is of alone, with those of their tickets."""
DATES = ("start_date", "end_date", "last_update", "close_date")
WRITTEN = "%Y-%m-%d %H:%M:%S"
_QUERY = re.compile(
    r"SELECT (\w+)(?: WHERE (id|last_update|operational_status|status) (IN|>=|>|!=|=) (.+))?"
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
    writable: set[str] = field(default_factory=lambda: {*OWN, "Change"})
    """The classes that our user's profiles let it change: "Ticket" is none, as in iTop's own."""
    dates: str = WRITTEN
    """How it writes moments, as its configuration says; it is asked in its own way all the same."""

    def ticket(self, id_: str, finalclass: str = "UserRequest", **fields: Any) -> None:
        """Have a ticket."""
        blank = {"private_log": {"entries": []}, "functionalcis_list": []}
        known = dict.fromkeys(BASE | OWN[finalclass], "") | deepcopy(blank)
        ref = f"R-{int(id_):06}"
        defaults = {
            "ref": ref,
            "operational_status": "ongoing",
            "start_date": "2026-11-30 01:55:00",
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
            return said(2, "Error: Missing parameter 'version' (e.g. '1.0')")
        if form["version"] not in ("1.0", "1.1", "1.2", "1.3", "1.4"):
            return said(10, f"Error: There is no service available for {form['version']!r}")
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
        if of not in {*PARENTS, *OWN}:
            return said(100, f"Error: class: '{of}' is not a valid class'")
        own = {"status"} if of == "Change" else OWN.get(of, set())
        allowed = BASE | own
        if stray := [one for one in fields if one not in allowed]:
            return said(100, f"Error: output_fields: invalid attribute code '{stray[0]}'")
        rows = list(self.matching(of, call["key"]))
        if int(call.get("page", 1)) < 1:
            return said(13, "The request page number is not valid. It must be greater than 0")
        if "limit" in call:
            first = int(call["limit"]) * max(0, int(call["page"]) - 1)
            rows = rows[first : first + int(call["limit"])]
        objects = {
            f"{row['finalclass']}::{row['id']}": result(
                row["finalclass"], row["id"], {name: self.told(row, name) for name in fields}
            )
            for row in rows
        }
        return said(0, f"Found: {len(rows)}", objects=objects or None)

    def told(self, row: dict[str, Any], name: str) -> Any:
        """A field as it is told: moments as the configuration has it."""
        if name in DATES and row[name] and self.dates != WRITTEN:
            return datetime.fromisoformat(row[name]).strftime(self.dates)
        return row[name]

    def matching(self, of: str, key: Any) -> Iterator[dict[str, Any]]:
        classes = PARENTS.get(of, (of,))
        of_class = [t for t in self.tickets.values() if t["finalclass"] in classes]
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
                ">": held > bare,
                "!=": held != bare,
                "=": held == bare,
            }[how]:
                yield one

    def update(self, call: dict[str, Any]) -> Reply:
        if "comment" not in call:
            return said(100, "Error: Missing parameter 'comment'")
        of = call["class"]
        if of not in {*PARENTS, *OWN}:
            return said(100, f"Error: class: '{of}' is not a valid class'")
        if of not in self.writable:
            refused = (
                "The current user does not have enough permissions for modifying data of class"
            )
            return said(1, f"{refused} {of}")
        found = list(self.matching(of, call["key"]))
        if not found:
            return said(100, f"Error: Invalid object {of}::{call['key']}")
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
