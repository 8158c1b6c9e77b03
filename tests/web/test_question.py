"""Any question in the page: a form of what it takes, an answer of what it tells; an address."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import Route, expect

from tests.support.browser import Watched

DAY = "asOf=2026-11-25"
PERFORMANCE = f"/ask/performance?{DAY}"
FIGURES = "Figures"


def test_all_questions_stand_by_who_asks_them_and_are_sought_by_their_words(
    screen: Watched,
) -> None:
    page = screen.open("/ask")
    expect(page.get_by_role("region", name="Contract managers")).to_be_visible()
    page.get_by_label("Only questions that say").fill("freeze")
    expect(page.locator(".questions li")).to_have_count(1)
    page.reload()
    page.get_by_role("link", name="Changes", exact=True).press("Enter")
    expect(page.locator(".verdict")).to_be_visible()


def test_a_form_is_made_of_what_is_taken_and_the_address_restores_it(screen: Watched) -> None:
    page = screen.open(PERFORMANCE)
    form = page.get_by_role("form", name="What it asks")
    form.get_by_role("combobox", name="Of").fill("service:database")  # typed, and not taken
    form.get_by_label("Months").fill("3")
    form.get_by_label("Include").select_option("Reference")
    form.get_by_role("button", name="Ask").click()
    expect(page).to_have_url(re.compile("of=service:database&include=REFERENCE&months=3&"))
    expect(page.locator(".verdict")).to_contain_text("in the last 3 months")
    told = page.locator(".verdict").inner_text()
    page.reload()
    expect(page.locator(".verdict")).to_have_text(told)
    expect(form.get_by_label("Months")).to_have_value("3")
    expect(form.get_by_role("button", name="Without service:database")).to_be_visible()


def test_a_list_pages_sorts_and_is_taken_along_without_the_others(
    screen: Watched, tmp_path: Path
) -> None:
    page = screen.open(PERFORMANCE)
    table = page.get_by_role("region", name=FIGURES, exact=True)
    around = table.locator("xpath=..")
    first = table.locator("tbody tr").first.inner_text()
    total = int(around.get_by_text(re.compile(r"^20 of \d+ shown")).inner_text().split()[2])
    around.get_by_role("button", name="Next page").press("Enter")
    expect(table.locator("tbody tr").first).not_to_have_text(first)
    expect(page).to_have_url(re.compile("figures.after="))
    table.get_by_role("button", name="Measured", exact=True).click()
    expect(page).to_have_url(re.compile("figures.sort=measured"))
    expect(page).not_to_have_url(re.compile("figures.after="))
    expect(around.get_by_text(f"20 of {total} shown")).to_be_visible()
    with page.expect_download() as told:
        page.get_by_role("button", name=f"CSV: {FIGURES}", exact=True).click()
    told.value.save_as(tmp_path / "all.csv")
    text = (tmp_path / "all.csv").read_bytes().decode("utf-8-sig")
    heads, *rows = csv.reader(io.StringIO(text, newline=""))
    assert heads[:3] == ["Stands", "Missed", "Measured"]
    assert len(rows) == total
    suppliers = page.get_by_role("region", name=re.compile("^Who misses"))
    expect(suppliers.locator("th[aria-sort]")).to_have_count(0)


def test_what_is_worked_out_on_request_is_asked_for_and_stays(screen: Watched) -> None:
    page = screen.open(f"/ask/impact?of=ci:san-1&{DAY}")
    room = page.get_by_role("region", name="Who must be in the room")
    expect(page.get_by_role("button", name="Who must be in the room")).to_be_visible()
    expect(room).to_have_count(0)
    page.get_by_role("button", name="Who must be in the room").press("Enter")
    expect(room.locator("tbody tr").first).to_contain_text("Decide")
    page.reload()
    expect(room.locator("tbody tr").first).to_contain_text("Decide")
    room.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/item"))


def test_lists_within_a_list_are_one_table_that_says_of_what(screen: Watched) -> None:
    page = screen.open(f"/ask/service-levels?{DAY}")
    heads = page.get_by_role("region", name="Promises", exact=True).locator("thead th")
    expect(heads.first).to_have_text("Of")


def test_what_must_be_given_is_said_with_an_example(screen: Watched) -> None:
    page = screen.open("/ask/why")
    expect(page.get_by_role("note")).to_contain_text("give Of and To")
    page.get_by_role("note").get_by_role("link").press("Enter")
    expect(page.locator(".verdict")).to_be_visible()
    expect(page).to_have_url(re.compile("of=ci:san-1&to=agency:labor"))


def test_what_is_not_recorded_is_said_with_where_it_is_added(screen: Watched) -> None:
    page = screen.open(f"/ask/contract-triggers?of=agency:behavioral-health&{DAY}")
    page.locator(".verdict").wait_for()
    nothing = page.get_by_text(re.compile("^Nothing recorded: "))
    expect(nothing.get_by_role("link", name="Loads")).to_be_visible()


def test_an_id_that_is_none_leads_to_the_same_question_of_one_near_it(screen: Watched) -> None:
    page = screen.open(f"/ask/performance?of=service:database&of=supplier:cirus&months=3&{DAY}")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Did you mean")
    alert.get_by_role("link", name="Cirrus", exact=True).click()
    expect(page.locator(".verdict")).to_contain_text("in the last 3 months")
    expect(page).to_have_url(re.compile(r"performance\?of=service:database&of=supplier:cirrus&"))


def test_a_question_that_is_none_says_where_those_are_that_there_are(screen: Watched) -> None:
    page = screen.page
    page.goto(f"{screen.address}/ask/horoscope")
    expect(page.get_by_role("alert")).to_contain_text("Questions lists those there are")


def test_edits_stand_beside_what_was_before(screen: Watched) -> None:
    edit = '{"remove": {"id": "supplier:altocloud"}}'
    page = screen.open(f"/ask/attention?{DAY}&whatIf={edit}")
    expect(page.get_by_text("Before the edits: ")).to_be_visible()
    expect(page.get_by_role("button", name="Take back: without supplier:altocloud")).to_be_visible()


def test_edits_that_a_question_is_asked_of_are_made_in_their_form(screen: Watched) -> None:
    page = screen.open("/ask/scenario")
    page.get_by_role("button", name="+ add").press("Enter")
    page.get_by_role("combobox", name="Which item?").fill("supplier:altocloud")
    page.get_by_role("combobox", name="Which item?").press("Enter")
    expect(page.get_by_role("button", name="Without supplier:altocloud")).to_be_visible()
    page.get_by_role("button", name="Suppose it").press("Enter")
    expect(page).to_have_url(re.compile("edits=.*altocloud"))
    page.get_by_label("Id").fill("scenario:without-altocloud")
    page.get_by_role("button", name="Ask", exact=True).press("Enter")
    rows = page.get_by_role("region", name="Changes", exact=True).locator("tbody tr")
    expect(rows.filter(has_text="supplier:altocloud").first).to_be_visible()


def test_long_work_is_stopped_and_asked_again(timed: Watched) -> None:
    page = timed.page

    def held(route: Route) -> None:
        """Never answered, until it is asked again."""
        if "query Ask" not in (route.request.post_data or ""):
            route.continue_()

    page.route("**/graphql", held)
    timed.open(PERFORMANCE)
    expect(page.get_by_text("Working it out …")).to_be_visible()
    page.clock.run_for(3_000)
    page.get_by_role("button", name="Stop", exact=True).press("Enter")
    expect(page.get_by_text("Working it out: stopped.")).to_be_visible()
    page.unroute("**/graphql")
    page.get_by_role("button", name="Ask again").press("Enter")
    expect(page.locator(".verdict")).to_be_visible()


def test_its_report_workbook_calendar_and_document_are_of_what_is_asked(screen: Watched) -> None:
    page = screen.open(f"/ask/roadmap?of=supplier:larkspur&{DAY}")
    for name, begins in (("Report", b"<!doctype html>"), ("Workbook", b"PK")):
        address = page.get_by_role("link", name=name).get_attribute("href") or ""
        assert "of=supplier:larkspur" in address
        body = page.request.get(f"{screen.address}{address}").body()
        assert body[:15].lower().startswith(begins.lower())
    calendar = page.get_by_role("link", name="iCalendar").get_attribute("href")
    assert page.request.get(f"{screen.address}{calendar}").text().startswith("BEGIN:VCALENDAR")
    page.get_by_role("button", name="API").click()
    expect(page.get_by_label("GraphQL", exact=True)).to_contain_text("supplier:larkspur")
    expect(page.get_by_label("Command", exact=True)).to_contain_text("/graphql")
