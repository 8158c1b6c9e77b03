"""Tokens: their form, what is kept of them, and when one is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.token import (
    ALPHABET,
    ANYWHERE,
    TOKEN,
    Secret,
    belongs,
    checksum,
    comes_from,
    expired,
    new_secret,
    read_end,
    read_networks,
    read_secret,
)
from graph_model.errors import InvalidInput
from graph_model.ledger.token import Token

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECRET = Secret("A" * 12, "b" * 43)


def kept(**fields: object) -> Token:
    known = {"key": SECRET.key, "name": "n", "role": "viewer", "digest": SECRET.digest}
    made = {"created_at": "2026-01-01T00:00:00+00:00", "created_by": "t", "expires_at": None}
    return Token(**{**known, **made, "agencies": None, **fields})  # type: ignore[arg-type]


def test_a_token_has_a_form_that_scanners_find() -> None:
    made = new_secret()
    assert re.fullmatch(r"ramify_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}", made.text)
    assert TOKEN.fullmatch(made.text)
    assert ANYWHERE.search(f"/graphql?token={made.text}&x=1")
    assert read_secret(made.text) == made
    assert new_secret() != made


@pytest.mark.parametrize(("key", "secret"), [("", ""), (SECRET.key, SECRET.secret)])
def test_the_checksum_is_the_crc_32_to_base_62(key: str, secret: str) -> None:
    digits = checksum(key, secret)
    number = sum(ALPHABET.index(d) * 62**n for n, d in enumerate(reversed(digits)))
    assert (len(digits), number) == (6, crc32(f"ramify_{key}_{secret}".encode()))


@given(st.integers(0, 67), st.sampled_from(ALPHABET + "_-é "))
def test_a_token_with_one_wrong_character_is_none(at: int, character: str) -> None:
    text = SECRET.text
    wrong = text[:at] + character + text[at + 1 :]
    assert read_secret(wrong) == (SECRET if wrong == text else None)


@pytest.mark.parametrize("text", ["", "ramify_", "x", SECRET.text[:-1], f"{SECRET.text}0"])
def test_what_is_shorter_or_longer_is_none(text: str) -> None:
    assert read_secret(text) is None


def test_nothing_kept_has_the_secret() -> None:
    assert SECRET.secret not in repr(kept())
    assert belongs(SECRET, kept())
    assert not belongs(Secret(SECRET.key, "c" * 43), kept())
    assert not belongs(SECRET, None)


ENDS = {
    None: False,
    "2026-11-25T11:59:59+00:00": True,
    "2026-11-25T12:00:00+00:00": True,
    "2026-11-25T12:00:01+00:00": False,
    "2026-11-25T13:30:00+02:00": True,
}


@pytest.mark.parametrize(("end", "over"), ENDS.items())
def test_it_is_refused_from_its_end_on(end: str | None, over: bool) -> None:
    assert expired(kept(expires_at=end), NOW) is over


FROM = [
    # its networks, the address, whether it may be used there
    ((), "203.0.113.9", True),
    ((), None, True),
    (("10.1.0.0/16",), "10.1.2.3", True),
    (("10.1.0.0/16",), "10.2.0.1", False),
    (("10.1.0.0/16", "2001:db8::/32"), "2001:db8::7", True),
    (("10.1.0.0/16",), "2001:db8::7", False),
    (("10.1.0.0/16",), None, False),
    (("10.1.0.0/16",), "testclient", False),
]


@pytest.mark.parametrize(("networks", "address", "may"), FROM)
def test_it_is_used_from_its_networks(
    networks: tuple[str, ...], address: str | None, may: bool
) -> None:
    assert comes_from(kept(networks=networks), address) is may


def test_networks_and_ends_are_read_or_refused() -> None:
    assert read_networks(["10.1.0.0/16", "::1"]) == ("10.1.0.0/16", "::1/128")
    assert read_end("P90D", NOW) == "2027-02-23T12:00:00+00:00"
    assert read_end("P1M", NOW) == "2026-12-25T12:00:00+00:00"
    assert read_end("never", NOW) is None
    for read, wrong in (
        (lambda text: read_networks([text]), "10.1.0.1/16"),
        (lambda text: read_networks([text]), "office"),
        (lambda text: read_end(text, NOW), "90"),
        (lambda text: read_end(text, NOW), "P9999Y"),
    ):
        with pytest.raises(InvalidInput, match=re.escape(wrong)):
            read(wrong)
