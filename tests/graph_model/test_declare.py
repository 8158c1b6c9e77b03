"""A kind is called as people call it, one or several."""

from __future__ import annotations

import pytest

from graph_model.model import standard_model


@pytest.mark.parametrize(
    ("kind", "one", "several"),
    [
        ("Agency", "agency", "agencies"),
        ("ServiceLevelAgreement", "service level agreement", "service level agreements"),
        ("Stakeholder", "stakeholder", "stakeholders"),
    ],
)
def test_a_kind_is_called_as_people_call_it(kind: str, one: str, several: str) -> None:
    found = standard_model().kind_by_name[kind]
    assert (found.called(1), found.called(0), found.called(7)) == (one, several, several)
