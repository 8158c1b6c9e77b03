"""The explore screen: neighbours by click and key, a way between two; its address restores it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.browser import Watched

CASES = "/explore?of=service:case-management"


def test_an_item_is_expanded_and_collapsed_and_the_address_restores_it(screen: Watched) -> None:
    page = screen.open(CASES)
    before = page.locator(".mark").count()
    page.locator(".react-flow__node-mark", has_text="Sign-In").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Expand").press("Enter")
    expect(page.locator(".verdict")).to_contain_text("Sign-In")
    page.reload()
    expect(page.locator(".verdict")).to_contain_text("Sign-In")
    assert page.locator(".mark").count() > before
    page.get_by_role("button", name=re.compile("^Collapse service:identity")).click()
    expect(page.locator(".verdict")).not_to_contain_text("Sign-In")


def test_how_far_is_kept_by_the_address(screen: Watched) -> None:
    page = screen.open(CASES)
    page.get_by_role("button", name="2 relations").click()
    expect(page.locator(".verdict")).to_contain_text("within 2 relations")
    page.reload()
    expect(page.locator(".verdict")).to_contain_text("within 2 relations")


def test_a_way_between_two_items_is_told_step_by_step(screen: Watched) -> None:
    page = screen.open(f"{CASES}&to=agency:health")
    way = page.get_by_role("region", name="A way to another item")
    expect(way.locator("ol li").first).to_be_visible()


def test_what_lies_beneath_and_above_is_told(screen: Watched) -> None:
    page = screen.open(CASES)
    layers = page.get_by_role("region", name="Beneath and above")
    expect(layers.get_by_role("link", name="AWS GovCloud").first).to_be_visible()


def test_an_id_that_is_none_is_told_once_with_what_may_be_meant(screen: Watched) -> None:
    page = screen.open("/explore?of=supplier:cirus")
    page.get_by_role("alert").get_by_role("link", name="Cirrus", exact=True).click()
    expect(page.locator(".verdict")).to_contain_text("Cirrus")
    screen.wrong.clear()  # the browser itself notes the refused request
