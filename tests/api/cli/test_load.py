"""``ramify load``: what it prints, where rows kept back go, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from shlex import split
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from api.cli.load import Exit, Target, load_command
from api.cli.root import app
from graph_model.errors import StoreUnavailable
from graph_model.model import standard_model
from stores.sqlite import SqliteStore
from tests.support.repository import ROOT

GOOD = [
    {"kind": "Supplier", "id": "s", "name": "S [bold]"},
    {"kind": "Service", "id": "a", "name": "A"},
    {"type": "PROVIDES", "from": "s", "to": "a"},
]
BAD = {"kind": "Contract", "id": "c", "name": ["C"], "end": "2023-02-28"}


class Office:
    """A folder, a store beneath it, and the command that loads into it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.beside = folder, folder / "store"
        self.beside.mkdir()
        self.path = self.beside / "store.sqlite"
        self.app = typer.Typer()
        self.app.command("load")(load_command(self.target))
        self.app.command("other")(lambda: None)

    @contextmanager
    def target(self) -> Iterator[Target]:
        store = SqliteStore(self.path, standard_model())
        yield Target(store, standard_model(), self.beside)
        store.close()

    def load(self, *arguments: str | Path) -> Result:
        return CliRunner().invoke(self.app, ["load", *map(str, arguments)])

    def write(self, *records: object, name: str = "office.jsonl") -> Path:
        path = self.folder / name
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        return path

    @property
    def revision(self) -> int:
        with self.target() as target:
            return target.store.revision()


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return Office(tmp_path)


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def test_good_rows_are_loaded_and_counted(office: Office) -> None:
    path = office.write(*GOOD)
    result = office.load(path)
    assert result.exit_code == Exit.ALL
    assert lines(result.stdout) == [
        "put set removed unchanged rejected",
        "Service 1 · · · ·",
        "Supplier 1 · · · ·",
        "PROVIDES 1 · · · ·",
        "all 3 · · · ·",
        f"office from {path}: loaded as revision 1",
    ]
    again = office.load(path)
    assert (again.exit_code, lines(again.stdout)[-1]) == (
        Exit.ALL,
        f"office from {path}: nothing to change",
    )
    assert (office.revision, result.stderr, again.stderr) == (1, "", "")


def test_bad_rows_are_kept_to_be_mended(office: Office) -> None:
    path = office.write(*GOOD, BAD)
    result = office.load(path)
    assert (result.exit_code, office.revision) == (Exit.SOME, 1)
    expected = "found ['C'], expected text"
    assert lines(result.stderr) == [f"kept back: {path}, line 4 (c), name: {expected}"]
    rejects = office.beside / "office.jsonl.rejects.jsonl"
    assert lines(result.stdout)[-1].startswith(f"rows kept back are in {rejects}")
    rejects.write_text(rejects.read_text().replace('["C"]', '"C"'))
    mended = office.load(rejects)
    assert (mended.exit_code, office.revision) == (Exit.ALL, 2)


TABLE = "No,Vendor,End Date\n1,Cirrus,06/30/2027\n2,Nova,02/30/2027\n"
MAPPING = """
dates: MM/DD/YYYY
tables:
  - file: contracts.csv
    items:
      contract: {kind: Contract, id: "c:{No}", name: "{No}", end: "{End Date}"}
"""


def test_rows_of_a_table_are_kept_as_they_stood_and_loaded_as_the_last_line_says(
    office: Office,
) -> None:
    table, mapping = office.folder / "contracts.csv", office.folder / "m y.yaml"
    table.write_text(TABLE)
    mapping.write_text(MAPPING)
    result = office.load(table, "--mapping", mapping, "--source", "register")
    assert (result.exit_code, office.revision) == (Exit.SOME, 1)
    rejects = office.beside / "contracts.csv.rejects.csv"
    told, command = lines(result.stdout)[-2:]
    assert told == f"rows kept back are in {rejects}, as they stood; mend them, then:"
    assert command == f"ramify load {rejects} --mapping '{mapping}' --source register"
    rejects.write_text(rejects.read_text("utf-8-sig").replace(",02/30", ",02/28"))
    mended = office.load(*split(command)[2:])
    assert (mended.exit_code, office.revision) == (Exit.ALL, 2)


