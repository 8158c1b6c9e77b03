"""A Jira's issue, as its webhooks and its REST interface tell it, to a ticket."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from ticketing.choices import CHANGE_TYPES, TYPES, chosen, read_change_types, read_types
from ticketing.jira.text import plain
from ticketing.moments import moment
from ticketing.naming import item_named, items_listed
from ticketing.option import ToolOption, a_text, one_of, read_options, texts
from ticketing.payload import at, line
from ticketing.ticket import Mention, ToolTicket
from ticketing.tool import Site

OPTIONS = (
    ToolOption("deployment", "which Jira it is", one_of("cloud", "datacenter")),
    ToolOption(
        "proof", "how its deliveries are believed", one_of("signature", "token"), "signature"
    ),
    ToolOption("account", "our account's id (Cloud) or name, as its webhooks tell it", a_text),
    ToolOption("items", "the fields that name what a ticket is about", texts, ()),
    ToolOption("jql", "which issues are asked for, as project = OPS", a_text),
    ToolOption("types", "what its issue types are, as {Outage: incident}", read_types, {}),
    ToolOption("change_type", "the field that has the type of a change", a_text),
    ToolOption("change_types", "what its types of change are", read_change_types, {}),
    ToolOption("start", "the field that has when the work is planned to begin", a_text),
    ToolOption("end", "the field that has when the work is planned to end", a_text),
    ToolOption("group", "the field that has the group that works on it", a_text),
    ToolOption(
        "closed", "statuses that close it, beside those that Jira counts as done", texts, ()
    ),
    ToolOption("numbers", "the attributes of an asset that are serials", texts, ("Serial Number",)),
    ToolOption(
        "assets_url", "where the Cloud's assets are asked for", a_text, "https://api.atlassian.com"
    ),
)
OWN_FIELDS = ("summary", "issuetype", "priority", "status", "updated", "resolutiondate", "created")
_KEYED = re.compile(r"^(.*\S)\s+\(([A-Z][A-Z0-9_]*-\d+)\)$")
"""An asset as a Data Center writes it: ``relay-1 (CI-12)``."""
_TYPES = {
    "service request": "request",
    "service request with approvals": "request",
    "service desk request": "request",
}


def options_of(site: Site) -> Mapping[str, Any]:
    """How a Jira is read: each option by its name."""
    return read_options(OPTIONS, site.options)


def is_cloud(site: Site) -> bool:
    """Whether it is the Cloud: as a connection says, or by its address."""
    said = options_of(site)["deployment"]
    host = urlsplit(site.url).hostname or ""
    return said == "cloud" or (said is None and host.endswith((".atlassian.net", ".jira.com")))


def fields_of(options: Mapping[str, Any]) -> list[str]:
    """The fields that are asked for."""
    own = [options[name] for name in ("change_type", "start", "end", "group") if options[name]]
    return [*OWN_FIELDS, *own, *options["items"]]


def ticket_of(issue: Any, site: Site) -> ToolTicket | None:
    """The ticket that an issue is; None: it has no id or key.

    Its ``id`` stays when it is moved to another project, its key does not.
    """
    id_, key, fields = line(at(issue, "id"), 30), line(at(issue, "key"), 100), at(issue, "fields")
    if not id_ or not id_.isascii() or not id_.isdigit() or not key or not isinstance(fields, dict):
        return None
    options = options_of(site)

    def named(name: str | None, most: int = 100) -> str | None:
        return line(_called(fields.get(name or "")), most)

    status = named("status")
    done = at(fields, "status", "statusCategory", "key") == "done"
    return ToolTicket(
        id_,
        key,
        line(fields.get("summary")) or "",
        _type(named("issuetype"), options),
        chosen(named(options["change_type"]), options["change_types"], CHANGE_TYPES),
        named("priority"),
        status,
        moment(fields.get(options["start"] or "")),
        moment(fields.get(options["end"] or "")),
        moment(fields.get("resolutiondate")),
        done or (status or "").casefold() in {one.casefold() for one in options["closed"]},
        named(options["group"], 200),
        f"{site.url.rstrip('/')}/browse/{key}",
        tuple(one for name in options["items"] for one in mentions_in(name, fields.get(name))),
        moment(fields.get("updated")),
        opened_at=moment(fields.get("created")),
    )


def _type(name: str | None, options: Mapping[str, Any]) -> str | None:
    bare = (name or "").removeprefix("[System] ").casefold()
    return chosen(name, options["types"], TYPES) or chosen(bare, _TYPES, TYPES)


def _called(value: Any) -> Any:
    """What a value is called: a user's, a group's, an option's name, of several the first."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        return value
    return value.get("name") or value.get("value") or value.get("displayName")


def mentions_in(name: str, value: Any) -> Iterator[Mention]:
    """The items that a field names, in whichever form: assets, options, labels, or text."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and one.get("type") != "doc":
            yield from _object(name, one)
        elif isinstance(one, str) and (keyed := _KEYED.match(one.strip())):
            yield from item_named(f"jira:{keyed[2]}", [keyed[1]], [f"jira:{keyed[2]}", keyed[2]])
        else:
            yield from items_listed(name, plain(one))


def _object(name: str, value: Mapping[str, Any]) -> Iterator[Mention]:
    """An asset by its label, key and ids, or an option by what it is called."""
    key = line(value.get("objectKey") or value.get("key"), 200)
    id_ = line(value.get("objectId"), 200)
    ids = [f"jira:{one}" for one in (key, id_) if one] + ([key] if key else [])
    if not ids:
        yield from items_listed(name, _called(value))
        return
    numbers = value.get("numbers")
    names = [value.get("label") or value.get("name")]
    yield from item_named(
        f"jira:{key or id_}", names, ids, numbers if isinstance(numbers, list) else []
    )


def is_bare(value: Any) -> bool:
    """Whether a field has assets of the Cloud, of which a webhook tells the ids alone."""
    listed = value if isinstance(value, list) else [value]
    return any(
        isinstance(one, dict) and "objectId" in one and not one.get("label") for one in listed
    )
