"""A served sample and a browser, once for all screens."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from api.http.page import BUILT
from tests.support.browser import Watched, chromium, context_of, page_of, watched
from tests.support.sample import sample_store
from tests.support.server_process import serving
from web.pages import build_pages


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not (BUILT / "app" / "index.html").is_file():  # `make test` has built it
        build_pages()
    folder: Path = tmp_path_factory.mktemp("served")
    own = shutil.copy(sample_store().removeprefix("sqlite:///"), folder / "own.sqlite")
    with serving(folder, "--store", f"sqlite:///{own}", "serve") as served:
        yield served.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def context(browser: Browser) -> BrowserContext:
    found = context_of(browser)
    found.new_page()  # as long as one is open, the process of all of them stays
    return found


@pytest.fixture
def timed(browser: Browser, address: str) -> Iterator[Watched]:
    """A page on the served sample whose clock the test moves on."""
    with watched(browser, address) as page:
        page.page.clock.install()
        yield page


@pytest.fixture
def screen(context: BrowserContext, address: str) -> Iterator[Watched]:
    """A page on the served sample, where nobody has stored anything or signed in."""
    with page_of(context, address) as page:
        yield page
