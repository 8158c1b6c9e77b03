"""A server that speaks Jira's protocol, as Cloud or Data Center, with its faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import orjson

from outbound.authorization import basic
from tests.support.faulty_server import Asked, Reply, answered

USER, PASSWORD, ACCOUNT = "ramify@office.invalid", "jira-token", "557058:ours"
RIGHTS = ("BROWSE_PROJECTS", "ADD_COMMENTS", "EDIT_OWN_COMMENTS", "EDIT_ISSUES")
_ISSUE = re.compile(r"/rest/api/[23]/issue/(\d+)(?:/(.+))?")


@dataclass
class Jira:
    """Issues by id, their comments and properties; ``faults`` are answered first, one each."""

    cloud: bool
    url: str = "https://jira.example"
    issues: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)
    assets: dict[str, dict[str, Any]] = field(default_factory=dict)
    rights: set[str] = field(default_factory=lambda: set(RIGHTS))
    turned: Callable[[], object] = lambda: None
    """What happens behind a page that is told."""
    hooks: list[dict[str, Any]] | None = None
    faults: list[Reply | None] = field(default_factory=list)
    """None: the call is answered as it should be; it stands before a fault that comes later."""
    asked: list[tuple[str, str]] = field(default_factory=list)
    jql: list[str] = field(default_factory=list)

    def issue(self, id_: str, key: str, **fields: Any) -> dict[str, Any]:
        """Have an issue; what a webhook and the interface tell of it."""
        told = {
            "summary": "Relay",
            "issuetype": {"name": "Incident"},
            "priority": {"name": "High"},
            "status": {"name": "Open", "statusCategory": {"key": "new"}},
            "updated": "2026-11-30T02:10:00.125+0000",
            "created": "2026-11-30T01:55:00.000+0000",
            "resolutiondate": None,
        }
        self.issues[id_] = {"id": id_, "key": key, "fields": told | fields}
        return self.issues[id_]

    def told(self, id_: str) -> list[Any]:
        """The bodies of the comments on an issue."""
        return [one["body"] for one in self.comments.get(id_, {}).values()]

    def answer(self, asked: Asked) -> Reply:
        path = urlsplit(asked.path).path
        self.asked.append((asked.method, path))
        if self.faults and (fault := self.faults.pop(0)):
            return fault
        if asked.headers.get("authorization") != basic(f"{USER}:{PASSWORD}")["Authorization"]:
            return reply({"errorMessages": ["You are not authenticated."]}, 401)
        said = orjson.loads(asked.body) if asked.body else None
        if found := _ISSUE.fullmatch(path):
            return self.of_issue(asked.method, found[1], found[2] or "", said)
        return self.elsewhere(path, said)

    def of_issue(self, method: str, id_: str, rest: str, said: Any) -> Reply:
        if id_ not in self.issues:
            return missing()
        what, _, key = rest.partition("/")
        if what == "properties":
            return self.property(method, id_, said)
        if what == "comment":
            return self.comment(method, self.comments.setdefault(id_, {}), key, said)
        return reply(self.issues[id_])

    def property(self, method: str, id_: str, said: Any) -> Reply:
        if method == "PUT":
            self.properties[id_] = said
            return reply(None, 201)
        value = self.properties.get(id_)
        return reply({"key": "ramify.impact", "value": value}) if value else missing()

    def comment(self, method: str, there: dict[str, Any], key: str, said: Any) -> Reply:
        if method in ("POST", "PUT"):
            if isinstance(said["body"], str) is self.cloud:
                return reply({"errors": {"comment": "Comment body is not valid!"}}, 400)
            if len(orjson.dumps(said["body"])) > 32_767:
                return reply({"errors": {"comment": "CONTENT_LIMIT_EXCEEDED"}}, 400)
        if method == "POST":
            key = str(10_300 + len(there))
            there[key] = {"id": key, **said}
            return reply(there[key], 201)
        if not key:
            return reply({"comments": list(reversed(there.values()))})
        if key not in there:
            return missing()
        if method == "PUT":
            there[key] = there[key] | said
        return reply(there[key])

    def elsewhere(self, path: str, said: Any) -> Reply:
        if path.startswith("/jsm/assets/"):
            found = self.assets.get(path.rpartition("/")[2])
            return reply(found) if found else reply(None, 403)
        if path.endswith(("/search/jql", "/search")):
            return self.search(path, said)
        return self.checked(path)

    def checked(self, path: str) -> Reply:
        """What a check asks for."""
        if path.endswith("/myself"):
            return reply({"accountId": ACCOUNT} if self.cloud else {"name": USER})
        if path.endswith("/field"):
            names = ("summary", "issuetype", "priority", "status", "updated", "created")
            known = [{"id": name, "name": name.title()} for name in (*names, "resolutiondate")]
            return reply([*known, {"id": "customfield_1", "name": "Affected assets"}])
        if path.endswith("/mypermissions"):
            held = {name: {"havePermission": name in self.rights} for name in RIGHTS}
            return reply({"permissions": held})
        if path.endswith("/webhook") and self.hooks is not None:
            return reply(self.hooks)
        return reply({"errorMessages": ["forbidden"]}, 403)

    def search(self, path: str, said: dict[str, Any]) -> Reply:
        if path.endswith("/search/jql") is not self.cloud:
            return reply({"errorMessages": ["The requested API has been removed."]}, 410)
        self.jql.append(said["jql"])
        rows = sorted(self.issues.values(), key=lambda one: str(one["fields"]["updated"]))[::-1]
        # Fewer than were asked for, as Jira may.
        first = int(said.get("nextPageToken") or said.get("startAt") or 0)
        page: dict[str, Any] = {"issues": rows[first : first + 2]}
        self.turned()
        if self.cloud and first + 2 < len(rows):
            page["nextPageToken"] = str(first + 2)
        return reply(page)


def reply(body: Any, status: int = 200) -> Reply:
    return Reply(b"" if body is None else orjson.dumps(body), status)


def missing() -> Reply:
    return reply({"errorMessages": ["It does not exist or you do not have permission."]}, 404)


@contextmanager
def running_jira(cloud: bool) -> Iterator[Jira]:
    """Serve a Jira without issues."""
    jira = Jira(cloud)
    with answered(jira.answer) as url:
        jira.url = url
        yield jira
