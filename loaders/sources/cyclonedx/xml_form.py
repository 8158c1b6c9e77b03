"""A bill in XML as the entries that the same bill has in JSON: one reading for both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from graph_model.facts import Record
from loaders.intake.source_file import SourceFile
from loaders.intake.spilled import SpilledList
from loaders.sources.cyclonedx.entries import DEEPEST, LISTS, long_list

NAMESPACE = "http://cyclonedx.org/schema/bom/"
_LIST = 1
"""So many elements are above a bill's own lists."""


def xml_entries(file: SourceFile) -> Record:
    """The entries of a bill in XML, those alone that are read.

    Raises:
        UnreadableFile: it is no XML, or declares entities or a document type.
    """
    with file.opened() as opened:
        try:
            return _BillElements().read(iterparse(opened, ("start", "end"), forbid_dtd=True))
        except DefusedXmlException:
            found = "a document type or entities"
            file.unreadable("", found, "a bill without: they are never followed")
        except (ParseError, LookupError, ValueError) as error:
            line, column = getattr(error, "position", (1, 0))
            place = f"line {line}, column {column + 1}"
            file.unreadable(place, "what is no XML", "a bill in XML", "write it again")


class _BillElements:
    """A bill's elements as they are read, each let go of once its entry is made."""

    def __init__(self) -> None:
        self._found: Record = {}
        self._above: list[Element] = []
        self._list: SpilledList[object] | None = None

    def read(self, events: Iterable[tuple[str, Element]]) -> Record:
        for event, element in events:
            if event == "start":
                self._begun(element, len(self._above))
                self._above.append(element)
            else:
                self._above.pop()
                self._ended(element, len(self._above))
        return self._found

    def _begun(self, element: Element, depth: int) -> None:
        if depth == 0:
            of_ours = element.tag.startswith(f"{{{NAMESPACE}")
            self._found["bomFormat"] = "CycloneDX" if of_ours else None
            self._found["specVersion"] = element.tag.partition(NAMESPACE)[2].partition("}")[0]
            self._found["serialNumber"] = element.get("serialNumber")
        elif depth == _LIST:
            name, self._list = _local(element), None
            if name in LISTS and name not in self._found:
                self._found[name] = self._list = long_list()

    def _ended(self, element: Element, depth: int) -> None:
        if depth == _LIST:
            if _local(element) == "metadata":
                self._found.setdefault("metadata", _metadata(element))
            self._above[0].remove(element)
        elif depth == _LIST + 1 and (name := _local(self._above[_LIST])) != "metadata":
            if self._list is not None:
                for one in _ENTRIES[name](element, 0):
                    self._list.append(one)
            self._above[_LIST].remove(element)


def _metadata(element: Element) -> Record:
    component = _child(element, "component")
    return {
        "timestamp": _text(element, "timestamp"),
        "component": None if component is None else _component(component, 0),
    }


def _component(element: Element, depth: int) -> Record | None:
    if depth > DEEPEST:
        return None
    named = _named(element, ("name", "version", "group", "purl"))
    supplier = {"name": _text(_child(element, "supplier"), "name")}
    parts = [_component(one, depth + 1) for one in _children(element, "components")]
    return named | {"type": element.get("type"), "supplier": supplier, "components": parts}


def _service(element: Element, depth: int) -> Record | None:
    if depth > DEEPEST:
        return None
    named = _named(element, ("name", "version", "group"))
    provider = {"name": _text(_child(element, "provider"), "name")}
    parts = [_service(one, depth + 1) for one in _children(element, "services")]
    return named | {"provider": provider, "services": parts}


def _named(element: Element, names: tuple[str, ...]) -> Record:
    texts: Record = {name: _text(element, name) for name in names}
    return texts | {"bom-ref": element.get("bom-ref")}


def _dependencies(element: Element, depth: int) -> Iterator[Record]:
    """Its entry, and those further down that themselves depend on something."""
    if depth > DEEPEST or (depth and not len(element)):
        return
    below = [inner.get("ref") for inner in element if _local(inner) == "dependency"]
    yield {"ref": element.get("ref"), "dependsOn": below}
    for inner in element:
        yield from _dependencies(inner, depth + 1)


def _composition(element: Element) -> Record:
    refs = [one.get("ref") for one in _children(element, "dependencies")]
    return {"aggregate": _text(element, "aggregate"), "dependencies": refs}


_ENTRIES: Mapping[str, Callable[[Element, int], Iterable[object]]] = {
    "components": lambda element, depth: [_component(element, depth)],
    "services": lambda element, depth: [_service(element, depth)],
    "dependencies": _dependencies,
    "compositions": lambda element, depth: [_composition(element)],
}
"""What is read of a list's element, by the list's name."""


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
