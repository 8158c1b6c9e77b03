"""The sample's own lens: what an agency's split or merger moves, and whom it has to tell.

program ─PART_OF→ agency ─PART_OF→ parent       agency ─CONSUMES→ mail ←PROVIDES─ cloud
division ─PART_OF→ agency                       order ─HELD_BY→ agency, ─UNDER→ master
sla ─PROMISED_TO→ program, ─GOVERNS→ portal     order ─WITH→ vendor, ─COVERS→ portal
sla ─UNDERPINNED_BY→ ola ─BINDS→ agency, vendor clause ─TRIGGERS_ON→ order
unit ─PART_OF→ agency, ─PROVIDES→ desk          lead ─SITS_ON→ board ─OVERSEES→ order
"""

from __future__ import annotations

import pytest

from graph_model.customisation import extend, parse
from graph_model.lens import Direction, Lens
from graph_model.model import Model, standard_model
from tests.support.repository import ROOT

KINDS = {
    "Agency": "agency parent division",
    "Program": "program",
    "Supplier": "vendor cloud unit",
    "Service": "mail portal desk",
    "Contract": "order master",
    "Trigger": "clause",
    "ServiceLevelAgreement": "sla",
    "OperatingLevelAgreement": "ola",
    "Stakeholder": "lead speaker",
    "Forum": "board",
    "Document": "page",
    "Procurement": "rebid",
}
KIND = {name: kind for kind, names in KINDS.items() for name in names.split()}
RELATIONS = [
    tuple(line.split())
    for line in """
    program PART_OF agency
    division PART_OF agency
    agency PART_OF parent
    unit PART_OF agency
    unit PROVIDES desk
    agency CONSUMES mail
    cloud PROVIDES mail
    order HELD_BY agency
    order UNDER master
    order WITH vendor
    order COVERS portal
    clause TRIGGERS_ON order
    sla PROMISED_TO program
    sla GOVERNS portal
    sla UNDERPINNED_BY ola
    ola BINDS agency
    ola BINDS vendor
    speaker REPRESENTS program
    board OVERSEES order
    lead SITS_ON board
    page DESCRIBES order
    rebid REBIDS order
    """.strip().splitlines()
]


@pytest.fixture(scope="module")
def model() -> Model:
    """The model of the sample's state."""
    return extend(standard_model(), parse((ROOT / "samples/state/model.yaml").read_text("utf-8")))


def reached(lens: Lens, start: str) -> dict[str, str]:
    """The least fixpoint without groups and dates, by trying every relation until nothing rises."""
    level = dict.fromkeys(KIND, 0) | {start: 3}
    for _ in range(3 * len(KIND)):
        for a, type_, b in RELATIONS:
            for direction, here, there in ((Direction.FORWARD, a, b), (Direction.BACKWARD, b, a)):
                rule = lens.rule(type_, direction, KIND[a], KIND[b])
                arriving = lens.transfer(rule)[level[here]] if rule else 0
                level[there] = max(level[there], arriving)
    return {name: lens.level(code) for name, code in level.items() if code}


@pytest.mark.parametrize(
    ("start", "moves", "review", "notify"),
    [
        (
            "agency",
            "agency division program order sla ola",
            "unit clause",
            "parent mail cloud desk vendor portal speaker board lead page rebid",
        ),
        ("program", "program sla", "agency ola", "vendor portal speaker"),
        ("order", "order", "clause", "vendor portal board lead page rebid"),
        ("division", "division", "", "agency"),
        ("master", "master", "order", "vendor board lead"),
    ],
)
def test_what_a_reorganisation_touches(
    model: Model, start: str, moves: str, review: str, notify: str
) -> None:
    found = reached(model.lens("reorganisation"), start)
    assert {level: sorted(n for n in found if found[n] == level) for level in found.values()} == {
        level: sorted(names.split())
        for level, names in (("MOVES", moves), ("REVIEW", review), ("NOTIFY", notify))
        if names
    }


def test_the_sample_adds_fields_and_classes(model: Model) -> None:
    classes = model.kind_by_name["ConfigurationItem"].field("ci_class")
    assignable = model.kind_by_name["Contract"].field("assignable")
    assert classes is not None
    assert assignable is not None
    assert classes.read("Radio Tower") == "radio tower"
    assert assignable.read("WITH_CONSENT") == "with consent"
