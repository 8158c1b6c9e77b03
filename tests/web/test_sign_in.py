"""Who must sign in does so on the page; what is hidden is a count, in no page, answer, address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Response, expect
from typer.testing import CliRunner

from api.cli.root import app
from application.settings import Settings
from tests.support.browser import page_of
from tests.support.server_thread import answering, own_sample

LABOR, IMPACT = "agency:labor", "/impact?of=service:service-desk&asOf=2026-11-25"


@dataclass(frozen=True)
class Guarded:
    """A server at which everybody signs in; a token that shows one agency's, and a steward's."""

    address: str
    token: str
    steward: str


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    store = own_sample(tmp_path_factory.mktemp("guarded"))
    scoped = _token(store, "labor", "viewer", "--scope", LABOR)
    steward = _token(store, "loader", "steward")
    with answering(Settings(store=store, sign_in="required")) as address:
        yield Guarded(address, scoped, steward)


def _token(store: str, name: str, role: str, *more: str) -> str:
    told = ("token", "create", name, "--role", role, *more, "--quiet")
    made = CliRunner().invoke(app, ["--store", store, *told])
    assert made.exit_code == 0, made.output
    return made.stdout.strip()


def test_a_token_signs_in_and_a_session_stays(guarded: Guarded, context: BrowserContext) -> None:
    with page_of(context, guarded.address, refused=True) as screen:
        page = screen.page
        page.goto(f"{guarded.address}{IMPACT}")
        page.get_by_label("Token").fill("ramify_not_a_token")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("Token").fill(guarded.token)
        page.keyboard.press("Enter")
        expect(page.locator(".verdict")).to_contain_text("Service Desk")
        page.reload()
        expect(page.locator(".verdict")).to_contain_text("Service Desk")
        assert guarded.token not in page.content()
        assert not page.evaluate("document.cookie")


def test_a_session_that_ends_keeps_what_was_edited(
    guarded: Guarded, context: BrowserContext
) -> None:
    rows = {"name": "c.csv", "mimeType": "text/csv", "buffer": b"Vendor,Kind\nAcme,SaaS\n"}
    with page_of(context, guarded.address, refused=True) as screen:
        page = screen.page
        page.goto(f"{guarded.address}/loads")
        page.get_by_label("Token").fill(guarded.steward)
        page.keyboard.press("Enter")
        expect(page.get_by_text("loader, steward")).to_be_visible()
        page.get_by_label(re.compile("^Choose a file")).set_input_files(rows)  # type: ignore[arg-type]
        box = page.get_by_label("The mapping.")
        edited = box.input_value() + "# mine"
        box.fill(edited)
        assert page.request.delete(f"{guarded.address}/session").ok
        page.get_by_role("button", name="Show the difference").click()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        page.get_by_label("Token").fill(guarded.steward)
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Sign in")).to_have_count(0)
        expect(box).to_have_value(edited)
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("button", name="Sign in").first).to_be_visible()
        expect(page.get_by_text("Sign in above to see this.")).to_have_count(2)


QUESTION = "/ask/impact?of=service:service-desk&asOf=2026-11-25&affected.sort=name&with=room"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        (f"{IMPACT}&view=table&sort=what", "^And of others: .*agenc"),
        (QUESTION, r"and \d+ of others"),
    ],
    ids=["impact", "question"],
)
def test_what_is_hidden_is_a_count_and_no_id_in_document_answers_or_address(
    address: str, counted: str, guarded: Guarded, context: BrowserContext
) -> None:
    answers: list[Response] = []
    with page_of(context, guarded.address, refused=True) as screen:
        page = screen.page
        page.goto(f"{guarded.address}{IMPACT}")
        page.get_by_label("Token").fill(guarded.token)
        page.keyboard.press("Enter")
        page.locator(".verdict").wait_for()
        page.goto("about:blank")
        page.on("response", lambda one: answers.append(one))  # noqa: PLW0108
        page.goto(f"{guarded.address}{address}")
        expect(page.get_by_text(re.compile(counted)).first).to_be_visible()
        told = page.content() + page.url + "".join(screen.requests)
        told += "".join(one.text() for one in answers if one.url.endswith("/graphql"))
        screen.wrong.clear()
    assert "agency:health" not in told
    assert "Department of Health" not in told
