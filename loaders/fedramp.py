"""The FedRAMP marketplace file: cloud services, what they run on, which agencies authorised them.

Every cloud service provider becomes a Supplier that PROVIDES its packages; a package a Service that
DEPENDS_ON its underlying packages; an authorisation (the original one and each letter) a Contract
HELD_BY the agency, WITH the supplier, which COVERS the service; and the agency CONSUMES it. Where a
sub-agency is named it holds and consumes, and is PART_OF the agency. Descriptions, logos and
people are left out; so are the assessors, who deliver none of these services.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph_model.errors import Problem
from graph_model.facts import Record
from graph_model.model import Model
from loaders.deduplicate import Once
from loaders.fedramp_package import Marketplace
from loaders.fedramp_text import day, days, texts
from loaders.json_text import parse_json
from loaders.reading import Loader, Progress, RowReader, SourceReading
from loaders.source_file import Head, SourceFile

SOURCE = "fedramp"
_SIGNS = ('"Package_ID"', '"Cloud_Service_Provider_Name"')
_NOT_CARRIED = frozenset(
    ("Announcement_Date", "FedRAMP_In-Process_Date", "Fedramp_Ready_Date", "Accreditation_Date")
)


@dataclass(frozen=True, slots=True)
class Fedramp:
    """Reads the JSON behind marketplace.fedramp.gov, as published in 2022."""

    name: str = "fedramp"
    meaning: str = "the FedRAMP marketplace: suppliers, services, agencies' authorisations"

    def recognises(self, head: Head) -> bool:
        """Whether a JSON object has providers with package ids."""
        is_object = head.text.lstrip().startswith("{")
        return is_object and '"Providers"' in head.text and all(s in head.text for s in _SIGNS)

    def read(self, file: SourceFile, model: Model, progress: Progress) -> SourceReading:
        """Everything the file says; see :class:`loaders.reading.Loader`."""
        document = parse_json(file.text(), file)
        providers = _providers(document, file)
        reading = SourceReading(self.name, SOURCE)
        _survey(document, file, reading)
        rows = RowReader(reading, model, progress)
        marketplace = Marketplace(Once(rows, file.name, _confirmed(document)))
        for number, provider in enumerate(providers):
            marketplace.read(number, provider)
        marketplace.report_cycles()
        return reading


def _providers(document: object, file: SourceFile) -> list[object]:
    data = document.get("data") if isinstance(document, Mapping) else None
    providers = data.get("Providers") if isinstance(data, Mapping) else None
    if not isinstance(providers, list):
        expected = "a list of providers in the entry data.Providers"
        found = "nothing" if providers is None else "something else"
        file.unreadable("data.Providers", found, expected)
    return providers


def _confirmed(document: object) -> Record:
    """What every record says: its facts were confirmed on the day that the file was made."""
    meta = document.get("meta") if isinstance(document, Mapping) else None
    found, _ = days(meta, ("Created_At",)) if isinstance(meta, Mapping) else ({}, {})
    return {"verified_on": found["Created_At"]} if found else {}


def _survey(document: object, file: SourceFile, reading: SourceReading) -> None:
    """Tell of stray spaces anywhere, and of impossible days in entries that are not carried.

    The text itself is not shown: it may be about a person.
    """
    for path, name, text in texts(document):
        where = f"{file.name}, {path}"
        if text != text.strip():
            advice = "read without them"
            reading.warnings.append(Problem(where, "outer spaces", "none", advice))
        if name in _NOT_CARRIED:
            try:
                day(text)
            except ValueError as error:
                reading.warnings.append(Problem(where, repr(text)[:40], str(error), "not carried"))


LOADER: Loader = Fedramp()
