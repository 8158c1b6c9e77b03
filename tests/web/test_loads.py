"""The loads screen: a file, its mapping and its difference first; rows mended; who may be one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from application.settings import Settings
from samples.office import write
from tests.support.browser import Watched, page_of
from tests.support.server_thread import answering, own_sample

ROWS = "Contract Number,Vendor,End Date\nC-1,Cirrus Hosting,12/31/2027\nC-2,Cirrus,13/13/2027\n"
NEW = '{"kind": "Service", "id": "s:new", "name": "New Service"}'
ODD = '{"kind": "Servce", "id": "s:odd", "name": "Odd Service"}'


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own: what is loaded here would be seen by other tests."""
    with answering(Settings(store=own_sample(tmp_path_factory.mktemp("loads")))) as address:
        yield address


@pytest.fixture
def loads(context: BrowserContext, own: str) -> Iterator[Watched]:
    with page_of(context, own) as page:
        yield page


def choose(page: Page, name: str, text: str) -> None:
    file = {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    page.get_by_label(re.compile("^Choose a file")).set_input_files(file)  # type: ignore[arg-type]


def test_a_workbook_is_mapped_compared_and_loaded(loads: Watched, tmp_path: Path) -> None:
    page = loads.open("/loads")
    write(tmp_path / "office.xlsx")
    page.get_by_label(re.compile("^Choose a file")).set_input_files(tmp_path / "office.xlsx")
    expect(page.get_by_label("The mapping.")).to_have_value(re.compile("kind: Contract"))
    expect(page.get_by_role("region", name="First rows")).to_contain_text("Mail and calendar")
    expect(page.get_by_text(re.compile(r"^\d+ facts: \d+ new"))).to_be_visible()
    assert loads.violations() == []
    page.get_by_text("One by one").press("Enter")
    changes = page.get_by_role("region", name="What would change")
    expect(changes).to_contain_text("Mail and calendar, contract:C-1001")
    page.get_by_label("Why, for the journal").fill("the office's own list")
    page.get_by_role("button", name="Load this difference").press("Enter")
    expect(page.get_by_text(re.compile(r"office.xlsx was loaded as revision \d+"))).to_be_visible()
    page.goto(f"{loads.address}/item?id=contract:C-1001")
    expect(page.get_by_role("heading", name="Mail and calendar")).to_be_visible()


def test_an_edited_mapping_outlives_a_reload_and_is_compared_anew(loads: Watched) -> None:
    page = loads.open("/loads")
    choose(page, "contracts.csv", ROWS)
    box = page.get_by_label("The mapping.")
    expect(box).to_have_value(re.compile("kind: Contract"))
    box.fill(re.sub("source: .*", "source: register", box.input_value(), count=1))
    page.reload()
    expect(box).to_have_value(re.compile("source: register"))
    loads.wrong.clear()  # the browser itself notes a mapping that is refused


def test_a_row_kept_back_is_taken_along_and_mended_in_place(loads: Watched, tmp_path: Path) -> None:
    page = loads.open("/loads")
    choose(page, "rows.jsonl", f"{NEW}\n{ODD}\n")
    expect(page.get_by_text("1 row kept back.")).to_be_visible()
    with page.expect_download() as told:
        page.get_by_role("button", name="Take rows.jsonl.rejects").click()
    told.value.save_as(tmp_path / "rejects")
    assert "s:odd" in (tmp_path / "rejects").read_text(encoding="utf-8")
    row = page.get_by_label(re.compile("^The row at"))
    row.fill("{")
    expect(page.get_by_text("This is not JSON as it stands")).to_be_visible()
    row.fill(ODD.replace("Servce", "Service"))
    page.get_by_role("button", name="Compare 1 mended row").click()
    expect(page.get_by_role("heading", name="mended.jsonl: how it is read")).to_be_visible()
    page.get_by_role("button", name="Load this difference").click()
    expect(page.get_by_text("mended.jsonl was loaded as revision")).to_be_visible()


def test_what_would_end_much_says_what_that_means_and_waits_for_a_second_look(
    loads: Watched,
) -> None:
    page = loads.open("/loads")
    choose(page, "state.jsonl", f"{NEW}\n")
    page.get_by_label("Its source").fill("state")
    page.get_by_text("It is all that this source has").click()
    page.get_by_role("button", name="Show the difference").click()
    expect(page.get_by_role("heading", name="What it would mean")).to_be_visible(timeout=20_000)
    load = page.get_by_role("button", name="Load this difference")
    expect(load).to_be_disabled()
    page.get_by_text("I have looked at this difference").click()
    expect(load).to_be_enabled()


def test_sources_stand_there_with_their_freshness(loads: Watched) -> None:
    page = loads.open("/loads")
    sources = page.get_by_role("region", name="Sources, the stalest first")
    row = sources.get_by_role("row", name=re.compile("^fedramp"))
    expect(row).to_contain_text(re.compile("Fresh|Ageing|Out of date|Of any age"))
    expect(page.get_by_role("heading", name="Where sources differ")).to_be_visible()


def test_pairs_are_decided_by_keys_one_after_the_other_and_taken_back(loads: Watched) -> None:
    page = loads.open("/loads")
    queue = page.get_by_role("region", name="Who may be one")
    first = queue.get_by_role("group", name=re.compile("^Pair 1 of"))
    count = int((first.get_attribute("aria-label") or "").split()[-1])
    assert count > 1
    first.focus()
    page.keyboard.press("s")
    expect(queue.get_by_role("group", name=f"Pair 2 of {count}")).to_be_focused()
    page.keyboard.press("y")
    left = queue.get_by_role("group", name=re.compile(f"^Pair . of {count - 1}$"))
    expect(left).to_be_focused()
    page.keyboard.press("n")
    expect(queue.get_by_text(re.compile("^Decided: 2"))).to_be_visible()
    queue.get_by_text(re.compile("^Decided:")).click()
    expect(queue.get_by_text(re.compile("^Different"))).to_have_count(1)
    queue.get_by_role("button", name=re.compile("^Take back that")).click()
    expect(queue.get_by_text(re.compile("^Different"))).to_have_count(2)
