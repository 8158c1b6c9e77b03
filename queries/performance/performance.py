"""The performance question: who keeps promises, what follows where not, retain or source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated

from graph_model.words import counted, sentence
from queries.answers.answer import Answer
from queries.answers.estate import Estate, Include, estate
from queries.answers.listing import Listing, listed
from queries.answers.told import told, told_once
from queries.answers.types import Said
from queries.answers.view import View
from queries.performance.agreed import Agreed
from queries.performance.baseline import Baselines, BaselineStanding, standings
from queries.performance.promised_figure import PromisedFigure
from queries.performance.retention import MarketOfferings, ServiceStanding
from queries.performance.standing import Promisor, RetainOrSource, Standing
from queries.performance.supplier_record import SupplierRecord, records
from queries.service_level.measured import back, measurement
from queries.service_level.yardstick import yardstick
from queries.snapshot.rows import absent, as_ints
from queries.snapshot.snapshot import Snapshot

MISSED = (Standing.MISSED_NOW, Standing.MISSED_BEFORE)
UNREAD = (Standing.NOT_MEASURED, Standing.NOT_READ, Standing.NOT_COMPARABLE)
_ACT = (
    RetainOrSource.TEST_THE_MARKET,
    RetainOrSource.RETAIN,
    RetainOrSource.KEEP,
    RetainOrSource.UNKNOWN,
)


@dataclass(frozen=True)
class Performance(Answer):
    """What was promised and committed beside what was measured over some months.

    ``about`` is what it is about, ``whole`` the same of the whole office, with which a service is
    compared; ``of`` are the rows asked for by name.
    """

    view: View
    months: Annotated[int, Said("Over how many months up to the day misses are counted.")]
    about: Estate
    whole: Estate
    of: tuple[int, ...] = ()

    @property
    def snapshot(self) -> Snapshot:
        """The facts it is about."""
        return self.view.snapshot

    @told
    def as_of(self) -> date:
        """The day it is asked for."""
        return self.view.as_of

    @told
    def since(self) -> date:
        """Readings after this day are counted."""
        return back(self.as_of, self.months)

    @cached_property
    def _agreed(self) -> Agreed:
        return Agreed(self.view)

    @cached_property
    def all_figures(self) -> list[PromisedFigure]:
        """Every figure, the worst first."""
        agreed, kept = self._agreed, self.about.rows
        pairs = ((a, t) for a, many in agreed.sets.items() for t in many)
        within = ((a, t) for a, t in pairs if kept[a] and kept[t])
        return sorted((self._figure(a, t) for a, t in within), key=lambda one: one.rank)

    @cached_property
    def read_figures(self) -> list[PromisedFigure]:
        """The figures of which something was read, in no order."""
        agreed, kept = self._agreed, self.about.rows
        metrics = self.snapshot.rows_of_kind("OperatingLevelMetric")
        read = set(metrics[~absent(self.snapshot.values(metrics, "readings"))].tolist())
        measured = {t for t, many in agreed.metrics.items() if not read.isdisjoint(many)}
        pairs = ((a, t) for a, many in agreed.sets.items() for t in many if t in measured)
        return [self._figure(a, t) for a, t in pairs if kept[a] and kept[t]]

    def _figure(self, agreement: int, target: int) -> PromisedFigure:
        held = yardstick(self.snapshot, target)
        metrics = self._agreed.metrics.get(target, ())
        found = measurement(self.snapshot, held, metrics, self.as_of, self.since)
        return PromisedFigure(self._agreed, agreement, target, found)

    @told
    def figures(self) -> Listing[PromisedFigure]:
        """Every figure that is promised or committed, the worst first."""
        rows = as_ints([one.figure for one in self.all_figures])
        return listed(self.all_figures, "worst first", lambda one: one.rank, rows)

    @told_once
    def remedies(self) -> list[PromisedFigure]:
        """The figures missed in the period, and what is agreed to follow, those unclaimed first."""
        missed = [one for one in self.all_figures if one.months_missed]
        return sorted(missed, key=lambda one: (-one.unclaimed_months, one.rank))

    @told_once
    def suppliers(self) -> list[SupplierRecord]:
        """The record of each supplier that has committed to something, the worst first."""
        return records(self._agreed, self.all_figures)

    @cached_property
    def _baselines(self) -> Baselines:
        return Baselines(self._agreed, self.since)

    @cached_property
    def _services(self) -> list[int]:
        rows = self.view.shown(self.snapshot.rows_of_kind("Service"))
        provided = (row for row in rows.tolist() if self._agreed.providers.get(row))
        return sorted((row for row in provided if self.about.rows[row]), key=self.snapshot.id)

    @told_once
    def groups(self) -> list[BaselineStanding]:
        """The service groups against their baselines, in-house beside the other ways to source."""
        return standings(self._baselines, self._services)

    @cached_property
    def _peers(self) -> list[BaselineStanding]:
        """The groups as a whole, which one service is compared with."""
        if not self.of:
            return self.groups
        rows = self.whole.kept(self.view.shown(self.snapshot.rows_of_kind("Service")))
        return standings(self._baselines, sorted(rows.tolist(), key=self.snapshot.id))

    @told
    def services(self) -> Listing[ServiceStanding]:
        """Whether to retain or to source each service, by what is on record.

        Market information, not an evaluation.
        """
        asked = self._asked_services
        rows = (row for row in self._services if not asked or row in self.of)
        lines = sorted((self._standing(row) for row in rows), key=self._telling)
        return listed(lines, "evidence", self._telling, as_ints([one.row for one in lines]))

    def _telling(self, one: ServiceStanding) -> tuple[int, str]:
        """Rising from what there is to do: the market to be tested, what stays, what is unknown."""
        return _ACT.index(one.evidence), self.snapshot.id(one.row)

    @cached_property
    def _asked_services(self) -> list[int]:
        return [row for row in self.of if self.snapshot.kind(row) == "Service"]

    def _standing(self, service: int) -> ServiceStanding:
        market = MarketOfferings(self._agreed)
        return ServiceStanding(self._baselines, market, service, self._peers)

    # the verdict

    def sentence(self, view: View) -> str:
        """Who misses promises and what comes of it; of one service, whether to retain or source."""
        if not self.all_figures:
            parts = ["nothing recorded that anybody promised or committed to"]
        else:
            parts = [self._missed(view), *self._own(), *self._unread()]
        if len(self.of) == 1 == len(self._asked_services):
            parts = [*self._retained(view, self.of[0]), *parts]
        return sentence("; ".join(parts))

    def _retained(self, view: View, service: int) -> list[str]:
        if service not in self._services:
            return [f"{view.name(service)}: nobody is recorded to provide it"]
        found = self._standing(service)
        if found.evidence is RetainOrSource.UNKNOWN:
            return [f"{view.name(service)}, retain or source: not known, {found.why(view)}"]
        return [f"{view.name(service)}: {found.evidence.value}; {found.why(view)}"]

    def _missed(self, view: View) -> str:
        """What suppliers missed, who most, and what comes of it."""
        committed = [one for one in self.all_figures if one.promisor is Promisor.SUPPLIER]
        measured = [one for one in committed if one.months_read]
        missed = [one for one in measured if one.months_missed]
        many = counted(len(measured), "measured commitment", "measured commitments")
        if not missed:
            return f"none of {many} missed in {self._months}" if measured else self._nothing
        worst = self.suppliers[0]
        most = f"most {view.name(worst.row)} ({_months(worst.months_missed)})"
        return f"{len(missed)} of {many} missed in {self._months}, {most}; {_remedies(missed)}"

    @property
    def _nothing(self) -> str:
        return "no commitment of a supplier was measured"

    @property
    def _months(self) -> str:
        return f"the last {_months(self.months)}" if self.months > 1 else "the last month"

    def _own(self) -> list[str]:
        """What we missed of what we promise to customers."""
        ours = [o for o in self.all_figures if o.promisor is Promisor.US and o.months_read]
        missed = sum(one.months_missed > 0 for one in ours)
        many = counted(len(ours), "measured promise", "measured promises")
        if missed:
            return [f"we missed {missed} of our own {many}"]
        return [f"we kept our own {many}"] if ours else []

    def _unread(self) -> list[str]:
        found = Counter(one.standing for one in self.all_figures if one.standing in UNREAD)
        told_so = [f"{number:,} {how.value}" for how in UNREAD if (number := found[how])]
        return [f"figures {', '.join(told_so)}"] if told_so else []


def _months(number: int) -> str:
    return counted(number, "month", "months")


def _remedies(missed: Sequence[PromisedFigure]) -> str:
    """What comes of misses: "remedies: 1 month claimed, 3 not claimed, none agreed for 2"."""
    claimed = sum(one.months_missed - one.unclaimed_months for one in missed if one.remedy)
    unclaimed = sum(one.unclaimed_months for one in missed)
    without = sum(one.months_missed for one in missed if one.remedy is None)
    parts = (
        f"claimed for {_months(claimed)}" if claimed else "",
        f"not claimed for {_months(unclaimed)}" if unclaimed else "",
        f"none agreed for {_months(without)}" if without else "",
    )
    return f"remedies: {', '.join(part for part in parts if part)}"


def whole_office(view: View, months: int = 12) -> Performance:
    """The performance of everything that may be seen, reference data included."""
    everything = estate(view, None, Include.REFERENCE)
    return Performance(view, months, everything, everything)