def test_a_file_of_json_lines_that_is_named_gets_the_facts(office: Office) -> None:
    (office.folder / "contracts.csv").write_text(TABLE)
    (office.folder / "m.yaml").write_text(MAPPING)
    office.load("contracts.csv", "--mapping", "m.yaml", "--rejects", "bad.jsonl")
    (line,) = (office.folder / "bad.jsonl").read_text().splitlines()
    assert (json.loads(line)["id"], json.loads(line)["end"]) == ("c:2", "02/30/2027")
    (office.folder / "bad").mkdir()
    office.load("contracts.csv", "--mapping", "m.yaml", "--rejects", "bad")
    assert [one.name for one in (office.folder / "bad").iterdir()] == ["contracts.csv.rejects.csv"]


def test_mended_rejects_are_not_written_over(office: Office) -> None:
    path = office.write(*GOOD, BAD)
    for _ in range(2):  # the same rows: the same file
        office.load(path)
    first = office.beside / "office.jsonl.rejects.jsonl"
    assert list(office.folder.rglob("*.rejects.jsonl")) == [first]
    first.write_text("half mended")
    office.load(path)
    assert first.read_text() == "half mended"
    assert (office.beside / "office.jsonl.2.rejects.jsonl").exists()


def test_strict_loads_nothing_if_a_row_is_bad(office: Office) -> None:
    result = office.load("--strict", office.write(*GOOD, BAD))
    assert (result.exit_code, office.revision) == (Exit.NOTHING, 0)
    assert "nothing was loaded, because of the rows kept back" in result.stdout
    assert office.load("--strict", office.write(*GOOD)).exit_code == Exit.ALL


def test_nothing_but_bad_rows_is_nothing_loaded(office: Office) -> None:
    result = office.load(office.write(BAD), "--rejects", office.folder / "here.jsonl")
    assert (result.exit_code, office.revision) == (Exit.NOTHING, 0)
    assert json.loads((office.folder / "here.jsonl").read_text())["id"] == "c"


def test_an_empty_export_is_refused_until_that_difference_is_approved(office: Office) -> None:
    office.load(office.write(*GOOD, name="cmdb.jsonl"))
    empty = office.folder / "cmdb.json"
    empty.write_text('{"items": []}')
    result = office.load(empty, "--replace")
    assert (result.exit_code, office.revision) == (Exit.NOTHING, 1)
    assert "no row was read: cmdb would have said nothing" in result.stdout
    assert "- Service a" in office.load(empty, "--replace", "--dry-run").stdout
    named = result.stdout.partition("--approve ")[2].split()[0]
    result = office.load(empty, "--replace", "--approve", named)
    assert (result.exit_code, office.revision) == (Exit.ALL, 2)


def test_a_dry_run_shows_each_change(office: Office) -> None:
    office.load(office.write(*GOOD))
    path = office.write(
        {**GOOD[0], "name": "New", "sourcing": "cloud"}, {**GOOD[1], "id": "b"}, BAD
    )
    result = office.load(path, "--dry-run", "--replace")
    assert (result.exit_code, office.revision) == (Exit.SOME, 1)
    assert lines(result.stdout)[:7] == [
        "~ Supplier s",
        "aliases: nothing → ['name:S [bold]']",
        "name: 'S [bold]' → 'New'",
        "sourcing: nothing → 'cloud'",
        "+ Service b",
        "- s -PROVIDES-> a",
        "- Service a",
    ]
    *_, dry, why, approve = lines(result.stdout)
    assert dry == f"office from {path}: a dry run, nothing was loaded"
    assert why.startswith("it would end 1 of the 2 items of office, more than 10%: to load it")
    assert approve.startswith("--approve ")
    assert not list(office.folder.rglob("*.rejects.jsonl"))


