"""The example in docs/lenses.md is real: its command prints what is told, its query is answered."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import pytest

from api.graphql.schema import build_schema
from tests.support.door import Door, door_of
from tests.support.repository import ROOT

TEXT = (ROOT / "docs/lenses.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The samples under the model that the example's command names."""
    with pytest.MonkeyPatch.context() as patched:
        variable, path = shlex.split(BLOCKS[0][1])[0].split("=")
        patched.setenv(variable, str(ROOT / path))
        samples = [ROOT / "samples/fedramp.json", ROOT / "samples/state"]
        with door_of(samples, tmp_path_factory.mktemp("samples")) as door:
            yield Door(door.settings, door.graph, build_schema(door.graph.model, door.settings))


def test_the_command_prints_what_is_told(door: Door) -> None:
    command, told = BLOCKS[0][1], BLOCKS[1][1].splitlines()[:-1]
    result = door.run(*shlex.split(command)[2:], "--as-of", "2026-11-25")
    assert result.exception is None
    assert result.stdout.splitlines()[: len(told)] == told


def test_every_rule_of_the_example_is_in_its_table(door: Door) -> None:
    from application.graph import read_model
    from application.settings import Settings

    model = read_model(Settings(store="sqlite://", model=ROOT / "samples/state/model.yaml"))
    table = TEXT.partition("## The worked example")[2].partition("Ask it of")[0]
    named = set(re.findall(r"[A-Z]{2,}(?:_[A-Z]+)*", table))
    assert {rule.relation for rule in model.lens("reorganisation").rules} <= named


def test_the_query_is_answered(door: Door) -> None:
    (query,) = (text for language, text in BLOCKS if language == "graphql")
    counts = door.ask(query)["impact"]["counts"]
    assert {count["level"] for count in counts} == {"MOVES", "REVIEW", "NOTIFY"}
