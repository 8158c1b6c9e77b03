"""A bill in XML as the entries that the same bill has in JSON: one reading for both."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from graph_model.facts import Record
from loaders.intake.source_file import SourceFile
from loaders.sources.cyclonedx.entries import DEEPEST

NAMESPACE = "http://cyclonedx.org/schema/bom/"


def xml_entries(file: SourceFile) -> Record:
    """The entries of a bill in XML, those alone that are read.

    Raises:
        UnreadableFile: it is no XML, or declares entities or a document type.
    """
    try:
        root = fromstring(file.content(), forbid_dtd=True)
    except DefusedXmlException:
        found, expected = "a document type or entities", "a bill without: they are never followed"
        file.unreadable("", found, expected)
    except (ParseError, LookupError, ValueError) as error:
        line, column = getattr(error, "position", (1, 0))
        place = f"line {line}, column {column + 1}"
        file.unreadable(place, "what is no XML", "a bill in XML", "write it again")
    metadata = _child(root, "metadata")
    found_dependencies = _child(root, "dependencies")
    entries: Record = {
        "bomFormat": "CycloneDX" if root.tag.startswith(f"{{{NAMESPACE}") else None,
        "specVersion": root.tag.partition(NAMESPACE)[2].partition("}")[0],
        "serialNumber": root.get("serialNumber"),
        "metadata": {
            "timestamp": _text(metadata, "timestamp"),
            "component": _component(_child(metadata, "component"), 0),
        },
        "components": _parts(root, "components", 0),
        "services": _services(root, 0),
        "compositions": [_composition(one) for one in _children(root, "compositions")],
    }
    if found_dependencies is not None:
        entries["dependencies"] = list(_dependencies(found_dependencies, 0))
    return entries


def _component(element: Element | None, depth: int) -> Record | None:
    if element is None or depth > DEEPEST:
        return None
    named = _named(element, ("name", "version", "group", "purl"))
    supplier = {"name": _text(_child(element, "supplier"), "name")}
    parts = _parts(element, "components", depth + 1)
    return named | {"type": element.get("type"), "supplier": supplier, "components": parts}


def _parts(parent: Element, name: str, depth: int) -> list[object]:
    return [_component(one, depth) for one in _children(parent, name)]


def _services(parent: Element, depth: int) -> list[object]:
    if depth > DEEPEST:
        return [None]
    return [
        _named(one, ("name", "version", "group"))
        | {"provider": {"name": _text(_child(one, "provider"), "name")}}
        | {"services": _services(one, depth + 1)}
        for one in _children(parent, "services")
    ]


def _named(element: Element, names: tuple[str, ...]) -> Record:
    texts: Record = {name: _text(element, name) for name in names}
    return texts | {"bom-ref": element.get("bom-ref")}


def _dependencies(parent: Element, depth: int) -> Iterator[Record]:
    """The entries below the list, and those further down that themselves depend on something."""
    for one in parent if depth <= DEEPEST else ():
        if depth == 0 or len(one):
            below = [inner.get("ref") for inner in one if _local(inner) == "dependency"]
            yield {"ref": one.get("ref"), "dependsOn": below}
            yield from _dependencies(one, depth + 1)


def _composition(element: Element) -> Record:
    refs = [one.get("ref") for one in _children(element, "dependencies")]
    return {"aggregate": _text(element, "aggregate"), "dependencies": refs}


def _children(parent: Element, name: str) -> list[Element]:
    found = _child(parent, name)
    return list(found) if found is not None else []


def _child(parent: Element | None, name: str) -> Element | None:
    if parent is None:
        return None
    return next((one for one in parent if _local(one) == name), None)


def _text(parent: Element | None, name: str) -> str | None:
    found = _child(parent, name)
    return found.text if found is not None else None


def _local(element: Element) -> str:
    """Its name without its namespace; those of other namespaces have no name here."""
    space, _, local = str(element.tag).rpartition("}")
    return local if not space or space.startswith(f"{{{NAMESPACE}") else ""
