"""A process that does the jobs of a store until it is killed: ``python -m … STUCK``.

It tells each job that it begins, and never comes to an end with the STUCK-th.
"""

from __future__ import annotations

import sys
import time

from application.clock import SystemClock, moment_text
from application.job import Job, JobOutcome
from application.scheduler import Scheduler
from graph_model.ledger.erasure import KIND, Erasure
from tests.support.store_place import open_named


def _handle(job: Job) -> JobOutcome:
    print(job.key, flush=True)
    if int(job.key) == int(sys.argv[1]) - 1:
        time.sleep(600)
    record = Erasure(f"{job.key} {job.payload['n']}", moment_text(job.due), str(job.attempts))
    return JobOutcome([KIND.kept(record)])


if __name__ == "__main__":
    Scheduler(open_named(), SystemClock(), {"note": _handle}).run_due()
