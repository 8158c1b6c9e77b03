"""Jobs that are due at a moment: one process does each, none twice, and none is lost."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Event

import pytest

from application.clock import SystemClock, moment_text, read_moment
from application.job import MOST_ATTEMPTS, Handler, Job, JobOutcome, asked, kept, new_job
from application.scheduler import CLAIM, Scheduler
from graph_model.errors import InvalidInput, Problem
from graph_model.ledger.due_job import KIND as DUE
from graph_model.ledger.erasure import KIND as WRITTEN
from graph_model.ledger.erasure import Erasure
from graph_model.record_kind import RecordWrite
from stores.protocol import Store
from tests.support.fake_clock import FakeClock
from tests.support.repository import ROOT
from tests.support.store_place import Place

GONE = CLAIM.total_seconds() + 1


class Office:
    """Schedulers of one store, as several processes have them, and what their jobs did."""

    def __init__(self, place: Place) -> None:
        self.place, self.clock, self.did = place, FakeClock(), list[Job]()
        self.store = place.open()
        self.scheduler = self.another()

    def another(self, handle: Handler | None = None) -> Scheduler:
        """The scheduler of another process."""
        return Scheduler(self.place.open(), self.clock, {"note": handle or self.do})

    def do(self, job: Job) -> None:
        self.did.append(job)

    def at(self, seconds: float, key: str = "a", **payload: object) -> None:
        self.scheduler.at("note", key, self.clock.later(seconds), payload)

    def began(self, attempts: int) -> None:
        """A job is due that was begun so often since it was asked for."""
        job = replace(asked("note", "a", self.clock.now(), {}), attempts=attempts)
        self.store.write_records(kept(job))

    def passes(self, seconds: float) -> list[str]:
        """What is done when so many seconds have passed, by key."""
        self.clock.advance(seconds)
        self.did.clear()
        self.scheduler.run_due()
        return [job.key for job in self.did]

    @property
    def problems(self) -> list[str | None]:
        return [job.problem for job in self.scheduler.jobs()]


@pytest.fixture
def office(place: Place) -> Office:
    return Office(place)


def test_a_job_is_done_when_its_time_has_come_and_once(office: Office) -> None:
    office.at(60, n=1)
    assert [office.passes(s) for s in (0, 59, 1, 0, 3600)] == [[], [], ["a"], [], []]
    assert list(office.scheduler.jobs()) == []
    assert office.store.records(DUE) == []


def test_who_does_it_is_told_all(office: Office) -> None:
    office.at(60, ticket="INC-7")
    due = office.clock.later(60)
    office.passes(90)
    assert office.did == [Job("note", "a", due, {"ticket": "INC-7"}, 1)]


def test_the_first_due_is_done_first(office: Office) -> None:
    for seconds, key in ((30, "c"), (10, "a"), (20, "b"), (99, "later")):
        office.at(seconds, key)
    assert office.passes(40) == ["a", "b", "c"]


def test_more_jobs_than_are_read_at_once(office: Office) -> None:
    """Jobs of kinds that are done elsewhere are in the way of none."""
    now, soon = office.clock.now(), office.clock.later(1)
    writes = list[RecordWrite]()
    for n in range(120):
        writes += [*new_job("elsewhere", str(n), now, {}), *new_job("note", str(n), soon, {})]
    office.store.write_records(writes)
    assert len(office.passes(5)) == 120
    assert {job.kind for job in office.scheduler.jobs()} == {"elsewhere"}


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ((60, 120), {59: [], 61: [], 121: ["a"], 300: []}),  # put off
        ((120, 60), {59: [], 61: ["a"], 121: [], 300: []}),  # brought forward
        ((60, 60), {59: [], 61: ["a"], 121: [], 300: []}),
        ((60, None), {59: [], 61: [], 121: [], 300: []}),  # cancelled
    ],
)
def test_of_one_key_what_was_asked_for_last_counts(
    office: Office, asked: tuple[float, float | None], wanted: dict[float, list[str]]
) -> None:
    for seconds in asked:
        if seconds is None:
            office.scheduler.cancel("note", "a")
        else:
            office.at(seconds, n=seconds)
    at = 0.0
    for moment, keys in wanted.items():
        assert office.passes(moment - at) == keys, moment
        at = moment
    assert office.store.records(DUE) == []


def test_a_job_that_recurs_keeps_its_rhythm_and_leaves_out_what_was_missed(office: Office) -> None:
    for _ in range(2):  # each process says so when it starts
        office.scheduler.every("note", "a", 60, {})
    assert [office.passes(s) for s in (0, 59, 2, 57, 2)] == [["a"], [], ["a"], [], ["a"]]
    assert office.passes(600) == ["a"]
    assert [office.passes(s) for s in (50, 10)] == [[], ["a"]]
    office.scheduler.every("note", "a", 30, {})
    assert [office.passes(s) for s in (0, 30, 30)] == [["a"], ["a"], ["a"]]


def test_an_outcome_may_say_when_again(office: Office) -> None:
    """As a tool does that answers 429 with Retry-After."""
    again = iter([office.clock.later(70), None])

    def later(job: Job) -> JobOutcome:
        office.do(job)
        return JobOutcome(again_at=next(again))

    office.scheduler = office.another(later)
    office.at(0)
    assert [office.passes(s) for s in (0, 69, 1, 99)] == [["a"], [], ["a"], []]


def test_what_fails_is_tried_again_after_longer_and_longer(office: Office) -> None:
    def fail(job: Job) -> None:
        office.do(job)
        raise InvalidInput([Problem("tool", "no answer", "one")])

    office.scheduler = office.another(fail)
    office.at(0)
    waits = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]
    for attempt, wait in enumerate(waits, 1):
        assert office.passes(wait - 0.5) == []
        assert office.passes(0.5) == ["a"]
        assert office.did[0].attempts == attempt
    assert office.problems == ["tool: found no answer, expected one"]


def test_what_fails_too_often_is_set_aside_until_asked_for(office: Office) -> None:
    attempts = list[int]()

    def fail(job: Job) -> None:
        attempts.append(job.attempts)
        raise ZeroDivisionError

    good, office.scheduler = office.scheduler, office.another(fail)
    office.began(MOST_ATTEMPTS - 4)
    for _ in range(9):
        office.passes(601)
    assert attempts == [MOST_ATTEMPTS - 3, MOST_ATTEMPTS - 2, MOST_ATTEMPTS - 1, MOST_ATTEMPTS]
    (job,) = office.scheduler.jobs()
    assert (job.set_aside, job.problem) == (True, "what nobody foresaw: ZeroDivisionError")
    office.scheduler = good
    assert office.passes(999) == []
    assert [office.scheduler.again("note", key) for key in ("a", "b")] == [True, False]
    assert (office.passes(0), list(office.scheduler.jobs())) == (["a"], [])


def test_a_job_that_ends_every_process_is_set_aside(office: Office) -> None:
    def end(job: Job) -> None:
        office.do(job)
        raise KeyboardInterrupt

    office.began(MOST_ATTEMPTS - 4)
    for _ in range(4):
        with pytest.raises(KeyboardInterrupt):
            office.another(end).run_due()
        office.clock.advance(GONE)
    assert office.passes(GONE) == []
    assert office.problems == ["each process that began it ended before it did"]


@pytest.mark.parametrize("change", ["asked again", "cancelled", "asked again and cancelled"])
def test_what_is_asked_while_it_is_done_comes_after(office: Office, change: str) -> None:
    """Never both at once, and never lost."""
    meanwhile = list[int]()

    def handle(job: Job) -> None:
        office.do(job)
        if len(office.did) == 1:
            if "asked" in change:
                office.at(0, n=2)
            meanwhile.append(office.another().run_due())
            if "cancelled" in change:
                office.scheduler.cancel("note", "a")

    office.scheduler = office.another(handle)
    office.at(0, n=1)
    office.scheduler.run_due()
    office.scheduler.run_due()
    wanted = [{"n": 1}, {"n": 2}] if change == "asked again" else [{"n": 1}]
    assert [job.payload for job in office.did] == wanted
    assert (meanwhile, list(office.scheduler.jobs())) == ([0], [])


def test_what_was_put_off_while_it_was_done_waits_though_its_process_died(office: Office) -> None:
    def die(job: Job) -> None:
        office.at(300)
        raise KeyboardInterrupt

    office.at(0)
    with pytest.raises(KeyboardInterrupt):
        office.another(die).run_due()
    assert [office.passes(s) for s in (GONE, 200, 100)] == [[], [], ["a"]]


def done(job: Job) -> JobOutcome:
    """Something to be written with the end of the job, once."""
    record = Erasure(f"{job.key} {job.payload['n']}", moment_text(job.due), str(job.attempts))
    return JobOutcome([WRITTEN.kept(record)])


def written(store: Store) -> list[tuple[str, str]]:
    return [(one.id, one.erased_by) for one in store.records(WRITTEN)]


def test_a_lost_process_is_followed_by_another_when_its_claim_has_ended(office: Office) -> None:
    def die(job: Job) -> JobOutcome:
        raise KeyboardInterrupt

    other = office.another(done)
    office.at(0, n=1)
    with pytest.raises(KeyboardInterrupt):
        office.another(die).run_due()
    assert other.run_due() == 0
    office.clock.advance(GONE)
    assert other.run_due() == 1
    assert written(office.store) == [("a 1", "2")]


def test_who_lost_the_claim_writes_nothing(office: Office) -> None:
    """A process that stood still while another did the job."""

    def slow(job: Job) -> JobOutcome:
        office.clock.advance(GONE)
        assert office.another(done).run_due() == 1
        return JobOutcome([WRITTEN.kept(Erasure("slow", "", ""))])

    office.at(0, n=1)
    assert office.another(slow).run_due() == 1
    assert written(office.store) == [("a 1", "2")]
    assert list(office.scheduler.jobs()) == []


def test_who_is_still_there_keeps_the_claim(office: Office) -> None:
    def long(job: Job) -> JobOutcome:
        for _ in range(9):
            office.clock.advance(GONE / 3)
            office.scheduler.keep()
            assert office.another().run_due() == 0
        return done(job)

    office.scheduler = office.another(long)
    office.at(0, n=1)
    assert office.scheduler.run_due() == 1
    assert (office.did, written(office.store)) == ([], [("a 1", "1")])


def test_a_job_is_scheduled_in_the_transaction_of_what_causes_it(office: Office) -> None:
    event = WRITTEN.kept(Erasure("event", "", ""))
    office.store.write_records([event, *new_job("note", "a", office.clock.now(), {"n": 1})])
    assert office.passes(0) == ["a"]


class _Killed(BaseException):
    pass


class Fragile:
    """A ledger whose process is killed before, or right after, its n-th exchange."""

    def __init__(self, store: Store, at: int, after: bool) -> None:
        self._store, self._left, self._after = store, at, after

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def exchange_records(self, *args: object) -> bool:
        self._left -= 1
        if self._left == 0 and not self._after:
            raise _Killed
        done: Callable[..., bool] = self._store.exchange_records
        found = done(*args)
        if self._left == 0:
            raise _Killed
        return found


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", range(1, 7))
def test_killed_between_any_two_steps(office: Office, step: int, after: bool) -> None:
    """Three jobs, each done: what is written with them is written once, whenever one is killed."""
    for n in range(3):
        office.at(n, f"job {n}", n=n)
    office.clock.advance(10)
    fragile = Fragile(office.place.open(), step, after)
    handlers: Mapping[str, Handler] = {"note": done}
    with pytest.raises(_Killed):
        Scheduler(fragile, office.clock, handlers).run_due()  # type: ignore[arg-type]  # a proxy
    office.clock.advance(GONE)
    office.another(done).run_due()
    assert [id_ for id_, _ in written(office.store)] == ["job 0 0", "job 1 1", "job 2 2"]
    assert (list(office.scheduler.jobs()), office.store.records(DUE)) == ([], [])


def test_of_many_at_once_each_job_is_done_by_one(office: Office) -> None:
    """Threads of several processes, while others put jobs off, forward, and ask again."""
    did, ended = Counter[tuple[str, object]](), Event()

    def note(job: Job) -> None:
        did[job.key, job.payload["n"]] += 1

    def work(scheduler: Scheduler) -> None:
        while not ended.is_set():
            scheduler.run_due()
        scheduler.run_due()

    def ask(thread: int) -> None:
        scheduler = office.another(note)
        for n in range(15):
            scheduler.at("note", f"own {thread}", office.clock.now(), {"n": n})
            scheduler.at("note", "shared", office.clock.now(), {"n": f"{thread} {n}"})
            scheduler.at("note", f"{thread} {n}", office.clock.now(), {"n": n})

    with ThreadPoolExecutor(8) as pool:
        workers = [pool.submit(work, office.another(note)) for _ in range(4)]
        for asker in [pool.submit(ask, thread) for thread in range(4)]:
            asker.result()
        ended.set()
        for worker in workers:
            worker.result()
    assert all(count == 1 for count in did.values())
    assert {key for key, _ in did} >= {f"{t} {n}" for t in range(4) for n in range(15)}
    assert {did[f"own {thread}", 14] for thread in range(4)} == {1}  # the last one asked for
    assert list(office.scheduler.jobs()) == []


def test_a_killed_process_is_followed_by_another(place: Place) -> None:
    """Real processes and the real clock: one is killed in the middle of a job."""
    store = place.open()
    for n in range(5):
        store.write_records(new_job("note", str(n), SystemClock().now(), {"n": n}))
    command = [sys.executable, "-m", "tests.support.scheduler_child"]
    with subprocess.Popen(
        [*command, "3"], cwd=ROOT, env=place.environment(), stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert [child.stdout.readline() for _ in range(3)] == ["0\n", "1\n", "2\n"]
        child.kill()
    assert [id_ for id_, _ in written(store)] == ["0 0", "1 1"]

    class Later(SystemClock):
        def now(self) -> datetime:
            return super().now() + CLAIM

    assert Scheduler(store, Later(), {"note": done}).run_due() == 3
    assert written(store) == [("0 0", "1"), ("1 1", "1"), ("2 2", "2"), ("3 3", "1"), ("4 4", "1")]


def test_moments_are_kept_as_the_ledger_compares_them() -> None:
    clock = FakeClock()
    assert moment_text(clock.now()) == "2026-12-01T02:00:00.000000Z"
    assert read_moment(moment_text(clock.later(0.25))) == clock.later(0.25)
