"""What ends as a report: state by state, by when to act, what falls uncovered, and how counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from api.report.report import Provenance, Report, Row, Section
from api.report.words import called, ends, listed, many, number, said
from graph_model.lens import Direction
from queries.contract.deadline import in_words
from queries.expiration.contract_expiration import Expiration
from queries.expiration.contract_state import ContractState
from queries.expiration.expiration import Expirations

MOST = 500
"""How many contracts a report tells of, the soonest first; the others are counted."""
TITLES = {
    ContractState.ENDS: "Ends",
    ContractState.MAY_BE_EXTENDED: "May be extended",
    ContractState.RENEWS: "Renews unless notice is given",
    ContractState.NOT_YET_BEGUN: "Not yet begun",
    ContractState.EXPIRED: "Expired",
    ContractState.NO_END: "Without an end",
}
VERBS = {
    ContractState.ENDS: ("ends", "end"),
    ContractState.MAY_BE_EXTENDED: ("may be extended", "may be extended"),
    ContractState.RENEWS: ("renews unless notice is given", "renew unless notice is given"),
    ContractState.NOT_YET_BEGUN: ("has not begun yet", "have not begun yet"),
    ContractState.EXPIRED: ("is over", "are over"),
    ContractState.NO_END: ("has no end", "have no end"),
}
HEADS = (
    "Ends",
    "Act by",
    "Notice by",
    "Latest safe start",
    "Contract",
    "Number",
    "Falls uncovered",
)


def expirations_report(
    answer: Expirations, first: date, until: date | None, provenance: Provenance
) -> Report:
    """The report of the contracts whose last day falls there.

    Raises:
        InvalidQuestion: the last day is before the first.
    """
    positions = answer.between(first, until).tolist()
    shown = [Expiration(answer, position) for position in positions[:MOST]]
    head = next((e for e in shown if e.next_step_on), None)
    sections = [*_states(shown), _uncovered(shown), _arithmetic(shown)]
    left = [f"Left out: {many(n, 'contract')}, {why}." for why, n in answer.left_out(first, until)]
    if len(positions) > MOST:
        left.append(f"Left out: {many(len(positions) - MOST, 'contract')} that end later.")
    return Report(
        f"Contracts that end, {in_words(first)} to {said(until, 'any time')}",
        _verdict(shown, len(positions), head),
        head.act_by if head else None,
        tuple(sections),
        (*left, *_warnings(shown)),
        provenance,
    )


def _verdict(shown: Sequence[Expiration], total: int, head: Expiration | None) -> str:
    if not total:
        return "Nothing is recorded that ends in this time."
    counts = [(state, sum(e.state is state for e in shown)) for state in TITLES]
    states = ", ".join(many(count, *VERBS[state]) for state, count in counts if count)
    falling = len({gap.row for e in shown for gap in e.uncovered})
    falls = many(falling, "item falls uncovered", "items fall uncovered")
    first = f" First to act on: {called(head.answer.snapshot, head.row)}." if head else ""
    return f"{many(total, 'contract ends', 'contracts end')}: {states}; {falls}.{first}"


def _states(shown: Sequence[Expiration]) -> Iterator[Section]:
    for state, title in TITLES.items():
        rows = tuple(_row(e) for e in shown if e.state == state)
        if rows:
            yield Section(title, HEADS, rows)


def _row(e: Expiration) -> Row:
    snapshot, falls = e.answer.snapshot, e.uncovered
    supplier = listed(snapshot, ends(snapshot, e.row, "WITH", Direction.FORWARD, e.answer.as_of))
    with_ = f" with {supplier}" if supplier else ", its supplier not recorded,"
    verb = "ends its term" if e.renews_on else "ends"
    last = f"{verb} on {in_words(e.ends_on)}" if e.ends_on else "has no last day"
    told = f"{called(snapshot, e.row)}{with_} {last}{_act(e)}. {_after(e)}"
    cells = (e.ends_on, e.act_by, e.notice_by, e.latest_safe_start)
    return Row(told, (*cells, snapshot.name(e.row), number(snapshot, e.row), len(falls)))


def _act(e: Expiration) -> str:
    if e.act_by is None or e.next_step is None:
        return ""
    given = f"; notice was given on {in_words(e.notice_given)}" if e.notice_given else ""
    missed = f"; notice was due by {in_words(e.notice_missed)}" if e.notice_missed else ""
    step = f"{e.next_step.kind.value} on {in_words(e.next_step.on)}"
    return f"; act by {in_words(e.act_by)}: {step}{given}{missed}"


def _after(e: Expiration) -> str:
    """What stands the day after, and whom the ending touches."""
    snapshot, touched = e.answer.snapshot, e.touched
    renews = f"If nobody acts it renews to {in_words(e.renews_to)}. " if e.renews_to else ""
    names = listed(snapshot, [s.row for s in e.successors])
    follows = f"It is succeeded by {names}. " if names else ""
    falls = listed(snapshot, [gap.row for gap in e.uncovered])
    left = f"Uncovered the day after: {falls}. " if falls else ""
    counts = [
        (len(touched.affected(["ServiceLevelAgreement"])), "promise", "promises"),
        (len(touched.affected(["Agency"])), "agency", "agencies"),
        (len(touched.affected(["Stakeholder"])), "stakeholder", "stakeholders"),
    ]
    whom = ", ".join(many(*count) for count in counts if count[0])
    return (
        renews + follows + left + (f"It touches {whom}." if whom else "Nobody recorded is touched.")
    )


def _uncovered(shown: Sequence[Expiration]) -> Section:
    rows = []
    for e in shown:
        snapshot = e.answer.snapshot
        for gap in e.uncovered:
            days = "for good" if gap.days is None else f"for {many(gap.days, 'day')}"
            by = "" if gap.by is None else f", until {called(snapshot, gap.by)}"
            ended = f"once {called(snapshot, e.row)} ends on {said(e.ends_on, 'no day')}"
            sentence = f"{called(snapshot, gap.row)} is covered by nobody {days}{by}, {ended}."
            cells = (snapshot.name(gap.row), e.ends_on, gap.days, number(snapshot, e.row))
            rows.append(Row(sentence, cells))
    heads = ("Item", "Covered until", "Days of gap", "Contract number")
    return Section("What falls uncovered", heads, tuple(rows), "Nothing falls uncovered.")


def _arithmetic(shown: Sequence[Expiration]) -> Section:
    rows = tuple(
        Row(f"{called(e.answer.snapshot, e.row)}: {line}.", (number(e.answer.snapshot, e.row),))
        for e in shown
        for line in e.arithmetic
    )
    return Section("How each day was worked out", ("Number",), rows)


def _warnings(shown: Sequence[Expiration]) -> Iterator[str]:
    for e in shown:
        for warning in e.doubts:
            yield f"{called(e.answer.snapshot, e.row)}: {warning}"
