"""From a spreadsheet to the first answer: ``map``, ``load --mapping``, ``template``."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli.root import app
from samples.office import CONTRACTS, SERVICES, write


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A contract manager's workbook, alone in the present folder."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "office.xlsx")
    return tmp_path


def run(*args: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(args))
    assert result.exit_code == code, result.output
    return result


def test_the_whole_way(office: Path) -> None:
    run("map", "office.xlsx", "-o", "office.yaml")
    assert "?" not in (office / "office.yaml").read_text().replace("Auto-Renew?", "")
    shown = run("map", "office.xlsx", "--mapping", "office.yaml", "--check").output
    assert '"notice":"P90D","renewal":"tacit"' in shown
    assert not (office / "ramify.db").exists()
    counted = "15 Contract, 5 Supplier, 4 Agency, 8 Service"
    assert shown.strip().splitlines()[-1].startswith(counted)
    run("load", "office.xlsx", "--mapping", "office.yaml")
    again = run("load", "office.xlsx", "--mapping", "office.yaml").output
    assert "nothing to change" in again
    # What ends within half a year of the day, counted by hand from the sheet.
    soon = [row[0] for row in CONTRACTS if row[6] in SOON]
    told = run("expirations", "--as-of", "2026-11-30").output
    assert told.startswith(f"{len(soon)} contracts (worth ")
    assert all(f"contract:{number}" in told for number in soon)
    # Who uses what stands on the network: all services but one.
    touched = run("impact", "service:network", "--as-of", "2026-11-30").output
    beneath = [row[0] for row in SERVICES[1:] if row[0] != "Network"]
    assert all(name in touched for name in ("Tax portal", "Licensing"))
    assert len(beneath) == 7
    assert "@example.gov" not in run("export").output


SOON = ("12/31/2026", "01/31/2027", "03/14/2027", "04/30/2027")


def test_check_tells_what_would_be_kept_back(office: Path) -> None:
    run("map", "office.xlsx", "-o", "office.yaml")
    wrong = (office / "office.yaml").read_text().replace("MM/DD/YYYY", "DD/MM/YYYY")
    (office / "wrong.yaml").write_text(wrong)
    shown = run("map", "office.xlsx", "--mapping", "wrong.yaml", "--check", code=3).output
    assert "kept back: office.xlsx, sheet Contracts, row 5, End Date: found '06/30/2027'" in shown
    assert shown.count("kept back: ") == 15 + 2  # every end, and two begins on the 15th


def test_a_workbook_to_fill_in(office: Path) -> None:
    run("template", "contracts", "services", "-o", "empty.xlsx", "--currency", "CAD")
    assert "no row was read" in run("load", "empty.xlsx", code=1).output


def test_a_table_without_a_mapping_says_how_to_make_one(office: Path) -> None:
    told = run("load", "office.xlsx", code=1).output
    assert "`ramify map office.xlsx` proposes one" in told


def test_check_needs_a_mapping(office: Path) -> None:
    assert "belong together" in run("map", "office.xlsx", "--check", code=2).output
