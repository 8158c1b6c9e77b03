"""The health of an office as a report: each indicator by itself, with the items against it."""

from __future__ import annotations

from collections.abc import Iterator

from api.report.report import Provenance, Report, Row, Section, Share
from api.report.words import by_name, called, many
from queries.health.health import Health
from queries.health.indicator import Indicator

MOST = 100
"""How many items against an indicator a report names; the others are counted."""


def health_report(found: Health, provenance: Provenance) -> Report:
    """The report of a finished answer; no indicator is added to another."""
    about, snapshot = found.part.about, found.snapshot
    what = "the whole office" if about is None else called(snapshot, about)
    sections = (
        Section(
            "Indicators",
            ("Indicator", "Share", "Met", "Counted"),
            tuple(_indicator(i) for i in found.indicators if i.counted),
            note="Each stands by itself; there is no combined score.",
        ),
        Section(
            "What stands against them",
            ("Indicator", "Item", "Id"),
            tuple(row for i in found.indicators for row in _against(i, found)),
            "Nothing stands against what was counted.",
        ),
        Section(
            "The manual by its hierarchy",
            ("Page", "Describes", "Empty pages", "Stale pages"),
            tuple(_pages(found)),
        ),
    )
    unknown = [
        f"{i.name}: nothing to count ({i.formula})." for i in found.indicators if not i.counted
    ]
    return Report(
        f"Health of {what}", _verdict(found), None, sections, (*unknown, *_cut(found)), provenance
    )


def _verdict(found: Health) -> str:
    known = [i for i in found.indicators if i.counted]
    full = sum(not len(i.unmet) for i in known)
    told = f"{full} of {many(len(known), 'indicator')} fully met"
    lowest = min(known, key=lambda i: i.share or 0, default=None)
    if lowest is None:
        return "Nothing recorded that an indicator could count."
    if not len(lowest.unmet):
        return f"{told}."
    return f"{told}; the lowest is {lowest.name}, {len(lowest.met)} of {lowest.counted}."


def _indicator(i: Indicator) -> Row:
    sentence = f"{i.name[:1].upper()}{i.name[1:]}: {len(i.met)} of {i.counted} ({i.formula})."
    return Row(sentence, (i.name, Share(i.share or 0), len(i.met), i.counted))


def _against(i: Indicator, found: Health) -> Iterator[Row]:
    for row in by_name(found.snapshot, i.unmet)[:MOST]:
        sentence = f"{called(found.snapshot, row)} does not count towards {i.name}."
        yield Row(sentence, (i.name, found.snapshot.name(row), found.snapshot.id(row)))


def _cut(found: Health) -> Iterator[str]:
    for i in found.indicators:
        if len(i.unmet) > MOST:
            yield f"{i.name}: {many(len(i.unmet) - MOST, 'item')} more against it are not listed."


def _pages(found: Health) -> Iterator[Row]:
    for page in found.manual:
        empty, stale = len(page.empty), len(page.stale)
        told = (
            f"describes {many(len(page.described), 'item')}, {empty} empty and {stale} stale pages"
        )
        cells = (len(page.described), empty, stale)
        sentence = f"{called(found.snapshot, page.document)} {told}."
        yield Row(sentence, (found.snapshot.name(page.document), *cells))
