"""A Roundup's issue, as its REST interface and our detector tell it, to a ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ticketing.choices import (
    CHANGE_TYPES,
    TYPES,
    chosen,
    read_change_types,
    read_types,
)
from ticketing.moments import moment
from ticketing.naming import items_listed
from ticketing.option import ToolOption, a_text, one_of, read_options, texts
from ticketing.payload import line
from ticketing.ticket import Mention, ToolTicket
from ticketing.tool import Site

OPTIONS = (
    ToolOption("class", "the class of its tickets", a_text, "issue"),
    ToolOption("items", "the properties that name what a ticket is about", texts, ("keyword",)),
    ToolOption("status", "the property that has its status", a_text, "status"),
    ToolOption("closed", "the statuses that close it", texts, ("resolved", "done-cbb")),
    ToolOption("priority", "the property that has its priority", a_text, "priority"),
    ToolOption("type", "the property that has its type", a_text),
    ToolOption("types", "what its types are, as {Outage: incident}", read_types, {}),
    ToolOption("default_type", "the type of a ticket that says none", one_of(*TYPES)),
    ToolOption("change_type", "the property that has the type of a change", a_text),
    ToolOption("change_types", "what its types of change are", read_change_types, {}),
    ToolOption("group", "the property that has the group that works on it", a_text),
    ToolOption("start", "the property that has when its work begins", a_text),
    ToolOption("end", "the property that has when its work ends", a_text),
)


def options_of(site: Site) -> Mapping[str, Any]:
    """How a Roundup is read: each option by its name."""
    return read_options(OPTIONS, site.options)


def fields_of(options: Mapping[str, Any]) -> Sequence[str]:
    """The properties that are asked for."""
    named = ("status", "priority", "type", "change_type", "group", "start", "end")
    own = [options[name] for name in named if options[name]]
    return ["title", "activity", "creation", *own, *options["items"]]


def ticket_of(item: Mapping[str, Any], site: Site, version: int | None = None) -> ToolTicket | None:
    """The ticket that an issue is; None: it has no id.

    Its links are ``{"id": …, "name": …}``, under whatever name their class has for its label.
    """
    options = options_of(site)
    key = line(item.get("id"), 20)
    if key is None or not key.isascii() or not key.isdigit():
        return None

    def shown(option: str, most: int = 100) -> str | None:
        return line(_label(item.get(options[option])), most) if options[option] else None

    status = shown("status")
    told = shown("type") or ""
    designator = f"{options['class']}{key}"
    return ToolTicket(
        key,
        designator,
        line(item.get("title")) or "",
        chosen(told, options["types"], TYPES) or options["default_type"],
        chosen(shown("change_type"), options["change_types"], CHANGE_TYPES),
        shown("priority"),
        status,
        moment(item.get(options["start"] or "")),
        moment(item.get(options["end"] or "")),
        closed=(status or "").casefold() in {one.casefold() for one in options["closed"]},
        assignment_group=shown("group", 200),
        link=f"{site.url.rstrip('/')}/{designator}",
        mentions=_mentions(item, options["items"]),
        changed_at=moment(item.get("activity")),
        version=version,
        opened_at=moment(item.get("creation")),
    )


def _mentions(item: Mapping[str, Any], properties: Sequence[str]) -> tuple[Mention, ...]:
    """Linked items by their labels, as well as what a property of text lists."""
    return tuple(
        mention
        for name in properties
        for listed in _each(item.get(name))
        for mention in items_listed(name, listed)
    )


def _each(value: Any) -> list[Any]:
    return [_label(one) for one in value] if isinstance(value, list) else [_label(value)]


def _label(value: Any) -> Any:
    """What an item that a property links to is called."""
    if not isinstance(value, dict):
        return value
    named = [one for name, one in value.items() if name not in ("id", "link")]
    return named[0] if named else None
