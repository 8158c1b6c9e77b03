"""The contracts screen: soonest next step first, a bar a contract, narrowed, as a calendar."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import expect

from tests.support.browser import Watched

DAY = "/contracts?asOf=2026-11-25"


def test_the_soonest_next_step_stands_first(screen: Watched) -> None:
    page = screen.open(DAY)
    page.locator(".timeline").wait_for()
    told = page.locator(".timeline tbody td:first-child strong").all_inner_texts()
    days = [datetime.strptime(one, "%b %d, %Y") for one in told if one[-1].isdigit()]  # noqa: DTZ007
    assert len(days) > 10
    assert days == sorted(days)


def test_a_bar_says_in_words_what_it_draws(screen: Watched) -> None:
    page = screen.open(DAY)
    bar = page.get_by_role("img", name="Subscription: Zoom for Government")
    assert "notice by Dec 1, 2026" in (bar.get_attribute("aria-label") or "")


def test_it_narrows_to_an_agency_and_back_by_keyboard(screen: Watched) -> None:
    page = screen.open(f"{DAY}&of=agency:labor")
    page.locator(".timeline").wait_for()
    few = page.locator(".timeline tbody tr").count()
    page.get_by_role("button", name="Without agency:labor").press("Enter")
    expect(page.locator(".timeline tbody tr")).not_to_have_count(few)


def test_the_calendar_is_there_to_follow(screen: Watched) -> None:
    page = screen.open(DAY)
    address = page.get_by_role("link", name="iCalendar").get_attribute("href")
    response = page.request.get(f"{screen.address}{address}")
    assert response.text().startswith("BEGIN:VCALENDAR")


def test_the_calendar_is_narrowed_to_what_the_screen_shows(screen: Watched) -> None:
    for of in ("agency:labor", "supplier:cirrus"):
        page = screen.open(f"{DAY}&of={of}")
        address = page.get_by_role("link", name="iCalendar").get_attribute("href")
        text = page.request.get(f"{screen.address}{address}").text()
        whole = page.request.get(f"{screen.address}/calendar/contracts.ics").text()
        assert 0 < text.count("BEGIN:VEVENT") < whole.count("BEGIN:VEVENT")
