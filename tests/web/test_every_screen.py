"""Every screen holds small, zoomed, printed, in forced colours, without motion; axe agrees."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.support.browser import Watched

DAY = "asOf=2026-11-25"
SCREENS = {
    # its address; what stands there when all of it does
    "home": (f"/?{DAY}", ".matters"),
    "impact": (f"/impact?of=supplier:cirrus&{DAY}&chosen=service:case-management", ".panel ol"),
    "table": (
        f"/impact?of=supplier:cirrus&{DAY}&view=table&chosen=service:case-management",
        "main:has(.panel ol) tbody tr",
    ),
    "explore": (f"/explore?of=service:case-management&{DAY}", ".columns"),
    "contracts": (f"/contracts?{DAY}", ".timeline"),
    "substitution": (f"/substitution?supplier=supplier:cirrus&{DAY}", "#when"),
    "item": (f"/item?id=service:case-management&{DAY}", "#relations"),
    "questions": (f"/ask?{DAY}", ".questions"),
    "question": (f"/ask/performance?of=service:database&{DAY}", "main tbody tr"),
    "question not asked yet": (f"/ask/why?{DAY}", "[role=note]"),
    "loads": ("/loads", "[role=group]"),
}
SIZES = {"as it is": (1440, 900), "320 px": (320, 640), "200 %": (640, 400)}
PAPER = (700, 990)
"""About letter paper between its margins, in CSS pixels."""
WIDER = "document.documentElement.scrollWidth - innerWidth"
CUT = """[...document.querySelectorAll('.table-wrap')]
  .filter(one => one.scrollWidth > one.clientWidth + 1).length"""
CONTROLS = "nav, main button:not(th button, .chip, .react-flow__controls-button), main input"
BEYOND = """[...document.querySelectorAll('.picture .mark')].filter(one => {
  const frame = one.closest('.picture').getBoundingClientRect(), mark = one.getBoundingClientRect();
  return mark.right > frame.right + 1 || mark.bottom > frame.bottom + 1
    || mark.left < frame.left - 1 || mark.top < frame.top - 1; }).length"""
BROKEN = """[...document.querySelectorAll('.table-wrap td.number')]
  .filter(one => one.scrollWidth > one.clientWidth + 1).length"""
MOVING = "[...document.querySelectorAll('*')].filter(one => one.getAnimations().length).length"


def resized(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")


def small_and_zoomed(screen: Watched) -> Iterator[str]:
    for way, size in SIZES.items():
        resized(screen.page, size)
        if (wider := screen.page.evaluate(WIDER)) > 0:
            yield f"{way}: {wider} pixels wider than the window"
        yield from (f"{way}: {one}" for one in screen.violations())


def printed(page: Page) -> Iterator[str]:
    resized(page, PAPER)
    page.emulate_media(media="print")
    if (wider := page.evaluate(WIDER)) > 0:
        yield f"on paper: {wider} pixels wider than it"
    if cut := page.evaluate(CUT):
        yield f"on paper: {cut} tables are cut off"
    if beyond := page.evaluate(BEYOND):
        yield f"on paper: {beyond} marks of a picture are cut off"
    if broken := page.evaluate(BROKEN):
        yield f"on paper: {broken} numbers are broken or cut off"
    left = [one for one in page.locator(CONTROLS).all() if one.is_visible()]
    yield from (f"on paper: {one.evaluate('one => one.outerHTML')}" for one in left)
    page.emulate_media(media="screen")


def without_colours_or_motion(screen: Watched) -> Iterator[str]:
    resized(screen.page, SIZES["as it is"])
    screen.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    yield from (f"forced colours: {one}" for one in screen.violations())
    if moving := screen.page.evaluate(MOVING):
        yield f"reduced motion: {moving} things move"


@pytest.mark.parametrize("name", SCREENS)
def test_it_holds_however_it_is_looked_at(name: str, screen: Watched) -> None:
    path, stands = SCREENS[name]
    screen.open(path).locator(stands).first.wait_for()
    found = [
        *small_and_zoomed(screen),
        *printed(screen.page),
        *without_colours_or_motion(screen),
    ]
    assert found == []
