"""What every table does: all of a list sorted, filtered and taken along; few rows drawn of many."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import expect

from tests.support.browser import Watched

HOME = "/?asOf=2026-11-25"
MANY = "/ask/criticality?of=fedramp:csp:amazon&asOf=2026-11-25"
"""What hangs on a provider is told without pages: a list for each of what is asked of."""
TABLE = "Lost with it"
ALL = re.compile(r"^(\d+) of \1 shown")


def test_a_click_on_a_head_sorts_all_rows_not_only_the_page(screen: Watched) -> None:
    page = screen.open(HOME)
    page.get_by_role("button", name="A year").press("Enter")
    expect(page.get_by_role("columnheader", name="A year")).to_have_attribute(
        "aria-sort", "ascending"
    )
    asked = f"{screen.address}/questions/attention?asOf=2026-11-25&first=1000"
    matters = page.request.get(asked).json()["matters"]["nodes"]
    worth = sorted(
        int(float(one["annualValue"]["amount"])) for one in matters if one["annualValue"]
    )
    told = page.locator(".matters tbody td.number")
    expect(told.first).to_have_text(f"${worth[0]:,}")
    amounts = [int(one.strip("$").replace(",", "")) for one in told.all_inner_texts() if one]
    assert amounts == worth[:20]
    page.get_by_role("button", name="A year").press("Enter")
    expect(told.first).to_have_text(f"${worth[-1]:,}")
    page.reload()
    expect(told.first).to_have_text(f"${worth[-1]:,}")
    page.get_by_role("button", name="Next page").click()
    expect(told.first).to_have_text(f"${worth[-21]:,}")


def test_what_is_typed_leaves_the_rows_that_say_it(screen: Watched) -> None:
    page = screen.open(HOME)
    total = page.get_by_text(re.compile(r"^20 of \d+ shown"))
    expect(total).to_be_visible()
    page.get_by_label("Only rows that say").fill("unemployment")
    expect(total).to_have_count(0)
    expect(page.get_by_text(ALL)).to_be_visible()
    rows = page.locator(".matters tbody tr").all_inner_texts()
    assert rows
    assert all("unemployment" in row.lower() for row in rows)
    expect(page).to_have_url(re.compile("filter=unemployment"))


def test_all_rows_are_taken_along_as_csv_of_all_pages(screen: Watched, tmp_path: Path) -> None:
    page = screen.open(HOME)
    total = int(page.get_by_text(re.compile(r"^20 of \d+ shown")).inner_text().split()[2])
    with page.expect_download() as told:
        page.get_by_role("button", name="CSV: What needs somebody").click()
    told.value.save_as(tmp_path / "all.csv")
    text = (tmp_path / "all.csv").read_bytes().decode("utf-8-sig")
    heads, *rows = csv.reader(io.StringIO(text, newline=""))
    assert heads == ["Day", "What", "About", "Who", "For whom", "A year"]
    assert len(rows) == total
    assert all(len(row) == len(heads) for row in rows)
    assert [row[0] for row in rows if row[0]] == sorted(row[0] for row in rows if row[0])
    assert not any("more" in row[4].split(" and ")[-1] for row in rows)  # each agency is named


def test_of_many_rows_few_are_drawn_and_on_paper_all(screen: Watched) -> None:
    page = screen.open(f"{MANY}&items.takes.sort=told")
    table = page.get_by_role("region", name=TABLE)
    shown = table.locator("xpath=..").get_by_text(ALL)
    expect(shown).to_be_visible()
    total = int(shown.inner_text().split()[0])
    assert total > 400
    assert 10 < table.locator("tbody tr").count() < 100
    first = table.locator("tbody th").first.inner_text()
    table.evaluate("one => one.scrollTo(0, one.scrollHeight)")
    expect(table.locator("tbody th").first).not_to_have_text(first)
    page.emulate_media(media="print")
    expect(table.locator("tbody th")).to_have_count(total)
    names = table.locator("tbody th").all_inner_texts()
    assert names[0] < names[total // 2] < names[-1]  # as many as there are, first to last


def test_a_table_of_all_rows_is_found_right_by_axe(screen: Watched) -> None:
    page = screen.open(f"{MANY}&items.takes.sort=-kind")
    table = page.get_by_role("region", name=TABLE)
    expect(table.locator("xpath=..").get_by_text(ALL)).to_be_visible()
    assert screen.violations() == []
