"""What cells mean: days in named forms, amounts, periods, words for yes; nothing is guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from graph_model.kinds.contract import KIND as CONTRACT
from graph_model.kinds.service import KIND as SERVICE
from loaders.intake.sheet import Cell
from loaders.intake.slug import slug
from loaders.mapping.cells import day_of, is_date_form, money_of, parts_of, read_cell
from loaders.mapping.forms import date_forms, separators_in
from loaders.mapping.mapping import ValueRule
from loaders.mapping.template import Template

DAYS = [
    ("06/30/2027", "MM/DD/YYYY", "2027-06-30"),
    ("6/3/2027", "MM/DD/YYYY", "2027-06-03"),
    ("6/3/2027", "DD/MM/YYYY", "2027-03-06"),
    ("30.06.2027", "DD.MM.YYYY", "2027-06-30"),
    ("30-Jun-27", "DD-MMM-YY", "2027-06-30"),
    ("06/30/2027", "MM/DD/YY", "2027-06-30"),
    ("June 30, 2027", "MMM DD, YYYY", "2027-06-30"),
    ("2027-06-30", "MM/DD/YYYY", "2027-06-30"),
    ("2026-12-31 00:00:00", None, "2026-12-31"),
    ("2026-12-31T00:00:00Z", None, "2026-12-31"),
]


@pytest.mark.parametrize(("text", "form", "day"), DAYS)
def test_a_day_is_read_in_its_named_form_or_as_iso(text: str, form: str | None, day: str) -> None:
    assert day_of(text, form) == day


FIGURES = [
    ("$1,040.00", ".", "1040.00"),
    ("1'040.50", ".", "1040.50"),
    ("250.00-", ".", "-250.00"),
    ("1.040,00 €", ",", "1040.00"),
    ("1 040,00", ",", "1040.00"),
    ("(1.040)", ",", "-1040"),
    ("999,99", ",", "999.99"),
    ('"$369,150.00"', ".", "369150.00"),
]


@pytest.mark.parametrize(("text", "decimal", "figure"), FIGURES)
def test_an_amount_is_read_with_the_point_or_comma_that_is_said(
    text: str, decimal: str, figure: str
) -> None:
    assert money_of(text, "EUR", decimal).split()[0] == figure


@pytest.mark.parametrize(("text", "decimal"), [("1.040,00", "."), ("1,040.00", ","), ("x", ",")])
def test_an_amount_of_the_other_form_is_none(text: str, decimal: str) -> None:
    with pytest.raises(ValueError, match="an amount such as"):
        money_of(text, "EUR", decimal)


def test_a_number_where_a_day_should_be_is_told_as_excel_may_mean_it() -> None:
    end = next(one for one in CONTRACT.fields if one.name == "end")
    with pytest.raises(ValueError, match=r"Excel's count of days \(2023-03-15\)"):
        read_cell(45000, ValueRule(Template("{End}")), end)


def test_a_workbooks_number_has_a_point_whatever_its_texts_have() -> None:
    value = next(one for one in CONTRACT.fields if one.name == "value")
    rule = ValueRule(Template("{V}"), money="EUR", decimal=",")
    assert read_cell(1040.5, rule, value) == "1040.50 EUR"


NO_DAYS: list[tuple[str, str | None, str]] = [
    ("06/30/2027", None, "a date as YYYY-MM-DD"),
    ("30/06/2027", "MM/DD/YYYY", "exists, as MM/DD/YYYY"),
    ("02/29/2027", "MM/DD/YYYY", "exists"),
    ("2026-12-31 17:30", None, "a date as"),
    ("soon", "MM/DD/YYYY", "a date as MM/DD/YYYY, such as 06/30/2027"),
    ("soon", "DD-MMM-YY", "such as 30-Jun-27"),
]


@pytest.mark.parametrize(("text", "form", "told"), NO_DAYS)
def test_no_day_is_guessed(text: str, form: str | None, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        day_of(text, form)


def test_forms_name_a_year_a_month_and_a_day() -> None:
    assert [is_date_form(f) for f in ("MM/DD/YYYY", "YYYYMMDD", "DD MMM YY")] == [True] * 3
    assert [is_date_form(f) for f in ("MM/YYYY", "?", "mm/dd/yyyy", "MM/DD/MM")] == [False] * 4


def test_a_form_is_proposed_where_it_alone_fits() -> None:
    assert date_forms(["06/30/2027", "07/01/2026", "0000-00-00"]) == ["MM/DD/YYYY"]
    assert date_forms(["06/07/2027", "07/01/2026"]) == ["MM/DD/YYYY", "DD/MM/YYYY"]
    assert date_forms(["6/30/27", "06/30/2027"]) == ["MM/DD/YY"]
    assert date_forms(["06/07/27", "06/07/2027"]) == [
        *("MM/DD/YYYY", "DD/MM/YYYY", "MM/DD/YY", "DD/MM/YY")
    ]
    # ISO days are read anyhow.
    assert date_forms(["2027-06-30", "2027-07-31", "12/31/9999"]) == ["MM/DD/YYYY"]
    assert date_forms(["2027-06-30", "2027-07-31", "06/07/2027"]) == ["YYYY-MM-DD"]
    assert date_forms(["June", "soon"]) == []
    assert date_forms(["2026-01-01", "2026-12-31 00:00:00"]) == ["YYYY-MM-DD"]


AMOUNTS = [
    ("$1,040.00", "USD", "1040.00 USD"),
    ("1040", "USD", "1040 USD"),
    ("(250.50) EUR", "USD", "-250.50 EUR"),
    ("€ 12", None, "12 EUR"),
    ("CAD 7,000", None, "7000 CAD"),
    ("-$3.10", "USD", "-3.10 USD"),
]


@pytest.mark.parametrize(("text", "currency", "amount"), AMOUNTS)
def test_an_amount_is_read_with_its_currency(text: str, currency: str | None, amount: str) -> None:
    assert money_of(text, currency) == amount


@pytest.mark.parametrize("text", ["1.040,00", "12,34", "about 5", "$"])
def test_no_amount_is_guessed(text: str) -> None:
    with pytest.raises(ValueError, match="an amount such as"):
        money_of(text, "USD")
    with pytest.raises(ValueError, match="with its currency"):
        money_of("$5", None)


def rule(**how: object) -> ValueRule:
    return ValueRule(Template("{x}"), **how)  # type: ignore[arg-type]


READ: list[tuple[str, Cell, ValueRule, object]] = [
    ("end", date(2027, 6, 30), rule(), "2027-06-30"),
    ("end", datetime(2027, 6, 30, tzinfo=UTC), rule(date="DD/MM/YYYY"), "2027-06-30"),
    ("end", "0000-00-00", rule(), None),
    ("notice", 90.0, rule(unit="days"), "P90D"),
    ("notice", "90 days", rule(), "P90D"),
    ("notice", "3 mos.", rule(), "P3M"),
    ("notice", "1 year", rule(unit="days"), "P1Y"),
    ("notice", "P2M", rule(), "P2M"),
    ("renewal", "Yes", rule(values={"yes": "tacit"}), "tacit"),
    ("renewal", "No info", rule(values={"no info": None}), None),
    ("renewals_left", "1,200", rule(), 1200),
    ("survives_parent", "y", rule(), True),
    ("survives_parent", "off", rule(), False),
    ("value", 300000.0, rule(money="USD"), "300000.00 USD"),
    ("rights", "audit; step-in", rule(split=(";",)), ["step-in", "audit"]),
    ("number", 24385.0, rule(), "24385"),
    ("number", None, rule(), None),
]


@pytest.mark.parametrize(("name", "cell", "how", "value"), READ)
def test_a_cell_is_read_for_its_field(name: str, cell: Cell, how: ValueRule, value: object) -> None:
    field = CONTRACT.field(name)
    assert field is not None
    assert read_cell(cell, how, field) == value


def test_a_number_of_nobody_says_what_is_no_period() -> None:
    notice, tier = CONTRACT.field("notice"), SERVICE.field("tier")
    assert notice is not None
    assert tier is not None
    with pytest.raises(ValueError, match="unit: days"):
        read_cell(90.0, rule(), notice)
    with pytest.raises(ValueError, match="one of catalog, element"):
        read_cell("gold", rule(values={"silver": "element"}), tier)


def test_several_names_in_a_cell() -> None:
    assert parts_of("Health; Tax ;\nPublic  Works", (";",)) == ["Health", "Tax", "Public Works"]
    assert parts_of("Cirrus, Inc.", ()) == ["Cirrus, Inc."]
    assert separators_in(["Health; Tax", "Tax"]) == [";"]
    assert separators_in(["Cirrus, Inc.", "Alto, LLC", "Norn"]) == []
    assert separators_in(["Health, Tax", "Tax", "Health"]) == [","]


def test_names_become_parts_of_ids() -> None:
    assert slug("CIDI LAB,  LLC.") == slug("Cidi Lab LLC") == "cidi-lab-llc"
    assert slug("Société Générale") == "societe-generale"
    assert slug("Связь") == "связь"
    filled = Template("contract:{No}:{Vendor|slug}")
    assert filled.fill({"No": "7", "Vendor": "A & B"}.__getitem__) == "contract:7:a-b"
    assert filled.fill({"No": "7", "Vendor": "&"}.__getitem__) is None
