"""The table of what belongs to an agency: it speaks of declared relations, and of every kind."""

from __future__ import annotations

import pytest

from access.belonging import BELONGINGS, NEVER, Belonging
from graph_model.lens import Direction
from tests.support.graphs import MODEL


@pytest.mark.parametrize("one", BELONGINGS, ids=lambda one: f"{one.kind} {one.relation}")
def test_a_rule_leads_along_a_relation_that_joins_its_kinds(one: Belonging) -> None:
    joins = MODEL.relation_by_name[one.relation].joins
    for to in one.to:
        ends = (to, one.kind) if one.walked is Direction.FORWARD else (one.kind, to)
        assert ends in joins


def test_every_kind_is_in_it_or_says_why_not() -> None:
    assert {one.kind for one in BELONGINGS} | set(NEVER) == {kind.name for kind in MODEL.kinds}
    assert not {one.kind for one in BELONGINGS} & set(NEVER)


def test_no_rule_leads_from_what_others_share_back_to_agencies() -> None:
    """One agency's scope must not reach another through a service or supplier that both have."""
    reached = {"Agency"}
    for _ in BELONGINGS:
        reached |= {one.kind for one in BELONGINGS if set(one.to) & reached}
    onward = [one for one in BELONGINGS if one.kind in {"Agency", "Program"}]
    assert [one.relation for one in onward] == ["PART_OF", "PART_OF"]
    assert all(one.to == ("Agency",) for one in onward)
    private = {"Contract", "ServiceLevelAgreement", "OperatingLevelAgreement", "Stakeholder"}
    assert all(set(one.to) <= {"Agency", "Program"} for one in BELONGINGS if one.kind in private)
