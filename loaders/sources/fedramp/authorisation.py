"""One authorisation of the FedRAMP file to plain records: a contract, its parties, its dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph_model.errors import Problem
from graph_model.facts import Record
from loaders.intake.deduplicate import Once
from loaders.sources.fedramp.text import clean, days, slug

BOARD = "JAB Authorization"
"""The Joint Authorization Board authorises on behalf of all agencies; it uses nothing itself."""

ORIGINAL = (("Original_Authorization_Date",), "Original_Expiration_Date")
LETTER = (("Letter_Date", "Authorizing_Letter_Last_Sign_Date"), "Letter_Expiration_Date")
"""The entries that give a start, the best first, and the one that gives the end."""


@dataclass(frozen=True, slots=True)
class Package:
    """A row's own ids and names, None where the row lacks them, and its place.

    ``told`` names it behind a place: `` (F1206061353)``.
    """

    id: str | None
    name: str
    supplier: str | None
    path: str
    told: str


def agency(name: str, place: str, once: Once) -> str | None:
    """Give the agency of that name; its id, None where the name has no letters."""
    id_ = f"fedramp:agency:{slug(name)}" if slug(name) else None
    once.shared({"kind": "Agency", "id": id_, "name": name}, place)
    return id_


def holder(raw: Mapping[str, object], path: str, told: str, once: Once) -> tuple[str | None, str]:
    """Give the agency that authorises, and its sub-agency where one is named; the latter holds.

    Returns the holder's id and name.
    """
    name = clean(raw.get("Authorizing_Agency"))
    whole = agency(name, f"{path}.Authorizing_Agency{told}", once)
    part = clean(raw.get("Authorizing_Subagency"))
    if not part:
        return whole, name
    place = f"{path}.Authorizing_Subagency{told}"
    body = agency(part, place, once)
    if body != whole:
        once.join("PART_OF", body, whole, place)
    return body, part


def authorisation(
    raw: Mapping[str, object],
    package: Package,
    path: str,
    entries: tuple[tuple[str, ...], str],
    once: Once,
) -> None:
    """Give the contract, its parties, and who consumes by it.

    Its id is made of package, holder and first day, so that a letter added in between moves none.
    """
    body, name = holder(raw, path, package.told, once)
    starts, end = entries
    found, wrong = days(raw, (*starts, end))
    start = next((found[entry] for entry in starts if entry in found), None)
    day = start or found.get(end) or "undated"
    stem = (package.id or "").rpartition(":")[2], (body or "").rpartition(":")[2]
    contract: Record = {
        "kind": "Contract",
        "id": ":".join(("fedramp:authorisation", *stem, day)) if all(stem) else None,
        "name": f"Authorisation of {package.name} by {name}",
        "form": "authorisation",
    }
    for entry, expected in wrong.items():
        bad = contract | {"end" if entry == end else "start": raw[entry]}
        _keep_back(bad, once.where(f"{path}.{entry}{package.told}"), raw[entry], expected, once)
    dates = (("start", start), ("end", found.get(end)))
    contract |= {field: value for field, value in dates if value}
    place = f"{path}{package.told}"
    once.own(contract, place)
    _check_order(contract, place, once)
    _parties(contract["id"], package, body, name, place, once)


def _keep_back(bad: Record, where: str, raw: object, expected: str, once: Once) -> None:
    """The contract stands without the day; with it, it can be mended and loaded again."""
    once.rows.reject(bad | once.common, where, [Problem(where, repr(raw)[:80], expected)])


def _check_order(contract: Record, place: str, once: Once) -> None:
    start, end = str(contract.get("start", "")), str(contract.get("end", ""))
    if end and end < start:
        found = f"an end on {end}, before its start on {start}"
        once.warn(place, found, "an end after the start", "kept")


def _parties(
    contract: object, package: Package, body: str | None, name: str, place: str, once: Once
) -> None:
    once.join("HELD_BY", contract, body, place)
    once.join("WITH", contract, package.supplier, place)
    once.join("COVERS", contract, package.id, place)
    if name != BOARD:
        once.join("CONSUMES", body, package.id, place)
