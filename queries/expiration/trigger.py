"""Contract triggers: what fires when, benchmarks that are due, and rights never called on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph_model.words import counted, day_in_words
from queries.answers.asked import Asked
from queries.answers.choice import chosen, require_order
from queries.answers.estate import Estate, Include, estate, known
from queries.answers.listing import Listing, listed
from queries.answers.supposed_answer import with_before
from queries.answers.told import told, told_with
from queries.answers.types import ContractRow, FieldChoice, Said, TriggerRow
from queries.answers.view import View
from queries.expiration.deadline_answer import DeadlineAnswer
from queries.expiration.expiration import Expirations, expirations
from queries.snapshot.days import day_number, day_of
from queries.snapshot.rows import as_ints
from queries.snapshot.snapshot import Snapshot

TYPES = ("timing", "rights", "audit", "financial")
Right = Annotated[str, FieldChoice("Contract", "rights")]
BENCHMARKING = "benchmarking"
STEMS: Mapping[str, tuple[str, ...]] = {
    "substitution": ("substitut",),
    "step-in": ("step in", "steps in", "stepped in"),
    "termination for convenience": ("terminat",),
    "assignment consent": ("assign", "consent"),
    "plug-and-play": ("plug and play",),
    "audit": ("audit",),
    BENCHMARKING: ("benchmark",),
    "equitable adjustment": ("adjust",),
}
"""By which words a trigger's name or condition is taken to be about a right."""


TriggerType = Annotated[str, FieldChoice("Trigger", "type")]
OVER = (
    "Whether the contract is over by then, all its tacit renewals having come to pass; of one on a "
    "condition, whether it is over now."
)


@dataclass(frozen=True, slots=True)
class ContractTrigger:
    """A trigger of a contract that fires."""

    trigger: Annotated[TriggerRow, Said("The trigger.", subject=True)]
    contract: Annotated[ContractRow, Said("The contract that it is on.", subject=True)]
    type: Annotated[TriggerType | None, Said("What sort of trigger it is.")]
    on: Annotated[date | None, Said("When it fires; null: on its condition.")]
    condition: Annotated[str | None, Said("Its condition.")]
    lapsed: Annotated[bool, Said(OVER)]

    def in_words(self, view: View) -> str:
        """Its day, or that it has none, and its name."""
        when = "on a condition" if self.on is None else day_in_words(self.on)
        return f"{when}: {view.name(self.trigger)}"


def firings(answer: Expirations) -> list[ContractTrigger]:
    """Every trigger of a contract, one firing each contract, soonest first, conditions last."""
    snapshot = answer.snapshot
    numbers = snapshot.holding(snapshot.all_relations("TRIGGERS_ON"), day_number(answer.as_of))
    pairs = zip(snapshot.starts(numbers).tolist(), snapshot.ends(numbers).tolist(), strict=True)
    found = [_firing(answer, trigger, contract) for trigger, contract in pairs]
    return sorted(found, key=lambda firing: _order(snapshot, firing))


def _order(snapshot: Snapshot, firing: ContractTrigger) -> tuple[date, str, str]:
    return firing.on or date.max, snapshot.id(firing.trigger), snapshot.id(firing.contract)


def _firing(answer: Expirations, trigger: int, contract: int) -> ContractTrigger:
    snapshot = answer.snapshot
    type_, on, condition = (
        snapshot.value(trigger, name) for name in ("type", "fires_on", "condition")
    )
    fires = None if on is None else date.fromisoformat(str(on))
    last = day_of(int(answer.prospects.furthest[answer.rows.searchsorted(contract)])) or date.max
    return ContractTrigger(
        trigger,
        contract,
        None if type_ is None else str(type_),
        fires,
        None if condition is None else str(condition),
        last < (fires or answer.as_of),
    )


def triggers(
    answer: Expirations,
    first: date,
    until: date | None = None,
    types: Sequence[str] | None = None,
) -> list[ContractTrigger]:
    """The triggers that fire between two dates, soonest first, then those on a condition.

    Raises:
        InvalidQuestion: the last day is before the first, or there is no such type.
    """
    require_order(first, until)
    wanted, last = chosen("types", types, TYPES), until or date.max
    return [
        firing
        for firing in firings(answer)
        if firing.on is None or first <= firing.on <= last
        if wanted is None or firing.type in wanted
    ]


