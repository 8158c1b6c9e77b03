"""The item screen: facts of its kind, how far to believe them, relations, contracts; still true."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.browser import Watched


def test_the_facts_of_a_contract_are_those_of_its_kind(screen: Watched) -> None:
    page = screen.open("/item?id=contract:msa-cirrus")
    facts = page.get_by_role("region", name="Facts")
    expect(facts.locator("dt", has_text="Form")).to_be_visible()
    expect(page.get_by_role("region", name="Can I believe it?")).to_contain_text("state")
    relations = page.get_by_role("region", name="Items it is related to")
    expect(relations.get_by_role("link", name="Cirrus", exact=True)).to_be_visible()


def test_a_fact_is_dated_anew_by_a_button(screen: Watched) -> None:
    page = screen.open("/item?id=agency:labor")
    page.get_by_role("button", name="Still true today").press("Enter")
    expect(page.get_by_text("Dated anew in revision")).to_be_visible()


def test_its_history_says_what_changed_when_and_by_whom(screen: Watched) -> None:
    page = screen.open("/item?id=agency:health")
    page.get_by_role("button", name="Still true today").click()
    page.get_by_text("Dated anew in revision").wait_for()
    history = page.get_by_role("region", name="History")
    newest = history.get_by_role("listitem").first
    expect(newest).to_contain_text("agency:health: verified on")
    expect(newest).to_contain_text("graphql")
    expect(history).to_contain_text("changed in")


def test_what_is_not_recorded_says_so_and_where_to_add_it(screen: Watched) -> None:
    page = screen.open("/item?id=nobody")
    expect(page.get_by_role("alert")).to_contain_text("nothing is recorded under 'nobody'")
    expect(page.get_by_text("A load, or an edit over GraphQL, adds it")).to_be_visible()
    screen.wrong.clear()  # the browser itself notes the refused request


def test_an_id_that_is_none_leads_to_the_facts_of_one_near_it(screen: Watched) -> None:
    page = screen.open("/item?id=supplier:cirus")
    page.get_by_role("alert").get_by_role("link", name="Cirrus", exact=True).click()
    expect(page.get_by_role("heading", name="Cirrus", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/item\?id=supplier:cirrus$"))
    screen.wrong.clear()
