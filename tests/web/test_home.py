"""The home screen: one box that leads to an impact, and what needs somebody, soonest first."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.browser import Watched

DAY = "/?asOf=2026-11-25"


def test_what_needs_somebody_is_told_soonest_first_and_paged_on_the_server(screen: Watched) -> None:
    page = screen.open(DAY)
    expect(page.locator(".verdict")).to_contain_text("matters need somebody")
    first = page.locator(".matters tbody tr").first.inner_text()
    page.get_by_role("button", name="Next page").press("Enter")
    expect(page).to_have_url(re.compile("after="))
    expect(page.locator(".matters tbody tr").first).not_to_have_text(first)


def test_a_first_question_is_one_click_away(screen: Watched) -> None:
    page = screen.open(DAY)
    page.get_by_role("link", name="What if the storage array fails?").click()
    expect(page.locator(".verdict")).to_contain_text("If Storage Array SAN-1 fails")


def test_it_narrows_to_an_agency_and_back(screen: Watched) -> None:
    page = screen.open(f"{DAY}&of=agency:labor")
    shown = page.get_by_text(re.compile(r"^\d+ of \d+ shown"))
    few = shown.inner_text()
    page.get_by_role("button", name="Without agency:labor").click()
    expect(shown).not_to_have_text(few)
    assert int(few.split()[2]) < int(shown.inner_text().split()[2])
