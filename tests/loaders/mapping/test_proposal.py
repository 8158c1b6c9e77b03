"""What is proposed for a table: recognised headers and words, and a ? where nothing decides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from graph_model.errors import InvalidInput
from loaders.mapped_files import mapping_in, sheets_in
from loaders.mapping.look import looks_at
from loaders.mapping.proposal import propose
from tests.support.tables import MODEL, csv_file, items, links, mapped, workbook


def proposed(*files: Path) -> str:
    return propose(looks_at(sheets_in(files)), MODEL, "office")


def table(*files: Path) -> dict[str, Any]:
    """The first table of a proposal, as YAML has it."""
    first: dict[str, Any] = yaml.safe_load(proposed(*files))["tables"][0]
    return first


LIST = """\
State of Somewhere,,,,
,,,,
Doc Number,Vendor,Amount,End Date,Type
17,"Cirrus, Inc.","$1,040.00",06/30/2027,PO
18,"CIRRUS INC","$0.00",12/31/2099,Odd
19,Norn,"$12.00",07/31/2027,SOW
Grand total,,"$1,052.00",,
"""


def test_a_list_of_contracts_is_recognised_with_what_is_not_understood_named(
    tmp_path: Path,
) -> None:
    path = csv_file(tmp_path, LIST)
    text = proposed(path)
    assert "dates: MM/DD/YYYY\ncurrency: USD\n" in text
    assert "#   Vendor: 100%, 'Cirrus, Inc.', 'CIRRUS INC', 'Norn'" in text
    assert "3 spellings of 2 names" in text
    assert "Odd: ~  # not understood (1 rows); MSA | SOW | purchase order" in text
    found = table(path)
    assert (found["header"], found["skip"]) == (3, ["grand total*"])
    assert found["items"]["contract"]["form"]["values"] == {"PO": "purchase order", "Odd": None}
    read = mapped(tmp_path, text, path)
    assert items(read)["contract:17"] == {
        "name": "Cirrus, Inc. 17",
        "number": "17",
        "form": "purchase order",
        "value": "1040.00 USD",
        "end": "2027-06-30",
    }
    assert len(links(read)) == 3
    assert not read.rejects


UNDECIDED = [
    ("Number,Vendor,End Date\n1,A,06/07/2027\n", "MM/DD/YYYY or DD/MM/YYYY?"),
    ("Number,Vendor,End Date\n1,A,someday\n", "which form?"),
    ("Number,Vendor,Amount\n1,A,12.50\n", "which currency?"),
    ("Number,Vendor,Notice\n1,A,90\n", "days, weeks, months or years?"),
    ("Colour,Size\nred,7\n", "of which columns?"),
]


@pytest.mark.parametrize(("text", "asked"), UNDECIDED)
def test_nothing_is_guessed(tmp_path: Path, text: str, asked: str) -> None:
    """What is proposed is refused until somebody decides."""
    mapping = proposed(csv_file(tmp_path, text))
    assert asked in mapping
    with pytest.raises(InvalidInput):
        mapping_in(csv_file(tmp_path, mapping, "m.yaml"), MODEL)


def test_a_number_that_repeats_is_no_key(tmp_path: Path) -> None:
    both = csv_file(tmp_path, "Number,Vendor\n1,A\n1,B\n2,A\n")
    assert table(both)["items"]["contract"]["id"] == "contract:{Number}:{Vendor|slug}"
    lines = csv_file(tmp_path, "Number,Vendor,Amount,Start\n1,A,$5,2026-01-01\n1,A,$7,2025-01-01\n")
    contract = table(lines)["items"]["contract"]
    assert [contract[name]["gather"] for name in ("value", "start")] == ["sum", "least"]
    found = items(mapped(tmp_path, proposed(lines), lines))
    assert found["contract:1:a"]["value"] == "12.00 USD"


def test_blanks_that_repeat_sections_and_people_are_noticed(tmp_path: Path) -> None:
    repeated = csv_file(tmp_path, "Agency,Number,Vendor\nHealth,1,A\n,2,B\n,3,C\nTax,4,D\n,5,E\n")
    assert table(repeated)["repeat"] == ["Agency"]
    sections = csv_file(
        tmp_path,
        "Number,Vendor,Contact e-mail\nHealth,,\n1,A,a@b\n2,B,\n3,C,\nTax,,\n4,D,\n5,E,\n",
    )
    found = table(sections)
    assert (found["section"], found["never"]) == ("Section", ["Contact e-mail"])


def test_headers_in_two_lines(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Contract", None, "Period", None],
        ["Number", "Vendor", "Start", "Start"],
        ["1", "A", "2026-01-01", "2027-01-01"],
    ]
    path = workbook(tmp_path, {"C": rows}, "A1:B1", "C1:D1")
    assert table(path)["header"] == [1, 2]


def test_a_matrix_of_services_by_agencies(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Service,Health,Tax,Works\nMail,x,,$5\nDNS,,no,x\nNTP,,,\n")
    read = mapped(tmp_path, proposed(path), path)
    assert set(items(read)) == {
        *("service:mail", "service:dns", "service:ntp", "agency:health", "agency:works")
    }
    assert links(read) == [
        ("agency:health", "CONSUMES", "service:mail"),
        ("agency:works", "CONSUMES", "service:mail"),
        ("agency:works", "CONSUMES", "service:dns"),
    ]
    assert not [one for reading in read.files for one in reading.warnings]


def test_a_header_that_ends_like_a_known_one_is_proposed_where_none_is(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path, "Number,Order Amount,Renewal End Date,End Date\n1,$5,2028-01-31,2027-01-31\n"
    )
    contract = table(path)["items"]["contract"]
    assert (contract["value"], contract["end"]) == ("{Order Amount}", "{End Date}")
    assert table(path)["unused"] == ["Renewal End Date"]


def test_dependencies_of_services(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "service,depends_on\nweb,db\nweb,mail\nmail,db\n")
    read = mapped(tmp_path, proposed(path), path)
    assert sorted(links(read)) == [
        ("service:mail", "DEPENDS_ON", "service:db"),
        ("service:web", "DEPENDS_ON", "service:db"),
        ("service:web", "DEPENDS_ON", "service:mail"),
    ]
