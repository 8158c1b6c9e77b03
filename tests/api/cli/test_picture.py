"""``--format svg``: a picture as a file, of each answer that has one."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from tests.support.door import door_of
from tests.support.repository import ROOT

TITLED = "{http://www.w3.org/2000/svg}title"
DRAWN = {
    "picture ci:san-1 --to agency:labor": "What Storage Array SAN-1 (ci:san-1) touches (outage)",
    "picture service:identity --show surroundings": "What surrounds Sign-In (service:identity)",
    "impact ci:san-1": "What Storage Array SAN-1 (ci:san-1) touches (outage)",
    "substitution supplier:cirrus": "What changes hands if Cirrus (supplier:cirrus) is replaced",
}


@pytest.mark.parametrize(("command", "title"), DRAWN.items(), ids=DRAWN)
def test_a_picture_is_written_to_a_file(tmp_path: Path, command: str, title: str) -> None:
    file = tmp_path / "out.svg"
    with door_of([ROOT / "samples/state"], tmp_path) as door:
        result = door.run(*command.split(), "--format", "svg", "-o", str(file))
    assert result.exception is None
    assert fromstring(file.read_text(encoding="utf-8")).findtext(TITLED) == title


def test_a_question_without_a_picture_has_no_such_format(tmp_path: Path) -> None:
    with door_of([ROOT / "samples/state"], tmp_path) as door:
        result = door.run("health", "--format", "svg")
    assert result.exit_code == 2
