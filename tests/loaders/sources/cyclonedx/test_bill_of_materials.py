"""Bills of materials, in JSON and XML: what each entry becomes, and what odd ones do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph_model.errors import UnreadableFile
from graph_model.facts import Item, Relation
from loaders.files import Readings
from tests.support.loading import facts, read_bytes, read_text, told

BILL: dict[str, Any] = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "serialNumber": "urn:uuid:11111111-1111-4111-8111-111111111111",
    "version": 3,
    "metadata": {
        "timestamp": "2026-05-01T12:00:00Z",
        "component": {"type": "application", "bom-ref": "portal", "name": "Portal"},
    },
    "components": [
        {"type": "library", "bom-ref": "log", "name": "log", "version": "2.1", "group": "org.x",
         "purl": "pkg:maven/org.x/log@2.1", "supplier": {"name": "Alto, Inc."},
         "components": [{"type": "data", "name": "words", "version": "1"}]},
        {"type": "operating-system", "bom-ref": "os", "name": "OS"},
    ],
    "services": [
        {"bom-ref": "mail", "name": "Mail", "provider": {"name": "Alto Inc"},
         "services": [{"bom-ref": "relay", "name": "Relay"}]},
    ],
    "dependencies": [
        {"ref": "portal", "dependsOn": ["log", "mail"]},
        {"ref": "mail", "dependsOn": []},
        {"ref": "log"},
        {"ref": "os", "dependsOn": []},
    ],
    "compositions": [{"aggregate": "incomplete", "dependencies": ["os"]}],
}  # fmt: skip
XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="3"
     serialNumber="urn:uuid:11111111-1111-4111-8111-111111111111">
  <metadata><timestamp>2026-05-01T12:00:00Z</timestamp>
    <component type="application" bom-ref="portal"><name>Portal</name></component></metadata>
  <components>
    <component type="library" bom-ref="log"><supplier><name>Alto, Inc.</name></supplier>
      <group>org.x</group><name>log</name><version>2.1</version>
      <purl>pkg:maven/org.x/log@2.1</purl>
      <components><component type="data"><name>words</name><version>1</version></component>
      </components></component>
    <component type="operating-system" bom-ref="os"><name>OS</name></component>
  </components>
  <services><service bom-ref="mail"><provider><name>Alto Inc</name></provider><name>Mail</name>
    <services><service bom-ref="relay"><name>Relay</name></service></services></service></services>
  <dependencies>
    <dependency ref="portal"><dependency ref="log"/><dependency ref="mail"/></dependency>
    <dependency ref="mail"/><dependency ref="log"/><dependency ref="os"/>
  </dependencies>
  <compositions><composition><aggregate>incomplete</aggregate>
    <dependencies><dependency ref="os"/></dependencies></composition></compositions>
</bom>
"""
SERIAL = "cyclonedx:11111111-1111-4111-8111-111111111111:"


def items(readings: Readings) -> dict[str, dict[str, object]]:
    found = [one for one in facts(readings) if isinstance(one, Item)]
    return {one.id.removeprefix(SERIAL): {"kind": one.kind, **one.fields} for one in found}


def links(readings: Readings) -> set[tuple[str, str, str]]:
    found = [one for one in facts(readings) if isinstance(one, Relation)]
    return {(r.start.removeprefix(SERIAL), r.type, r.end.removeprefix(SERIAL)) for r in found}


