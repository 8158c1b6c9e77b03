"""The substitution of a supplier as a report: what changes hands, may we, can they, by when."""

from __future__ import annotations

from collections.abc import Iterator

from api.report.changed import changed_sections
from api.report.report import Provenance, Report, Row, Section
from api.report.unknown import unknown_of
from api.report.words import by_name, called, ends, listed, many, number, said, titled
from graph_model.lens import Direction
from queries.contract.deadline import in_words
from queries.expiration.contract_expiration import Expiration
from queries.expiration.entitlement import Entitlement
from queries.service_level.figure import Measure, figure
from queries.service_level.figure import in_words as measured
from queries.snapshot.snapshot import Snapshot
from queries.substitution.substitution import Substitution
from queries.supplier.candidate import HEADING, Candidate, Level

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
TOLD = ("Agency", "Program", "Forum")


def substitution_report(found: Substitution, provenance: Provenance) -> Report:
    """The report of a finished answer; every part that the question has, in the order of use."""
    snapshot, critical = found.impact.snapshot, found.critical
    sections = (
        Section(
            "Contracts that change hands",
            ("Contract", "Number", "Ends", "Notice by", "Latest safe start", "Act by"),
            tuple(_contract(e) for e in found.endings),
            "No contract changes hands: nothing is recorded that allows or forbids it.",
        ),
        Section(
            "What protects us: rights, notice and triggers",
            ("Contract", "Number", "Rights", "Notice by", "Notice still possible"),
            tuple(_may(e, snapshot) for e in found.entitlements),
            "Nothing recorded: no contract changes hands.",
        ),
        Section("Agreements and metrics", ("Kind", "Name", "Id"), tuple(_agreements(found))),
        Section("Services", ("Level", "Name", "Id"), tuple(_services(found))),
        Section("Who has to be told or engaged", ("Kind", "Name", "Id"), tuple(_people(found))),
        Section(
            "Who could take over",
            ("Supplier", "Capabilities", "Needed", "Targets met", "Short", "Unknown"),
            tuple(_candidate(c) for c in found.candidates),
            _nobody(found),
            f"This is {HEADING}.",
        ),
        _when(found),
        *changed_sections(found),
    )
    return Report(
        f"Substitution of {snapshot.name(found.supplier)}",
        f"{found.verdict}.",
        critical.act_by if critical else None,
        sections,
        (*unknown_of(found.impact), *_warnings(found)),
        provenance,
    )


def _nobody(found: Substitution) -> str:
    if found.needs.note and not len(found.needs.capabilities):
        return f"{found.needs.note[:1].upper()}{found.needs.note[1:]}."
    return "Nothing is recorded that anybody offers of what is needed."


def _contract(e: Expiration) -> Row:
    snapshot = e.answer.snapshot
    sentence = f"{called(snapshot, e.row)} changes hands; it {_ends(e)}; {_act(e)}."
    days = (e.ends_on, e.notice_by, e.latest_safe_start, e.act_by)
    return Row(sentence, (snapshot.name(e.row), number(snapshot, e.row), *days))


def _ends(e: Expiration) -> str:
    return f"ends on {in_words(e.ends_on)}" if e.ends_on else "has no last day on record"


def _act(e: Expiration) -> str:
    if e.act_by is None:
        return "no day to act by follows from it"
    return f"act by {in_words(e.act_by)}"


def _may(e: Entitlement, snapshot: Snapshot) -> Row:
    sources = {row for _, row in e.rights} - {e.contract}
    whence = f", given by {' and '.join(called(snapshot, r) for r in sorted(sources))}"
    fires = [f"{snapshot.name(f.trigger)} ({said(f.on, 'on its condition')})" for f in e.triggers]
    fired = f" Triggers: {'; '.join(fires)}." if fires else ""
    sentence = f"{called(snapshot, e.contract)}: {e.may}{whence if sources else ''}.{fired}"
    rights = ", ".join(right for right, _ in e.rights) or None
    possible = "none is due" if e.notice_by is None else "yes" if e.notice_possible else "no"
    cells = (snapshot.name(e.contract), number(snapshot, e.contract), rights, e.notice_by, possible)
    return Row(sentence, cells)


def _agreements(found: Substitution) -> Iterator[Row]:
    snapshot = found.impact.snapshot
    for row in by_name(snapshot, found.changing("ServiceLevelAgreement")):
        to = listed(snapshot, ends(snapshot, row, "PROMISED_TO", FORWARD, found.on))
        whom = f"promised to {to}" if to else "promised to nobody on record"
        yield _item(snapshot, row, f"{called(snapshot, row)}, {whom}, must be re-papered.")
    for row in by_name(snapshot, found.changing("OperatingLevelAgreement")):
        yield _item(snapshot, row, f"{called(snapshot, row)} must be renegotiated.")
    for row in by_name(snapshot, found.metrics):
        yield _item(snapshot, row, f"{called(snapshot, row)} loses its source.")


