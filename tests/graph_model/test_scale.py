"""Scales: a higher certification answers for a lower one, and what is on none for itself alone."""

from __future__ import annotations

import pytest

from graph_model.model import standard_model
from graph_model.scale import Scale, answers, falls_short

SCALES = (*standard_model().scales, Scale("stars", "certifications", ("one star", "two stars")))


@pytest.mark.parametrize(
    ("held", "wanted", "enough", "short"),
    [
        ("FedRAMP High", "FedRAMP Moderate", True, False),
        ("FedRAMP Moderate", "FedRAMP High", False, True),
        ("FedRAMP Moderate", "FedRAMP Moderate", True, False),
        ("fedramp-high", "FedRAMP LI SaaS", True, False),
        ("FedRAMP LI-SaaS", "FedRAMP Low", False, True),
        ("two stars", "one star", True, False),
        # of two scales, or of none, nothing is higher than another
        ("two stars", "FedRAMP Low", False, False),
        ("FedRAMP High", "CJIS", False, False),
        ("PCI-DSS", "pci dss", True, False),
        ("FedRAMP Higher", "FedRAMP Low", False, False),
    ],
)
def test_what_answers_what(held: str, wanted: str, enough: bool, short: bool) -> None:
    assert answers(held, wanted, SCALES) is enough
    assert falls_short(held, wanted, SCALES) is short


def test_a_scale_is_of_one_field() -> None:
    assert [scale.name for scale in standard_model().scales_of("certifications")] == ["FedRAMP"]
    assert standard_model().scales_of("rights") == ()