UNREADABLE: dict[str, bytes | None] = {
    "wrong JSON": b'{"items": [',
    "empty": b"",
    "not UTF-8": b'{"items": [{"id": "caf\xe9"}]}',
    "unknown": b"hello",
    "a folder": None,
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_an_unreadable_file_is_one_error_and_no_traceback(case: str, office: Office) -> None:
    path = office.folder / "x"
    content = UNREADABLE[case]
    path.mkdir() if content is None else path.write_bytes(content)
    result = office.load(office.write(*GOOD), path)
    assert (result.exit_code, office.revision, result.stdout) == (Exit.NOTHING, 0, "")
    first, second = lines(result.stderr)
    assert first == "nothing was loaded"
    assert second.startswith(str(path))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--from", "xls"], "the loader's name: found 'xls', expected one of cyclonedx"),
        (["--from", "yaml"], "office.jsonl, line 2, column 1: found '{"),
        (["--source", " x"], "the source's name: found ' x'"),
        (["--rejects", "nowhere/r.jsonl"], "name another place with --rejects"),
    ],
)
def test_a_wrong_option_loads_nothing(arguments: list[str], message: str, office: Office) -> None:
    path = office.write(*GOOD, BAD)
    result = office.load(path, *arguments)
    assert (result.exit_code, office.revision) == (Exit.NOTHING, 0), result.output
    assert message in result.stderr


def test_warnings_that_are_alike_are_told_once_unless_all_are_asked_for(office: Office) -> None:
    document: dict[str, Any] = json.loads((ROOT / "samples" / "fedramp.json").read_text())
    for provider in document["data"]["Providers"][:30]:
        provider["Impact_Level"] += " "
    path = office.folder / "f.json"
    path.write_text(json.dumps(document))
    first = lines(office.load(path).stderr)
    assert len([line for line in first if "outer spaces" in line]) == 1
    assert "data.Providers[0].Impact_Level" in first[0]
    assert first[0].endswith("(and at 29 more places)")
    every = lines(office.load(path, "--verbose", "--from", "FedRAMP").stderr)
    assert len([line for line in every if "outer spaces" in line]) == 30
    assert len([line for line in every if line.startswith("kept back: ")]) == 1


def test_more_reasons_than_can_be_read_are_cut_short(office: Office) -> None:
    path = office.write(*GOOD, *({**BAD, "id": f"c{n}", "name": [f"no {n}"]} for n in range(50)))
    told = lines(office.load(path).stderr)
    assert (len(told), told[-1]) == (21, "kept back: and 30 more (--verbose tells all)")


def test_a_folder_s_rejects_are_named_after_it(office: Office) -> None:
    (office.folder / "state").mkdir()
    office.write(*GOOD, BAD, name="state/a.jsonl")
    for _ in range(2):
        assert office.load("state").exit_code == Exit.SOME
        rejects = office.beside / "state.rejects.jsonl"
        assert list(office.folder.rglob("*.rejects.jsonl")) == [rejects]


@pytest.mark.parametrize(
    ("url", "beside"),
    [("sqlite:///kept/office.db", "kept"), ("sqlite:///office.db", "."), ("sqlite://", ".")],
)
def test_rejects_lie_beside_the_store_wherever_the_file_is(
    office: Office, url: str, beside: str
) -> None:
    for folder in ("kept", "checkout"):
        (office.folder / folder).mkdir()
    path = office.write(*GOOD, BAD, name="checkout/sample.jsonl")
    loaded = CliRunner().invoke(app, ["--store", url, "load", str(path)])
    assert loaded.exit_code == Exit.SOME, loaded.output
    kept = [file.parent for file in office.folder.rglob("*.rejects.jsonl")]
    assert kept == [office.folder / beside]


def test_a_store_that_fails_is_said_to_have_failed(office: Office) -> None:
    def broken() -> AbstractContextManager[Target]:
        raise StoreUnavailable("the store does not answer")

    alone = typer.Typer()
    alone.command("load")(load_command(broken))
    result = CliRunner().invoke(alone, [str(office.write(*GOOD))])
    assert result.exit_code == Exit.INTERRUPTED
    assert "the store does not answer" in result.stderr
    assert "load again" in result.stderr
