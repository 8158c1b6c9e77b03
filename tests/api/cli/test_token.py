"""Making, listing and revoking tokens on the machine that has the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from access.role import AccessRole
from access.token import Secret, read_secret
from api.server import log_who_may
from application.settings import Settings
from application.tokens import NO_ADMIN, Wanted, create, tokens_of
from graph_model.errors import InvalidInput
from tests.support.door import Door, door_of_drawn
from tests.support.sketch import sketch

OFFICE = sketch("agency:a -CONSUMES-> service:s")
ADMIN = ("token", "create", "admin", "--role", "admin", "--first", "--quiet")


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with door_of_drawn(OFFICE, tmp_path) as door:
        yield door


def secret_in(text: str) -> Secret:
    """The one token that a text is."""
    found = read_secret(text.strip())
    assert found is not None
    return found


def ended(door: Door, role: AccessRole) -> Secret:
    """A token that came to its end a minute ago."""
    end = (datetime.now(UTC) - timedelta(minutes=1)).isoformat(timespec="seconds")
    return create(door.graph, Wanted("old", role, expires_at=end), "test")


def keys(door: Door) -> set[str]:
    return {token.key for token, _ in tokens_of(door.graph)}


def test_quiet_prints_the_token_alone_and_else_what_it_is(door: Door) -> None:
    quiet = door.run("token", "create", "Ann", "--role", "viewer", "--quiet")
    assert quiet.stdout == f"{secret_in(quiet.stdout).text}\n"
    assert quiet.stderr == ""
    told = door.run("token", "create", "Bob", "--role", "editor", "--scope", "agency:a")
    assert told.stderr.startswith(f"editor Bob, key {secret_in(told.stdout).key}, until ")
    listed = door.run("token", "list").stdout
    assert "agency:a" in listed
    assert secret_in(told.stdout).secret not in listed


def test_into_a_file_that_its_owner_alone_reads_and_over_no_other(
    door: Door, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    told = door.run("token", "create", "Ann", "--role", "viewer", "-o", str(file))
    assert told.stdout == ""
    assert file.stat().st_mode & 0o777 == 0o600
    assert keys(door) == {secret_in(file.read_text("ascii")).key}
    again = door.run("token", "create", "Ann", "--role", "viewer", "-o", str(file))
    assert isinstance(again.exception, InvalidInput)
    assert "move that one away" in str(again.exception)
    assert len(keys(door)) == 1


def test_a_first_admin_is_made_once(door: Door, tmp_path: Path) -> None:
    file = tmp_path / "admin-token"
    door.run(*ADMIN, "-o", str(file))
    first = file.read_text("ascii")
    assert door.run(*ADMIN, "-o", str(file)).exit_code == 0
    assert file.read_text("ascii") == first
    assert len(keys(door)) == 1


@pytest.mark.parametrize("lost", ["expired", "another store"])
def test_an_admin_whose_token_no_store_takes_any_more_is_made_anew(
    lost: str, door: Door, tmp_path: Path
) -> None:
    """The office is not locked out, and the container that begins with it does start."""
    file = tmp_path / "admin-token"
    old = ended(door, AccessRole.ADMIN) if lost == "expired" else Secret("A" * 12, "b" * 43)
    file.write_text(f"{old.text}\n", "ascii")
    assert door.run(*ADMIN, "-o", str(file)).exit_code == 0
    new = secret_in(file.read_text("ascii"))
    assert new != old
    assert new.key in keys(door)


def test_a_file_that_is_no_token_does_not_give_way(door: Door, tmp_path: Path) -> None:
    file = tmp_path / "letters"
    file.write_text("dear diary", "ascii")
    assert isinstance(door.run(*ADMIN, "-o", str(file)).exception, InvalidInput)
    assert file.read_text("ascii") == "dear diary"
    assert keys(door) == set()


@pytest.mark.parametrize("text", ["P0D", "yesterday", "-P1D", "90", ""])
def test_one_that_would_end_at_once_is_refused(text: str, door: Door) -> None:
    told = door.run("token", "create", "Ann", "--role", "viewer", "--expires", text)
    assert isinstance(told.exception, InvalidInput)
    assert "a duration such as P90D" in str(told.exception)


def test_who_revokes_the_last_admin_is_told_how_to_get_back_in(door: Door) -> None:
    one, other = (secret_in(door.run(*ADMIN[:5], "--quiet").stdout) for _ in "ab")
    ended(door, AccessRole.ADMIN)
    assert door.run("token", "revoke", one.key).stderr == ""
    told = door.run("token", "revoke", other.key).stderr
    assert "no token of an admin is in order" in told
    assert "ramify token create NAME --role admin" in told


@pytest.mark.parametrize("admin", [True, False])
def test_a_server_that_nobody_administers_says_so(admin: bool) -> None:
    with capture_logs() as logs:
        log_who_may(Settings(store="sqlite://", sign_in="required"), admin)
    told = [line["event"] for line in logs if line["log_level"] == "warning"]
    assert told == ([] if admin else [NO_ADMIN])
