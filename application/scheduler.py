"""Jobs that time causes: windows that begin, deadlines that pass, quiet times that end.

A job is kept in the ledger until it is done. Whoever begins it claims it first, by comparing and
writing its record in one step, so that of several processes one does it. A claim is held on to
while the process lives (:meth:`Scheduler.keep`) and ends by itself when it does not: then another
does the job. A process that lost its claim cannot say that the job is done, nor keep what came of
it. So what a handler returns to be written is written once; what it does elsewhere it may be asked
to do twice, with the same key, where a process dies between doing it and saying so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from typing import Any
from uuid import uuid4

import structlog

from application.clock import Clock, moment_text
from application.job import (
    MOST_ATTEMPTS,
    Handler,
    JobOutcome,
    asked,
    cancelled,
    claimed,
    done,
    failed,
    in_place,
    kept,
    released,
    told,
)
from graph_model.errors import RamifyError
from graph_model.ledger.due_job import KIND as DUE
from graph_model.ledger.due_job import DueJob
from graph_model.ledger.scheduled_job import KIND as JOBS
from graph_model.ledger.scheduled_job import ScheduledJob
from graph_model.record_kind import RecordFound, RecordWrite
from stores.ledger import Ledger, all_records

log = structlog.get_logger("ramify.scheduler")

CLAIM = timedelta(seconds=30)
"""So long a claim lasts of a process that does not hold on to it any more."""
KEEP = 10.0
"""Claims are held on to every so many seconds."""
_PAGE = 50
Becomes = Callable[[ScheduledJob | None], ScheduledJob | None]
"""What becomes of a job, by what it is; None where there is none."""


class Scheduler:
    """The jobs of a ledger, and who does those of each kind; safe to use from several threads."""

    def __init__(self, ledger: Ledger, clock: Clock, handlers: Mapping[str, Handler]) -> None:
        """Jobs of kinds that ``handlers`` does not name are left to other processes."""
        self._ledger, self._clock, self._handlers = ledger, clock, handlers
        self._lock = Lock()
        self._mine: dict[tuple[str, str], str] = {}

    # what is asked for

    def at(self, kind: str, key: str, due: datetime, payload: Mapping[str, Any]) -> None:
        """Have a job done at a moment, in place of the one of its key.

        One that is being done meanwhile is ended first, and then this is done.
        """
        wanted = asked(kind, key, due, payload)
        self._change(kind, key, lambda found: in_place(wanted, found))

    def every(self, kind: str, key: str, seconds: float, payload: Mapping[str, Any]) -> None:
        """Have a job done now and then every so many seconds; one that is so already is let be."""
        wanted = replace(asked(kind, key, self._clock.now(), payload), every=seconds)

        def becomes(found: ScheduledJob | None) -> ScheduledJob | None:
            if found is None or found.asked is None:
                return in_place(wanted, found)
            same = (found.every, found.payload) == (seconds, wanted.payload)
            return found if same else in_place(wanted, found)

        self._change(kind, key, becomes)

    def cancel(self, kind: str, key: str) -> None:
        """Have a job not done; one that is being done is not done again."""
        self._change(kind, key, cancelled)

    def again(self, kind: str, key: str) -> bool:
        """Try a job that was set aside again, now; whether there is such a one."""
        now = moment_text(self._clock.now())

        def becomes(found: ScheduledJob | None) -> ScheduledJob | None:
            if found is None or not found.set_aside:
                return found
            return replace(found, set_aside=False, attempts=0, look_at=now)

        found = self._change(kind, key, becomes)
        return found is not None and found.set_aside

    def jobs(self) -> Iterator[ScheduledJob]:
        """Every job that is not done, those set aside too; by kind and key."""
        return all_records(self._ledger, JOBS)

    # what is done

    def run_due(self) -> int:
        """Do the jobs whose time has come, the first due first; return how many were begun.

        Several threads and processes may do so at once: each job is begun by one.

        Raises:
            StoreUnavailable: the store does not answer; what was begun is done later.
        """
        return sum(self._run(due) for due in self._due())

    def keep(self) -> None:
        """Hold on to what is being done here: every ``KEEP`` seconds.

        Raises:
            StoreUnavailable: the store does not answer; soon another process does it.
        """
        until = moment_text(self._clock.now() + CLAIM)

        def held(found: ScheduledJob | None, claim: str) -> ScheduledJob | None:
            mine = found is not None and found.claim == claim
            return replace(found, look_at=until) if found and mine else found

        for name, claim in list(self._mine.items()):
            self._change(*name, partial(held, claim=claim))

    def _due(self) -> Iterator[DueJob]:
        """What is to be looked at by now, soonest first."""
        for due in all_records(self._ledger, DUE, most=_PAGE):
            if due.look_at > moment_text(self._clock.now()):
                return
            yield due

    def _run(self, due: DueJob) -> bool:
        """Do a job if nobody else does; whether it was begun."""
        name, claim = (due.kind, due.key), str(uuid4())
        with self._lock:
            if due.kind not in self._handlers or name in self._mine:
                return False
            self._mine[name] = claim
        try:
            job = self._begun(due, claim)
            if job is not None:
                self._do(job, claim)
            return job is not None
        finally:
            del self._mine[name]

    def _begun(self, due: DueJob, claim: str) -> ScheduledJob | None:
        """The job that is to be done, claimed; None: it is not to be done, or not here."""
        found, now = self._ledger.record(JOBS, due.kind, due.key), self._clock.now()
        if found is None or found.look_at != due.look_at:
            expected = _expected(found, due.kind, due.key)
            self._ledger.exchange_records([expected], [DUE.removed(due.look_at, due.kind, due.key)])
            return None
        if found.asked is None or found.due_at > moment_text(now):  # as its process died
            self._exchange(found, released(found))
            return None
        if (
            found.attempts >= MOST_ATTEMPTS and found.every is None
        ):  # whoever began it never came to say that it failed
            problem = found.problem or "each process that began it ended before it did"
            self._exchange(found, failed(found, now, problem))
            return None
        job = claimed(found, claim, now + CLAIM)
        return job if self._exchange(found, job) else None

    def _do(self, job: ScheduledJob, claim: str) -> None:
        """Do it, and say what came of it."""
        try:
            outcome = self._handlers[job.kind](told(job)) or JobOutcome()
        except RamifyError as error:
            log.warning("a job failed", kind=job.kind, key=job.key, error=str(error))
            self._failed(job, claim, str(error))
        except Exception as error:
            log.exception("what nobody foresaw in a job", kind=job.kind, key=job.key)
            self._failed(job, claim, f"what nobody foresaw: {type(error).__name__}")
        else:
            self._done(job, claim, outcome)

    def _done(self, job: ScheduledJob, claim: str, outcome: JobOutcome) -> None:
        now = self._clock.now()

        def becomes(found: ScheduledJob) -> ScheduledJob | None:
            later = found.asked != job.asked  # asked for again meanwhile, or cancelled
            return released(found) if later else done(found, now, outcome.again_at)

        if not self._end(job, claim, becomes, outcome.writes):
            log.warning("another process has the job by now", kind=job.kind, key=job.key)

    def _failed(self, job: ScheduledJob, claim: str, problem: str) -> None:
        now = self._clock.now()

        def becomes(found: ScheduledJob) -> ScheduledJob | None:
            return released(found) if found.asked != job.asked else failed(found, now, problem)

        self._end(job, claim, becomes)

    def _end(
        self,
        job: ScheduledJob,
        claim: str,
        becomes: Callable[[ScheduledJob], ScheduledJob | None],
        writes: Sequence[RecordWrite] = (),
    ) -> bool:
        """Write what becomes of a job that is claimed here; False: it is not any more."""
        while True:
            found = self._ledger.record(JOBS, job.kind, job.key)
            if found is None or found.claim != claim:
                return False
            if self._exchange(found, becomes(found), writes):
                return True

    def _change(self, kind: str, key: str, becomes: Becomes) -> ScheduledJob | None:
        """Change a job by what it is; return what it was. Who changes it meanwhile comes first."""
        while True:
            found = self._ledger.record(JOBS, kind, key)
            job = becomes(found)
            if job == found:
                return found
            writes = [*(_gone(found) if found else []), *(kept(job) if job else [])]
            if self._ledger.exchange_records([_expected(found, kind, key)], writes):
                return found

    def _exchange(
        self, found: ScheduledJob, job: ScheduledJob | None, writes: Sequence[RecordWrite] = ()
    ) -> bool:
        """Put a job in the place of the one that was found, if that is still there."""
        instead = [*_gone(found), *(kept(job) if job else [])]
        return self._ledger.exchange_records([JOBS.found(found)], [*instead, *writes])


def _gone(job: ScheduledJob) -> list[RecordWrite]:
    name = (job.kind, job.key)
    return [JOBS.removed(*name), DUE.removed(job.look_at, *name)]


def _expected(found: ScheduledJob | None, kind: str, key: str) -> RecordFound:
    return JOBS.missing(kind, key) if found is None else JOBS.found(found)
