"""A tool's ticket as facts: the Ticket, and AFFECTS to what it is about. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from graph_model.changes import Change, Put, SetFields
from graph_model.declare import Kind
from graph_model.facts import Item, Relation, RelationKey
from graph_model.lens import Direction
from graph_model.values import Value
from queries.snapshot.snapshot import Snapshot
from ticketing.ticket import ToolTicket

AFFECTS = "AFFECTS"
SAME_NAME = ("type", "change_type", "priority", "status", "assignment_group", "link")
"""The fields that a tool's ticket and a Ticket have under one name."""


@dataclass(frozen=True, slots=True)
class TicketSource:
    """Who tells of tickets: a connection's name, and how its moments are dated."""

    name: str
    zone: tzinfo
    today: date

    def id_of(self, key: str) -> str:
        """The id of a ticket's item."""
        return f"ticket:{self.name}:{key}"


def changes_of(
    ticket: ToolTicket, affected: tuple[str, ...], source: TicketSource, snapshot: Snapshot
) -> tuple[Change, ...]:
    """What has to change for a snapshot to say what a tool says of one ticket; often nothing.

    Fields that people added stay, and so do AFFECTS that somebody else says. One that the ticket
    names no more, or that it is closed with, ends; it is not removed.
    """
    id_ = source.id_of(ticket.key)
    held = snapshot.item(id_)
    said = _fields(ticket, source, held, snapshot)
    item = _item_changes(id_, said, held)
    return (*item, *_affects_changes(ticket, id_, affected, source, snapshot))


def ended(id_: str, source: TicketSource, snapshot: Snapshot) -> tuple[Change, ...]:
    """What closes a ticket that its tool has no more, or that nobody tells of any more."""
    held = snapshot.item(id_)
    if held is None:
        return ()
    closing = {} if held.fields.get("closed_on") else {"closed_on": source.today.isoformat()}
    item = (SetFields(id_, closing),) if closing else ()
    relations = _own_relations(id_, source, snapshot)
    return (*item, *_ends(relations, source.today, ()))


def _item_changes(
    id_: str, said: Mapping[str, Value | None], held: Item | None
) -> tuple[Change, ...]:
    if held is None:
        return (Put(Item("Ticket", id_, {n: v for n, v in said.items() if v is not None})),)
    differs = {name: value for name, value in said.items() if held.fields.get(name) != value}
    return (SetFields(id_, differs),) if differs else ()


def _fields(
    ticket: ToolTicket, source: TicketSource, held: Item | None, snapshot: Snapshot
) -> dict[str, Value | None]:
    """The fields that the tool says, in kept form; what cannot be kept is left out."""
    kind = snapshot.model.kind_by_name["Ticket"]
    raw: dict[str, object] = {name: getattr(ticket, name) for name in SAME_NAME}
    raw |= {
        "planned_start": ticket.planned_start and ticket.planned_start.isoformat(),
        "planned_end": ticket.planned_end and ticket.planned_end.isoformat(),
        "closed_on": _closed_on(ticket, source, held),
        "source": source.name,
    }
    said = {name: _kept(kind, name, value) for name, value in raw.items()}
    title = _kept(kind, "name", " ".join(f"{ticket.number} {ticket.title}".split()))
    return {
        "name": title or source.id_of(ticket.key),
        "aliases": _aliases(ticket, source, held, snapshot),
        **said,
    }


def _aliases(
    ticket: ToolTicket, source: TicketSource, held: Item | None, snapshot: Snapshot
) -> Value | None:
    """The aliases that it has, and its number as one, where nothing else is called so."""
    known = held.fields.get("aliases") if held else None
    before = [str(one) for one in known] if isinstance(known, list) else []
    kind = snapshot.model.kind_by_name["Ticket"]
    alias = f"{source.name}:{ticket.number}"
    owner = snapshot.find(alias)
    free = owner is None or snapshot.id(owner) == source.id_of(ticket.key)
    wanted = [*before, *([alias] if free and alias not in before else [])]
    return _kept(kind, "aliases", wanted) if wanted else None


def _closed_on(ticket: ToolTicket, source: TicketSource, held: Item | None) -> object:
    if not ticket.closed:
        return None
    if ticket.closed_at is not None:
        return ticket.closed_at.astimezone(source.zone).date().isoformat()
    return (held.fields.get("closed_on") if held else None) or source.today.isoformat()


def _kept(kind: Kind, name: str, value: object) -> Value | None:
    """A value as its field keeps it; None where it does not fit: a ticket is not lost for it."""
    field = kind.field(name)
    assert field is not None
    try:
        return field.read(value)
    except ValueError:
        return None


def _affects_changes(
    ticket: ToolTicket,
    id_: str,
    affected: tuple[str, ...],
    source: TicketSource,
    snapshot: Snapshot,
) -> Iterator[Change]:
    relations = _own_relations(id_, source, snapshot)
    if ticket.closed:
        yield from _ends(relations, source.today, ())
        return
    yield from _ends(relations, source.today, affected)
    for to in affected:
        key = RelationKey(AFFECTS, id_, to, "")
        if (held := relations.get(key)) is not None:
            if held.fields.get("until") is not None:
                yield SetFields(key, {"until": None})
        elif snapshot.relation(key) is None:
            yield Put(Relation(*key, {"source": source.name}))


def _ends(
    relations: Mapping[RelationKey, Relation], today: date, but: tuple[str, ...]
) -> Iterator[Change]:
    """What ends the relations that still hold, but those to some ids."""
    for key, held in relations.items():
        until = held.fields.get("until")
        if key.end not in but and (until is None or str(until) > today.isoformat()):
            yield SetFields(key, {"until": today.isoformat()})


def _own_relations(
    id_: str, source: TicketSource, snapshot: Snapshot
) -> dict[RelationKey, Relation]:
    """The AFFECTS of a ticket that its connection says, by key."""
    row = snapshot.find(id_)
    if row is None:
        return {}
    numbers = snapshot.relations(row, AFFECTS, Direction.FORWARD)
    found = (snapshot.relation_at(number) for number in numbers.tolist())
    return {one.key: one for one in found if one.fields.get("source") == source.name}
