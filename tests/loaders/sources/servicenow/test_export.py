"""ServiceNow's exports: the three forms of a value, CSV and Excel, with and without ids."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from graph_model.errors import UnreadableFile
from loaders.files import Readings, read_files
from loaders.intake.recognition import candidates
from loaders.intake.source_file import SourceFile
from loaders.known_sources import known_sources, source_named
from loaders.sources.servicenow.tables import ci_class, is_service, table_called
from loaders.sources.servicenow.verbs import DEPENDENT, verb
from tests.support.loading import MODEL
from tests.support.tables import items, kept_back, links, warnings

MAIL, RELAY, CIRRUS, DEAL = ("a" * 32, "b" * 32, "c" * 32, "d" * 32)
HEALTH, COPY = "e" * 32, "f" * 32
Rows = list[dict[str, object]]


def exported(folder: Path, **tables: Rows) -> Readings:
    """Tables as JSON, each in a file called like it."""
    paths = []
    for name, rows in tables.items():
        paths.append(folder / f"{name}.json")
        paths[-1].write_text(json.dumps({"result": rows}))
    return read_files(paths, MODEL)


def as_csv(rows: Rows) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def as_workbook(path: Path, rows: Rows) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append([str(value) for value in row.values()])
    book.save(path)


CONTRACTS: Rows = [
    {"sys_id": DEAL, "vendor_contract": "C-7", "short_description": "Hosting",
     "starts": "2026-07-01", "ends": "2027-06-30", "renewable": "true",
     "total_cost": "USD;1200.00", "u_notice_days": "90"},
]  # fmt: skip
REFERRED = {
    "plain": {"vendor": CIRRUS, "customer": HEALTH},
    "linked": {
        "vendor": {"link": f"https://x/api/now/table/core_company/{CIRRUS}", "value": CIRRUS},
        "customer": {"link": f"https://x/api/now/table/core_company/{HEALTH}", "value": HEALTH},
    },
    "all": {
        "vendor": {"display_value": "Cirrus Inc", "value": CIRRUS},
        "customer": {"display_value": "Health", "value": HEALTH},
    },
    "shown": {
        "vendor": {"display_value": "Cirrus Inc", "link": f"https://x/core_company/{CIRRUS}"},
        "customer": {"display_value": "Health", "link": f"https://x/core_company/{HEALTH}"},
    },
}
COMPANIES: Rows = [
    {"sys_id": CIRRUS, "name": "Cirrus Inc", "vendor": "true", "customer": "false"},
    {"sys_id": HEALTH, "name": "Health", "vendor": "false", "customer": "true"},
]


@pytest.mark.parametrize("form", REFERRED)
def test_the_forms_of_a_value_say_the_same(tmp_path: Path, form: str) -> None:
    row = CONTRACTS[0] | REFERRED[form]  # type: ignore[operator]
    if form == "all":
        row |= {"ends": {"display_value": "06/30/2027", "value": "2027-06-30"}}
    found = exported(tmp_path, ast_contract=[row], core_company=COMPANIES)
    assert not found.rejects
    assert items(found)[f"servicenow:{DEAL}"] == {
        "name": "Hosting",
        "number": "C-7",
        "start": "2026-07-01",
        "end": "2027-06-30",
        "renewal": "option",  # it may be renewed; nothing says that it renews by itself
        "value": "1200.00 USD",
        "notice": "P90D",
    }
    held = [(f"servicenow:{DEAL}", "WITH", f"servicenow:{CIRRUS}")]
    assert links(found) == [*held, (f"servicenow:{DEAL}", "HELD_BY", f"servicenow:{HEALTH}")]
    assert any("1 rows), expected a contract that renews by itself" in w for w in warnings(found))


def test_a_field_that_cannot_be_read_costs_no_supplier(tmp_path: Path) -> None:
    row = CONTRACTS[0] | {"vendor": CIRRUS, "ends": "06/07/2027", "starts": "0000-00-00"}
    found = exported(tmp_path, ast_contract=[row], core_company=COMPANIES)
    assert "end" not in items(found)[f"servicenow:{DEAL}"]
    assert links(found) == [(f"servicenow:{DEAL}", "WITH", f"servicenow:{CIRRUS}")]
    assert ["end: found '06/07/2027'" in line for line in kept_back(found)] == [True]


ITEMS: Rows = [
    {"sys_id": MAIL, "name": "Mail", "sys_class_name": "cmdb_ci_service",
     "busines_criticality": "1 - most critical", "operational_status": "1"},
    {"sys_id": RELAY, "name": "relay-1", "sys_class_name": "cmdb_ci_linux_server",
     "install_status": "7", "used_for": "Production", "serial_number": "X1"},
    {"sys_id": COPY, "name": "relay-1", "sys_class_name": "cmdb_ci_linux_server",
     "duplicate_of": RELAY},
]  # fmt: skip


def test_services_and_items_and_copies_of_items(tmp_path: Path) -> None:
    type_ = {"display_value": "Depends on::Used by", "value": "1" * 32}
    related: Rows = [{"sys_id": "9" * 32, "parent": MAIL, "child": COPY, "type": type_}]
    found = exported(tmp_path, cmdb_ci=ITEMS, cmdb_rel_ci=related)
    assert items(found) == {
        f"servicenow:{MAIL}": {
            "name": "Mail", "criticality": "mission critical", "lifecycle": "live",
        },
        f"servicenow:{RELAY}": {
            "name": "relay-1", "ci_class": "server", "status": "retired",
            "environment": "production", "serial_number": "X1", "class": "cmdb_ci_linux_server",
            "aliases": [f"servicenow:{COPY}"],
        },
    }  # fmt: skip
    assert links(found) == [(f"servicenow:{MAIL}", "DEPENDS_ON", f"servicenow:{COPY}")]


@pytest.mark.parametrize(
    ("type_", "who"),
    [
        ("Depends on::Used by", "parent"),
        ("Runs on::Runs", "parent"),
        ("Hosted on::Hosts", "parent"),
        ("Uses::Used by", "parent"),
        ("Contains::Contained by", "child"),
        ("Owns::Owned by", "child"),
        ("Provides::Provided by", "child"),
        ("Powers::Powered by", "child"),
        ("Depends_On", "parent"),
        ("HOSTED-ON::hosts", "parent"),
        ("Anything::Used by", "parent"),
    ],
)
def test_who_depends_is_what_the_words_say(type_: str, who: str) -> None:
    assert (verb(type_).dependent, verb(type_).known) == (who, True)


def test_each_pair_of_verbs_is_one_direction_and_its_opposite() -> None:
    assert set(DEPENDENT.values()) == {"parent", "child"}
    for said in DEPENDENT:
        for answered in DEPENDENT:
            found = verb(f"{said}::{answered}")
            assert found.known == (DEPENDENT[said] != DEPENDENT[answered])


def test_unknown_verbs_are_kept_back_by_name_and_others_passed_over(tmp_path: Path) -> None:
    names = ("Frobs::Frobbed by", "Monitors::Monitored by", "Runs on::Runs")
    rows: Rows = [{"parent": MAIL, "child": RELAY, "type": name} for name in names]
    found = exported(tmp_path, cmdb_ci=ITEMS, cmdb_rel_ci=rows)
    assert [end for _, _, end in links(found)] == [f"servicenow:{RELAY}"]
    (line,) = kept_back(found)
    assert "found the relation type 'Frobs::Frobbed by'" in line
    assert any("relations 'Monitors::Monitored by' (1 rows)" in told for told in warnings(found))


SHOWN: Rows = [
    {"Name": "Mail", "Class": "Business Service", "Vendor": "Cirrus Inc", "Serial number": ""},
    {"Name": "relay", "Class": "Linux Server", "Vendor": "", "Serial number": "X1"},
    {"Name": "relay", "Class": "Linux Server", "Vendor": "", "Serial number": "X2"},
    {"Name": "relay", "Class": "Linux Server", "Vendor": "", "Serial number": "X2"},
    {"Name": "disk", "Class": "Storage Device", "Vendor": "", "Serial number": ""},
]
RELATED: Rows = [
    {"Parent": "Mail", "Type": "Depends on::Used by", "Child": "disk"},
    {"Parent": "relay", "Type": "Runs on::Runs", "Child": "disk"},
]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_without_ids_is_known_by_its_names(tmp_path: Path, form: str) -> None:
    paths = [tmp_path / f"cmdb_ci.{form}", tmp_path / f"cmdb_rel_ci (2).{form}"]
    for path, rows in zip(paths, (SHOWN, RELATED), strict=True):
        path.write_text(as_csv(rows)) if form == "csv" else as_workbook(path, rows)
    found = read_files(paths, MODEL)
    assert items(found).keys() == {
        *("servicenow:ci:mail", "servicenow:ci:disk", "supplier:cirrus-inc"),
        *("servicenow:ci:relay:x1", "servicenow:ci:relay:x2"),
    }
    assert items(found)["servicenow:ci:disk"]["ci_class"] == "storage"
    assert ("servicenow:ci:mail", "DEPENDS_ON", "servicenow:ci:disk") in links(found)
    # Which of the two is meant nobody can tell: the load keeps that relation back.
    assert ("servicenow:ci:relay", "DEPENDS_ON", "servicenow:ci:disk") in links(found)
    assert not found.rejects


def test_a_table_by_any_name_is_known_by_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "export (3).csv"
    path.write_text("name,sys_class_name\nMail,cmdb_ci_service\nrelay,cmdb_ci_linux_server\n")
    found = read_files([path], MODEL)
    assert (found.files[0].loader, len(items(found))) == ("servicenow", 2)


def test_a_name_said_to_be_of_servicenow_is_read_by_its_labels(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(as_csv(SHOWN))
    found = read_files([path], MODEL, source_named("servicenow"))
    assert len(items(found)) == 5


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("svc_ci_assoc.json", '{"result": [{"sys_id": "1", "ci_id": "2"}]}'),
        ("x.json", '{"result": [{"sys_id": "1", "weather": "good"}]}'),
        ("cmdb_ci.json", '{"result": [{"sys_id": "1", "name"'),
    ],
)
def test_what_is_not_read_is_told(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(UnreadableFile):
        read_files([tmp_path / name], MODEL)


@pytest.mark.parametrize(
    ("class_", "found"),
    [
        ("cmdb_ci_linux_server", "server"),
        ("Linux Server", "server"),
        ("cmdb_ci_db_mssql_instance", "database"),
        ("cmdb_ci_app_server_tomcat", "application"),
        ("cmdb_ci_ip_switch", "network"),
        ("cmdb_ci_vm_instance", "virtual machine"),
        ("cmdb_ci_ups", "power"),
        ("cmdb_ci_pc_hardware", "endpoint"),
        ("Computer", "endpoint"),
        ("cmdb_ci_thing", "other"),
    ],
)
def test_classes_are_ours_kept_or_shown(class_: str, found: str) -> None:
    assert ci_class(class_) == found
    assert not is_service(class_)


def test_tables_are_known_by_how_they_begin() -> None:
    assert table_called("cmdb_ci_server (1)") == "cmdb_ci"
    assert table_called("cmdb_ci_service_auto") == "cmdb_ci_service"
    assert table_called("cmdb_rel_ci") == "cmdb_rel_ci"
    assert table_called("contracts") is None
    assert all(
        is_service(one) for one in ("cmdb_ci_service", "service_offering", "Business Service")
    )


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("Name,Class,Manufacturer,Serial number", True),
        ("Name;Class;Assigned to;Location", True),
        ("name,sys_class_name", True),
        ("Name,TTL,Class,Type,Data", False),
        ("Student,Class,Teacher", False),
    ],
)
def test_a_list_with_a_class_is_one_where_two_more_columns_are_its_own(
    tmp_path: Path, head: str, told: bool
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(head + "\nsrv-1,Server,x,y\n")
    assert bool(candidates(SourceFile(path, "list"), known_sources())) == told
