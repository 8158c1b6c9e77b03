"""What a server does beside answering, at its time: the handlers of jobs, and those that recur."""

from __future__ import annotations

from collections.abc import Mapping

from application.graph import Graph
from application.job import Handler, Job
from application.scheduler import Scheduler

EVERY = 3_600.0
"""Every so many seconds what has come to its end is forgotten."""
FORGET = "forget-ended"
"""The kind of the job that removes records of the ledger that have come to their end."""


def handlers(graph: Graph) -> Mapping[str, Handler]:
    """Who does the jobs of each kind."""

    def forget(job: Job) -> None:
        graph.store.forget_ended()

    return {FORGET: forget}


def recur(scheduler: Scheduler) -> None:
    """See to it that the jobs that recur are scheduled; safe to say again."""
    scheduler.every(FORGET, "", EVERY, {})
