"""The ten decisions of docs/decisions.md, each walked in the page: from Home to its figure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import Watched
from tests.support.repository import ROOT

DAY = "2026-11-25"
SECTION = re.compile(
    r"^## (.+?)\n\n```\n(ramify .+?)\n```\n```\n(.*?)^```\n(.*?)(?=^## |\Z)",
    re.MULTILINE | re.DOTALL,
)
"""Of each decision its title, command, answer, and what is said of it."""


@dataclass(frozen=True)
class Decision:
    """A decision as the docs have it: the answer's lines, and what is said of it."""

    command: str
    lines: list[str]
    said: str

    @property
    def verdict(self) -> str:
        """The first line, which the decision rests on."""
        return self.lines[0]

    def line(self, begins: str) -> str:
        """What follows the beginning of a line."""
        return next(one.removeprefix(begins) for one in self.lines if one.startswith(begins))


DECISIONS: Mapping[str, Decision] = {
    title: Decision(command, told.splitlines(), said)
    for title, command, told, said in SECTION.findall(
        (ROOT / "docs/decisions.md").read_text(encoding="utf-8")
    )
}


def taken(page: Page, label: str, text: str, within: Locator | None = None) -> None:
    """Type into a searching box, and take what it finds."""
    box = (within or page).get_by_role("combobox", name=label)
    box.fill(text)
    page.get_by_role("option", name=text).first.click()


def asked(page: Page, link: str) -> Locator:
    """Follow a question's link; its form."""
    page.get_by_role("main").get_by_role("link", name=link, exact=True).click()
    form = page.get_by_role("form", name="What it asks")
    form.wait_for()
    return form


def ask(form: Locator) -> None:
    form.get_by_role("button", name="Ask").click()


def drop_cirrus(page: Page) -> None:
    page.get_by_role("link", name="Substitution").click()
    taken(page, "The supplier to replace", "Cirrus")
    page.get_by_label("On which day").fill("2027-01-11")


def act_before_the_term_ends(page: Page) -> None:
    page.get_by_role("link", name="All questions").click()
    form = asked(page, "Attention")
    form.get_by_label("Until").fill("2027-01-11")
    ask(form)


def lose_power(page: Page) -> None:
    taken(page, "A supplier, a contract", "Utility Feed A")
    taken(page, "And what else?", "Utility Feed B")
    taken(page, "And what else?", "Diesel Generator")
    page.get_by_label("On", exact=True).fill("2026-11-30")


def retain_or_source(page: Page) -> None:
    form = asked(page, "Who keeps what was promised?")
    taken(page, "Of", "Managed Database", form)
    ask(form)


def underpinned(page: Page) -> None:
    form = asked(page, "What breaks our own rules?")
    form.get_by_label("Rules").fill("promise-underpinned")
    ask(form)


def who_is_in_the_room(page: Page) -> None:
    page.get_by_role("link", name="All questions").click()
    form = asked(page, "Impact")
    box = form.get_by_role("combobox", name="Of")
    box.fill("chg-4107")
    box.press("Enter")
    form.get_by_text("Asked of").click()
    form.get_by_label("As of").fill("2026-12-06")
    ask(form)
    page.get_by_role("button", name="Who must be in the room").click()


def join_the_neighbour(page: Page) -> None:
    page.get_by_role("link", name="Substitution").click()
    taken(page, "The supplier to replace", "Larkspur")
    taken(page, "By whom", "Highmesa Division")
    taken(page, "For which services only", "Service Desk, First Line")


def who_misses(page: Page) -> None:
    asked(page, "Who keeps what was promised?")


def collisions(page: Page) -> None:
    form = asked(page, "What collides in two years?")
    form.get_by_label("Until").fill("2028-11-25")
    ask(form)


def may_it_go_ahead(page: Page) -> None:
    """By keyboard alone."""
    tab_to(page, page.get_by_role("link", name="Which changes may go ahead?"))
    page.keyboard.press("Enter")
    form = page.get_by_role("form", name="What it asks")
    form.wait_for()
    tab_to(page, form.get_by_role("combobox", name="Of"))
    page.keyboard.type("chg-4107")
    page.keyboard.press("Enter")
    expect(form.get_by_role("button", name="Without ticket:chg-4107")).to_be_visible()
    tab_to(page, form.get_by_role("button", name="Ask"))
    page.keyboard.press("Enter")


