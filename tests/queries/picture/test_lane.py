"""Every kind has a lane, and is told together by a field that it has."""

from __future__ import annotations

from graph_model.model import standard_model
from queries.picture.lane import CLASS_FIELD, LANE_OF, OF_AGENCIES

KINDS = {kind.name: kind for kind in standard_model().kinds}


def test_every_kind_has_a_lane() -> None:
    assert set(LANE_OF) == set(KINDS)


def test_classes_are_fields_of_their_kinds() -> None:
    assert all(KINDS[kind].field(name) for kind, name in CLASS_FIELD.items())


def test_what_is_told_by_its_agency_may_be_part_of_one() -> None:
    (part_of,) = (one for one in standard_model().relations if one.name == "PART_OF")
    assert all((kind, "Agency") in part_of.joins for kind in OF_AGENCIES)
