"""An impact in one sentence: what is lost, for whom, which promises break, what edits change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph_model.changes import Put, Remove, SetFields
from graph_model.facts import Item, Relation, RelationKey
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import hiding
from queries.impact.asking import answer
from queries.what_if.edit import Edit
from tests.support.asking import asked, edited
from tests.support.sketch import sketch

DAY = date(2027, 1, 1)
OFFICE = (
    "service:m -DEPENDS_ON-> ci:a",
    "service:n -DEPENDS_ON[r:1]-> ci:a",
    "service:n -DEPENDS_ON[r:1]-> ci:b",
    "agency:g -CONSUMES-> service:m",
    "sla:m -GOVERNS-> service:m",
    "sla:n -GOVERNS-> service:n",
    "sla:m -PROMISED_TO-> agency:h",
    "contract:c -WITH-> supplier:s",
    "contract:c -COVERS-> service:m",
    "contract:c -HELD_BY-> agency:h",
)


def told(
    *lines: str, of: str, lens: str = "outage", edits: tuple[Edit, ...] = (), **wanted: Any
) -> dict[str, Any]:
    before = sketch(*lines).snapshot
    after = edited(before, edits, DAY).snapshot if edits else before
    question = asked(after, DAY, before=before if edits else None)
    return record(Shown(answer(question, of.split(), lens), question.view), **wanted)


VERDICTS: dict[str, tuple[str, str, str]] = {
    "the worst first, and what is broken": (
        "ci:a",
        "outage",
        (
            "If ci:a fails: 1 service LOST, 1 DEGRADED; 1 service level agreement LOST "
            "(promise broken), 1 DEGRADED; 2 of 2 agencies (1 as customer, 1 promised "
            "to); hardest hit is agency:g: 1 of 1 service LOST."
        ),
    ),
    "nothing is broken where nothing is lost": (
        "ci:b",
        "outage",
        ("If ci:b fails: 1 service DEGRADED; 1 service level agreement DEGRADED."),
    ),
    "what changes hands": (
        "supplier:s",
        "sourcing",
        (
            "If supplier:s changes hands: 1 service DIRECT; 1 service level agreement "
            "DIRECT; 2 of 2 agencies (1 as customer, 1 promised to, 1 holding a "
            "contract); hardest hit is agency:g: 1 of 1 service DIRECT."
        ),
    ),
    "nothing beyond": ("agency:g", "outage", "Nothing is recorded beyond what was asked about."),
}


@pytest.mark.parametrize(("of", "lens", "verdict"), VERDICTS.values(), ids=VERDICTS)
def test_verdict(of: str, lens: str, verdict: str) -> None:
    assert told(*OFFICE, of=of, lens=lens)["verdict"] == verdict


HIT = (
    "service:m -DEPENDS_ON-> ci:a",
    "service:n -DEPENDS_ON[r:1]-> ci:a",
    "service:n -DEPENDS_ON[r:1]-> ci:b",
    "agency:f -CONSUMES-> service:n",
    "agency:f -CONSUMES-> service:o",
    *(f"agency:g -CONSUMES-> service:{name}" for name in "mno"),
)
HARDEST: dict[str, tuple[tuple[str, ...], str]] = {
    "who loses a service, of all that it uses": (HIT, "agency:g: 1 of 3 services LOST"),
    "who loses most": (
        (*HIT, "service:o -DEPENDS_ON-> ci:a", *("agency:h -CONSUMES-> service:m",)),
        "agency:g: 2 of 3 services LOST",
    ),
    "a program's services are its agency's": (
        (
            *HIT,
            "service:o -DEPENDS_ON-> ci:a",
            "program:p -CONSUMES-> service:m",
            "program:p -PART_OF-> agency:f",
        ),
        "agency:f: 2 of 3 services LOST",
    ),
    "where nothing is lost, what is degraded": (HIT[1:5], "agency:f: 1 of 2 services DEGRADED"),
}


@pytest.mark.parametrize(("lines", "said"), HARDEST.values(), ids=HARDEST)
def test_the_agency_hit_hardest_is_told_as_a_fraction(lines: tuple[str, ...], said: str) -> None:
    """Where two lose as many services, and as many are degraded, the first by id is told."""
    assert str(told(*lines, of="ci:a")["verdict"]).endswith(f"; hardest hit is {said}.")


def test_an_agency_that_is_hidden_is_not_told_as_hit_hardest() -> None:
    question = asked(sketch(*HIT).snapshot, DAY, hiding(["agency:g"]))
    said = answer(question, ["ci:a"], "outage").sentence(question.view)
    assert said.endswith("; hardest hit is agency:f: 1 of 2 services DEGRADED.")


def test_who_is_only_told_is_not_hit() -> None:
    lines = ("service:m -DEPENDS_ON-> ci:a", "agency:g -CONSUMES-> service:m", "ticket:t")
    found = told(*lines, "ticket:t -AFFECTS-> ci:a level=notice", of="ticket:t")
    assert "hardest" not in found["verdict"]


def test_what_touches_no_service_and_no_agency_says_so() -> None:
    lines = ("ci:b -DEPENDS_ON-> ci:a", "document:d -DESCRIBES-> ci:a")
    assert told(*lines, of="ci:a")["verdict"] == (
        "If ci:a fails: no service and no agency is touched."
    )


MEMBER = RelationKey("DEPENDS_ON", "service:n", "ci:b", "r")
EDITS: dict[str, tuple[tuple[Edit, ...], str]] = {
    "worse": ((Remove(MEMBER),), "The edits make 2 worse"),
    "no longer": (
        (Remove("sla:n"), SetFields(MEMBER, {"need": 1})),
        "The edits make 1 no longer affected",
    ),
    "new": (
        (
            Put(Item("Service", "service:o", {"name": "O"})),
            Put(Relation("DEPENDS_ON", "service:o", "ci:a")),
        ),
        "The edits make 1 affected that were not",
    ),
    "nothing": (
        (Put(Item("Service", "service:o", {"name": "O"})),),
        "The edits change nothing of this",
    ),
}


@pytest.mark.parametrize(("edits", "said"), EDITS.values(), ids=EDITS)
def test_a_verdict_says_what_edits_make_of_it(edits: tuple[Edit, ...], said: str) -> None:
    assert told(*OFFICE, of="ci:a", edits=edits)["verdict"].endswith(f". {said}.")


def test_levels_read_in_the_words_of_who_has_to_act() -> None:
    lines = (*OFFICE, "supplier:t -PROVIDES-> service:m")
    found = told(*lines, of="ci:a")["affected"]["nodes"]
    assert {node["item"]["id"]: node["said"] for node in found} == {
        "agency:g": "LOST",
        "ci:a": "LOST",
        "service:m": "LOST",
        "sla:m": "LOST (promise broken)",
        "service:n": "DEGRADED",
        "sla:n": "DEGRADED",
        "agency:h": "NOTIFY (tell)",
        "supplier:t": "NOTIFY (tell)",
    }


def test_lines_come_highest_level_first_then_by_id() -> None:
    found = told(*OFFICE, of="ci:a")["affected"]["nodes"]
    assert [(node["level"], node["item"]["id"]) for node in found] == [
        ("LOST", "agency:g"),
        ("LOST", "ci:a"),
        ("LOST", "service:m"),
        ("LOST", "sla:m"),
        ("DEGRADED", "service:n"),
        ("DEGRADED", "sla:n"),
        ("NOTIFY", "agency:h"),
    ]


def test_a_line_has_its_level_without_the_edits() -> None:
    found = told(*OFFICE, of="ci:a", edits=(Remove(MEMBER),), wanted=("before",))
    levels = {n["item"]["id"]: (n["before"], n["level"]) for n in found["affected"]["nodes"]}
    assert levels["service:n"] == ("DEGRADED", "LOST")
    assert levels["service:m"] == ("LOST", "LOST")
    assert found["before"]["difference"] is None
    assert found["before"]["counts"] != found["counts"]
    (worse, other) = found["difference"]["worse"]["nodes"]
    assert (worse["item"]["id"], other["item"]["id"]) == ("service:n", "sla:n")


def test_of_what_only_the_edits_put_there_all_is_new() -> None:
    new = (
        Put(Item("Service", "service:new", {"name": "New"})),
        Put(Relation("DEPENDS_ON", "service:new", "ci:a")),
    )
    found = told(*OFFICE, of="service:new", edits=new, wanted=("before",))
    assert found["verdict"].endswith(". Only the edits put there what was asked about.")
    assert found["before"]["affected"]["nodes"] == []
    assert len(found["difference"]["new"]["nodes"]) == len(found["affected"]["nodes"])
    both = told(*OFFICE, of="ci:a service:new", edits=new)
    assert both["verdict"].endswith(". The edits make 1 affected that were not.")


MARKET = (
    "source:market role=reference",
    "service:product source=source:market",
    "service:theirs source=source:market",
    "agency:theirs source=source:market",
    "service:theirs -DEPENDS_ON-> service:product",
    "agency:theirs -CONSUMES-> service:theirs",
    "agency:theirs -CONSUMES-> service:mail",
    "service:mail -DEPENDS_ON-> service:product",
    "agency:tax -CONSUMES-> service:mail",
)


def counts(lines: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(line["kind"], line["level"], line["count"]) for line in lines]


def test_reference_data_is_counted_apart_and_not_in_the_verdict() -> None:
    found = told(*MARKET, of="service:product")
    assert counts(found["counts"]) == [("Agency", "LOST", 1), ("Service", "LOST", 2)]
    assert counts(found["ofReference"]) == [("Agency", "LOST", 1), ("Service", "LOST", 1)]
    assert found["agencies"]["customer"] == 1
    assert "2 services LOST (and 2 of reference data)" in found["verdict"]


def test_what_touches_reference_data_alone_says_so() -> None:
    assert "(and 1 of reference data)" in told(*MARKET, of="service:theirs")["verdict"]
