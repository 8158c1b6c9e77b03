"""The worked lens of one's own through the engine: a split, a merger, dates minded."""

from __future__ import annotations

from datetime import date

import pytest

from graph_model.customisation import extend, parse
from graph_model.model import Model, standard_model
from queries.impact.impact import impact
from queries.snapshot.snapshot import Snapshot
from tests.support.repository import ROOT
from tests.support.sketch import sketch

TODAY = date(2026, 11, 25)
OFFICE = sketch(
    # two agencies: welfare with two programs and a division, health with one
    "program:snap -PART_OF-> agency:welfare",
    "program:crisis -PART_OF-> agency:welfare",
    "agency:division -PART_OF-> agency:welfare",
    "program:clinics -PART_OF-> agency:health",
    # what they hold, were promised, and are bound by
    "contract:sow -HELD_BY-> agency:welfare",
    "contract:sow -UNDER-> contract:msa",
    "contract:po -UNDER-> contract:sow",
    "contract:old -HELD_BY-> agency:welfare",
    "contract:old end=2025-12-31",
    "contract:old -WITH-> supplier:past",
    "contract:sow -WITH-> supplier:cirrus",
    "trigger:option -TRIGGERS_ON-> contract:sow",
    "sla:case -PROMISED_TO-> program:snap",
    "sla:case -UNDERPINNED_BY-> ola:case",
    "sla:case -GOVERNS-> service:case",
    "sla:clinics -PROMISED_TO-> program:clinics",
    "ola:desk -BINDS[client]-> agency:welfare",
    "ola:desk -BINDS[provider]-> supplier:desk",
    # what they use, who delivers it, and who speaks for whom
    "program:snap -CONSUMES-> service:case",
    "agency:welfare -CONSUMES-> service:mail",
    "agency:health -CONSUMES-> service:mail until=2026-01-01",
    "supplier:cirrus -PROVIDES-> service:case",
    "supplier:mail -PROVIDES-> service:mail",
    "supplier:unit -PART_OF-> agency:welfare",
    "stakeholder:director -REPRESENTS-> agency:welfare",
    "stakeholder:advocate -REPRESENTS-> program:snap",
    "service:portal -DEPENDS_ON-> service:case",
)

GOES = "agency:division contract:sow ola:desk program:crisis program:snap sla:case"
TOLD = """service:case service:mail stakeholder:advocate stakeholder:director
    supplier:cirrus supplier:desk supplier:mail"""
"""What goes with the welfare agency, and who has to be told."""


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    text = (ROOT / "samples/state/model.yaml").read_text(encoding="utf-8")
    model: Model = extend(standard_model(), parse(text))
    return Snapshot.of(OFFICE.tables, model)


def told(snapshot: Snapshot, *of: str) -> dict[str, list[str]]:
    found = impact(snapshot, of, "reorganisation", TODAY)
    by_level: dict[str, list[str]] = {}
    for row in found.rows.tolist():
        if snapshot.id(row) not in of:
            by_level.setdefault(found.level_at(row), []).append(snapshot.id(row))
    return {level: sorted(ids) for level, ids in by_level.items()}


@pytest.mark.parametrize(
    ("of", "moves", "review", "notify"),
    [
        # a program leaves: its promise goes along, the agency it leaves looks at the rest
        (
            ["program:snap"],
            "sla:case",
            "agency:welfare ola:case",
            "service:case stakeholder:advocate stakeholder:director supplier:cirrus",
        ),
        # the whole agency is dissolved or merged into another
        (
            ["agency:welfare"],
            GOES,
            "contract:po ola:case supplier:unit trigger:option",
            TOLD,
        ),
        # both sides of a merger: what either runs moves
        (
            ["agency:welfare", "agency:health"],
            f"{GOES} program:clinics sla:clinics",
            "contract:po ola:case supplier:unit trigger:option",
            TOLD,
        ),
        # a consumption that ended tells nobody, and a division alone moves nothing else
        (["agency:health"], "program:clinics sla:clinics", "", ""),
        (["agency:division"], "", "", "agency:welfare"),
    ],
)
def test_a_split_and_a_merger(
    snapshot: Snapshot, of: list[str], moves: str, review: str, notify: str
) -> None:
    expected = {"MOVES": moves.split(), "REVIEW": review.split(), "NOTIFY": notify.split()}
    assert told(snapshot, *of) == {level: sorted(ids) for level, ids in expected.items() if ids}


def test_contracts_no_longer_in_force_are_told_apart(snapshot: Snapshot) -> None:
    found = impact(snapshot, ["agency:welfare"], "reorganisation", TODAY)
    assert snapshot.ids_of(found.not_in_force) == ["contract:old"]


def test_nothing_fails_so_nothing_spreads_over_dependencies(snapshot: Snapshot) -> None:
    found = impact(snapshot, ["agency:welfare"], "reorganisation", TODAY)
    assert "service:portal" not in snapshot.ids_of(found.rows)


def test_each_is_told_why(snapshot: Snapshot) -> None:
    found = impact(snapshot, ["agency:welfare"], "reorganisation", TODAY)
    row = int(snapshot.rows(["supplier:mail"])[0])
    reached = [snapshot.id(step.target) for step in found.witness(row).steps]
    assert reached == ["service:mail", "supplier:mail"]
