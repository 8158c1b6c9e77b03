"""What is proposed for a table: recognised headers and words, and a ? where nothing decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

from graph_model.errors import InvalidInput
from graph_model.facts import Relation
from loaders.mapped_files import mapping_in, sheets_in
from loaders.mapping.look import looks_at
from loaders.mapping.proposal import propose
from tests.support.tables import (
    MODEL,
    csv_file,
    facts,
    items,
    kept_back,
    links,
    mapped,
    warnings,
    workbook,
)


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


GERMAN = """\
Vertragsnummer;Lieferant;Beginn;Ende;Betrag;Kündigungsfrist;Behörde
V-1;Müller GmbH;01.01.2024;31.12.2026;1.040,00 €;3 Monate;Gesundheit
V-2;Söhne AG;15.03.2025;14.03.2028;12.500,50 €;90 Tage;Finanzen
V-3;Müller GmbH;1.7.2025;30.6.2027;999,99 €;6 Wochen;Finanzen
;;;;14.540,49 €;;
"""


@pytest.mark.parametrize(("yes", "no"), [("Ja", "nein"), ("oui", "Non"), ("WAHR", "FALSCH")])
def test_yes_and_no_are_known_in_three_languages(tmp_path: Path, yes: str, no: str) -> None:
    path = csv_file(tmp_path, f"Number,Auto renew\n1,{yes}\n2,{no}\n")
    said = items(mapped(tmp_path, proposed(path), path))
    assert [said[f"contract:{n}"]["renewal"] for n in (1, 2)] == ["tacit", "none"]


def test_a_german_list_is_read_whole(tmp_path: Path) -> None:
    path = csv_file(tmp_path, GERMAN, encoding="utf-8-sig")
    text = proposed(path)
    assert 'dates: DD.MM.YYYY\ncurrency: EUR\ndecimal: ","\n' in text
    assert table(path)["skip"] == ["14.540,49 €"]
    read = mapped(tmp_path, text, path)
    assert not read.rejects
    values = [items(read)[f"contract:V-{n}"] for n in (1, 2, 3)]
    told = [(one["value"], one["notice"], one["end"]) for one in values]
    assert told == [
        ("1040.00 EUR", "P3M", "2026-12-31"),
        ("12500.50 EUR", "P90D", "2028-03-14"),
        ("999.99 EUR", "P6W", "2027-06-30"),
    ]
    assert {"supplier:muller-gmbh", "agency:finanzen"} <= items(read).keys()


def test_two_tables_and_a_note_in_a_sheet_below_headers_in_two_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Contract register as of 11/01/2026"],
        [],
        ["Vendor", "Contract", "Period", None, "Value", "Value"],
        [None, "No.", "Start", "End", "Annual", "Total"],
        ["Cirrus Inc", "C-1", date(2024, 1, 1), date(2026, 12, 31), "$1,000", "$3,000"],
        [None, "C-2", date(2024, 1, 1), "TBD", "$2,000", "$8,000"],
        ["Nova LLC", "C-3", date(2025, 1, 1), date(2027, 12, 31), "$1", "$3"],
        ["Grand Total", None, None, None, "$3,001", "$11,003"],
        ["Prepared by: Ann Example"],
        [],
        ["Supplier", "Supplier ID", "Sourcing"],
        ["Cirrus Inc", "7", "External"],
    ]
    sheets: dict[str, Sequence[Sequence[object]]] = {
        "FY": rows,
        "Pivot": [["Row Labels"], ["Cirrus"]],
    }
    path = workbook(tmp_path, sheets, "A3:A4", "C3:D3")
    book = load_workbook(path)
    book.create_sheet("Old").append(["Vendor", "Contract"])
    book["Old"].sheet_state = "hidden"
    book.save(path)
    text = proposed(path)
    first, second = yaml.safe_load(text)["tables"]
    assert (first["header"], first["last"], first["repeat"]) == ([3, 4], 8, ["Vendor"])
    assert (second["header"], "last" in second) == (11, False)
    assert "sheet Pivot: left out, nothing was understood of 'Row Labels'" in text
    assert "# sheet Old: hidden, left out" in text
    read = mapped(tmp_path, text, path)
    assert kept_back(read) == []
    assert items(read)["contract:C-1"]["end"] == "2026-12-31"
    assert items(read)["supplier:cirrus-inc"]["sourcing"] == "outsourced"
    assert ("contract:C-2", "WITH", "supplier:cirrus-inc") in links(read)
    assert len(items(read)) == 5


ZONE = """\
; a zone
gov.\t86400\tin\tsoa\ta.ns.gov. dns.gov. 2369 3600 900 604800 300
tax.gov.\t10800\tin\tns\tns1.host.com.
tax.gov.\t10800\tin\tns\tns-2.host.com.
tax.gov.\t3600\tin\tds\t2371 13 2 00ff
www.tax.gov.\t60\tin\tcname\ttax.gov.
"""


HEADS = ["", "Name\tTTL\tClass\tType\tData\n", "name\tttl\tclass\trecord type\trdata\n"]


@pytest.mark.parametrize("head", HEADS)
def test_a_zone_is_hosts_of_which_any_one_of_a_type_will_do(tmp_path: Path, head: str) -> None:
    path = csv_file(tmp_path, head + ZONE, "t.txt")
    found = table(path)
    assert [*found["only"].values()] == [["cname", "ns"]]
    assert found.get("header") == (1 if head else None)
    read = mapped(tmp_path, proposed(path), path)
    assert sorted(links(read)) == [
        ("ci:tax.gov.", "DEPENDS_ON", "ci:ns-2.host.com."),
        ("ci:tax.gov.", "DEPENDS_ON", "ci:ns1.host.com."),
        ("ci:www.tax.gov.", "DEPENDS_ON", "ci:tax.gov."),
    ]
    groups = {one.discriminator for one in facts(read) if isinstance(one, Relation)}
    assert groups == {"ns", "cname"}


MASTER = """\
$ORIGIN tax.gov.
tax.gov.\t60\tIN\tMX\t10 Mail-1.Host.com.
\t60\tIN\tMX\t20 mail.1.host.com.
\t60\tIN\tTXT\t"v=spf1 a; mx; ~all"
\t60\tIN\tTYPE65\t1 .
www.tax.gov.\t60\tIN\tA\t10.0.0.1
_sip.tax.gov.\t60\tIN\tSRV\t0 5 5060 www.tax.gov.
""" + "".join(f"h{n}.tax.gov.\t60\tIN\tCNAME\twww.tax.gov.\n" for n in range(9))


def test_a_record_of_a_zone_leads_to_a_host_whatever_stands_before_its_name(tmp_path: Path) -> None:
    """A name that is blank is the one above; nothing of a text that is left out separates names."""
    path = csv_file(tmp_path, MASTER, "t.zone")
    assert table(path)["repeat"] == ["Name"]
    read = mapped(tmp_path, proposed(path), path)
    assert kept_back(read) == []
    assert sorted(links(read))[:5] == [
        ("ci:_sip.tax.gov.", "DEPENDS_ON", "ci:www.tax.gov."),
        *((f"ci:h{n}.tax.gov.", "DEPENDS_ON", "ci:www.tax.gov.") for n in range(4)),
    ]
    assert sorted(links(read))[10:] == [
        ("ci:tax.gov.", "DEPENDS_ON", "ci:mail-1.host.com."),
        ("ci:tax.gov.", "DEPENDS_ON", "ci:mail.1.host.com."),
        ("ci:www.tax.gov.", "DEPENDS_ON", "ci:10.0.0.1"),
    ]


def test_an_inventory_of_devices_is_items(tmp_path: Path) -> None:
    text = (
        "Server Name,Type,Status,Env,Hosted on\nsrv-1,VM,Active,Prod,esx-1\nesx-1,Server,Live,DR,\n"
    )
    read = mapped(tmp_path, proposed(path := csv_file(tmp_path, text)), path)
    assert items(read)["ci:srv-1"] == {
        "name": "srv-1",
        "ci_class": "virtual machine",
        "status": "in use",
        "environment": "production",
    }
    assert links(read) == [("ci:srv-1", "DEPENDS_ON", "ci:esx-1")]


def test_headers_that_head_anything_say_nothing(tmp_path: Path) -> None:
    found = table(csv_file(tmp_path, "Name,Type,Status\na,b,c\n", "t.csv"))
    assert found["items"]["item"]["kind"] == "?"
    assert found["unused"] == ["Name", "Type", "Status"]


UNDECIDED = [
    ("Number,Vendor,End Date\n1,A,06/07/2027\n", "MM/DD/YYYY or DD/MM/YYYY?"),
    ("Number,Vendor,End Date\n1,A,end of 2027\n", "which form?"),
    ("Number,Vendor,Amount\n1,A,12.50\n", "which currency?"),
    ("Number,Vendor,Amount\n1,A,€ 1.040\n", "a point or a comma?"),
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
    assert found["contract:1"]["value"] == "12.00 USD"


def test_lines_of_one_order_are_gathered_by_its_number_alone(tmp_path: Path) -> None:
    text = (
        "PO Number,Vendor,Total Price,Order Date\n1,A,$5,2026-01-02\n1,a,$6,2026-01-01\n2,A,$7,\n"
    )
    path = csv_file(tmp_path, text)
    assert table(path)["items"]["contract"]["id"] == "contract:{PO Number}"
    said = items(mapped(tmp_path, proposed(path), path))
    assert said["contract:1"] == {
        "number": "1", "name": "A 1", "value": "11.00 USD", "start": "2026-01-01",
    }  # fmt: skip


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


CHARGES = """\
{title},,,,
,,,,
Service,DAS,DOR,DOT,Total
Mail,"$1,200.00",$0.00,$ -,"$1,200.00"
WAN,0.00,"$350.50",,$350.50
Total,$1,$2,$3,$4
"""
SAID = [("DAS", "mail", "1200.00 USD"), ("DOR", "wan", "350.50 USD")]


def test_a_matrix_of_charges_has_no_total_and_nothing_where_nothing_is_charged(
    tmp_path: Path,
) -> None:
    path = csv_file(tmp_path, CHARGES.format(title="Charges FY 2027"))
    read = mapped(tmp_path, proposed(path), path)
    charged = [one for one in facts(read) if isinstance(one, Relation)]
    assert [(one.start, one.end, one.fields["annual_charge"]) for one in charged] == [
        (f"agency:{a.lower()}", f"service:{s}", charge) for a, s, charge in SAID
    ]
    assert set(items(read)) == {*("service:mail", "service:wan", "agency:das", "agency:dor")}
    assert not [one for reading in read.files for one in reading.warnings]


def test_charges_of_a_month_are_not_taken_for_those_of_a_year(tmp_path: Path) -> None:
    text = proposed(path := csv_file(tmp_path, CHARGES.format(title="Monthly charges")))
    assert "if they are a year's, add annual_charge: {from: Mark, money: USD}" in text
    assert not any(
        one.fields for one in facts(mapped(tmp_path, text, path)) if isinstance(one, Relation)
    )


def test_the_columns_of_a_matrix_are_called_without_what_groups_them(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [None, "Elected", None, "Executive", None, None],
        ["Service", "Treasurer", "Auditor", "DAS", "DOR", "Remarks"],
        ["Mail", "x", None, "X", None, "since 2020"],
        ["WAN", "-", "✓", None, None, None],
    ]
    path = workbook(tmp_path, {"C": rows}, "B1:C1", "D1:E1")
    found = table(path)
    assert found["header"] == 2
    assert found["across"]["columns"] == ["Treasurer", "Auditor", "DAS", "DOR"]
    assert [start for start, _, _ in links(mapped(tmp_path, proposed(path), path))] == [
        "agency:treasurer", "agency:das", "agency:auditor",
    ]  # fmt: skip


SECTIONS = "Number,Vendor,Amount\nRevenue,,\n1,A,$5\n2,B,$6\nHealth,,\n3,A,$7\n,Subtotal,$9\n"


def test_what_section_rows_say_is_shown_with_the_lines_that_make_agencies_of_it(
    tmp_path: Path,
) -> None:
    path = csv_file(tmp_path, SECTIONS)
    text = proposed(path)
    assert "#   'Revenue', 'Health': nothing is made of them" in text
    agency, held_by = (line.strip("# ") for line in text.splitlines() if "#     " in line)
    text = text.replace("      supplier:\n", f"      {agency}\n      supplier:\n")
    text = text.replace("    relations:\n", f"    relations:\n      {held_by}\n")
    held = [pair for pair in links(mapped(tmp_path, text, path)) if pair[1] == "HELD_BY"]
    assert [(start[-1], end) for start, _, end in held] == [
        ("1", "agency:revenue"), ("2", "agency:revenue"), ("3", "agency:health"),
    ]  # fmt: skip


def test_counts_behind_the_marks_of_a_matrix_are_nobody(tmp_path: Path) -> None:
    text = "Service,DAS,DOR,DOT,# of users\nMail,Y,,N,351\nWAN,,Y,Y,422\n"
    found = table(csv_file(tmp_path, text))
    assert found["across"]["columns"] == ["DAS", "DOR", "DOT"]
    assert found["unused"] == ["# of users"]


def test_a_sheet_whose_rows_nobody_knows_keeps_no_other_from_loading(tmp_path: Path) -> None:
    sheets: dict[str, Any] = {
        "Pivot": [["Row Labels", "Sum of Amount"], ["Tax", 5], ["Health", 6]],
        "List": [["Number", "Vendor"], [1, "A"], [2, "B"]],
    }
    text = proposed(path := workbook(tmp_path, sheets))
    assert "sheet Pivot: left out, nothing says what its rows are of 'Row Labels'" in text
    assert len(items(mapped(tmp_path, text, path))) == 4


def test_a_margin_is_no_new_column(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["All contracts", None, None],
        [None, "Number", "Vendor"],
        [None, 1, "A"],
    ]
    path = workbook(tmp_path, {"C": rows})
    text = proposed(path)
    assert warnings(mapped(tmp_path, text, path)) == []
    path = workbook(tmp_path, {"C": [*rows, ["x", 2, "B"]]})
    assert "found the new columns 'column 1'" in warnings(mapped(tmp_path, text, path))[0]


def test_a_choice_that_means_nothing_elsewhere_is_one(tmp_path: Path) -> None:
    text = "Number,Renewal Type,Notes,Title\n1,None,None,A\n2,Automatic,,None\n3,N/A,x,C\n"
    path = csv_file(tmp_path, text)
    assert table(path)["items"]["contract"]["renewal"]["values"] == {
        "None": "none", "Automatic": "tacit",
    }  # fmt: skip
    said = items(mapped(tmp_path, proposed(path), path))
    assert said["contract:1"] == {"number": "1", "name": "A", "renewal": "none"}
    assert "renewal" not in said["contract:3"]


def test_headers_that_come_again_are_no_row(tmp_path: Path) -> None:
    text = "Number,Vendor,Type\n1,A,PO\nNumber,Vendor,Type\n2,B,PO\n"
    path = csv_file(tmp_path, text)
    contract = table(path)["items"]["contract"]
    assert contract["id"] == "contract:{Number}"
    assert contract["form"]["values"] == {"PO": "purchase order"}
    assert len(items(mapped(tmp_path, proposed(path), path))) == 4


def test_what_is_no_day_asks_for_no_form_of_days(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Number,End Date\n1,00.00.0000\n2,month to month\n")
    assert "dates" not in yaml.safe_load(proposed(path))
    read = mapped(tmp_path, proposed(path), path)
    assert ["found 'month to month'" in told for told in kept_back(read)] == [True]


def test_a_header_that_ends_like_a_known_one_is_proposed_where_none_is(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path, "Number,Order Amount,Renewal End Date,End Date\n1,$5,2028-01-31,2027-01-31\n"
    )
    contract = table(path)["items"]["contract"]
    assert (contract["value"], contract["end"]) == ("{Order Amount}", "{End Date}")
    assert table(path)["unused"] == ["Renewal End Date"]


def test_what_stands_in_brackets_behind_a_header_is_passed_over(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path, "Number,Auto Renew (Y/N),Notice Period (in days),Agency(ies)\n1,Y,90,A\n"
    )
    said = items(mapped(tmp_path, proposed(path), path))
    assert said["contract:1"] == {"number": "1", "name": "1", "renewal": "tacit", "notice": "P90D"}
    assert "agency:a" in said


def test_dependencies_of_services(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "service,depends_on\nweb,db\nweb,mail\nmail,db\n")
    read = mapped(tmp_path, proposed(path), path)
    assert sorted(links(read)) == [
        ("service:mail", "DEPENDS_ON", "service:db"),
        ("service:web", "DEPENDS_ON", "service:db"),
        ("service:web", "DEPENDS_ON", "service:mail"),
    ]
