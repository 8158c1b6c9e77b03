"""What any file of the FedRAMP marketplace must read as, counted with plain json and sets."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import networkx as nx

from graph_model.facts import Item, Relation
from loaders.files import Readings, read_files
from tests.support.loading import MODEL

Document = dict[str, Any]
BOARD = "jab-authorization"
LETTERS = "Leveraged_ATO_Letters"


@cache
def document(path: Path) -> Document:
    """The file as json has it."""
    read: Document = json.loads(path.read_text(encoding="utf-8"))
    return read


@cache
def readings(path: Path) -> Readings:
    """The file as the loader has it."""
    return read_files([path], MODEL)


def plain(text: str) -> str:
    """Without spaces that one does not see."""
    return " ".join(text.replace("\u200b", "").split())


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", plain(name).lower()).strip("-")


def day(row: Document, *entries: str) -> str | None:
    """The first of the entries that is a day."""
    for entry in entries:
        try:
            return date.fromisoformat(row.get(entry, "")[:10]).isoformat()
        except ValueError:
            continue
    return None


def providers(path: Path) -> list[Document]:
    rows: list[Document] = document(path)["data"]["Providers"]
    return rows


def package(row: Document) -> str:
    return f"fedramp:package:{plain(row['Package_ID'])}"


def supplier(row: Document) -> str:
    return f"fedramp:csp:{slug(row['Cloud_Service_Provider_Name'])}"


def holder(row: Document) -> str:
    return slug(row.get("Authorizing_Subagency") or row["Authorizing_Agency"])


@dataclass(frozen=True)
class Authorisation:
    """Who authorised what, from when until when."""

    package: str
    supplier: str
    holder: str
    start: str
    end: str | None

    @property
    def id(self) -> str:
        """The contract's."""
        stem = self.package.rpartition(":")[2]
        return f"fedramp:authorisation:{stem}:{self.holder}:{self.start}"


def authorisations(path: Path) -> set[Authorisation]:
    """Every authorisation, by a reading of its own."""
    found = set()
    for row in providers(path):
        if "Original_Authorization_Date" in row:
            days = ("Original_Authorization_Date",), "Original_Expiration_Date"
            found.add(authorisation(row, row, *days))
        for letter in row.get(LETTERS, []):
            signed = ("Letter_Date", "Authorizing_Letter_Last_Sign_Date")
            found.add(authorisation(row, letter, signed, "Letter_Expiration_Date"))
    return found


def authorisation(
    row: Document, given: Document, starts: tuple[str, ...], ends: str
) -> Authorisation:
    end = day(given, ends)
    start = day(given, *starts) or end or "undated"
    return Authorisation(package(row), supplier(row), holder(given), start, end)


@dataclass
class Dirt:
    """What is wrong in a file, by the place that must be told."""

    days: list[str] = field(default_factory=list)
    """Days that do not exist, of entries that are carried."""
    days_not_carried: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    cycles: list[int] = field(default_factory=list)
    """How many packages each has."""
    spaces: int = 0
    others: list[str] = field(default_factory=list)


REAL_COUNTS = {
    "Supplier": 301,
    "Service": 374,
    "Agency": 205,
    "Contract": 1_637,
    "DEPENDS_ON": 616,
    "PART_OF": 122,
    "CONSUMES": 1_543,
}
REAL_DAYS = ["data.Providers[178].Leveraged_ATO_Letters[36].Letter_Expiration_Date (MSO365MT)"]
REAL_REPEATED = [
    "data.Providers[4].Leveraged_ATO_Letters[8] (F1209041518)",
    "data.Providers[15].Leveraged_ATO_Letters[41] (F1603047866)",
    "data.Providers[22].Leveraged_ATO_Letters[49] (AGENCYAMAZONEW)",
    "data.Providers[97].Leveraged_ATO_Letters[11] (F1603087869)",
]
"""Of the file of June 2022, which the sample is made from."""


