"""The questions by command, for people and for programs, and the graph written out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph_model.errors import InvalidQuestion
from tests.support.door import Door, door_of_drawn
from tests.support.graphql_door import standard_schema
from tests.support.sketch import sketch

DAY = ("--as-of", "2027-01-01")
GRAPH = sketch(
    "service:mail name=Mail",
    "ci:relay name=Relay",
    "sla:mail name=Promise",
    "contract:old end=2020-01-01",
    "service:mail -DEPENDS_ON-> ci:relay",
    "sla:mail -GOVERNS-> service:mail",
    "sla:mail -PROMISED_TO-> agency:tax",
    "agency:tax -CONSUMES-> service:mail",
    "supplier:cirrus -PROVIDES-> service:mail",
    "contract:old -WITH-> supplier:cirrus",
    "contract:msa -WITH-> supplier:cirrus",
    "contract:msa -COVERS-> service:mail",
)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(GRAPH, tmp_path_factory.mktemp("door")) as door:
        yield door


DATED = "as of 1 Jan 2027, revision 1"
VERDICT = (
    "If Relay fails: 1 service LOST; 1 service level agreement LOST (promise broken); 1 "
    "of 1 agency (1 as customer, 1 promised to); hardest hit is agency:tax: 1 of 1 service LOST."
)


def test_impact_is_told_to_people(door: Door) -> None:
    assert door.printed("impact", "ci:relay", *DAY) == [
        VERDICT,
        DATED,
        "LEVEL KIND ID NAME",
        "LOST Agency agency:tax agency:tax",
        "LOST ConfigurationItem ci:relay Relay",
        "LOST Service service:mail Mail",
        "LOST (promise broken) ServiceLevelAgreement sla:mail Promise",
        "NOTIFY (tell) Supplier supplier:cirrus supplier:cirrus",
        "services without an OLA: service:mail",
    ]


PROGRAMS = {
    "revision": 1,
    "asOf": "2027-01-01",
    "lens": "OUTAGE",
    "complete": True,
    "reason": None,
    "counts": [
        {"kind": "Agency", "level": "LOST", "count": 1},
        {"kind": "ConfigurationItem", "level": "LOST", "count": 1},
        {"kind": "Service", "level": "LOST", "count": 1},
        {"kind": "ServiceLevelAgreement", "level": "LOST", "count": 1},
        {"kind": "Supplier", "level": "NOTIFY", "count": 1},
    ],
    "agencies": {"customer": 1, "promised": 1, "holder": 0},
    "difference": None,
}
WITNESS = (*("impact", "ci:relay", "--kind", "Agency", "--with", "witness"), *DAY)


def test_impact_is_told_to_programs(door: Door) -> None:
    found = door.json(*WITNESS)
    assert {name: found[name] for name in PROGRAMS} == PROGRAMS
    assert found["notInForce"]["nodes"] == []
    lists = {name: told for name, told in found["unknowns"].items() if isinstance(told, dict)}
    unknown = {name: told["nodes"] for name, told in lists.items()}
    assert [name for name, items in unknown.items() if items] == ["withoutOla"]
    assert [item["id"] for item in unknown["withoutOla"]] == ["service:mail"]
    (agency,) = found["affected"]["nodes"]
    assert (agency["item"]["id"], agency["level"]) == ("agency:tax", "LOST")
    assert [step["type"] for step in agency["witness"]] == ["DEPENDS_ON", "CONSUMES"]


def test_what_takes_longer_is_told_on_request(door: Door) -> None:
    assert door.printed(*WITNESS)[2:4] == [
        "LEVEL KIND ID NAME WHY",
        (
            "LOST Agency agency:tax agency:tax service:mail -DEPENDS_ON-> ci:relay: LOST; "
            "agency:tax -CONSUMES-> service:mail: LOST"
        ),
    ]
    (plain,) = door.json("impact", "ci:relay", "--kind", "Agency", *DAY)["affected"]["nodes"]
    assert "witness" not in plain
    with pytest.raises(InvalidQuestion, match="with: found 'color', expected one of away, before"):
        door.printed("impact", "ci:relay", "--with", "color")


def test_impact_is_told_in_short(door: Door) -> None:
    printed = door.printed("impact", "ci:relay", "--first", "2", "--format", "text", *DAY)
    assert printed[:-1] == [
        VERDICT,
        "agencies: agency:tax 1 LOST of 1 service",
        "promises: Promise broken",
        "not known: services: 1 without an OLA",
    ]
    assert printed[-1].startswith(f"{DATED}; again: ramify impact --replay ")


PAGES = {
    "the worst first": (("--first", "1"), "LOST Agency agency:tax agency:tax"),
    "of a kind": (("--kind", "service"), "LOST Service service:mail Mail"),
    "of a level": (
        ("--min-level", "lost", "--kind", "service-level-agreement"),
        "LOST (promise broken) ServiceLevelAgreement sla:mail Promise",
    ),
}


@pytest.mark.parametrize(("options", "first"), PAGES.values(), ids=PAGES)
def test_a_list_is_narrowed(door: Door, options: tuple[str, ...], first: str) -> None:
    verdict, _, _, line, *_ = door.printed("impact", "ci:relay", *options, *DAY)
    assert (verdict, line) == (VERDICT, first)


def test_pages_follow_one_another_in_json(door: Door) -> None:
    page = door.json("impact", "ci:relay", "--first", "2", *DAY)["affected"]
    after = page["pageInfo"]["endCursor"]
    rest = door.json("impact", "ci:relay", "--after", after, *DAY)["affected"]
    assert [len(one["nodes"]) for one in (page, rest)] == [2, 3]
    assert rest["totalCount"] == 5


def test_what_reaches_nothing_reads_nothing_recorded(door: Door) -> None:
    verdict, *_ = door.printed("impact", "agency:tax")
    assert verdict == "Nothing is recorded beyond what was asked about."


def test_contracts_not_in_force_are_listed_apart(door: Door) -> None:
    printed = door.printed("impact", "supplier:cirrus", "--lens", "sourcing", *DAY)
    assert "reached, but not in force: contract:old" in printed
    assert not [line for line in printed if line.startswith("DIRECT Contract contract:old")]


def test_a_search(door: Door) -> None:
    assert door.printed("search", "promise", *DAY) == [
        "1 item has 'promise' in name, id, alias or number.",
        "as of 1 Jan 2027, revision 1",
        "KIND ID NAME",
        "ServiceLevelAgreement sla:mail Promise",
    ]
    (hit,) = door.json("search", "promise")["hits"]["nodes"]
    assert hit["item"] == {"kind": "ServiceLevelAgreement", "id": "sla:mail", "name": "Promise"}


def test_a_path(door: Door) -> None:
    assert door.printed("path", "ci:relay", "agency:tax", *DAY) == [
        "2 relations join Relay and agency:tax, by way of Mail.",
        "as of 1 Jan 2027, revision 1",
        "STEP TO",
        "ci:relay <-DEPENDS_ON- service:mail Mail",
        "service:mail <-CONSUMES- agency:tax agency:tax",
    ]
    found = door.json("path", "ci:relay", "agency:tax")
    assert [item["id"] for item in found["items"]] == ["ci:relay", "service:mail", "agency:tax"]


def test_a_path_tells_which_way_each_relation_points(door: Door) -> None:
    walked = door.json("path", "agency:tax", "ci:relay")["steps"]
    back = door.json("path", "ci:relay", "agency:tax")["steps"]
    assert [step["direction"] for step in (*walked, *back)] == ["FORWARD"] * 2 + ["BACKWARD"] * 2
    assert [step["relation"] for step in walked] == [step["relation"] for step in back[::-1]]
    assert door.printed("path", "agency:tax", "ci:relay", "--format", "text")[1:3] == [
        "agency:tax -CONSUMES-> service:mail Mail",
        "service:mail -DEPENDS_ON-> ci:relay Relay",
    ]


def test_the_schema_is_the_doors(door: Door) -> None:
    from api.graphql.schema import schema_text

    assert door.run("schema").stdout == schema_text(standard_schema()) + "\n"
