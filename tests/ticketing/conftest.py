"""The client by which a ticketing tool is called, patient enough for a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from outbound.client import CallLimits, OutboundClient
from tests.support.faulty_server import LOOPBACK


@pytest.fixture
def client() -> Iterator[OutboundClient]:
    limits = CallLimits(seconds=5, attempts=2, first_wait=0.01, networks=LOOPBACK)
    with OutboundClient(limits) as client:
        yield client
