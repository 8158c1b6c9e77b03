"""The calendar of contracts as iCalendar (RFC 5545), for whatever people keep their days in.

Every entry is an event of a whole day, with an id that stays the same when its day moves, and does
not make anybody look busy. What has to be done by a day reminds before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from re import compile as pattern
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, vText

from application.asking import About, Asker
from graph_model.errors import InvalidQuestion, Problem
from graph_model.periods import Period, moved, parse_period
from queries.answers.asked import Recorded
from queries.answers.estate import estate
from queries.answers.view import View
from queries.expiration.expiration import expirations
from queries.roadmap.contract_calendar import Entry, entries, market_entries

PRODID = "-//Ramify//Contract calendar//EN"
NAMESPACE = UUID("6c1d4b0e-7a0f-5d0c-9b59-0f5a8c3f7c11")
"""Under which the ids of entries are made; never to be changed, or every entry comes twice."""
PAST = Period(months=12)
"""How long entries stay after their day."""
UNWRITABLE = pattern(r"[\x00-\x08\x0b-\x1f\x7f]")
"""The control characters that RFC 5545 (section 3.3.11) keeps out of a text."""
EPOCH = "1970-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar as it is sent: its text, what tells it from another, and its facts' moment."""

    text: bytes
    etag: str
    modified: datetime


def contract_feed(
    asker: Asker, agency: str | None = None, as_of: date | None = None, of: Sequence[str] = ()
) -> Feed:
    """The calendar of all contracts, or of those that belong to an agency or ``of`` other items.

    As the asker sees them. It is the same text for the same facts and day: its stamps are the
    moment of the last change.

    Raises:
        NotFound: an id is not recorded, or the viewer may not see it.
        InvalidQuestion: the agency is something else, or nothing belongs to an id's kind.
    """
    view, graph = asker.view(About(as_of)), asker.graph
    snapshot = view.snapshot
    rows = [asker.row(one, "of", view) for one in of]
    if agency is not None:
        rows.append(_agency(asker, agency, view))
    names = view.names(rows)
    answer = expirations(snapshot, view.as_of, view.office.calendar)
    modified = recorded_at(graph, snapshot.revision)
    since = moved(view.as_of, PAST, -1)
    about = estate(view, [snapshot.id(row) for row in rows] or None)
    title = f"Contracts: {names}" if names else "Contracts"
    text = written(entries(answer, since, view, about), title, modified, graph.settings.alarms)
    return feed_of(text, modified)


def _agency(asker: Asker, agency: str, view: View) -> int:
    """The row of an agency."""
    row = asker.row(agency, "agency", view)
    if (kind := view.snapshot.kind(row)) != "Agency":
        wrong = f"{view.snapshot.id(row)!r}, of kind {kind}"
        raise InvalidQuestion([Problem("agency", wrong, "an agency")])
    return row


def market_feed(asker: Asker, as_of: date | None = None) -> Feed:
    """The calendar for suppliers: when procurements open, offers are due, awards are planned.

    It has none of the office's own days to act by, and says nothing of the contracts that end.
    """
    view = asker.view(About(as_of))
    answer = expirations(view.snapshot, view.as_of, view.office.calendar)
    modified = recorded_at(asker.graph, view.snapshot.revision)
    found = market_entries(answer, moved(view.as_of, PAST, -1), view, estate(view))
    alarms = asker.graph.settings.alarms
    return feed_of(written(found, "Procurements", modified, alarms, "Procurements"), modified)


def feed_of(text: bytes, modified: datetime) -> Feed:
    """A calendar as it is sent, told from others by what it says."""
    return Feed(text, sha256(text).hexdigest()[:32], modified)


def recorded_at(recorded: Recorded, revision: int) -> datetime:
    """When a revision was recorded, in UTC; the beginning of time where there is none yet."""
    found = next(recorded.journal(revision - 1, revision), None) if revision else None
    return datetime.fromisoformat(found.recorded_at if found else EPOCH)


def written(
    found: Sequence[Entry],
    title: str,
    modified: datetime,
    alarms: Sequence[str],
    category: str = "Contracts",
) -> bytes:
    """The entries as an iCalendar object, lines folded at 75 octets and ended by CR and LF."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", vText(_plain(title)))
    calendar.add("x-wr-calname", vText(_plain(title)))
    calendar.add("last-modified", modified)
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for entry in found:
        calendar.add_component(_event(entry, modified, alarms, category))
    if not found:
        calendar.add_component(_placeholder())
    return bytes(calendar.to_ical())


def _event(entry: Entry, modified: datetime, alarms: Sequence[str], category: str) -> Event:
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE, entry.key)}@ramify")
    event.add("dtstamp", modified)
    event.add("last-modified", modified)
    event.add("dtstart", entry.on)
    # The end is exclusive: the next day, for an event of one whole day.
    event.add("dtend", moved(entry.on, timedelta(days=1)))
    event.add("summary", _plain(entry.title))
    event.add("description", _plain("\n".join(entry.details)))
    event.add("categories", [category, entry.what.capitalize()])
    event.add("transp", "TRANSPARENT")
    event.add("class", "PUBLIC")
    if entry.urgent:
        for alarm in alarms:
            event.add_component(_alarm(entry, alarm))
    return event


def _plain(text: str) -> str:
    """The text with what no calendar may hold replaced."""
    return UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def _alarm(entry: Entry, before: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _plain(entry.title))
    alarm.add("trigger", timedelta(days=-parse_period(before).days))
    return alarm


def _placeholder() -> Timezone:
    """A component that says nothing: a calendar without any is not allowed."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "UTC")
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - local, as a time zone has it
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    zone.add_component(standard)
    return zone
