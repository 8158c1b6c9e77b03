"""The impact screen in a real browser: by mouse, by keyboard, small, printed, without colours."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Watched

DAY = "2026-12-01"
CIRRUS = f"/impact?of=supplier:cirrus&asOf={DAY}"


def test_the_verdict_stands_first_and_the_picture_shows_what_it_counts(screen: Watched) -> None:
    page = screen.open(CIRRUS)
    expect(page.locator(".verdict")).to_contain_text("If Cirrus fails: 4 services LOST")
    drawn = page.get_by_text(re.compile(r"\d+ marks for \d+ items")).first.inner_text()
    marks = int(drawn.split()[0])
    assert page.locator(".mark").count() == marks


def test_one_selection_for_picture_and_table_that_the_address_keeps(screen: Watched) -> None:
    page = screen.open(CIRRUS)
    page.locator(".mark", has_text="Case Management").first.click()
    panel = page.get_by_label("The chosen item")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Case Management")
    page.get_by_role("button", name="Table").click()
    expect(page.locator("tr[aria-selected=true] th")).to_have_text("Case Management")
    page.reload()
    expect(page.locator("tr[aria-selected=true] th")).to_have_text("Case Management")
    assert parse_qs(urlsplit(page.url).query)["view"] == ["table"]


def test_the_other_lens_is_another_answer(screen: Watched) -> None:
    page = screen.open(CIRRUS)
    page.get_by_role("button", name="Changes hands").click()
    expect(page.locator(".verdict")).to_contain_text("DIRECT")
    expect(page).to_have_url(re.compile("lens=SOURCING"))


def test_an_edit_is_supposed_and_taken_back(screen: Watched) -> None:
    page = screen.open(CIRRUS)
    page.get_by_role("button", name="+ add").press("Enter")
    sheet = page.get_by_role("dialog", name="What if")
    sheet.get_by_role("combobox", name="Which item?").fill("case manage")
    sheet.get_by_role("option", name=re.compile("service:case-management")).first.wait_for()
    page.keyboard.press("Enter")
    sheet.get_by_role("button", name="Suppose it").press("Enter")
    expect(page.get_by_text("Before the edits: If Cirrus")).to_be_visible()
    page.get_by_text(re.compile("^What the edits change:")).click()
    changed = page.get_by_role("region", name="What the edits change")
    expect(changed.get_by_role("row", name=re.compile("LOST not affected")).first).to_be_visible()
    page.get_by_role("button", name=re.compile("^Take back")).click()
    expect(page.get_by_text("Before the edits")).to_have_count(0)


EDITS = {
    "a contract ends on a day": (
        [("Which contract?", "TG-MA-2022-0031")],
        "2026-12-31",
        "contract:msa-cirrus ends on Dec 31, 2026",
    ),
    "a supplier is replaced by another": (
        [("Which supplier?", "supplier:cirrus"), ("By which supplier?", "altocloud")],
        "",
        "supplier:altocloud in place of supplier:cirrus",
    ),
    "items stand in for one another": (
        [
            ("What depends on them?", "service:benefits-portal"),
            ("Which items?", "service:case-management"),
            ("Which items?", "service:identity"),
        ],
        "",
        "service:benefits-portal needs 1 of service:case-management, service:identity",
    ),
}


@pytest.mark.parametrize(("slots", "day", "chip"), EDITS.values(), ids=EDITS)
def test_each_edit_has_a_form_whose_boxes_search(
    slots: list[tuple[str, str]], day: str, chip: str, request: Any, screen: Watched
) -> None:
    page = screen.open(CIRRUS)
    page.get_by_role("button", name="+ add").click()
    sheet = page.get_by_role("dialog", name="What if")
    sheet.get_by_label("What happens").select_option(label=request.node.callspec.id)
    for label, typed in slots:
        box = sheet.get_by_role("combobox", name=label, exact=True)
        box.fill(typed)
        page.keyboard.press("Enter")  # before its answer is there: the first once it is
        expect(box).to_have_value("")
    if day:
        sheet.get_by_label("On which day?").fill(day)
    sheet.get_by_role("button", name="Suppose it").click()
    expect(page.get_by_role("group", name="What if")).to_contain_text(chip)
    expect(page.get_by_text("Before the edits")).to_be_visible()


def test_an_edit_that_is_refused_can_be_taken_back(screen: Watched) -> None:
    page = screen.open(f"{CIRRUS}&edit=%7B%22remove%22:%7B%22id%22:%22nobody%22%7D%7D")
    expect(page.get_by_role("alert")).to_contain_text("nobody")
    page.get_by_role("button", name="Take back: without nobody").click()
    expect(page.locator(".verdict")).to_contain_text("If Cirrus")
    screen.wrong.clear()  # the browser itself notes the refused request


def test_the_whole_way_by_keyboard_alone(screen: Watched) -> None:
    page = screen.open("/")
    box = page.get_by_role("combobox", name="A supplier, a contract")
    _tab_to(page, box.get_attribute("id") or "")
    page.keyboard.type("cirrus")
    page.get_by_role("option", name=re.compile("supplier:cirrus")).wait_for()
    page.keyboard.press("Enter")
    page.locator(".verdict").wait_for()
    mark = page.locator(".react-flow__node-mark").nth(3)
    _tab_until(page, lambda: bool(mark.evaluate("one => one === document.activeElement")))
    page.keyboard.press("Enter")
    expect(page.get_by_label("The chosen item").get_by_role("heading", name="Why")).to_be_visible()


def test_an_unknown_id_answers_with_the_nearest(screen: Watched) -> None:
    page = screen.open("/impact?of=supplier:cirus")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("nothing is recorded under 'supplier:cirus'")
    alert.get_by_role("link", name="Cirrus", exact=True).click()
    expect(page.locator(".verdict")).to_contain_text("If Cirrus")
    screen.wrong.clear()  # the browser itself notes the refused request


def _tab_to(page: Page, ident: str) -> None:
    _tab_until(page, lambda: page.evaluate("document.activeElement.id") == ident)


def _tab_until(page: Page, there: object) -> None:
    for _ in range(60):
        if there():  # type: ignore[operator]
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not lead there")
