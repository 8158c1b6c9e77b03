"""What needs somebody as days of a calendar; what is so already stands on the day asked for."""

from __future__ import annotations

from queries.answers.batch import Money
from queries.answers.view import View
from queries.attention.attention import Attention
from queries.attention.matter import Matter
from queries.attention.matter_kind import MatterKind
from queries.roadmap.contract_calendar import Entry

HAPPENS = (MatterKind.TRIGGER, MatterKind.REDUNDANCY, MatterKind.OFFICE)
"""What happens on its day, whatever anybody does: nothing reminds of it before."""


def matter_entries(of: Attention, view: View) -> list[Entry]:
    """An entry for every matter that a viewer sees, in their order."""
    return [_entry(of, matter, view) for matter in of.seen(view)]


def _entry(of: Attention, matter: Matter, view: View) -> Entry:
    kind, on = matter.kind_of, matter.day or of.as_of
    what = matter.what(view)
    title = f"{what[:1].upper()}{what[1:]}: {matter.called(view)}"
    rows = [row for row in (matter.row, matter.hangs_on) if row is not None and row >= 0]
    ids = (*(of.snapshot.id(row) for row in dict.fromkeys(rows)), matter.apart)
    urgent = matter.day is not None and kind not in HAPPENS
    return Entry(kind.value, ids, on, title, tuple(_details(matter, view)), urgent)


def _details(matter: Matter, view: View) -> list[str]:
    """What it takes, whose it is, for whom, and what money."""
    people = (
        ("Owner", matter.owners),
        ("Agencies", matter.agencies),
        ("Supplier", matter.suppliers),
    )
    said = [matter.takes(view)]
    said += [f"{who}: {view.names(rows)}" for who, rows in people if len(rows)]
    return [*said, *([f"Value: {Money.of(matter.value).words}"] if matter.value else [])]
