"""The FedRAMP marketplace file: cloud services, what they run on, which agencies authorised them.

Every cloud service provider becomes a Supplier that PROVIDES its packages; a package a Service that
DEPENDS_ON its underlying packages; an authorisation (the original one and each letter) a Contract
HELD_BY the agency, WITH the supplier, which COVERS the service; and the agency CONSUMES it. Where a
sub-agency is named it holds and consumes, and is PART_OF the agency. Descriptions, logos and
people are left out; so are the assessors, who deliver none of these services.
"""

from __future__ import annotations

from collections.abc import Mapping

from graph_model.facts import Record
from loaders.intake.deduplicate import Once
from loaders.intake.json_text import parse_json
from loaders.intake.reading import RowReader
from loaders.intake.source import SourceDeclaration
from loaders.intake.source_file import SourceFile
from loaders.sources.fedramp.package import Marketplace
from loaders.sources.fedramp.text import day, days, texts

_SIGNS = ('"Providers"', '"Package_ID"', '"Cloud_Service_Provider_Name"')
MADE = "meta.Created_At"
_NOT_CARRIED = frozenset(
    ("Announcement_Date", "FedRAMP_In-Process_Date", "Fedramp_Ready_Date", "Accreditation_Date")
)


def recognises(file: SourceFile) -> bool:
    """Whether a JSON object has providers with package ids."""
    text = file.head().text
    return text.lstrip().startswith("{") and all(sign in text for sign in _SIGNS)


def read(file: SourceFile, rows: RowReader) -> None:
    """Read every provider, and tell of what is odd in the file as a whole."""
    document = parse_json(file.text(), file)
    providers = _providers(document, file)
    _survey(document, file, rows)
    rows.made(_meta(document).get("Created_At"), f"{file.name}, {MADE}")
    marketplace = Marketplace(Once(rows, file.name, _confirmed(document)))
    for number, provider in enumerate(providers):
        marketplace.read(number, provider)
    marketplace.report_cycles()


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
    found, _ = days(_meta(document), ("Created_At",))
    return {"verified_on": found["Created_At"]} if found else {}


def _meta(document: object) -> Mapping[str, object]:
    meta = document.get("meta") if isinstance(document, Mapping) else None
    return meta if isinstance(meta, Mapping) else {}


def _survey(document: object, file: SourceFile, rows: RowReader) -> None:
    """Tell of stray spaces anywhere, and of impossible days in entries that are not carried.

    The text itself is not shown: it may be about a person.
    """
    for path, name, text in texts(document):
        where = f"{file.name}, {path}"
        if text != text.strip():
            rows.warn(where, "outer spaces", "none", "read without them")
        if name in _NOT_CARRIED:
            try:
                day(text)
            except ValueError as error:
                rows.warn(where, repr(text)[:40], str(error), "not carried")


SOURCE = SourceDeclaration(
    name="fedramp",
    meaning="the FedRAMP marketplace: suppliers, services, agencies' authorisations",
    takes=SourceFile,
    recognises=recognises,
    read=read,
    role="reference",
    facts="fedramp",
    said_at=MADE,
)
