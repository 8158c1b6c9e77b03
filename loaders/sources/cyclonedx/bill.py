"""What a bill of materials says, as records: its parts, its services, and what stands on what.

Components become ConfigurationItems, services Services. A part of a part, and a component of what
the bill is about, is PART_OF it; a nested service of the one around it. Who supplies a component or
provides a service is a Supplier that PROVIDES it. Where the bill has an entry of what something
depends on, empty or not, that is known; where it has none, nobody knows. A component says which
(``dependencies``: listed, none, unknown) and all of which it is unknown are told.
Licences, hashes, authors, addresses and descriptions are left out.
"""

from __future__ import annotations

from datetime import date

from graph_model.facts import Record
from loaders.intake.deduplicate import Once
from loaders.intake.reading import RowReader
from loaders.intake.slug import slug
from loaders.intake.spilled_table import SpilledDict
from loaders.sources.cyclonedx.entries import CLASSES, DEEPEST, entry, listed, word

_URN = "urn:uuid:"
_LINK = "urn:cdx:"
_UNSURE = frozenset(
    (
        *("unknown", "not_specified", "incomplete", "incomplete_first_party_only"),
        *("incomplete_first_party_proprietary_only", "incomplete_first_party_opensource_only"),
        *("incomplete_third_party_only", "incomplete_third_party_proprietary_only"),
        "incomplete_third_party_opensource_only",
    )
)
"""How much of what is around a ref a composition has, where that is not all."""
UNKNOWN = "unknown"
_NAMED = 5


class Bill:
    """One bill's records, given to its rows."""

    def __init__(self, document: Record, rows: RowReader, file: str, named: str) -> None:
        """Read a document; ``named`` is what it is called where it does not say."""
        self._document, self._rows, self._file = document, rows, file
        metadata = entry(document.get("metadata"))
        self._main = entry(metadata.get("component"))
        serial = word(document.get("serialNumber")).removeprefix(_URN)
        about = "/".join(filter(None, (word(self._main.get(n)) for n in ("group", "name"))))
        self._bill = serial or about or named
        made = word(metadata.get("timestamp"))[:10]
        self._once = Once(rows, file, {"verified_on": made} if _is_day(made) else {})
        self._known = _coverage(document)
        self._unknown, self._first_unknown = 0, list[str]()

    def read(self) -> None:
        """Give every part, service and relation, the ends first."""
        main = self._component(self._main, "metadata.component") if self._main else None
        self._components(self._document, "components", main, 0)
        self._services(self._document, "services", None, 0)
        for number, one in enumerate(listed(self._document.get("dependencies"))):
            self._depends(entry(one), f"dependencies[{number}]")
        if self._unknown:
            named = ", ".join([*self._first_unknown, *["…"][: max(0, self._unknown - _NAMED)]])
            found = f"{self._unknown:,} parts of which nobody says on what they stand ({named})"
            expected = "an entry under dependencies, an empty one where it is nothing"
            self._rows.warn(self._file, found, expected, "kept as not known, which is not none")

    def _components(self, holder: Record, path: str, whole: str | None, depth: int) -> None:
        for number, one in enumerate(listed(holder.get("components"))):
            place = f"{path}[{number}]"
            if self._is_part(one, place, depth):
                part = self._component(entry(one), place)
                self._once.join("PART_OF", part, whole, place) if part and whole else None
                self._components(entry(one), f"{place}.components", part, depth + 1)

    def _services(self, holder: Record, path: str, whole: str | None, depth: int) -> None:
        for number, one in enumerate(listed(holder.get("services"))):
            place = f"{path}[{number}]"
            if self._is_part(one, place, depth):
                service = self._service(entry(one), place, whole is not None)
                self._once.join("PART_OF", service, whole, place) if service and whole else None
                self._services(entry(one), f"{place}.services", service, depth + 1)

    def _is_part(self, raw: object, place: str, depth: int) -> bool:
        if isinstance(raw, dict) and depth < DEEPEST:
            return True
        found = f"parts nested deeper than {DEEPEST}" if depth >= DEEPEST else repr(raw)[:40]
        self._rows.warn(f"{self._file}, {place}", found, "a part with its name", "left out")
        return False

    def _component(self, raw: Record, place: str) -> str | None:
        attributes = {n: text for n in ("version", "group", "purl") if (text := word(raw.get(n)))}
        attributes["dependencies"] = self._known.get(word(raw.get("bom-ref"))) or UNKNOWN
        class_ = CLASSES.get(word(raw.get("type")), "other")
        fields: Record = {"ci_class": class_, "attributes": attributes}
        id_ = self._item("ConfigurationItem", raw, fields, place)
        self._provided(id_, entry(raw.get("supplier")), place)
        return id_

    def _service(self, raw: Record, place: str, nested: bool) -> str | None:
        id_ = self._item("Service", raw, {"tier": "element"} if nested else {}, place)
        self._provided(id_, entry(raw.get("provider")), place)
        return id_

    def _item(self, kind: str, raw: Record, fields: Record, place: str) -> str | None:
        ref = word(raw.get("bom-ref"))
        if (self._known.get(ref) or UNKNOWN) == UNKNOWN:
            self._unknown += 1
            if self._unknown <= _NAMED:
                self._first_unknown.append(ref or word(raw.get("name")))
        id_ = self._id(ref or _own_ref(raw))
        named: Record = {"kind": kind, "id": id_, "name": word(raw.get("name")) or None}
        self._once.own(named | fields, place)
        return id_

    def _provided(self, id_: str | None, by: Record, place: str) -> None:
        name = word(by.get("name"))
        if name and slug(name):
            supplier = f"supplier:{slug(name)}"
            self._once.shared({"kind": "Supplier", "id": supplier, "name": name}, place)
            self._once.join("PROVIDES", supplier, id_, place)

    def _depends(self, raw: Record, place: str) -> None:
        start = word(raw.get("ref"))
        for number, one in enumerate(listed(raw.get("dependsOn"))):
            at = f"{place}.dependsOn[{number}]"
            self._once.join("DEPENDS_ON", self._id(start), self._id(word(one)), at)

    def _id(self, ref: str) -> str | None:
        """A ref's id: refs are unique in their bill alone, a link names another's."""
        if ref.startswith(_LINK):
            bill, _, other = ref.removeprefix(_LINK).partition("#")
            return f"cyclonedx:{bill.partition('/')[0]}:{other}"
        return f"cyclonedx:{self._bill}:{ref}" if ref else None


def _coverage(document: Record) -> SpilledDict:
    """Whether what a ref depends on is listed, or known to be nothing; else it is unknown.

    It is unknown as well where a composition says that its entry is not all.
    """
    found = SpilledDict()
    for one in map(entry, listed(document.get("dependencies"))):
        ref = word(one.get("ref"))
        found.put(ref, "listed" if listed(one.get("dependsOn")) else found.get(ref) or "none")
    for one in map(entry, listed(document.get("compositions"))):
        if word(one.get("aggregate")) in _UNSURE:
            for ref in map(word, listed(one.get("dependencies"))):
                found.put(ref, UNKNOWN)
    return found


def _own_ref(raw: Record) -> str:
    """What stands for a ref where there is none: a package's address, else group, name, version."""
    said = [word(raw.get(name)) for name in ("group", "name", "version")]
    return word(raw.get("purl")) or ("/".join(filter(None, said)) if said[1] else "")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