def _item(snapshot: Snapshot, row: int, sentence: str) -> Row:
    return Row(sentence, (titled(snapshot.kind(row)), snapshot.name(row), snapshot.id(row)))


_LEVELS = {
    "DIRECT": ("changes hands", "changes hands{why}"),
    "INDIRECT": ("exposed", "is exposed{why}"),
    "NOTIFY": ("still holds", "still holds by its redundancy, with less of it{why}"),
}

_TOUCHED = {
    "DIRECT": "is touched directly, and is to be told",
    "INDIRECT": "is touched indirectly, and is to be told",
    "NOTIFY": "is to be told",
}


def _services(found: Substitution) -> Iterator[Row]:
    snapshot, facing = found.impact.snapshot, set(found.citizen_facing.tolist())
    for level, (word, reads) in _LEVELS.items():
        at = found.of_kind("Service")
        rows = [row for row in at.tolist() if found.impact.level(row) == level]
        for row in by_name(snapshot, rows):
            used = ", which citizens use," if row in facing else ""
            reading = reads.format(why=_why(found, row))
            sentence = f"{called(snapshot, row)}{used} {reading}."
            yield Row(sentence, (word, snapshot.name(row), snapshot.id(row)))


def _why(found: Substitution, row: int) -> str:
    """By way of what the effect came, where it did not come from a start."""
    snapshot, steps = found.impact.snapshot, found.impact.witness(row).steps
    between = [snapshot.name(step.target) for step in steps if step.target != row]
    return f", by way of {', then '.join(between)}" if between else ""


def _people(found: Substitution) -> Iterator[Row]:
    snapshot = found.impact.snapshot
    for kind in TOLD:
        for row in by_name(snapshot, found.of_kind(kind)):
            yield _item(
                snapshot, row, f"{called(snapshot, row)} {_TOUCHED[found.impact.level(row)]}."
            )
    for force, rows in found.stakeholders().items():
        acts = f"acts by {force} force" if force else "acts by a force that is not recorded"
        for row in by_name(snapshot, rows):
            yield _item(snapshot, row, f"{called(snapshot, row)} is to be engaged; it {acts}.")


def _candidate(c: Candidate) -> Row:
    snapshot, met = c.snapshot, len(c.levels) - len(c.short) - len(c.unknown)
    needed = many(len(c.needs.capabilities), "needed capability", "needed capabilities")
    parts = [
        f"offers {len(c.delivered)} of the {needed}",
        f"meets {met} of {many(len(c.levels), 'target')}",
        f"falls short of {len(c.short)}",
        f"says nothing comparable about {len(c.unknown)}",
    ]
    lacking = (
        f" It does not offer {listed(snapshot, c.lacking.tolist())}." if len(c.lacking) else ""
    )
    missing = f" Not recorded for it: {', '.join(c.uncertified)}." if c.uncertified else ""
    prices = f" Prices: {', '.join(c.prices)}." if c.prices else ""
    share = "its share of all services goes from {:.1%} to {:.1%}".format(*c.concentration)
    spread = "their concentration (HHI) from {:.4f} to {:.4f}".format(*c.spread)
    told = f"{called(snapshot, c.supplier)} {', '.join(parts)}; {share}, {spread}."
    cells = (len(c.delivered), len(c.needs.capabilities), met, len(c.short), len(c.unknown))
    return Row(told + _levels(c) + lacking + missing + prices, (snapshot.name(c.supplier), *cells))


def _levels(c: Candidate) -> str:
    """By how much it falls short of each target, and of which nothing is known."""
    snapshot = c.snapshot
    short = [
        f"{snapshot.name(level.target)} by {measured(_measure(c, level), level.short_by)}"
        for level in sorted(c.short, key=lambda level: snapshot.name(level.target))
    ]
    unknown = listed(snapshot, [level.target for level in c.unknown])
    told = f" It falls short of {'; of '.join(short)}." if short else ""
    return f"{told} Not known for it: {unknown}." if unknown else told


def _measure(c: Candidate, level: Level) -> Measure:
    return figure(c.snapshot, level.target).measure


def _when(found: Substitution) -> Section:
    snapshot = found.impact.snapshot
    rows = tuple(
        Row(
            f"{in_words(m.on)}: {m.what}, {called(snapshot, m.contract)}: {m.arithmetic}.",
            (m.on, m.what, number(snapshot, m.contract)),
        )
        for m in found.path
    )
    return Section("By when", ("Day", "What", "Number"), rows, note=_earliest(found))


def _earliest(found: Substitution) -> str:
    if found.earliest is None:
        return ""
    told = f"At the earliest on {in_words(found.earliest.on)}: {found.earliest.arithmetic}."
    spare = found.spare_days
    if spare is None:
        return told
    left = f"{many(spare, 'day')} to spare" if spare >= 0 else f"{many(-spare, 'day')} too late"
    return f"{told} For {in_words(found.on)}: {left}."


def _warnings(found: Substitution) -> Iterator[str]:
    for e in found.endings:
        for warning in e.doubts:
            yield f"{called(e.answer.snapshot, e.row)}: {warning}"
