"""A filter is read from text, and one that fits nothing says why."""

from __future__ import annotations

import pytest

from access.scope import Filter, matches, read_filter
from graph_model.errors import InvalidInput
from tests.support.graphs import MODEL

READ = {
    "Service.tier=catalog": Filter("Service", "tier", ("catalog",)),
    "Service.tier = Catalog, element": Filter("Service", "tier", ("catalog", "element")),
    "Service.citizen_facing=true": Filter("Service", "citizen_facing", (True,)),
    "Contract.rights=step-in": Filter("Contract", "rights", ("step-in",)),
}
REFUSED = {
    "Service": "Kind.field=value",
    "Service.tier": "Kind.field=value",
    "tier=catalog": "Kind.field=value",
    "Servant.tier=catalog": "one of Agency",
    "Service.tear=catalog": "one of name",
    "Service.tier=moon": "catalog",
    "Service.tier=": "no value",
    "Service.tier=catalog,": "no value",
}


@pytest.mark.parametrize(("text", "found"), READ.items())
def test_a_filter_is_read(text: str, found: Filter) -> None:
    assert read_filter(text, MODEL) == found


@pytest.mark.parametrize(("text", "expected"), REFUSED.items())
def test_one_that_fits_nothing_says_why(text: str, expected: str) -> None:
    with pytest.raises(InvalidInput, match="filter") as refused:
        read_filter(text, MODEL)
    assert expected in str(refused.value)


@pytest.mark.parametrize(
    ("value", "fits"),
    [("a", True), ("b", False), (None, False), (["b", "a"], True), (["b"], False), ([], False)],
)
def test_a_list_fits_by_one_of_its_values(value: str | list[str] | None, fits: bool) -> None:
    assert matches(value, ("a", "c")) is fits
