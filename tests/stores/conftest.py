"""Both stores under one contract: a test that asks for ``place`` runs once on each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.store_place import Place, neo4j_place, sqlite_place

BOTH = ("sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j))


@pytest.fixture(params=BOTH)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty place for a store; what was opened there is closed afterwards."""
    if request.param == "sqlite":
        found = sqlite_place(tmp_path)
    else:
        found = neo4j_place(request.getfixturevalue("empty_neo4j"))
    yield found
    found.close()
