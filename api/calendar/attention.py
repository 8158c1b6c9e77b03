"""What needs somebody as iCalendar: every matter on its day, what is so already on today's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from api.calendar.calendar import Feed, feed_of, recorded_at, written
from application.asking import About, Asker
from queries.answers.telling import Shown
from queries.attention.attention import Attention
from queries.attention.matter_calendar import matter_entries
from queries.questions.catalog import question

CATEGORY = "Attention"


def attention_feed(asker: Asker, of: Sequence[str] = (), as_of: date | None = None) -> Feed:
    """The calendar of what needs somebody in the whole office, or of what belongs to some items.

    Raises:
        NotFound: an id is not recorded, or the viewer may not see it.
        InvalidQuestion: nothing belongs to an id's kind.
    """
    return _feed(asker.ask(question("attention"), {"of": list(of) or None}, About(as_of)))


def ics(answer: Shown) -> bytes:
    """An answer as the text of a calendar."""
    return _feed(answer).text


def _feed(answer: Shown) -> Feed:
    found, view = answer.of, answer.view
    assert isinstance(found, Attention)
    names = view.names(sorted(found.asked_for, key=view.snapshot.id))
    title = f"{CATEGORY}: {names}" if names else CATEGORY
    modified = recorded_at(found.recorded, view.snapshot.revision)
    entries = matter_entries(found, view)
    return feed_of(written(entries, title, modified, view.office.alarms, CATEGORY), modified)
