"""Sending, comparing and loading a file through GraphQL."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator

import pytest

from tests.support.graphql_door import GraphQLDoor, facts_of, opened_door

SEND = "mutation ($i: UploadFileInput!) { uploadFile(input: $i) { id name size until mapping } }"
TOLD = """difference applied revisions guarded meaning changeCount changes { before after }
  tallies { of put set removed unchanged rejected } rejectCount rejects
  rejectFiles { name content } rejected { where reasons record } warnings
  rows { where record }"""
COMPARE = f"mutation ($i: CompareUploadInput!) {{ compareUpload(input: $i) {{ {TOLD} }} }}"
LOAD = f"mutation ($i: LoadUploadInput!) {{ loadUpload(input: $i) {{ {TOLD} }} }}"
MAPPING = """
dates: MM/DD/YYYY
tables:
  - file: {name}
    items:
      contract:
        {{kind: Contract, id: "c:{{Contract Number}}", name: "{{Vendor}}", end: "{{End Date}}"}}
"""
ROWS = b"Contract Number,Vendor,End Date\nC-1,Cirrus Hosting,12/31/2027\n"


@pytest.fixture
def door() -> Iterator[GraphQLDoor]:
    with opened_door(facts_of([])) as door:
        yield door


def sent(door: GraphQLDoor) -> dict[str, str]:
    given = {"name": "contracts.csv", "content": b64encode(ROWS).decode()}
    told: dict[str, str] = door.ask(SEND, i=given)["uploadFile"]
    return told


def test_a_file_is_sent_compared_and_loaded(door: GraphQLDoor) -> None:
    kept = sent(door)
    wish = {"id": kept["id"], "mapping": kept["mapping"]}
    told = door.ask(COMPARE, i=wish)["compareUpload"]
    assert (told["applied"], told["revisions"], told["rejectCount"]) == (False, [], 0)
    assert told["rows"][0]["record"]["kind"] in ("Contract", "Supplier")
    done = door.ask(LOAD, i={**wish, "approve": told["difference"]})["loadUpload"]
    assert (done["applied"], done["revisions"]) == (True, [2])
    assert door.ask("{ contracts { totalCount } }") == {"contracts": {"totalCount": 1}}


def test_rows_kept_back_come_as_a_file(door: GraphQLDoor) -> None:
    content = ROWS.replace(b"12/31", b"12/32")
    given = {"name": "contracts.csv", "content": b64encode(content).decode()}
    kept = door.ask(SEND, i=given)["uploadFile"]
    mapping = MAPPING.format(name="contracts.csv")
    told = door.ask(COMPARE, i={"id": kept["id"], "mapping": mapping})["compareUpload"]
    (made,) = told["rejectFiles"]
    assert made["name"] == "contracts.csv.rejects.csv"
    assert b64decode(made["content"]).endswith(b",C-1,Cirrus Hosting,12/32/2027\r\n")


def test_a_row_kept_back_is_mended_and_loaded_as_a_file_of_its_own(door: GraphQLDoor) -> None:
    rows = (
        '{"kind":"Contract","id":"c:1","name":"One"}\n{"kind":"Contrct","id":"c:2","name":"Two"}\n'
    )
    given = {"name": "rows.jsonl", "content": b64encode(rows.encode()).decode()}
    kept = door.ask(SEND, i=given)["uploadFile"]
    told = door.ask(COMPARE, i={"id": kept["id"]})["compareUpload"]
    (row,) = told["rejected"]
    assert "2" in row["where"]
    assert "Contrct" in row["reasons"][0]
    record = {name: value for name, value in row["record"].items() if name != "_rejected"}
    line = json.dumps({**record, "kind": "Contract"}).encode()
    mended = {"name": "mended.jsonl", "content": b64encode(line).decode()}
    again = door.ask(SEND, i=mended)["uploadFile"]
    told = door.ask(COMPARE, i={"id": again["id"]})["compareUpload"]
    door.ask(LOAD, i={"id": again["id"], "approve": told["difference"]})
    found = door.ask('{ item(id: "c:2") { name source } }')
    assert found == {"item": {"name": "Two", "source": "rows"}}


def test_another_difference_is_refused(door: GraphQLDoor) -> None:
    kept = sent(door)
    error = door.refused(LOAD, i={"id": kept["id"], "mapping": kept["mapping"], "approve": "0"})
    assert error["message"].startswith("approve: found '0'")


def test_what_is_no_base64_is_told(door: GraphQLDoor) -> None:
    error = door.refused(SEND, i={"name": "x.csv", "content": "§"})
    assert error["message"].startswith("content: found other characters")