class MarketplaceFile:
    """The checks, for a file; a subclass says which, how much it holds, and its dirt."""

    path: ClassVar[Path]
    counts: ClassVar[dict[str, int]]
    dirt: ClassVar[Dirt]

    def items(self, kind: str) -> list[Item]:
        facts = (placed.fact for placed in readings(self.path).facts)
        return [fact for fact in facts if isinstance(fact, Item) and fact.kind == kind]

    def ids(self, kind: str) -> set[str]:
        return {item.id for item in self.items(kind)}

    def ends(self, type_: str) -> set[tuple[str, str]]:
        facts = (placed.fact for placed in readings(self.path).facts)
        return {(f.start, f.end) for f in facts if isinstance(f, Relation) and f.type == type_}

    def told(self) -> list[str]:
        """The warnings, without the file's own path."""
        (reading,) = readings(self.path).files
        return [str(warning).removeprefix(f"{self.path}, ") for warning in reading.warnings]

    def places(self, message: str) -> list[str]:
        return [line.partition(":")[0] for line in self.told() if message in line]

    def test_it_is_recognised_and_names_its_source(self) -> None:
        (reading,) = readings(self.path).files
        assert (reading.loader, reading.source) == ("fedramp", "fedramp")

    def test_it_holds_as_much_as_is_known_of_it(self) -> None:
        facts = [placed.fact for placed in readings(self.path).facts]
        of_type = [fact.kind if isinstance(fact, Item) else fact.type for fact in facts]
        assert {name: of_type.count(name) for name in self.counts} == self.counts

    def test_suppliers_and_services_are_those_of_the_rows(self) -> None:
        rows = providers(self.path)
        assert self.ids("Supplier") == {supplier(row) for row in rows}
        assert self.ids("Service") == {package(row) for row in rows}
        assert self.ends("PROVIDES") == {(supplier(row), package(row)) for row in rows}

    def test_what_runs_on_what_agrees_with_networkx(self) -> None:
        expected = nx.DiGraph(
            (package(row), f"fedramp:package:{plain(end)}")
            for row in providers(self.path)
            for end in row.get("Underlying_CSP_Package_ID", [])
        )
        read = nx.DiGraph(self.ends("DEPENDS_ON"))
        assert nx.utils.graphs_equal(read, expected)
        for node in read:
            assert nx.ancestors(read, node) == nx.ancestors(expected, node)

    def test_agencies_and_their_parts_are_those_named(self) -> None:
        rows = providers(self.path)
        rows = [*rows, *(letter for row in rows for letter in row.get(LETTERS, []))]
        entries = ("Authorizing_Agency", "Authorizing_Subagency", "Sponsoring_Agency")
        names = {plain(row[entry]) for row in rows for entry in entries if entry in row}
        parts = {
            tuple(f"fedramp:agency:{slug(row[entry])}" for entry in reversed(entries[:2]))
            for row in rows
            if "Authorizing_Subagency" in row
        }
        assert {item.name for item in self.items("Agency")} == names
        assert self.ends("PART_OF") == parts

    def test_every_authorisation_is_a_contract_with_its_parties(self) -> None:
        expected = authorisations(self.path)
        contracts = self.items("Contract")
        assert {c.id for c in contracts} == {one.id for one in expected}
        assert {c.fields["form"] for c in contracts} == {"authorisation"}
        assert self.ends("HELD_BY") == {(o.id, f"fedramp:agency:{o.holder}") for o in expected}
        assert self.ends("COVERS") == {(o.id, o.package) for o in expected}
        assert self.ends("WITH") == {(o.id, o.supplier) for o in expected}

    def test_authorisations_last_as_long_as_the_rows_say(self) -> None:
        read = {(c.id, c.fields.get("start"), c.fields.get("end")) for c in self.items("Contract")}
        expected = authorisations(self.path)
        assert {(id_, end) for id_, _, end in read} == {(one.id, one.end) for one in expected}
        started = {(one.id, one.start) for one in expected if one.start not in (one.end, "undated")}
        assert {(id_, start) for id_, start, _ in read if start} >= started

    def test_whoever_authorises_consumes_but_the_board_does_not(self) -> None:
        expected = {
            (f"fedramp:agency:{one.holder}", one.package)
            for one in authorisations(self.path)
            if one.holder != BOARD
        }
        assert self.ends("CONSUMES") == expected

    def test_levels_and_groups_are_carried(self) -> None:
        services = {item.id: item.fields for item in self.items("Service")}
        for row in providers(self.path):
            fields = services[package(row)]
            assert fields["certifications"] == [f"FedRAMP {plain(row['Impact_Level'])}"]
            iaas, saas = (kind in str(row["Service_Model"]) for kind in ("IaaS", "SaaS"))
            expected = "infrastructure" if iaas else "application" if saas else None
            assert fields.get("group") == expected

    def test_nothing_carries_a_description_or_a_person(self) -> None:
        facts = [placed.fact for placed in readings(self.path).facts]
        assert not [fact for fact in facts if "description" in fact.fields]
        assert not [fact for fact in facts if "@" in str(fact) or "Example" in str(fact)]

    def test_days_that_do_not_exist_are_kept_back_with_their_places(self) -> None:
        (reading,) = readings(self.path).files
        assert [r.where.removeprefix(f"{self.path}, ") for r in reading.rejects] == self.dirt.days
        problems = [str(problem) for reject in reading.rejects for problem in reject.problems]
        assert all(problem.endswith("expected a date that exists") for problem in problems)
        assert self.places("a date that exists; not carried") == self.dirt.days_not_carried

    def test_the_rest_of_the_dirt_is_told_with_its_places(self) -> None:
        dirt, told = self.dirt, self.told()
        assert self.places("the same: read once") == dirt.repeated
        cycles = [re.findall(r"found (\d+|a) package", line) for line in told if " depend" in line]
        assert [1 if n == "a" else int(n) for (n,) in cycles] == dirt.cycles
        assert len(self.places("found outer spaces")) == dirt.spaces
        others = [place for place in map(_place, told) if place in dirt.others]
        assert others == dirt.others
        all_others = len(dirt.days_not_carried) + len(dirt.repeated) + len(dirt.cycles)
        assert len(told) == dirt.spaces + len(dirt.others) + all_others

    def test_the_stray_spaces_told_are_all_there_are(self) -> None:
        (reading,) = readings(self.path).files
        warnings = [w for w in reading.warnings if w.found == "outer spaces"]
        told = [warning.where.rpartition(", ")[2] for warning in warnings]
        assert told == list(_stray(document(self.path), ""))


def _place(line: str) -> str:
    return line.partition(":")[0]


def _stray(value: object, place: str) -> list[str]:
    """Where text has outer spaces, in the order of the file."""
    if isinstance(value, str):
        return [place] if value != value.strip() else []
    if isinstance(value, dict):
        inner = [(f"{place}.{key}".lstrip("."), one) for key, one in value.items()]
    elif isinstance(value, list):
        inner = [(f"{place}[{n}]", one) for n, one in enumerate(value)]
    else:
        return []
    return [found for path, one in inner for found in _stray(one, path)]
