"""The page in a real Chromium: what it loads, how soon it answers, what holds its thread up.

A screen's time is from the address to what it shows; beside it stands the longest answer of the
server that it waited for. Tasks on the main thread are those after the page has loaded: while
a large picture takes the place of a small one, and while it is dragged and a mark of it is chosen.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from playwright.sync_api import Browser, Page

from bench.figure import FULL, BenchFigure, within
from bench.state import ITEMS, kept_state
from tests.support.browser import chromium, watched
from tests.support.sample import SAMPLE_DAY, sample_store
from tests.support.server_process import serving

DAY = f"asOf={SAMPLE_DAY.isoformat()}"
FIRST = (f"/impact?of=ci:san-1&{DAY}", ".verdict")
SMALL = f"/explore?of=supplier:state-it&of=service:case-management&depth=1&{DAY}"
"""A picture that a press of a button makes a large one."""
LONGEST = 50
"""So many milliseconds a task may hold the main thread up, after the page has loaded."""
TRIES = 3
"""Of so many tries the best is told: a task that another process holds up is not the page's."""
PATIENCE = 120_000
ANSWERED = """() => Math.max(0, ...performance.getEntriesByType('resource')
  .filter(one => one.name.endsWith('/graphql')).map(one => one.responseEnd - one.requestStart))"""
WATCH = """() => { window.tasks = [];
  new PerformanceObserver(seen => window.tasks.push(...seen.getEntries().map(one => one.duration)))
    .observe({type: 'longtask'}); }"""


def measure(size: str) -> Iterator[BenchFigure]:
    """On the sample, and over the synthetic state."""
    with chromium() as browser, TemporaryDirectory() as folder:
        with serving(Path(folder), "--store", sample_store(), "serve") as served:
            yield from _sample(browser, served.address)
        copy = Path(folder) / "state.db"
        shutil.copy(kept_state(ITEMS[size]), copy)
        with serving(Path(folder), "--store", f"sqlite:///{copy}", "serve") as served:
            yield from _state(browser, served.address, size)


def _sample(browser: Browser, address: str) -> Iterator[BenchFigure]:
    with watched(browser, address) as screen:
        with screen.page.expect_response("**/graphql"):
            screen.page.goto(address)
        scripts = {one for one in screen.requests if one.endswith(".js")}
        bodies = [screen.page.request.get(url).body() for url in scripts]
        size = sum(len(gzip.compress(body)) for body in bodies) / 1024
        yield within("JavaScript of the first screen, compressed", size, "KB", 250)
    shown, _ = _shown(browser, address, *FIRST)
    yield within("first answer on the sample, from a cold page", shown, "s", 1)
    tries = [_drawn_and_used(browser, address) for _ in range(TRIES)]
    marks, drawn, used = (min(told) for told in zip(*tries, strict=True))
    yield within(f"longest task while a picture of {marks} marks is drawn", drawn, "ms", LONGEST)
    what = f"longest task while a picture of {marks} marks is dragged and a mark chosen"
    yield within(what, used, "ms", LONGEST)


def _drawn_and_used(browser: Browser, address: str) -> tuple[int, float, float]:
    """How many marks a large picture has, and the longest tasks of drawing and of using it."""
    with watched(browser, address) as screen:
        screen.page.goto(f"{address}{SMALL}")
        screen.page.locator(".mark").first.wait_for()
        screen.page.wait_for_load_state("networkidle")
        drawn = _longest_task(screen.page, _draw)
        marks = screen.page.locator(".mark").count()
        return marks, drawn, _longest_task(screen.page, _drag_and_choose)


def _shown(browser: Browser, address: str, path: str, stands: str) -> tuple[float, float]:
    """Seconds until a screen stands on a cold page, and those of its longest answer."""
    with watched(browser, address) as screen:
        screen.page.set_default_timeout(PATIENCE)
        began = perf_counter()
        screen.page.goto(f"{address}{path}")
        screen.page.locator(stands).first.wait_for()
        shown = perf_counter() - began
        screen.page.wait_for_load_state("networkidle")
        return shown, screen.page.evaluate(ANSWERED) / 1000


def _longest_task(page: Page, happens: Callable[[Page], None]) -> float:
    """Milliseconds; 0 where none took more than those that a browser tells of, which are 50."""
    happens(page)
    page.wait_for_timeout(500)
    return float(page.evaluate("Math.max(0, ...window.tasks)"))


def _draw(page: Page) -> None:
    """A small picture becomes a large one; nothing is looked for meanwhile: that is a task, too."""
    page.get_by_role("button", name="3 relations").focus()
    page.evaluate(WATCH)
    page.keyboard.press("Enter")
    page.wait_for_timeout(2000)


def _drag_and_choose(page: Page) -> None:
    box = page.locator(".picture").bounding_box()
    assert box is not None
    page.evaluate(WATCH)
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    for step in range(30):
        page.mouse.move(box["x"] + 40 + 5 * step, box["y"] + 40 + 2 * step)
    page.mouse.up()
    page.locator(".react-flow__node-mark").nth(1).focus()
    page.keyboard.press("Enter")


def _state(browser: Browser, address: str, size: str) -> Iterator[BenchFigure]:
    found = _an_item(browser, address)
    screens = {
        "home": ("/", ".matters, .verdict"),
        "impact": (f"/impact?of={found}", ".picture"),
        "explore": (f"/explore?of={found}", ".picture"),
        "contracts": ("/contracts", ".verdict"),
        "item": (f"/item?id={found}", "#relations"),
        "question": (f"/ask/service-levels?of={found}", ".verdict"),
    }
    for name, (path, stands) in screens.items():
        _shown(browser, address, path, stands)  # what is built once for all is built now
        shown, answered = _shown(browser, address, path, stands)
        what = f"{name}, {ITEMS[size]:,} items: beyond the server's answer of {answered:.2f} s"
        yield within(what, max(shown - answered, 0), "s", 2, size == FULL)


def _an_item(browser: Browser, address: str) -> str:
    """A service of the state, to ask about."""
    with watched(browser, address) as screen:
        body = {"query": "{ services(first: 1) { nodes { id } } }"}
        told = screen.page.request.post(f"{address}/graphql", data=body, timeout=PATIENCE).json()
        return str(told["data"]["services"]["nodes"][0]["id"])
