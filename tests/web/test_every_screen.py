"""Every screen holds small, zoomed, printed, in forced colours, without motion; axe agrees."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser import watched

DAY = "asOf=2026-11-25"
SCREENS = {
    # its address; what stands there when all of it does
    "home": (f"/?{DAY}", ".matters"),
    "impact": (f"/impact?of=supplier:cirrus&{DAY}&chosen=service:case-management", ".panel ol"),
    "table": (f"/impact?of=supplier:cirrus&{DAY}&view=table", "tbody tr"),
    "explore": (f"/explore?of=service:case-management&{DAY}", ".columns"),
    "contracts": (f"/contracts?{DAY}", ".timeline"),
    "substitution": (f"/substitution?supplier=supplier:cirrus&{DAY}", "#when"),
    "item": (f"/item?id=service:case-management&{DAY}", "#relations"),
    "loads": ("/loads", "[role=group]"),
}
WAYS: dict[str, dict[str, object]] = {
    "as it is": {},
    "320 px": {"viewport": {"width": 320, "height": 640}},
    "200 %": {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
    "forced colours": {"forced_colors": "active"},
    "reduced motion": {"reduced_motion": "reduce"},
}
PAPER = 700
"""About the width of letter paper between its margins, in CSS pixels."""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", SCREENS)
def test_it_holds_and_axe_finds_nothing(
    name: str, way: str, browser: Browser, address: str
) -> None:
    path, stands = SCREENS[name]
    with watched(browser, address, **WAYS[way]) as screen:
        page = screen.open(path)
        page.locator(stands).first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert screen.violations() == []
        if way == "reduced motion":
            moving = "[...document.querySelectorAll('*')].filter(one => one.getAnimations().length)"
            assert page.evaluate(f"{moving}.length") == 0


@pytest.mark.parametrize("name", SCREENS)
def test_on_paper_stand_the_answer_and_no_controls(
    name: str, browser: Browser, address: str
) -> None:
    path, stands = SCREENS[name]
    with watched(browser, address, viewport={"width": PAPER, "height": 990}) as screen:
        page = screen.open(path)
        page.locator(stands).first.wait_for()
        page.emulate_media(media="print")
        expect(page.get_by_role("navigation")).to_be_hidden()
        expect(page.get_by_role("button", name="Copy link")).to_be_hidden()
        expect(page.locator("main h1").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        wide = "[...document.querySelectorAll('.table-wrap')]"
        cut = f"{wide}.filter(one => one.scrollWidth > one.clientWidth + 1).length"
        assert page.evaluate(cut) == 0
