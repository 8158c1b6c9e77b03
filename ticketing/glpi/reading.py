"""A GLPI's ticket, change or problem, as its REST interface tells it, to ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from ticketing.choices import CHANGE_TYPES, chosen, read_change_types
from ticketing.moments import moment
from ticketing.naming import item_named
from ticketing.option import ToolOption, a_text, a_zone, read_options
from ticketing.payload import line, objects
from ticketing.payload import whole as whole_number
from ticketing.ticket import Mention, ToolTicket
from ticketing.tool import Site

OPTIONS = (
    ToolOption("api", "the path of its first REST interface", a_text, "apirest.php"),
    ToolOption("zone", "the time zone that it writes moments in", a_zone, UTC),
    ToolOption("change_types", "what its categories of changes are", read_change_types, {}),
)


@dataclass(frozen=True, slots=True)
class GlpiType:
    """A type of GLPI's tickets, with where its links, groups and planned tasks stand."""

    name: str
    type: str
    items: str
    groups: str
    form: str
    tasks: str | None = None


TYPES = {
    one.name: one
    for one in (
        GlpiType("Ticket", "incident", "Item_Ticket", "Group_Ticket", "ticket.form.php"),
        GlpiType(
            "Change", "change", "Change_Item", "Change_Group", "change.form.php", "ChangeTask"
        ),
        GlpiType("Problem", "problem", "Item_Problem", "Group_Problem", "problem.form.php"),
    )
}
_KEY = re.compile(rf"({'|'.join(TYPES)})/(\d{{1,18}})")
_ASSIGNED = 2
_REQUEST = 2
_STATUSES = {
    1: "new", 2: "assigned", 3: "planned", 4: "pending", 5: "solved", 6: "closed",
    7: "accepted", 8: "observed", 9: "evaluation", 10: "approval", 11: "test",
    12: "qualification", 13: "refused", 14: "canceled",
}  # fmt: skip
_CLOSED = (5, 6, 13, 14)
_PRIORITIES = ("very low", "low", "medium", "high", "very high", "major")


def options_of(site: Site) -> Mapping[str, Any]:
    """How a GLPI is read: each option by its name."""
    return read_options(OPTIONS, site.options)


def parted(key: str) -> tuple[GlpiType, str] | None:
    """The type and the id of a key, as ``Ticket/12``; None: it is no key."""
    found = _KEY.fullmatch(key)
    return (TYPES[found[1]], found[2]) if found else None


@dataclass(frozen=True, slots=True)
class GlpiParts:
    """What stands beside a ticket: its links' items, its groups, and its planned tasks."""

    items: Sequence[Mapping[str, Any]] = ()
    groups: Sequence[Mapping[str, Any]] = ()
    tasks: Sequence[Mapping[str, Any]] = ()


def ticket_of(
    kind: GlpiType, fields: Mapping[str, Any], parts: GlpiParts, site: Site
) -> ToolTicket:
    """The ticket that an item of a type is, with what stands beside it."""
    options = options_of(site)
    id_, zone = line(fields.get("id"), 18) or "", options["zone"]
    status, priority = whole_number(fields.get("status")), whole_number(fields.get("priority"))
    its_type = "request" if kind.name == "Ticket" and fields.get("type") == _REQUEST else kind.type
    closed_at = moment(fields.get("closedate"), zone) or moment(fields.get("solvedate"), zone)
    starts = sorted(one for each in parts.tasks if (one := moment(each.get("begin"), zone)))
    ends = sorted(one for each in parts.tasks if (one := moment(each.get("end"), zone)))
    category = fields.get("itilcategories_id") if its_type == "change" else None
    return ToolTicket(
        f"{kind.name}/{id_}",
        f"{kind.name} {id_}",
        line(fields.get("name")) or "",
        its_type,
        chosen(category, options["change_types"], CHANGE_TYPES),
        _PRIORITIES[priority - 1] if priority and priority <= 6 else None,
        _STATUSES.get(status or 0),
        starts[0] if starts else None,
        ends[-1] if ends else None,
        closed_at if status in _CLOSED else None,
        status in _CLOSED,
        next((line(each.get("groups_id"), 200) for each in parts.groups if _assigned(each)), None),
        f"{site.url.rstrip('/')}/front/{kind.form}?id={id_}",
        tuple(mention for each in parts.items for mention in _mentions(each)),
        moment(fields.get("date_mod"), zone),
        opened_at=moment(fields.get("date"), zone),
    )


def _assigned(group: Mapping[str, Any]) -> bool:
    return group.get("type") == _ASSIGNED


def _mentions(item: Mapping[str, Any]) -> Iterator[Mention]:
    """An item by its name, its serial and inventory numbers, and its id there."""
    id_ = f"glpi:{line(item.get('itemtype'), 100)}:{line(item.get('id'), 18)}"
    numbers = [item.get("serial"), item.get("otherserial")]
    yield from item_named(id_, [item.get("name")], [id_], numbers)


def linked(links: Any) -> Iterator[tuple[str, str]]:
    """The type and id of each item that links name; those of other forms are passed over."""
    for link in objects(links or []):
        its_type, id_ = line(link.get("itemtype"), 100), line(link.get("items_id"), 18)
        if its_type and id_ and id_.isdigit() and re.fullmatch(r"[\w\\]+", its_type):
            yield its_type, id_
