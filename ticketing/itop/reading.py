"""An iTop's ticket, as its REST interface tells it, to ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ticketing.choices import TYPES
from ticketing.itop.dates import WRITTEN, a_date_format, written_moment
from ticketing.naming import item_named
from ticketing.option import ToolOption, a_text, a_zone, read_options, texts, words_of
from ticketing.payload import at, line, objects
from ticketing.ticket import Mention, ToolTicket
from ticketing.tool import Site

OPTIONS = (
    ToolOption("class", "the class of its tickets", a_text, "Ticket"),
    ToolOption("log", "the case log that notes are appended to", a_text, "private_log"),
    ToolOption(
        "closed", "the statuses that close a ticket", texts, ("resolved", "closed", "rejected")
    ),
    ToolOption(
        "types", "what its classes are, as {Outage: incident}", words_of(TYPES, "types"), {}
    ),
    ToolOption(
        "impact_codes", "which links to an item say that a ticket is about it", texts, ("manual",)
    ),
    ToolOption("zone", "the time zone that it writes moments in", a_zone, ZoneInfo("Europe/Paris")),
    ToolOption("dates", "how it writes moments, as d/m/Y H:i:s", a_date_format, WRITTEN),
)
"""Unsaid, what iTop itself takes where its configuration says nothing."""
BASE = (
    *("id", "finalclass", "ref", "title", "team_id_friendlyname", "start_date", "end_date"),
    *("last_update", "close_date", "operational_status", "functionalcis_list"),
)
"""What every class of tickets has; its ``team_name`` is the team's address."""
MORE = {
    "UserRequest": ("status", "priority", "request_type"),
    "Incident": ("status", "priority"),
    "Problem": ("status", "priority"),
    **dict.fromkeys(("Change", "RoutineChange", "NormalChange", "EmergencyChange"), ("status",)),
}
"""What the classes of its own modules have beside."""
_TYPES = {"userrequest": "request", "incident": "incident", "problem": "problem"}
_CHANGES = {"routinechange": "standard", "normalchange": "normal", "emergencychange": "emergency"}
# How it writes the priorities, which it counts.
_PRIORITIES = {"1": "critical", "2": "high", "3": "medium", "4": "low"}


def options_of(site: Site) -> Mapping[str, Any]:
    """How an iTop is read: each option by its name."""
    return read_options(OPTIONS, site.options)


def when(value: object, options: Mapping[str, Any]) -> datetime | None:
    """A moment as an iTop writes it; None: it is none."""
    return written_moment(value, options["dates"], options["zone"])


def ticket_of(fields: Mapping[str, Any], site: Site) -> ToolTicket | None:
    """The ticket that an object's fields are; None: it has no id."""
    options = options_of(site)
    key = line(fields.get("id"), 20)
    if key is None or not key.isascii() or not key.isdigit():
        return None
    its_class = line(fields.get("finalclass"), 100) or options["class"]
    kind = _type(its_class, fields, options)
    status = line(fields.get("status"), 100) or line(fields.get("operational_status"), 100)
    closed = {one.casefold() for one in options["closed"]}
    priority = line(fields.get("priority"), 100)
    planned = kind == "change"

    def moment_of(name: str) -> datetime | None:
        return when(fields.get(name), options)

    return ToolTicket(
        key,
        line(fields.get("ref"), 100) or key,
        line(fields.get("title")) or "",
        kind,
        _CHANGES.get(its_class.casefold()),
        _PRIORITIES.get(priority or "", priority),
        status,
        moment_of("start_date") if planned else None,
        moment_of("end_date") if planned else None,
        moment_of("close_date"),
        (status or "").casefold() in closed,
        line(fields.get("team_id_friendlyname"), 200),
        f"{site.url.rstrip('/')}/pages/UI.php?operation=details&class={its_class}&id={key}",
        tuple(_mentions(fields, options["impact_codes"])),
        moment_of("last_update"),
        opened_at=None if planned else moment_of("start_date"),
    )


def _type(its_class: str, fields: Mapping[str, Any], options: Mapping[str, Any]) -> str | None:
    name = its_class.casefold()
    if name in options["types"]:
        return str(options["types"][name])
    if name == "userrequest" and fields.get("request_type") == "incident":
        return "incident"
    return "change" if name.endswith("change") else _TYPES.get(name)


def _mentions(fields: Mapping[str, Any], codes: tuple[str, ...]) -> Iterator[Mention]:
    """The items that people linked; those that iTop computed are what it believes to follow."""
    for link in objects(fields.get("functionalcis_list") or []):
        code = line(link.get("impact_code")) or "manual"
        if code not in codes:
            continue
        id_ = line(link.get("functionalci_id"), 20) or ""
        its_class = line(link.get("functionalci_id_finalclass_recall"), 100)
        ids = [f"itop:{id_}", f"itop:{its_class}:{id_}"] if id_ else []
        names = [link.get("functionalci_name"), link.get("functionalci_id_friendlyname")]
        yield from item_named(f"itop:{id_ or at(names, 0)}", names, ids)