def tab_to(page: Page, control: Locator) -> None:
    """Press Tab until a control has the focus, as who has no mouse does."""
    for _ in range(60):
        if control.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead to {control}")


WALKS: Mapping[str, Callable[[Page], None]] = {
    "What happens if we drop Cirrus before the session?": drop_cirrus,
    "Which contracts must I act on before my term ends?": act_before_the_term_ends,
    "Which agencies call me on Monday if the capital data centre loses power?": lose_power,
    "Is the database better retained or sourced?": retain_or_source,
    "Which promises are not underpinned?": underpinned,
    "Who must be in the room?": who_is_in_the_room,
    "What would joining the neighbour's desk change?": join_the_neighbour,
    "Who misses promises, and what do we get for it?": who_misses,
    "What collides in two years?": collisions,
    "May this change go ahead tonight?": may_it_go_ahead,
}


def test_every_decision_is_walked_and_says_where() -> None:
    assert list(WALKS) == list(DECISIONS)
    assert [title for title, one in DECISIONS.items() if "*In the page:*" not in one.said] == []


def rows(page: Page, table: str) -> Locator:
    return page.get_by_role("region", name=table, exact=True).locator("tbody tr")


def powerless(page: Page, decision: Decision) -> None:
    """Each agency that the docs name is LOST in the table."""
    page.get_by_role("button", name="Table").click()
    page.get_by_role("button", name=re.compile("^LOST")).click()
    page.get_by_label("Only rows that say").fill("agency:")
    for line in (one for one in decision.lines if one.startswith("LOST   Agency")):
        name = line.split("  ")[-1]
        expect(rows(page, "What is touched").filter(has_text=name)).to_have_count(1)


def unsupported(page: Page, decision: Decision) -> None:
    found = [one.split("promise-underpinned  ")[1] for one in decision.lines if "  promise-" in one]
    expect(rows(page, "Findings")).to_have_count(len(found))
    for row, told in zip(rows(page, "Findings").all(), found, strict=True):
        expect(row).to_contain_text(told)


def deciding(page: Page, decision: Decision) -> None:
    told = decision.line("call: decide: ").partition("; consult: ")[0]
    names = re.sub(r" \([^)]+\)", "", told).split(" and ")
    decide = rows(page, "Who must be in the room").filter(has_text="Decide")
    expect(decide).to_have_count(len(names))
    for row, name in zip(decide.all(), names, strict=True):
        expect(row).to_contain_text(name)


def missed(page: Page, decision: Decision) -> None:
    """The first line of who misses what, figure by figure."""
    first = next(one for one in decision.lines if one.startswith("supplier:larkspur"))
    row = rows(page, "Who misses, and what we get for it, in months").first
    figures = [one.strip() for one in re.split(r"\s{2,}", first)[2:9]]
    assert row.locator("td.number").all_inner_texts() == figures


def colliding(page: Page, decision: Decision) -> None:
    many = re.search(r"(\d+) conflicts", decision.verdict)
    assert many is not None
    shown = page.get_by_role("region", name="Conflicts", exact=True)
    expect(shown.locator("xpath=..")).to_contain_text(f"of {many[1]} shown")


def too_long(page: Page, decision: Decision) -> None:
    told = decision.line("too long  ").split("  ")
    expect(rows(page, "Services away, beside how long they may be").first).to_contain_text(told[-1])


FIGURES: Mapping[str, Callable[[Page, Decision], None]] = {
    "Which agencies call me on Monday if the capital data centre loses power?": powerless,
    "Which promises are not underpinned?": unsupported,
    "Who must be in the room?": deciding,
    "Who misses promises, and what do we get for it?": missed,
    "What collides in two years?": colliding,
    "May this change go ahead tonight?": too_long,
}
"""What beside the verdict a decision rests on."""


@pytest.mark.parametrize("title", WALKS)
def test_a_decision_is_walked_from_home_to_its_figure(title: str, screen: Watched) -> None:
    decision, page = DECISIONS[title], screen.open(f"/?asOf={DAY}")
    WALKS[title](page)
    expect(page.locator(".verdict")).to_have_text(decision.verdict)
    if figure := FIGURES.get(title):
        figure(page, decision)
