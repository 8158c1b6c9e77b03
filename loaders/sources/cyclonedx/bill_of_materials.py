"""The CycloneDX file, in JSON or XML, recognised by its own words."""

from __future__ import annotations

import re

from loaders.intake.reading import RowReader
from loaders.intake.source import SourceDeclaration
from loaders.intake.source_file import SourceFile
from loaders.sources.cyclonedx.bill import Bill
from loaders.sources.cyclonedx.entries import entry, listed
from loaders.sources.cyclonedx.json_form import json_entries
from loaders.sources.cyclonedx.xml_form import NAMESPACE, xml_entries

_OPENING = re.compile(r'"bomFormat"\s*:\s*"CycloneDX"|"bom-ref"\s*:|/schema/bom-1\.\d')
MADE = "metadata.timestamp"
VERSIONS = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")


def recognises(file: SourceFile) -> bool:
    """Whether it begins with a bill's own words."""
    text = file.head().text.lstrip()
    if text.startswith("<"):
        return NAMESPACE in text
    return text.startswith("{") and bool(_OPENING.search(text))


def read(file: SourceFile, rows: RowReader) -> None:
    """Read a bill, and tell where it is of a version that was not known when this was written."""
    is_xml = file.head().text.lstrip().startswith("<")
    document = xml_entries(file) if is_xml else json_entries(file)
    if document.get("bomFormat") != "CycloneDX":
        found = repr(document.get("bomFormat"))[:40]
        file.unreadable("bomFormat", found, "'CycloneDX': a bill of materials")
    if (version := document.get("specVersion")) not in VERSIONS:
        expected = f"one of {', '.join(VERSIONS)}"
        rows.warn(f"{file.name}, specVersion", repr(version)[:40], expected, "read as those are")
    metadata = entry(document.get("metadata"))
    if not any((metadata.get("component"), *map(len, map(listed, _lists(document))))):
        file.unreadable("", "a bill without anything in it", "components or services")
    rows.made(metadata.get("timestamp"), f"{file.name}, {MADE}")
    Bill(document, rows, file.name, file.path.stem).read()


def _lists(document: dict[str, object]) -> list[object]:
    return [document.get("components"), document.get("services")]


SOURCE = SourceDeclaration(
    name="cyclonedx",
    meaning="a CycloneDX bill of materials: components, services, what stands on what",
    takes=SourceFile,
    recognises=recognises,
    read=read,
    said_at=MADE,
)
