"""What a substitution changes, as a report tells it: before, after, and the difference."""

from __future__ import annotations

from collections.abc import Iterator

from api.report.report import Row, Section
from api.report.words import by_name, called, titled
from queries.service_level.figure import figure_in_words
from queries.service_level.promise import Promise
from queries.service_level.service_level import PromiseChange
from queries.snapshot.snapshot import Snapshot
from queries.substitution.substitution import Substitution
from queries.what_if.comparison import Comparison

WITHOUT = "Nobody is named to take the supplier's place, so there is no after to compare with."
READS = {
    "gone": "is no longer touched; it was {before}",
    "better": "is touched less: {before} before, {after} after",
    "worse": "is touched more: {before} before, {after} after",
    "new": "comes to be touched, {after}",
}
"""How each part of a difference reads: of an item, if one of the suppliers changes."""

PROMISED = (
    "Agreement",
    "Target",
    "Promised",
    "Before",
    "Support before",
    "After",
    "Support after",
)

WORDS = {"DIRECT": "directly", "INDIRECT": "indirectly", "NOTIFY": "only to be told"}


def changed_sections(found: Substitution) -> tuple[Section, Section]:
    """What hangs on either supplier before and after, and the promises whose support changes."""
    without = WITHOUT if found.difference is None else ""
    return (
        Section(
            "Before and after: what a change of either supplier touches",
            ("Supplier", "Difference", "Before", "After", "Kind", "Name", "Id"),
            tuple(_sides(found)),
            without or "Nothing recorded: either supplier touches the same as before.",
        ),
        Section(
            "Promises before and after",
            PROMISED,
            tuple(_promise(change, found.impact.snapshot) for change in found.promises),
            without or "Nothing recorded: every promise is supported as before.",
        ),
    )


def _sides(found: Substitution) -> Iterator[Row]:
    difference = found.difference
    if difference is None or found.by is None:
        return
    yield from _side(found, found.supplier, difference.replaced.comparison)
    yield from _side(found, found.by, difference.by.comparison)


def _side(found: Substitution, supplier: int, compared: Comparison) -> Iterator[Row]:
    name = found.impact.snapshot.name(supplier)
    for part, reads in READS.items():
        snapshot = (compared.before if part == "gone" else compared.after).snapshot
        for row in by_name(snapshot, getattr(compared, part)):
            before, after = compared.levels(row)
            told = reads.format(before=WORDS.get(before or ""), after=WORDS.get(after or ""))
            cells = (name, part, before, after, titled(snapshot.kind(row)))
            yield Row(
                f"If {name} changes, {called(snapshot, row)} {told}.",
                (*cells, snapshot.name(row), snapshot.id(row)),
            )


def _promise(change: PromiseChange, snapshot: Snapshot) -> Row:
    before, after = change.before, change.after
    either = before or after
    assert either is not None
    figure = either.figure
    promised = figure_in_words(figure.measure, figure.value) if figure.known else None
    target = f"{snapshot.name(figure.row)} of {called(snapshot, either.agreement)}"
    sentence = f"{target}: {_said(before, snapshot)} before, {_said(after, snapshot)} after."
    cells = (snapshot.name(either.agreement), snapshot.name(figure.row), promised)
    return Row(sentence, (*cells, *_state(before), *_state(after)))


def _said(promise: Promise | None, snapshot: Snapshot) -> str:
    """A promise's verdict with its arithmetic: by how much it is short, or why it is not known."""
    if promise is None:
        return "not promised"
    short = figure_in_words(promise.figure.measure, promise.short_by) if promise.short_by else ""
    told = f"{promise.verdict.value} by {short}" if short else promise.verdict.value
    why = promise.why(snapshot.name)
    return f"{told} ({why})" if why else told


def _state(promise: Promise | None) -> tuple[str | None, str | None]:
    if promise is None:
        return None, None
    return promise.verdict.value, promise.supported
