"""The substitution screen: may we, can they, by when, who is in the room; to take along."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

from tests.support.browser import Watched

CIRRUS = "/substitution?supplier=supplier:cirrus&asOf=2026-11-25"


def test_the_four_steps_are_answered_by_keyboard_alone(screen: Watched) -> None:
    page = screen.open("/substitution")
    box = page.get_by_role("combobox", name="The supplier to replace")
    box.focus()
    page.keyboard.type("supplier:cirrus")
    page.get_by_role("option", name=re.compile("supplier:cirrus")).first.wait_for()
    page.keyboard.press("Enter")
    may = page.get_by_role("region", name="May we?")
    expect(may.get_by_text("by right of substitution").first).to_be_visible()
    expect(page.get_by_role("region", name="By when")).to_contain_text("Earliest day")


def test_a_candidate_is_supposed_and_the_address_keeps_it(screen: Watched) -> None:
    page = screen.open(CIRRUS)
    page.get_by_role("button", name="Suppose Altocloud").click()
    expect(page).to_have_url(re.compile("by=supplier:altocloud"))
    expect(page.locator(".verdict")).to_contain_text("Altocloud")


def test_an_id_that_is_none_leads_to_the_same_candidate_for_one_near_it(screen: Watched) -> None:
    page = screen.open("/substitution?supplier=supplier:cirus&by=supplier:altocloud")
    alert = page.get_by_role("alert").first
    alert.get_by_role("link", name="Cirrus", exact=True).click()
    expect(page).to_have_url(re.compile("supplier=supplier:cirrus&by=supplier:altocloud"))
    expect(page.locator(".verdict")).to_contain_text("Altocloud")
    screen.wrong.clear()  # the browser itself notes the refused request


def test_a_scenario_is_saved_under_a_name_and_opened_again_by_keyboard(screen: Watched) -> None:
    page = screen.open(f"{CIRRUS}&by=supplier:altocloud")
    page.get_by_label("Its name").fill("Altocloud by summer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved as Altocloud by summer.")).to_be_visible()
    page.goto(f"{screen.address}/substitution")
    page.get_by_role("link", name="Altocloud by summer").press("Enter")
    expect(page).to_have_url(re.compile("by=supplier:altocloud"))
    expect(page.locator(".verdict")).to_contain_text("Altocloud")
    page.get_by_role("button", name="Forget Altocloud by summer").press("Enter")
    page.reload()
    expect(page.get_by_role("region", name="Keep it")).to_be_visible()
    expect(page.get_by_role("region", name="Saved scenarios")).to_have_count(0)


def test_a_scenario_is_taken_along_as_a_change_set_and_asked_about(screen: Watched) -> None:
    page = screen.open(f"{CIRRUS}&by=supplier:altocloud")
    page.get_by_label("Its name").fill("Altocloud")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Take along as a ChangeSet").click()
    assert taken.value.suggested_filename == "altocloud.json"
    file = json.loads(taken.value.path().read_text(encoding="utf-8"))
    assert file["id"] == "scenario:altocloud"
    assert file["changes"]
    page.get_by_role("link", name="What it changes").click()
    expect(page.get_by_role("group", name="What if")).to_contain_text("altocloud in place of")


def test_it_is_taken_along_as_report_and_workbook(screen: Watched) -> None:
    page = screen.open(CIRRUS)
    for name, begins in (("Report", b"<!doctype html>"), ("Workbook", b"PK")):
        address = page.get_by_role("link", name=name).get_attribute("href")
        response = page.request.get(f"{screen.address}{address}")
        assert response.status == 200
        assert response.body()[:15].lower().startswith(begins.lower())
