"""What several tests of the HTTP door share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.token_office import Office, token_office


@pytest.fixture
def office() -> Iterator[Office]:
    """A server that asks who comes."""
    with token_office() as office:
        yield office


@pytest.fixture(scope="module")
def quiet_office() -> Iterator[Office]:
    """One for all tests that leave it as it is: nothing is written, and no guess is counted."""
    with token_office() as office:
        yield office
