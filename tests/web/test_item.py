"""The item screen: facts of its kind, how far to believe them, relations, contracts; still true."""

from __future__ import annotations

import re
from contextlib import suppress

from playwright.sync_api import APIResponse, Error, Route, expect

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


def test_an_answer_under_way_when_something_is_recorded_is_not_shown(screen: Watched) -> None:
    """Its history was asked for before, and its answer comes after: it is asked for again."""
    page, waiting = screen.page, list[tuple[Route, APIResponse]]()

    def held(route: Route) -> None:
        if "History" in str(route.request.post_data) and not waiting:
            waiting.append((route, route.fetch()))
        else:
            route.continue_()

    page.route("**/graphql", held)
    screen.open("/item?id=agency:revenue")
    with page.expect_request(lambda one: "query Around" in str(one.post_data)):  # all else, anew
        page.get_by_role("button", name="Still true today").click()
    ((route, answer),) = waiting
    with suppress(Error):  # the page has ended that request
        route.fulfill(response=answer)
    newest = page.get_by_role("region", name="History").get_by_role("listitem").first
    expect(newest).to_contain_text("agency:revenue: verified on")
    page.unroute("**/graphql")


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
