"""Two side by side: what one lacks, terms, money, promises, deviations; and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from application.policy import rules_asked
from graph_model.changes import SetFields
from graph_model.errors import InvalidQuestion, NotFound
from graph_model.facts import RelationKey
from queries.answers.viewer import hiding
from queries.comparison.compared import Whose
from queries.comparison.comparison import Comparison, compare
from tests.support.asking import asked
from tests.support.graphs import MODEL
from tests.support.sketch import sketch

DAY = date(2027, 1, 15)
FIRST, SECOND, BOTH = Whose
SUPPLIERS = (
    "supplier:a -PROVIDES-> service:mail",
    "supplier:a -PROVIDES-> service:desk",
    "supplier:b -PROVIDES-> service:desk",
    "supplier:b -PROVIDES-> service:old until=2026-01-01",
    "supplier:a -OFFERS-> offering:a",
    "supplier:b -OFFERS-> offering:b",
    "offering:a -DELIVERS-> capability:calls",
    "offering:b -DELIVERS-> capability:calls",
    "offering:b -DELIVERS-> capability:chat",
    "offering:b -SETS-> target:offered",
    "target:offered metric=availability value=99.97 unit=percent",
)


def comparison(
    *lines: str, of: Sequence[str] = ("supplier:a", "supplier:b"), hidden: Sequence[str] = ()
) -> Comparison:
    about = asked(sketch(*lines).snapshot, DAY, hiding(hidden) if hidden else None)
    return compare(replace(about, rules=lambda: rules_asked(MODEL)), of)


def things(found: Comparison) -> list[tuple[str, Whose]]:
    return [(found.snapshot.id(one.row), one.whose) for one in found.things]


def test_what_one_supplier_has_that_the_other_lacks() -> None:
    assert things(comparison(*SUPPLIERS)) == [
        ("service:mail", FIRST),
        ("service:desk", BOTH),
        ("capability:chat", SECOND),
        ("capability:calls", BOTH),
    ]


def test_a_contract_has_what_it_and_the_orders_under_it_cover() -> None:
    found = comparison(
        "contract:msa -WITH-> supplier:a",
        "contract:order -UNDER-> contract:msa",
        "contract:order -COVERS-> service:mail",
        "contract:lone -COVERS-> service:desk",
        "contract:lone -HELD_BY-> agency:tax",
        of=["contract:msa", "contract:lone"],
    )
    assert things(found) == [
        ("service:mail", FIRST),
        ("service:desk", SECOND),
        ("agency:tax", SECOND),
        ("supplier:a", FIRST),
    ]


def test_a_catalog_is_what_a_jurisdiction_consumes_and_its_own_units_deliver() -> None:
    found = comparison(
        "agency:state -CONSUMES-> service:mail",
        "program:x -PART_OF-> agency:state",
        "program:x -CONSUMES-> service:pay",
        "supplier:unit -PART_OF-> agency:next",
        "supplier:unit -PROVIDES-> service:records",
        "agency:next -CONSUMES-> service:mail",
        "service:pay -NEEDS-> capability:cards",
        of=["agency:state", "agency:next"],
    )
    assert things(found) == [
        ("service:pay", FIRST),
        ("service:records", SECOND),
        ("service:mail", BOTH),
        ("capability:cards", FIRST),
    ]


CONTRACTS = (
    "contract:a notice=P6M rights=[audit] renewal=none start=2020-01-01",
    "contract:a-order renewal=none",
    "contract:a-order -UNDER-> contract:a",
    "contract:gone notice=P9M end=2026-01-01",
    "contract:b rights=[audit,step-in] renewal=none notice=P30D",
    "contract:a -WITH-> supplier:a",
    "contract:a-order -WITH-> supplier:a",
    "contract:gone -WITH-> supplier:a",
    "contract:b -WITH-> supplier:b",
)


def test_terms_stand_side_by_side_inherited_and_of_contracts_in_force_alone() -> None:
    found = {one.term: (one.first, one.second, one.differs) for one in comparison(*CONTRACTS).terms}
    assert found == {
        "start": (["2020-01-01"], [], True),
        "notice": (["P6M"], ["P30D"], True),
        "rights": (["audit"], ["audit", "step-in"], True),
        "renewal": (["none"], ["none"], False),
    }


def test_an_order_has_the_notice_and_the_rights_of_what_it_is_under() -> None:
    found = comparison(*CONTRACTS, of=["contract:a-order", "contract:b"])
    terms = {one.term: one.first for one in found.terms}
    assert (terms["notice"], terms["rights"]) == (["P6M"], ["audit"])


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("contract:b form=MSA rights=[substitution] notice=P4M", ["standard-notice"]),
        ("contract:b form=MSA rights=[substitution] notice=P3M", []),
        ("contract:b form=MSA notice=P3M", ["contract-way-out"]),
        ("contract:b renewal=tacit renewal_term=P2Y notice=P3M", ["standard-renewal"]),
        ("contract:b termination_fee=9_USD", ["standard-exit-fee"]),
        # one that is past deviates from nothing any more
        ("contract:b end=2026-01-01 notice=P9M", []),
    ],
)
def test_deviations_from_the_standard_terms(line: str, rule: list[str]) -> None:
    found = comparison("supplier:b sourcing=outsourced", *CONTRACTS[5:], line)
    assert [one.rule.id for one in found.deviations if one.whose is SECOND] == rule


def test_a_value_under_another_is_not_counted_twice_and_currencies_are_not_added() -> None:
    lines = ("contract:c -WITH-> supplier:a", "contract:d -WITH-> supplier:a", *CONTRACTS)
    worth = {"a": "100 USD", "a-order": "40 USD", "c": "7 EUR", "d": "0.50 USD", "gone": "9 USD"}
    changes = [SetFields(f"contract:{of}", {"value": value}) for of, value in worth.items()]
    about = asked(sketch(*lines).snapshot.edited(tuple(changes)), DAY)
    found = compare(replace(about, rules=tuple), ["supplier:a", "supplier:b"])
    assert (found.first.values, found.second.values) == (["7.00 EUR", "100.50 USD"], [])


def test_charges_by_currency_and_what_has_none_counted() -> None:
    consumed = {
        RelationKey("CONSUMES", "agency:x", "service:mail"): "10 USD",
        RelationKey("CONSUMES", "agency:x", "service:desk"): "5 EUR",
        RelationKey("CONSUMES", "agency:y", "service:desk"): "0.25 USD",
        RelationKey("CONSUMES", "agency:z", "service:desk"): None,
    }
    drawn = sketch(*SUPPLIERS, *(f"{k.start} -CONSUMES-> {k.end}" for k in consumed)).snapshot
    changes = (SetFields(key, {"annual_charge": much}) for key, much in consumed.items() if much)
    about = replace(asked(drawn.edited(tuple(changes)), DAY), rules=tuple)
    found = compare(about, ["supplier:a", "supplier:b"])
    assert (found.first.annual_charges, found.first.uncharged) == (["5.00 EUR", "10.25 USD"], 1)
    assert (found.second.annual_charges, found.second.uncharged) == (["5.00 EUR", "0.25 USD"], 1)
    both = compare(about, ["agency:x", "agency:y"])
    (line,) = both.charges
    assert (line.first, line.second) == (["5.00 EUR"], ["0.25 USD"])
    assert both.first.annual_charges == ["5.00 EUR", "10.00 USD"]


def test_promises_offers_and_what_was_measured_stand_side_by_side() -> None:
    found = comparison(
        *SUPPLIERS,
        "ola:a -GOVERNS-> service:mail",
        "ola:a -BINDS[provider]-> supplier:a",
        "ola:a -SETS-> target:a",
        "target:a metric=availability value=99.9 unit=percent",
        "metric:a unit=percent readings=[2026-11-30_99.8,2026-12-31_99.96]",
        "metric:a -MEASURES-> target:a",
    )
    (line,) = found.figures
    assert (line.first_promised, line.first_offered) == ("99.9 %", None)
    assert line.first_measured == "99.88 % (1 of 2 months missed)"
    assert (line.second_promised, line.second_offered, line.second_measured) == (
        None,
        "99.97 %",
        None,
    )


def test_the_verdict() -> None:
    found = comparison(*SUPPLIERS, *CONTRACTS)
    assert found.sentence(asked(found.snapshot, DAY).view) == (
        "supplier:a has 1 service that supplier:b lacks; supplier:b has 1 capability that"
        " supplier:a lacks; their contracts differ in start, notice, rights; 1 and 0 "
        "deviations from standard terms; figures missed within a year: none measured and "
        "none measured; charged a year: none recorded and none recorded."
    )


@pytest.mark.parametrize(
    ("of", "found"),
    [
        (["supplier:a"], "found 1 of them, expected two ids"),
        (["supplier:a", "supplier:b", "supplier:c"], "found 3 of them, expected two ids"),
        (["supplier:a", "supplier:a"], "found 'supplier:a' twice"),
        (["supplier:a", "vendor:1"], "found 'supplier:a' and 'vendor:1', which are one"),
        (["supplier:a", "service:desk"], "'supplier:a', of kind Supplier and 'service:desk'"),
        (["service:mail", "service:desk"], "expected two suppliers, two contracts or two agencies"),
    ],
)
def test_what_cannot_be_compared_is_refused(of: list[str], found: str) -> None:
    with pytest.raises(InvalidQuestion, match=found):
        comparison(*SUPPLIERS, "supplier:a aliases=[vendor:1]", "supplier:c", of=of)


def test_what_is_hidden_is_not_there() -> None:
    hidden = ["service:mail", "capability:chat", "contract:a", "offering:b"]
    found = comparison(*SUPPLIERS, *CONTRACTS, hidden=hidden)
    assert things(found) == [("service:desk", BOTH), ("capability:calls", FIRST)]
    # what is under a hidden contract has no notice of it
    assert [one.first for one in found.terms if one.term == "notice"] == [[]]
    with pytest.raises(NotFound):
        comparison(*SUPPLIERS, hidden=["supplier:b"])
