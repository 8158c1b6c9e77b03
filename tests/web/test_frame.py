"""What stands around every screen: a newer revision is told, long work stopped, nobody is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, expect

from application.settings import Settings
from tests.support.browser import Watched, watched
from tests.support.server_thread import answering, own_sample

AGENCY = "/item?id=agency:labor"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own, whose revisions no other test makes."""
    with answering(Settings(store=own_sample(tmp_path_factory.mktemp("frame")))) as address:
        yield address


def test_a_newer_revision_is_told_and_shown_once_it_is_asked_for(
    own: str, browser: Browser
) -> None:
    with watched(browser, own) as screen:
        page = screen.page
        page.clock.install()
        screen.open(AGENCY)
        expect(page.get_by_text("Revision 1", exact=True)).to_be_visible()
        change = {"set": {"id": "agency:labor", "description": "Somebody else wrote this"}}
        mutation = "mutation ($i: ApplyChangeSetInput!) { applyChangeSet(input: $i) { revision } }"
        body = {"query": mutation, "variables": {"i": {"id": "other", "changes": [change]}}}
        assert page.request.post(f"{own}/graphql", data=body).ok
        expect(page.get_by_text("older than what is recorded")).to_have_count(0)
        page.clock.run_for(16_000)
        expect(page.get_by_text("older than what is recorded by now (revision 2)")).to_be_visible()
        assert screen.violations() == []
        page.get_by_role("button", name="Show it anew").press("Enter")
        expect(page.get_by_text("Somebody else wrote this", exact=True)).to_be_visible()
        expect(page.get_by_text("older than what is recorded")).to_have_count(0)


def test_what_one_records_oneself_is_no_news(own: str, browser: Browser) -> None:
    with watched(browser, own) as screen:
        page = screen.page
        page.clock.install()
        screen.open("/item?id=agency:health")
        page.get_by_role("button", name="Still true today").click()
        expect(page.get_by_text("Dated anew in revision")).to_be_visible()
        page.clock.run_for(16_000)
        expect(page.get_by_text(re.compile(r"^Revision \d+$"))).not_to_have_text("Revision 1")
        expect(page.get_by_text("older than what is recorded")).to_have_count(0)


def test_long_work_says_how_long_it_takes_is_stopped_and_asked_again(timed: Watched) -> None:
    page = timed.page

    def held(route: Route) -> None:
        """Never answered, until it is asked again."""
        if "query Impact" not in (route.request.post_data or ""):
            route.continue_()

    page.route("**/graphql", held)
    timed.open("/impact?of=ci:san-1&asOf=2026-11-25")
    expect(page.get_by_text("Working out the impact …")).to_be_visible()
    page.clock.run_for(3_000)
    expect(page.get_by_text(re.compile(r"^\d seconds so far"))).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).press("Enter")
    expect(page.get_by_text("Working out the impact: stopped.")).to_be_visible()
    page.unroute("**/graphql")
    page.get_by_role("button", name="Ask again").press("Enter")
    expect(page.locator(".verdict")).to_contain_text("If Storage Array SAN-1 fails")
