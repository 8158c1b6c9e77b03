"""One row of the FedRAMP file to plain records: a package, its supplier, what it runs on."""

from __future__ import annotations

from collections.abc import Mapping

from graph_model.errors import Problem
from graph_model.facts import Record
from loaders.intake.deduplicate import Once
from loaders.intake.raw_row import RawRow
from loaders.sources.fedramp.authorisation import (
    LETTER,
    ORIGINAL,
    Package,
    agency,
    authorisation,
    holder,
)
from loaders.sources.fedramp.cycle import cycles
from loaders.sources.fedramp.text import clean, listed, slug


class Marketplace:
    """Turns providers into records; remembers which package runs on which, and where it says so."""

    def __init__(self, once: Once) -> None:
        self.once = once
        self.underlying: dict[str, dict[str, str]] = {}

    def read(self, number: int, raw: object) -> None:
        """Read a provider, the row of that index."""
        path = f"data.Providers[{number}]"
        if not isinstance(raw, Mapping):
            self._not_an_object(raw, path)
            return
        package = _package(raw, path)
        self._told_twice(raw, package.path, package.told)
        self._supplier(raw, package)
        self._service(raw, package)
        self._underlying(raw, package)
        self._sponsor(raw, package)
        self._authorisations(raw, package)

    def report_cycles(self) -> None:
        """Tell of packages that run on each other; they are facts and are kept."""
        for members in cycles(self.underlying):
            inside = set(members)
            edges = (edge for member in members for edge in self.underlying[member].items())
            places = [place for end, place in edges if end in inside]
            ids = ", ".join(member.rpartition(":")[2] for member in members)
            they = f"{len(members)} packages that depend on each other"
            found = f"{they if members[1:] else 'a package that depends on itself'}: {ids}"
            also = f"; also at {', '.join(places[1:])}" if places[1:] else ""
            self.once.warn(places[0], found, "dependencies without a cycle", f"kept{also}")

    def _supplier(self, raw: Mapping[str, object], package: Package) -> None:
        name = clean(raw.get("Cloud_Service_Provider_Name"))
        record: Record = {"kind": "Supplier", "id": package.supplier, "name": name}
        place = f"{package.path}.Cloud_Service_Provider_Name{package.told}"
        self.once.shared(record | {"sourcing": "cloud"}, place)

    def _service(self, raw: Mapping[str, object], package: Package) -> None:
        record: Record = {"kind": "Service", "id": package.id, "name": package.name}
        if level := clean(raw.get("Impact_Level")):
            record["certifications"] = [f"FedRAMP {level}"]
        if group := _group(raw.get("Service_Model")):
            record["group"] = group
        place = f"{package.path}.Package_ID{package.told}"
        self.once.own(record, place)
        self.once.join("PROVIDES", package.supplier, package.id, place)

    def _underlying(self, raw: Mapping[str, object], package: Package) -> None:
        entry = "Underlying_CSP_Package_ID"
        named, own = raw.get(entry), self.underlying.setdefault(package.id or "", {})
        if named is not None and not isinstance(named, list | str):
            place = f"{package.path}.{entry}{package.told}"
            self.once.warn(place, repr(named)[:80], "a list of package ids", "passed over")
        for index, id_ in listed(named):
            place = f"{package.path}.{entry}[{index}]{package.told}"
            end = f"fedramp:package:{id_}"
            if end in own:
                self.once.warn(place, f"{id_!r} again", "it once", "read once")
            self.once.join("DEPENDS_ON", package.id, end, place)
            own.setdefault(end, place)

    def _sponsor(self, raw: Mapping[str, object], package: Package) -> None:
        """The sponsor of an authorisation may be another agency than the one that gave it."""
        if name := clean(raw.get("Sponsoring_Agency")):
            agency(name, f"{package.path}.Sponsoring_Agency{package.told}", self.once)

    def _authorisations(self, raw: Mapping[str, object], package: Package) -> None:
        """The original authorisation, once there is one, and each letter that builds on it.

        A package in process has an agency and no day yet: the agency is known, and holds nothing.
        """
        if raw.get(ORIGINAL[0][0]):
            authorisation(raw, package, package.path, ORIGINAL, self.once)
        elif clean(raw.get("Authorizing_Agency")):
            holder(raw, package.path, package.told, self.once)
        letters = raw.get("Leveraged_ATO_Letters") or []
        for number, letter in enumerate(letters if isinstance(letters, list) else [letters]):
            path = f"{package.path}.Leveraged_ATO_Letters[{number}]"
            if isinstance(letter, Mapping):
                self._told_twice(letter, path, package.told)
                authorisation(letter, package, path, LETTER, self.once)
            else:
                self._not_an_object(letter, path + package.told)

    def _told_twice(self, raw: Mapping[str, object], path: str, told: str) -> None:
        for name, _ in raw.repeated if isinstance(raw, RawRow) else ():
            self.once.warn(f"{path}.{name}{told}", f"{name!r} again", "it once", "the last is read")

    def _not_an_object(self, raw: object, place: str) -> None:
        where = self.once.where(place)
        self.once.rows.reject(raw, where, [Problem(where, repr(raw)[:80], "an object")])


def _package(raw: Mapping[str, object], path: str) -> Package:
    id_, name = clean(raw.get("Package_ID")), clean(raw.get("Cloud_Service_Provider_Package"))
    supplier = slug(clean(raw.get("Cloud_Service_Provider_Name")))
    return Package(
        f"fedramp:package:{id_}" if id_ else None,
        name,
        f"fedramp:csp:{supplier}" if supplier else None,
        path,
        f" ({id_})" if id_ else "",
    )


def _group(models: object) -> str | None:
    """The service group: infrastructure with IaaS, application with SaaS alone, else not told."""
    named = {model for _, text in listed(models) for _, model in listed(text)}
    if "IaaS" in named:
        return "infrastructure"
    return "application" if "SaaS" in named else None