def without_contract(snapshot: Snapshot, as_of: date) -> list[int]:
    """The triggers that are on no contract, so that they are in no answer, by id."""
    numbers = snapshot.holding(snapshot.all_relations("TRIGGERS_ON"), day_number(as_of))
    known = set(snapshot.starts(numbers).tolist())
    rows = [row for row in snapshot.rows_of_kind("Trigger").tolist() if row not in known]
    return sorted(rows, key=snapshot.id)


@dataclass(frozen=True, slots=True)
class RightUse:
    """A right of a contract in force, and the triggers on record that are about it."""

    contract: Annotated[ContractRow, Said("The contract, in force.", subject=True)]
    right: Annotated[Right, Said("The right that it gives.")]
    last: Annotated[
        ContractTrigger | None,
        Said("The latest trigger about it that fired; null: none did, as far as is recorded."),
    ]
    next: Annotated[
        ContractTrigger | None, Said("The soonest one ahead; null: nothing is planned.")
    ]


def rights(answer: Expirations) -> list[RightUse]:
    """The use of every right of the contracts in force, by contract's id, then right.

    A trigger is about a right where its name or condition says a word of ``STEMS``. The answer is
    what is recorded, not what happened.
    """
    snapshot, about = answer.snapshot, by_contract(firings(answer))
    force = answer.rows[answer.last.in_force(day_number(answer.as_of))].tolist()
    found: list[RightUse] = []
    for row in sorted(force, key=snapshot.id):
        held = snapshot.value(row, "rights")
        ours = sorted(held) if isinstance(held, list) else []
        found += [_use(answer, row, right, about.get(row, ())) for right in ours]
    return found


def by_contract(found: Sequence[ContractTrigger]) -> Mapping[int, list[ContractTrigger]]:
    """The firings by contract, in their order."""
    grouped: dict[int, list[ContractTrigger]] = {}
    for firing in found:
        grouped.setdefault(firing.contract, []).append(firing)
    return grouped


def _use(
    answer: Expirations, contract: int, right: str, found: Sequence[ContractTrigger]
) -> RightUse:
    about = [firing for firing in found if firing.on and _names(answer.snapshot, firing, right)]
    past = [firing for firing in about if firing.on and firing.on <= answer.as_of]
    ahead = [firing for firing in about if firing.on and firing.on > answer.as_of]
    return RightUse(contract, right, past[-1] if past else None, ahead[0] if ahead else None)


def _names(snapshot: Snapshot, firing: ContractTrigger, right: str) -> bool:
    said = f"{snapshot.name(firing.trigger)} {firing.condition or ''}".casefold()
    words = said.replace("-", " ")
    return any(stem in words for stem in STEMS.get(right, (right.casefold(),)))


def unused_rights(answer: Expirations) -> list[RightUse]:
    """The rights of contracts in force that were never called on, as far as is recorded."""
    return [use for use in rights(answer) if use.last is None]


def benchmarks_due(answer: Expirations, until: date | None = None) -> list[RightUse]:
    """The benchmarking rights to call on by a date, soonest first, then those without a date.

    Due are benchmarks that a trigger dates up to ``until``, and those that nothing dates.
    """
    found = [use for use in rights(answer) if use.right == BENCHMARKING]
    due = [use for use in found if use.next is None or _until(use.next, until)]
    return sorted(due, key=lambda use: (_on(use), answer.snapshot.id(use.contract)))


def _until(firing: ContractTrigger, until: date | None) -> bool:
    return until is None or (firing.on or date.min) <= until


def _on(use: RightUse) -> date:
    return use.next.on or date.max if use.next else date.max


