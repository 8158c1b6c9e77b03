"""A scheduled job: how it is asked for, handed to who does it, and what becomes of it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import floor
from typing import Any, NamedTuple
from uuid import uuid4

import orjson

from application.clock import moment_text, read_moment
from graph_model.ledger.due_job import KIND as DUE
from graph_model.ledger.due_job import DueJob
from graph_model.ledger.scheduled_job import KIND as JOBS
from graph_model.ledger.scheduled_job import ScheduledJob
from graph_model.record_kind import RecordWrite

LONGEST = timedelta(minutes=10)
"""What failed is tried again after a second, then after twice as long each time, at most this."""
MOST_ATTEMPTS = 150
"""What failed so often (for about a day) is set aside until somebody asks for it again."""


class Job(NamedTuple):
    """A job as its handler gets it; ``attempts`` counts this one."""

    kind: str
    key: str
    due: datetime
    payload: Mapping[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """What came of a job: what is to be written as it is done, and when to do it again, if ever.

    The records are kept in the one step that ends the job, or not at all.
    """

    writes: Sequence[RecordWrite] = ()
    again_at: datetime | None = None


Handler = Callable[[Job], JobOutcome | None]
"""What does the jobs of a kind; what it raises has the job tried again later."""


def new_job(kind: str, key: str, due: datetime, payload: Mapping[str, Any]) -> list[RecordWrite]:
    """The writes that schedule a job of a key that has none, for who writes more with them."""
    return kept(asked(kind, key, due, payload))


def asked(kind: str, key: str, due: datetime, payload: Mapping[str, Any]) -> ScheduledJob:
    """A job as it is asked for; each time another one."""
    at, text = moment_text(due), orjson.dumps(payload, option=orjson.OPT_SORT_KEYS).decode()
    return ScheduledJob(kind, key, at, at, text, str(uuid4()))


def told(job: ScheduledJob) -> Job:
    """A job as its handler gets it."""
    due, payload = read_moment(job.due_at), orjson.loads(job.payload)
    return Job(job.kind, job.key, due, payload, job.attempts)


def kept(job: ScheduledJob) -> list[RecordWrite]:
    """The writes that keep a job, and have it looked at."""
    due = [] if job.set_aside else [DUE.kept(DueJob(job.look_at, job.kind, job.key))]
    return [JOBS.kept(job), *due]


def in_place(wanted: ScheduledJob, found: ScheduledJob | None) -> ScheduledJob:
    """What is asked for, in place of what is there: what is being done stays claimed till then."""
    if found is None or found.claim is None:
        return wanted
    return replace(wanted, claim=found.claim, look_at=found.look_at)


def cancelled(found: ScheduledJob | None) -> ScheduledJob | None:
    """A job that is not to be done: gone, unless it is being done."""
    return None if found is None or found.claim is None else replace(found, asked=None)


def claimed(job: ScheduledJob, claim: str, until: datetime) -> ScheduledJob:
    """A job that somebody begins."""
    return replace(job, claim=claim, look_at=moment_text(until), attempts=job.attempts + 1)


def released(job: ScheduledJob) -> ScheduledJob | None:
    """A job that is not being done any more, from the start; None: it was cancelled."""
    if job.asked is None:
        return None
    return replace(job, claim=None, look_at=job.due_at, attempts=0, problem=None)


def done(job: ScheduledJob, now: datetime, again_at: datetime | None) -> ScheduledJob | None:
    """What becomes of a job that was done; None: nothing more."""
    again = again_at or _next(job, now)
    return None if again is None else released(replace(job, due_at=moment_text(again)))


def failed(job: ScheduledJob, now: datetime, problem: str) -> ScheduledJob:
    """What becomes of a job that was not done: it is tried again later, or set aside."""
    again = moment_text(now + min(timedelta(seconds=2 ** min(job.attempts - 1, 16)), LONGEST))
    aside = job.attempts >= MOST_ATTEMPTS and job.every is None
    return replace(job, claim=None, problem=problem, look_at=again, set_aside=aside)


def _next(job: ScheduledJob, now: datetime) -> datetime | None:
    """When a repeated job is due again: in its rhythm, those left out that were missed."""
    if job.every is None:
        return None
    due, step = read_moment(job.due_at), timedelta(seconds=job.every)
    return due + step * (floor((now - due) / step) + 1)
