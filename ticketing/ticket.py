"""A ticket as a tool tells it: its fields in our words, and what it names in its own."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Naming(StrEnum):
    """How a tool names what a ticket is about."""

    ID = "id"
    NAME = "name"
    NUMBER = "number"
    """A serial, an asset tag, an inventory number."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An item that a ticket is about, under one of the names that its tool has for it.

    Several mentions of one item bear one ``key``, so that one of them recognised is enough.
    """

    key: str
    text: str
    how: Naming = Naming.NAME


@dataclass(frozen=True, slots=True)
class ToolTicket:
    """A ticket whole, as it stands in its tool.

    ``key`` is by what its tool is asked for it, ``number`` what people call it. ``type`` and
    ``change_type`` are choices of the kind Ticket. Moments bear a zone. ``opened_at`` is when it
    was reported, or began as far as its tool knows. ``changed_at`` and
    ``version`` order what is told of one ticket, whatever order it comes in: an older one is
    passed over.
    """

    key: str
    number: str
    title: str = ""
    type: str | None = None
    change_type: str | None = None
    priority: str | None = None
    status: str | None = None
    planned_start: datetime | None = None
    planned_end: datetime | None = None
    closed_at: datetime | None = None
    closed: bool = False
    assignment_group: str | None = None
    link: str | None = None
    mentions: tuple[Mention, ...] = ()
    changed_at: datetime | None = None
    version: int | None = None
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """What a delivery says happened to one ticket.

    Without a ``ticket`` it is a doorbell: the tool is asked for the whole. ``author`` is the
    account that caused it, ``changed`` the tool's names of the fields that differ (None: not told).
    """

    key: str
    ticket: ToolTicket | None = None
    author: str | None = None
    changed: Set[str] | None = None
    removed: bool = False
