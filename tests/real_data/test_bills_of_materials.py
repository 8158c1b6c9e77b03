"""Bills of materials that others made, loaded whole and twice, and asked."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli.root import app
from application.loading import load
from stores.sqlite import SqliteStore
from tests.support.loading import MODEL
from tests.support.real_data import REAL_DATA

BILLS = sorted(
    one for one in (REAL_DATA / "cyclonedx").iterdir() if one.suffix in (".json", ".xml")
)


def inside(parts: list[dict[str, Any]], name: str) -> Iterator[dict[str, Any]]:
    for part in parts:
        yield part
        yield from inside(part.get(name, []), name)


def counted(path: Path) -> dict[str, int]:
    """How many components, services and dependencies are in a bill, counted by themselves."""
    if path.suffix == ".xml":
        root = ET.parse(path).getroot()
        below = root.findall("{*}dependencies/{*}dependency/{*}dependency")
        return {"ConfigurationItem": len(root.findall(".//{*}component")), "DEPENDS_ON": len(below)}
    bill = json.loads(path.read_bytes())
    components = list(inside(bill.get("components", []), "components"))
    services = list(inside(bill.get("services", []), "services"))
    below = [ref for one in bill.get("dependencies", []) for ref in one.get("dependsOn", [])]
    found = {
        "ConfigurationItem": len(components) + ("component" in bill["metadata"]),
        "Service": len(services),
        "DEPENDS_ON": len(below),
    }
    return {name: count for name, count in found.items() if count}


@pytest.mark.parametrize("path", BILLS, ids=[path.name for path in BILLS])
def test_all_of_it_is_loaded_and_the_second_time_nothing_changes(
    tmp_path: Path, path: Path
) -> None:
    store = SqliteStore(tmp_path / "store.sqlite", MODEL)
    first, second = (load([path], store, MODEL) for _ in range(2))
    put = {name: tally.put for name, tally in first.tallies.items()}
    assert not first.rejects
    expected = {"ConfigurationItem": 0, "Service": 0, "DEPENDS_ON": 0} | counted(path)
    assert {name: put.get(name, 0) for name in expected} == expected
    assert (second.revisions, second.total.put) == ([], 0)
    store.close()


def test_what_stands_on_a_library_is_what_the_bill_says(tmp_path: Path) -> None:
    path = REAL_DATA / "cyclonedx" / "laravel-1.4.json"
    store = SqliteStore(tmp_path / "store.sqlite", MODEL)
    load([path], store, MODEL)
    store.close()
    bill = json.loads(path.read_bytes())
    below = {one["ref"]: set(one.get("dependsOn", [])) for one in bill["dependencies"]}
    start = next(ref for ref in below if ref.startswith("psr/log"))
    above, waiting = {start}, [start]
    while waiting:
        lost = waiting.pop()
        new = {ref for ref, needs in below.items() if lost in needs} - above
        above |= new
        waiting += new
    component = bill["metadata"]["component"]
    about = "/".join(filter(None, (component.get("group"), component.get("name"))))
    question = ["impact", f"cyclonedx:{about}:{start}", "--format", "json", "--first", "500"]
    asked = ["--store", f"sqlite:///{tmp_path / 'store.sqlite'}", *question]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    nodes = answer["affected"]["nodes"]
    told = {n["item"]["id"] for n in nodes}
    assert told >= {f"cyclonedx:{about}:{ref}" for ref in above}
    assert len(above) > 5
