"""The service levels question: what is promised, what it rests on, and whether that can hold it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Annotated

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.words import counted, listed
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.estate import Include, beside, estate
from queries.answers.told import subject, told, told_once
from queries.answers.types import Said, ServiceRow, SlaRow, TargetRow
from queries.answers.view import View
from queries.service_level.availability import Bound
from queries.service_level.beneath import Beneath, closure
from queries.service_level.commitment import Commitments
from queries.service_level.figure import Figure, Measure, figure
from queries.service_level.promise import Promise, PromiseVerdict, Undecided, judged
from queries.service_level.service_chain import FORWARD, Chain
from queries.service_level.service_gap import ServiceGap, gaps, of_ours, unbound
from queries.service_level.support import Support, Supports, all_of
from queries.snapshot.memo import Memo, MemoKey
from queries.snapshot.snapshot import Snapshot

KEPT = 1_000
"""What is promised for so many services is kept: several questions look at each."""


@dataclass(frozen=True)
class ServiceLevels(Chain):
    """The chain of one service: its promises, what supports them, and what is missing."""

    unsupposed: ServiceLevels | None = None

    @subject
    @told
    def about(self) -> ServiceRow:
        """The service asked about."""
        return self.service

    def in_words(self, view: View) -> str:
        """The service."""
        return view.label(self.service)

    @told_once
    def promises(self) -> list[Promise]:
        """Every figure promised for it, and whether it is supported, by SLA and target."""
        kept = self.snapshot.answers.get(MemoKey.PROMISES, None, Memo, lambda: Memo(KEPT))
        return kept.get(MemoKey.PROMISE, (self.service, self.as_of), list, self._promises)

    def _promises(self) -> list[Promise]:
        return [
            self._promise(sla, figure(self.snapshot, target))
            for sla in self.slas.tolist()
            for target in self.targets(sla).tolist()
        ]

    def _promise(self, sla: int, promised: Figure) -> Promise:
        services = tuple(self.ends(sla, "GOVERNS", FORWARD).tolist())
        customers = tuple(self.ends(sla, "PROMISED_TO", FORWARD).tolist())
        problem = promised.problem
        if problem is None and promised.measure is Measure.OTHER:
            problem = "its metric is none that can be composed"
        if problem is not None:
            return Promise(sla, promised, services, customers, undecided=Undecided(problem))
        commitments = self._commitments(sla, promised)
        support = self._support(sla, commitments)
        open_ = judged(promised, support.bound) is PromiseVerdict.UNDETERMINED
        return Promise(
            sla,
            promised,
            services,
            customers,
            support.bound,
            self._undecided(support, commitments) if open_ else None,
            self._by_id(f.row for f in support.resting_on),
            self._shared if _may_fail_together(promised, support.bound) else (),
        )

    def _undecided(self, support: Support, commitments: Commitments) -> Undecided:
        """What the range of a support comes from."""
        partly = [row for row in support.missing if commitments.of(row).partly]
        return Undecided(
            None,
            self._by_id(set(support.missing) - set(partly)),
            self._by_id(partly),
            self._in_order(support.unread),
            self._in_order(f for f in support.resting_on if commitments.longer(f)),
        )

    def _commitments(self, sla: int, promised: Figure) -> Commitments:
        """What counts as committed beneath a promise."""
        beneath = frozenset(self.underpinning(sla))
        return Commitments(self.snapshot, self.as_of, promised.measure, promised.window, beneath)

    def _support(self, sla: int, commitments: Commitments) -> Support:
        """What a promise rests on: what the service supports, and what is committed apart."""
        found = Supports(commitments, self._beneath).found
        apart = self._apart(sla, commitments)
        nothing = found.missing == (self.service,) and not (found.resting_on or found.unread)
        return all_of(apart if apart and nothing else [found, *apart], commitments.arithmetic)

    @cached_property
    def _beneath(self) -> Beneath:
        """What the service depends on, whatever is promised for it."""
        return Beneath(self.snapshot, self.service, self.as_of)

    def _apart(self, sla: int, commitments: Commitments) -> list[Support]:
        """What the underpinning agreements commit to that govern nothing beneath what is promised.

        An agreement about another service of the same SLA is none about this one.
        """
        promised = self.ends(sla, "GOVERNS", FORWARD)
        inside = set(closure(self.snapshot, promised, self.as_of).tolist())
        found = []
        for agreement in self.underpinning(sla):
            governed = self.ends(agreement, "GOVERNS", FORWARD).tolist()
            if inside.isdisjoint(governed) and (figures := commitments.figures(agreement)):
                own = commitments.together(figures)
                bound = own.bound or commitments.arithmetic.unknown
                factors = {(agreement, 0): bound}
                found.append(Support(bound, (), own.unread, own.figures, factors))
        return found

    @cached_property
    def _shared(self) -> tuple[int, ...]:
        """What two or more of the service and what lies beneath it depend on, by id."""
        numbers = self.dependencies(self.beneath)
        starts, ends = self.snapshot.starts(numbers), self.snapshot.ends(numbers)
        pairs = np.unique(np.stack([starts, ends]), axis=1)
        rows, dependents = np.unique(pairs[1], return_counts=True)
        return self._by_id(rows[(dependents > 1) & (rows != self.service)].tolist())

    def _in_order(self, figures: Iterable[Figure]) -> tuple[Figure, ...]:
        return tuple(sorted(figures, key=lambda f: self.snapshot.id(f.row)))

    def _by_id(self, rows: Iterable[int]) -> tuple[int, ...]:
        return tuple(sorted(rows, key=self.snapshot.id))

    @told_once
    def gaps(self) -> list[ServiceGap]:
        """What is missing in its chain, by kind; of reference data only what concerns ours."""
        return gaps(self, of_ours(self, self._unbound))

    @told
    def gaps_of_reference(self) -> int:
        """How many gaps there are between services of reference data, left out."""
        return len(self._unbound) - len(of_ours(self, self._unbound))

    @cached_property
    def _unbound(self) -> list[ServiceGap]:
        return unbound(self)

    @told
    def changes(self) -> list[PromiseChange]:
        """The promises that the edits of a what-if change."""
        return [] if self.unsupposed is None else changed_promises(self.unsupposed, self)


def _may_fail_together(promised: Figure, support: Bound) -> bool:
    """Whether it makes a difference to a support what fails together."""
    return promised.measure is Measure.AVAILABILITY and support.lower < support.upper


@dataclass(frozen=True, slots=True)
class PromiseChange:
    """A promise whose support edits change."""

    before: Annotated[Promise | None, Said("Without the edits; null: it is not made.")]
    after: Annotated[Promise | None, Said("With them; null: it is not made.")]

    @subject
    @told
    def sla(self) -> SlaRow:
        """Who promises."""
        return self._side.agreement

    @subject
    @told
    def target(self) -> TargetRow:
        """What is promised."""
        return self._side.figure.row

    @property
    def _side(self) -> Promise:
        side = self.after or self.before
        assert side is not None
        return side


def changed_promises(before: ServiceLevels, after: ServiceLevels) -> list[PromiseChange]:
    """The promises of one service whose verdict or support a what-if changes, by agreement.

    Both sides lie over one base, so rows agree.
    """
    sides = [{(p.agreement, p.figure.row): p for p in side.promises} for side in (before, after)]
    pairs = [PromiseChange(sides[0].get(k), sides[1].get(k)) for k in sides[0] | sides[1]]
    return [pair for pair in pairs if _told(pair.before) != _told(pair.after)]


def _told(promise: Promise | None) -> tuple[object, ...] | None:
    """What makes two answers about one promise differ."""
    if promise is None:
        return None
    return promise.bound, promise.figure, promise.undecided


def service_levels(snapshot: Snapshot, of: Sequence[str], as_of: date) -> list[ServiceLevels]:
    """The chains of some services, in the order asked for.

    Raises:
        NotFound: with the ids that are not recorded.
        InvalidQuestion: an id is not of a service.
    """
    rows = snapshot.rows(of).tolist()
    wrong = [
        Problem("of", f"{id_!r}, a {snapshot.kind(row)}", "a Service")
        for id_, row in zip(of, rows, strict=True)
        if snapshot.kind(row) != "Service"
    ]
    if wrong:
        raise InvalidQuestion(wrong)
    return [ServiceLevels(snapshot, row, as_of) for row in rows]


@dataclass(frozen=True)
class ServiceLevelsAnswer(Answer):
    """What is promised for some services, whether it can be held, and what is missing."""

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    services: Annotated[list[ServiceLevels], Said("The chain of each service, as asked for.")]

    def sentence(self, view: View) -> str:
        """How many promises are supported, the worst first, by name; how many gaps there are."""
        promises = [p for p in self.promises if view.sees(p.agreement, p.figure.row)]
        missing = sum(len(chain.gaps) for chain in self.services)
        theirs = beside(sum(chain.gaps_of_reference for chain in self.services))
        gaps = f"{counted(missing, 'gap', 'gaps')} in what is agreed or measured{theirs}"
        if not promises:
            return f"No promise is recorded; {gaps}."
        told = Counter(promise.verdict for promise in promises)
        named = ", ".join(f"{told[one]} {one.value}" for one in _WORST_FIRST if told[one])
        many = counted(len(promises), "promise", "promises")
        return f"{many}: {named}; {gaps}.{_unsupported(promises, view)}"

    @property
    def promises(self) -> list[Promise]:
        """Every promise of all of them."""
        return [promise for chain in self.services for promise in chain.promises]


_WORST_FIRST = (
    PromiseVerdict.UNSUPPORTED,
    PromiseVerdict.UNDETERMINED,
    PromiseVerdict.SUPPORTED,
)


def _unsupported(promises: Sequence[Promise], view: View) -> str:
    """Which promises cannot be held, each with what is promised and by how much it is missed."""
    broken = [p for p in promises if p.verdict is PromiseVerdict.UNSUPPORTED]
    said = [f"{view.name(p.figure.row)} (promised {p.promised}{_short(p, view)})" for p in broken]
    return f" Not to be held: {listed(list(dict.fromkeys(said)))}." if said else ""


def _short(promise: Promise, view: View) -> str:
    """By how much a promise is missed, where that may be told."""
    short = promise.short_by_in_words(view)
    return f", short by {short}" if short else ""


def answer(
    asked: Asked, of: Sequence[str] | None = None, include: Include = Include.OURS
) -> ServiceLevelsAnswer:
    """The chains of some services, each with the one without a what-if's edits.

    Of a service asked for its own; of others those of the services that belong to them; and where
    nothing is asked for, those of all of ours that something is promised for.

    Raises:
        NotFound: with the ids that are not recorded, or that the viewer may not see.
        InvalidQuestion: an id is of a kind that nothing belongs to.
    """
    rows = _asked_for(asked, of, include)
    chains = [ServiceLevels(asked.snapshot, row, asked.as_of) for row in rows]
    if asked.before is not None:
        chains = [replace(chain, unsupposed=_unsupposed(asked.before, chain)) for chain in chains]
    return ServiceLevelsAnswer(asked.snapshot, asked.as_of, chains)


def _asked_for(asked: Asked, of: Sequence[str] | None, include: Include) -> list[int]:
    """The services (rows) that a question is about: as asked for, what belongs to others by id."""
    snapshot, every = asked.snapshot, asked.snapshot.rows_of_kind("Service")
    if not of:
        found = asked.view.shown(estate(asked.view, None, include).kept(every))
        chains = (ServiceLevels(snapshot, row, asked.as_of) for row in found.tolist())
        promised = [chain.service for chain in chains if len(chain.slas)]
        return sorted(promised, key=snapshot.id)
    rows: dict[int, None] = {}
    for id_, row in zip(of, asked.view.require(of).tolist(), strict=True):
        mine = estate(asked.view, [id_], include).kept(every).tolist()
        own = snapshot.kind(row) == "Service"
        rows |= dict.fromkeys([row] if own else sorted(mine, key=snapshot.id))
    return list(rows)


def _unsupposed(before: View, chain: ServiceLevels) -> ServiceLevels | None:
    """The chain without the edits; None where the service is new."""
    known = before.snapshot.find(chain.snapshot.id(chain.service)) is not None
    return ServiceLevels(before.snapshot, chain.service, chain.as_of) if known else None