@dataclass(frozen=True)
class ContractTriggers(DeadlineAnswer):
    """What contracts make happen."""

    found: list[ContractTrigger]
    until: Annotated[date | None, Said("Up to here; null: all that are dated.")]
    about: Estate

    def sentence(self, view: View) -> str:
        """How many fire by a day, the next of them, how many on a condition; what lies unused."""
        seen = [f for f in self.found if view.sees(f.trigger, f.contract) and not f.lapsed]
        dated = [(f.on, f.trigger) for f in seen if f.on is not None]
        unused, due = (
            sum(view.sees(use.contract) for use in self._mine(uses))
            for uses in (
                unused_rights(self.deadlines),
                benchmarks_due(self.deadlines, self.until),
            )
        )
        rights = counted(unused, "right was never called on", "rights were never called on")
        return f"{_fires(dated, len(seen) - len(dated), view)}. {rights}{_benchmarks(due)}."

    def _mine(self, uses: Sequence[RightUse]) -> list[RightUse]:
        """Those of contracts that it is about."""
        return [use for use in uses if self.about.rows[use.contract]]

    @told
    def firings(self) -> Listing[ContractTrigger]:
        """What fires, soonest first, those on a condition last."""
        key = self.snapshot.id
        return Listing(
            "on, trigger, contract",
            len(self.found),
            self.found.__getitem__,
            lambda at: _place(self.found[at], key),
            stands_for=lambda at: (self.found[at].trigger, self.found[at].contract),
        )

    @told_with
    def rights(
        self, never_used: Annotated[bool, Said("Only those never called on.")] = False
    ) -> Listing[RightUse]:
        """The rights of contracts in force; what is recorded, not what happened."""
        found = unused_rights(self.deadlines) if never_used else rights(self.deadlines)
        id_of = self.snapshot.id
        found = self._mine(found)
        return _uses(found, "contract, right", lambda use: (id_of(use.contract), use.right))

    @told
    def benchmarks_due(self) -> Listing[RightUse]:
        """Benchmarking rights whose benchmark falls due by `until`, or is not dated."""
        found, id_of = self._mine(benchmarks_due(self.deadlines, self.until)), self.snapshot.id
        return _uses(found, "next, contract", lambda u: (_on(u).isoformat(), id_of(u.contract)))

    @told
    def without_contract(self) -> list[TriggerRow]:
        """Triggers of no contract, left out."""
        rows = without_contract(self.snapshot, self.as_of)
        return [row for row in rows if self.about.rows[row]]


def _fires(dated: Sequence[tuple[date, int]], conditional: int, view: View) -> str:
    """How many triggers fire on a day, the next of them, and how many on a condition."""
    more = f"{counted(conditional, 'fires', 'fire')} on a condition"
    if not dated:
        return f"No trigger is recorded that fires on a day{f'; {more}' if conditional else ''}"
    on, trigger = dated[0]
    fire = counted(len(dated), "trigger fires on a day", "triggers fire on a day")
    first = f"{fire}, the next on {day_in_words(on)}: {view.name(trigger)}"
    return f"{first}; {more}" if conditional else first


def _benchmarks(due: int) -> str:
    return f" and {counted(due, 'benchmark is', 'benchmarks are')} due" if due else ""


def _uses(
    found: list[RightUse], order: str, key: Callable[[RightUse], tuple[str, str]]
) -> Listing[RightUse]:
    return listed(found, order, key, as_ints([use.contract for use in found]))


def _place(firing: ContractTrigger, id_of: Callable[[int], str]) -> tuple[str, str, str]:
    day = (firing.on or date.max).isoformat()
    return day, id_of(firing.trigger), id_of(firing.contract)


def answer(
    asked: Asked,
    of: Sequence[str] | None,
    from_: date,
    until: date | None,
    types: Sequence[str] | None,
    include: Include,
) -> ContractTriggers:
    """The triggers of contracts, with those of the facts without a what-if's edits.

    Raises:
        NotFound: an id is not recorded, or the viewer may not see it.
        InvalidQuestion: the last day is before the first, there is no such type, or nothing belongs
            to an id's kind.
    """
    asked.view.require(of or ())

    def on(view: View) -> ContractTriggers:
        deadlines = expirations(view.snapshot, view.as_of, asked.office.calendar)
        about = estate(view, known(view, of), include)
        found = triggers(deadlines, from_, until, types)
        mine = [one for one in found if about.rows[one.contract] or about.rows[one.trigger]]
        return ContractTriggers(deadlines, mine, until, about)

    return with_before(asked.view, asked.before, on)