@pytest.mark.parametrize("text", [json.dumps(BILL), XML], ids=["json", "xml"])
def test_what_a_bill_says(tmp_path: Path, text: str) -> None:
    found = read_text(text, tmp_path)
    known = {id_: one.get("dependencies") for id_, one in items(found).items()}
    assert known == {
        "portal": "listed",
        "log": "none",  # an entry that names nothing: nothing is what it depends on
        "words/1": "unknown",  # no entry: nobody knows
        "os": "unknown",  # the bill says that its entry is not all
        **dict.fromkeys(("mail", "relay", "supplier:alto-inc")),
    }
    assert links(found) == {
        ("log", "PART_OF", "portal"),
        ("words/1", "PART_OF", "log"),
        ("os", "PART_OF", "portal"),
        ("relay", "PART_OF", "mail"),
        ("supplier:alto-inc", "PROVIDES", "log"),
        ("supplier:alto-inc", "PROVIDES", "mail"),
        ("portal", "DEPENDS_ON", "log"),
        ("portal", "DEPENDS_ON", "mail"),
    }
    assert items(found)["log"] == {
        "kind": "ConfigurationItem",
        "name": "log",
        "ci_class": "software",
        "verified_on": "2026-05-01",
        "version": "2.1",
        "group": "org.x",
        "purl": "pkg:maven/org.x/log@2.1",
        "dependencies": "none",
    }
    assert items(found)["relay"]["tier"] == "element"
    assert (found.files[0].loader, found.rejects) == ("cyclonedx", [])
    said, unknown = (str(one) for one in found.files[0].warnings)
    assert "'Alto Inc', expected 'Alto, Inc.'" in said
    assert "3 parts of which nobody says on what they stand (words, os, relay)" in unknown


def test_refs_are_those_of_one_bill_and_links_those_of_another(tmp_path: Path) -> None:
    other = dict(BILL, serialNumber="urn:uuid:2", components=[], services=[])
    other["dependencies"] = [{"ref": "portal", "dependsOn": [f"urn:cdx:{SERIAL[10:-1]}/3#log"]}]
    found = read_text(json.dumps(other), tmp_path)
    assert links(found) == {("cyclonedx:2:portal", "DEPENDS_ON", "log")}


@pytest.mark.parametrize(
    ("changed", "id_"),
    [
        ({"serialNumber": None}, "cyclonedx:Portal:portal"),
        ({"serialNumber": None, "metadata": None}, "cyclonedx:given:log"),
    ],
)
def test_a_bill_without_a_number_is_called_by_what_it_is_about(
    tmp_path: Path, changed: dict[str, object], id_: str
) -> None:
    assert id_ in items(read_text(json.dumps(BILL | changed), tmp_path))


@pytest.mark.parametrize(
    "changed",
    [
        {"components": "none"},
        {"services": {"a": 1}},
        {"dependencies": [1, None, {"ref": 2, "dependsOn": 3}]},
        {"metadata": [], "compositions": 5},
        {"metadata": {"timestamp": "2026-02-30T00:00:00Z", "component": {"name": 5, "type": []}}},
    ],
)
def test_odd_entries_take_nothing_else_with_them(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    found = read_text(json.dumps(BILL | changed), tmp_path)
    assert {"log", "mail"} & items(found).keys()


def test_a_part_without_a_name_is_kept_back_and_what_is_no_part_told(tmp_path: Path) -> None:
    found = read_text(json.dumps(BILL | {"components": [{"bom-ref": "x"}, 7]}), tmp_path)
    assert [line.partition(":")[0] for line in told(found)] == ["components[0] (cyclonedx"]
    assert any("components[1]: found 7" in str(one) for one in found.files[0].warnings)


def test_parts_in_parts_without_end_are_told(tmp_path: Path) -> None:
    part: dict[str, object] = {"name": "end"}
    for number in range(100):
        part = {"name": str(number), "components": [part]}
    found = read_text(json.dumps(BILL | {"components": [part]}), tmp_path)
    assert any("nested deeper than 32" in str(one) for one in found.files[0].warnings)


ENTITY = b'<!DOCTYPE bom [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
REFUSED = {
    "a bill of nothing": b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": []}',
    "another format": b'{"$schema": "http://x/schema/bom-1.4.schema.json", "bomFormat": "Other"}',
    "no XML": XML.encode()[:300],
    "entities": XML.encode().replace(b"<bom", ENTITY + b"<bom", 1),
    "an outer file": XML.encode().replace(b"<bom", b'<!DOCTYPE bom SYSTEM "/etc/passwd"><bom', 1),
    "no such encoding": XML.encode().replace(b"UTF-8", b"nonsense-7", 1),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_bill_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read_bytes(content, tmp_path)


def test_a_version_that_is_not_known_is_told(tmp_path: Path) -> None:
    found = read_text(json.dumps(BILL | {"specVersion": "2.0"}), tmp_path)
    assert "specVersion: found '2.0'" in str(found.files[0].warnings[0])
