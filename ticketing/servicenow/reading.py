"""A ServiceNow's task, as its Table API and our business rule tell it, to a ticket."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ticketing.choices import CHANGE_TYPES, TYPES, chosen, read_change_types, read_types
from ticketing.moments import moment
from ticketing.naming import item_named
from ticketing.option import ToolOption, a_text, one_of, read_options, texts
from ticketing.payload import line, whole
from ticketing.ticket import Mention, ToolTicket
from ticketing.tool import Site

TABLES = ("incident", "change_request", "problem")
CLOSED = (
    *("resolved", "closed", "canceled", "cancelled"),
    *("closed complete", "closed incomplete", "closed skipped"),
)
ITEMS = ("cmdb_ci", "business_service")
OPTIONS = (
    ToolOption("tables", "the tables of its tickets", texts, TABLES),
    ToolOption(
        "proof", "how its deliveries are believed", one_of("signature", "token"), "signature"
    ),
    ToolOption("items", "the fields that name what a ticket is about", texts, ITEMS),
    ToolOption("types", "what other tables are, as {u_outage: incident}", read_types, {}),
    ToolOption("change_type", "the field that has the type of a change", a_text, "type"),
    ToolOption("change_types", "what its types of change are", read_change_types, {}),
    ToolOption("start", "the field that has when the work begins", a_text, "start_date"),
    ToolOption("end", "the field that has when the work ends", a_text, "end_date"),
    ToolOption("closed", "the states that close a ticket that is still active", texts, CLOSED),
    ToolOption("note", "the field that takes notes", a_text, "work_notes"),
)
_TYPES = {
    "incident": "incident",
    "change_request": "change",
    "problem": "problem",
    "sc_request": "request",
    "sc_req_item": "request",
}
_KEY = re.compile(r"([a-z][a-z0-9_]{0,79})/([0-9a-f]{32})")
_OWN = (
    *("sys_id", "number", "short_description", "state", "priority", "active", "closed_at"),
    *("assignment_group", "sys_updated_on", "sys_updated_by", "sys_mod_count", "opened_at"),
)


def options_of(site: Site) -> Mapping[str, Any]:
    """How a ServiceNow is read: each option by its name."""
    return read_options(OPTIONS, site.options)


def parted(key: str) -> tuple[str, str] | None:
    """The table and the id of a key, as ``incident/46d4…``; None: it is no key."""
    found = _KEY.fullmatch(key)
    return (found[1], found[2]) if found else None


def fields_of(table: str, options: Mapping[str, Any]) -> Sequence[str]:
    """The fields that are asked for, those of an item's serial and asset tag among them."""
    own = [options[name] for name in ("change_type", "start", "end")]
    more = own if _type(table, options) == "change" else []
    walked = [
        f"{name}.{what}" for name in options["items"] for what in ("serial_number", "asset_tag")
    ]
    return [*_OWN, *more, *options["items"], *walked]


def ticket_of(
    table: str, record: Mapping[str, Any], affected: Sequence[Mapping[str, Any]], site: Site
) -> ToolTicket | None:
    """The ticket that a record of a table is, with the records of ``task_ci``; None: it is none.

    A field is ``{"value": …, "display_value": …}``; a moment's value is in UTC.
    """
    options = options_of(site)
    key = f"{table}/{_value(record, 'sys_id')}"
    if parted(key) is None:
        return None
    kind = _type(table, options)
    change = kind == "change"
    state = _shown(record, "state", 100)
    over = _value(record, "active") == "false"
    mentions = [one for name in options["items"] for one in _named(record, name)]
    return ToolTicket(
        key,
        _value(record, "number") or key,
        _value(record, "short_description") or "",
        kind,
        _sort_of_change(record, options) if change else None,
        _shown(record, "priority", 100),
        state,
        moment(_value(record, options["start"])) if change else None,
        moment(_value(record, options["end"])) if change else None,
        moment(_value(record, "closed_at")),
        over or (state or "").casefold() in {one.casefold() for one in options["closed"]},
        _shown(record, "assignment_group", 200),
        f"{site.url.rstrip('/')}/{table}.do?sys_id={key.partition('/')[2]}",
        tuple(dict.fromkeys([*mentions, *(m for one in affected for m in _named(one, "ci_item"))])),
        moment(_value(record, "sys_updated_on")),
        whole(_value(record, "sys_mod_count")),
        moment(_value(record, "opened_at")),
    )


def author_of(record: Mapping[str, Any]) -> str | None:
    """Who changed a record last."""
    return _value(record, "sys_updated_by")


def _type(table: str, options: Mapping[str, Any]) -> str | None:
    return chosen(table, options["types"], TYPES) or _TYPES.get(table)


def _sort_of_change(record: Mapping[str, Any], options: Mapping[str, Any]) -> str | None:
    name = options["change_type"]
    for said in (_value(record, name), _shown(record, name, 100)):
        if found := chosen(said, options["change_types"], CHANGE_TYPES):
            return found
    return None


def _named(record: Mapping[str, Any], name: str) -> Iterator[Mention]:
    """An item that a field refers to, by its name, numbers and id."""
    id_ = _value(record, name)
    if not id_:
        return
    numbers = [_value(record, f"{name}.{what}") for what in ("serial_number", "asset_tag")]
    scheme = f"servicenow:{id_}"
    yield from item_named(scheme, [_shown(record, name, 512)], [scheme], numbers)


def _value(record: Mapping[str, Any], name: str) -> str | None:
    value = record.get(name)
    return line(value.get("value") if isinstance(value, dict) else value)


def _shown(record: Mapping[str, Any], name: str, most: int) -> str | None:
    value = record.get(name)
    return line(value.get("display_value") if isinstance(value, dict) else value, most)
