"""A payload of any form to a ticket, by the paths that a connection's mapping names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import jmespath
import jmespath.exceptions

from ticketing.choices import CHANGE_TYPES, TYPES, chosen, read_change_types, read_types
from ticketing.moments import day, moment
from ticketing.naming import item_named, items_listed
from ticketing.option import ToolOption, a_text, a_zone, one_of, read_options, texts
from ticketing.payload import line, unreadable, whole
from ticketing.ticket import Mention, ToolTicket
from ticketing.tool import Site

FORMS = ("sha256=hex", "hex", "base64", "token")
_TOLD = ("name", "number", "id")
_OTHER_FORM = (jmespath.exceptions.JMESPathError, TypeError, ValueError, AttributeError)
"""What following a path raises where its functions are asked of what they do not take."""


@dataclass(frozen=True, slots=True)
class PayloadPath:
    """A path in a payload, as it was written, ready to be followed."""

    said: str
    followed: Any


@dataclass(frozen=True, slots=True)
class ItemPaths:
    """Where items stand: each of a list has its name, number and id at paths of its own."""

    each: PayloadPath
    told: Mapping[str, PayloadPath]


def a_path(value: object) -> PayloadPath:
    """Reads a JMESPath."""
    said = a_text(value)
    try:
        return PayloadPath(said, jmespath.compile(said))
    except jmespath.exceptions.JMESPathError:
        raise ValueError("a path in the payload, as ticket.status.name (JMESPath)") from None


def item_rules(value: object) -> tuple[ItemPaths, ...]:
    """Reads where the items stand that a ticket is about."""
    listed = value if isinstance(value, list) else [value]
    return tuple(_rule(one) for one in listed)


def _rule(said: object) -> ItemPaths:
    if isinstance(said, str):
        return ItemPaths(a_path(said), {})
    if not isinstance(said, dict) or "each" not in said or set(said) - {"each", *_TOLD}:
        raise ValueError("a path, or each with some of name, number and id")
    return ItemPaths(a_path(said["each"]), {n: a_path(said[n]) for n in _TOLD if n in said})


_PATHS = {
    "number": "what people call it",
    "title": "its title",
    "type": "its type",
    "change_type": "the sort of a change",
    "priority": "its priority",
    "status": "its status",
    "start": "when the work begins",
    "end": "when the work ends",
    "opened_at": "when it was opened, or began",
    "closed_at": "when it was closed",
    "group": "the group that works on it",
    "link": "where it can be read",
    "changed_at": "when it changed last",
    "version": "how often it changed",
    "author": "who changed it",
    "event": "what happened to it",
}
OPTIONS = (
    ToolOption("key", "the path to the ticket's own id", a_path, needed=True),
    ToolOption("items", "the paths to what it is about", item_rules, needed=True),
    *(ToolOption(name, f"the path to {meaning}", a_path) for name, meaning in _PATHS.items()),
    ToolOption("types", "what its types are", read_types, {}),
    ToolOption("change_types", "what its sorts of change are", read_change_types, {}),
    ToolOption("default_type", "the type of one that says none", one_of(*TYPES)),
    ToolOption("closed", "the statuses that close it", texts, ("closed", "resolved", "done")),
    ToolOption("removed", "the events by which it is there no more", texts, ("delete", "deleted")),
    ToolOption("ours", "the accounts whose changes are passed over", texts, ()),
    ToolOption("zone", "the time zone of moments without one", a_zone, UTC),
    ToolOption("proof", "how its deliveries are believed", one_of(*FORMS), FORMS[0]),
    ToolOption("proof_header", "the header that proves it", a_text, "x-ramify-signature"),
)


def options_of(site: Site) -> Mapping[str, Any]:
    """How a tool is read: each option by its name."""
    return read_options(OPTIONS, site.options)


def found(payload: Any, options: Mapping[str, Any], name: str) -> Any:
    """What stands at the path of an option; None: nothing, or the option is unsaid.

    Raises:
        UnreadableFeed: the path calls a function of what is there not.
    """
    return None if options[name] is None else _at(payload, options[name], name)


def _at(payload: Any, path: PayloadPath, name: str) -> Any:
    try:
        return path.followed.search(payload)
    except _OTHER_FORM:
        unreadable(f"the delivery, {name}", "another form", f"what {path.said!r} can be asked of")


def _told(item: Any, path: PayloadPath) -> Any:
    """What stands at a path of one item; None: nothing, or it is of another form."""
    try:
        return path.followed.search(item)
    except _OTHER_FORM:
        return None


def ticket_of(payload: Any, site: Site) -> ToolTicket:
    """The ticket that a payload tells.

    Raises:
        UnreadableFeed: its key is not told.
    """
    options = options_of(site)
    key = line(found(payload, options, "key"), 200)
    if key is None:
        unreadable("the delivery, key", "nothing", f"the ticket's id at {options['key'].said!r}")

    def shown(name: str, most: int = 100) -> str | None:
        return line(found(payload, options, name), most)

    def when(name: str) -> Any:
        value = found(payload, options, name)
        return moment(value, options["zone"]) or day(value, options["zone"])

    status = shown("status")
    closed_at = when("closed_at")
    return ToolTicket(
        key,
        shown("number", 200) or key,
        shown("title", 1_000) or "",
        chosen(shown("type"), options["types"], TYPES) or options["default_type"],
        chosen(shown("change_type"), options["change_types"], CHANGE_TYPES),
        shown("priority"),
        status,
        when("start"),
        when("end"),
        closed_at,
        closed_at is not None
        or (status or "").casefold() in {one.casefold() for one in options["closed"]},
        shown("group", 200),
        shown("link", 2_000),
        tuple(dict.fromkeys(_mentions(payload, options["items"]))),
        when("changed_at"),
        whole(found(payload, options, "version")),
        when("opened_at"),
    )


def _mentions(payload: Any, rules: tuple[ItemPaths, ...]) -> Iterator[Mention]:
    for rule in rules:
        value = _at(payload, rule.each, "items")
        listed = value if isinstance(value, list) else [value]
        for number, one in enumerate(listed):
            if not rule.told:
                yield from items_listed(rule.each.said, one)
                continue
            told = {name: _told(one, path) for name, path in rule.told.items()}
            key = f"{rule.each.said}:{line(told.get('id'), 400) or number}"
            names, numbers, ids = ([told.get(name)] for name in _TOLD)
            yield from item_named(key, names, ids, numbers)
