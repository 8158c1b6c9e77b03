"""What belongs to an item: over the ties of its kind, and no further."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from graph_model.changes import SetFields
from graph_model.errors import InvalidQuestion, NotFound
from queries.answers.belonging import belonging
from queries.answers.estate import Include, estate
from queries.answers.view import View
from queries.answers.viewer import hiding
from queries.snapshot.ours import ours
from tests.support.asking import view_of
from tests.support.sketch import sketch

DAY = date(2027, 1, 1)
OFFICE = (
    "program:snap -PART_OF-> agency:health",
    "agency:health -CONSUMES-> service:mail",
    "program:snap -CONSUMES-> service:cases",
    "agency:labor -CONSUMES-> service:jobs",
    "service:intake -PART_OF-> service:cases",
    "supplier:alto -PROVIDES-> service:mail",
    "supplier:alto -PROVIDES-> service:jobs",
    "supplier:alto-cloud -PART_OF-> supplier:alto",
    "contract:alto -WITH-> supplier:alto",
    "contract:alto -COVERS-> service:mail",
    "contract:alto -COVERS-> service:jobs",
    "contract:order -UNDER-> contract:alto",
    "contract:own -HELD_BY-> agency:health",
    "trigger:review -TRIGGERS_ON-> contract:alto",
    "procurement:next -REBIDS-> contract:alto",
    "sla:mail -GOVERNS-> service:mail",
    "sla:mail -PROMISED_TO-> agency:health",
    "sla:mail -SETS-> target:mail",
    "metric:mail -MEASURES-> target:mail",
    "ola:alto -BINDS[provider]-> supplier:alto",
    "ola:client -BINDS[client]-> supplier:alto",
    "stakeholder:desk -OWNS-> service:jobs",
    "forum:board -OVERSEES-> contract:own",
    "service:old source=register",
    "source:register role=own",
    "agency:health -CONSUMES-> service:gone until=2026-01-01",
)


def belongs(*of: str, view: View | None = None) -> set[str]:
    at = view or view_of(sketch(*OFFICE).snapshot, DAY)
    return set(at.snapshot.ids_of(np.flatnonzero(belonging(at, of)).astype(np.int32)))


MAIL = {"sla:mail", "target:mail", "metric:mail"}


@pytest.mark.parametrize(
    ("of", "belonging"),
    [
        # what it and its programs consume, hold and were promised, and who delivers that; not what
        # its supplier delivers to others, and not what else stands under the contract
        (
            "agency:health",
            MAIL
            | {"agency:health", "program:snap", "service:mail", "service:cases", "service:intake"}
            | {"contract:alto", "contract:own", "supplier:alto", "trigger:review"}
            | {"procurement:next"},
        ),
        ("program:snap", {"program:snap", "service:cases", "service:intake"}),
        (
            "supplier:alto",
            MAIL
            | {"supplier:alto", "supplier:alto-cloud", "service:mail", "service:jobs", "ola:alto"}
            | {"contract:alto", "contract:order", "trigger:review", "procurement:next"}
            | {"agency:health", "agency:labor"},
        ),
        (
            "stakeholder:desk",
            belongs_to_jobs := {
                *("service:jobs", "contract:alto", "supplier:alto", "trigger:review"),
                *("procurement:next", "stakeholder:desk"),
            },
        ),
        ("service:jobs", belongs_to_jobs - {"stakeholder:desk"}),
        ("forum:board", {"forum:board", "contract:own", "agency:health"}),
        ("source:register", {"source:register"}),
        ("target:mail", {"target:mail", "metric:mail"}),
    ],
)
def test_what_belongs_to(of: str, belonging: set[str]) -> None:
    assert belongs(of) == belonging


def test_a_source_has_what_names_it() -> None:
    lines = ("service:a source=register", "service:b", "source:cmdb aliases=[system:register]")
    named = sketch(*lines, "service:c source=source:cmdb", "service:d source=other")
    assert belongs("source:cmdb", view=view_of(named.snapshot, DAY)) == {"source:cmdb", "service:c"}


def test_several_have_what_belongs_to_any() -> None:
    assert belongs("program:snap", "target:mail") == belongs("program:snap") | belongs(
        "target:mail"
    )


def test_what_is_hidden_leads_nowhere() -> None:
    view = view_of(sketch(*OFFICE).snapshot, DAY, hiding(["service:mail", "contract:alto"]))
    assert belongs("agency:health", view=view) == {
        *("agency:health", "program:snap", "service:cases", "service:intake"),
        *("contract:own", "sla:mail", "target:mail", "metric:mail"),
    }
    with pytest.raises(NotFound):
        belongs("service:mail", view=view)


def test_a_kind_that_nothing_belongs_to_is_refused() -> None:
    view = view_of(sketch("window:freeze").snapshot, DAY)
    with pytest.raises(InvalidQuestion, match="'window:freeze', of kind Window"):
        belongs("window:freeze", view=view)


# ours


REFERENCE = (
    "source:market role=reference",
    "source:register role=own",
    "service:theirs source=source:market",
    "service:both source=source:market",
    "service:ours source=source:register",
    "service:unsaid",
    "service:unknown source=elsewhere",
)


def test_what_every_source_of_is_reference_is_not_ours() -> None:
    drawn = sketch(*REFERENCE)
    flags = ours(drawn.snapshot)
    theirs = drawn.snapshot.ids_of(np.flatnonzero(~flags).astype(np.int32))
    assert sorted(theirs) == ["service:both", "service:theirs"]


@pytest.mark.parametrize(
    ("sources", "mine"),
    [
        ("source:market", False),
        ("source:market, source:register", True),
        ("source:market, source:market", False),
        ("source:market, elsewhere", True),
    ],
)
def test_one_source_of_its_own_makes_an_item_ours(sources: str, mine: bool) -> None:
    drawn = sketch(*REFERENCE, "service:x")
    told = drawn.snapshot.edited((SetFields("service:x", {"source": sources}),))
    assert bool(ours(told)[told.find("service:x") or 0]) is mine


def test_what_is_left_out_is_counted_beside_unless_it_is_included_or_asked_for() -> None:
    view = view_of(sketch(*REFERENCE).snapshot, DAY)
    services = view.snapshot.rows_of_kind("Service")
    plain, all_ = estate(view), estate(view, None, Include.REFERENCE)
    named = estate(view, ["service:theirs"])
    assert (len(plain.kept(services)), plain.note(services)) == (3, " (and 2 of reference data)")
    assert (len(all_.kept(services)), all_.note(services)) == (5, "")
    assert view.snapshot.ids_of(named.kept(services)) == ["service:theirs"]


# contracts: what ``expirations --of`` lists


CONTRACTS = sketch(
    "contract:held -HELD_BY-> agency:a",
    "contract:mail -COVERS-> service:mail",
    "contract:food -COVERS-> service:food",
    "contract:host -COVERS-> ci:host",
    "contract:old -COVERS-> service:mail until=2026-01-01",
    "agency:a -CONSUMES-> service:mail",
    "program:p -PART_OF-> agency:a",
    "program:p -CONSUMES-> service:food",
    "agency:part -PART_OF-> agency:a",
    "contract:part -COVERS-> service:part",
    "agency:part -CONSUMES-> service:part",
    "contract:mail -WITH-> supplier:s",
    "contract:host -WITH-> supplier:t",
    "forum:f -OVERSEES-> contract:held",
    "forum:f -OVERSEES-> supplier:t",
    "stakeholder:o -OWNS-> contract:food",
    "stakeholder:o -OWNS-> service:mail",
    "capability:c",
)


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (["agency:a"], "food held mail part"),
        (["program:p"], "food"),
        (["supplier:s"], "mail"),
        (["service:mail"], "mail"),
        (["ci:host"], "host"),
        (["forum:f"], "held host"),
        (["stakeholder:o"], "food mail"),
        (["contract:old"], "old"),
        (["supplier:s", "contract:old", "supplier:s"], "mail old"),
        ([], ""),
    ],
)
def test_which_contracts_belong(of: list[str], expected: str) -> None:
    about = estate(view_of(CONTRACTS.snapshot, DAY), of)
    rows = about.kept(CONTRACTS.snapshot.rows_of_kind("Contract"))
    found = sorted(CONTRACTS.snapshot.ids_of(rows))
    assert found == [f"contract:{name}" for name in expected.split()]
