"""How each type of value is read and kept, and what is said of one that is not admitted."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.declare import Field, constant, prose
from graph_model.model import standard_model
from graph_model.values import Bounds, Shape, fold, read
from tests.support.facts import IDS, UNSEEN, raw_values

MODEL = standard_model()
FIELDS = [
    *(field for kind in MODEL.kinds for field in kind.fields),
    *(field for relation in MODEL.relations for field in relation.fields),
]
SIZES = ("small", "step-in", "very big")


@pytest.mark.parametrize(
    ("shape", "raw", "kept"),
    [
        (Shape.TEXT, "  Cirrus \n", "Cirrus"),
        (Shape.TEXT, "Cafe\u0301", "Café"),
        (Shape.TEXT, "قيمة\u200d 👩\u200d💻", "قيمة\u200d 👩\u200d💻"),
        (Shape.CHOICE, "Very_BIG", "very big"),
        (Shape.CHOICE, "STEP IN", "step-in"),
        (Shape.DATE, date(2027, 2, 28), "2027-02-28"),
        (Shape.DATE, "2028-02-29", "2028-02-29"),
        (Shape.MOMENT, "2027-02-28", "2027-02-28"),
        (Shape.MOMENT, date(2027, 2, 28), "2027-02-28"),
        (Shape.MOMENT, "2027-02-28T02:00:00", "2027-02-28T02:00:00Z"),
        (Shape.MOMENT, "2027-02-28 02:00+05:00", "2027-02-27T21:00:00Z"),
        (Shape.MOMENT, datetime(2027, 2, 28, 2, tzinfo=UTC), "2027-02-28T02:00:00Z"),
        (
            Shape.MOMENT,
            datetime(2027, 1, 1, tzinfo=timezone(timedelta(hours=-1))),
            "2027-01-01T01:00:00Z",
        ),
        (Shape.DURATION, "p3m", "P3M"),
        (Shape.DURATION, "P1Y6M", "P1Y6M"),
        (Shape.DURATION, "P1000Y", "P1000Y"),
        (Shape.CLOCK, "pt4h", "PT4H"),
        (Shape.CLOCK, "P1M", "P1M"),
        (Shape.CLOCK, "P1DT12H", "P1DT12H"),
        (Shape.INTEGER, "7", 7),
        (Shape.INTEGER, 7.0, 7),
        (Shape.INTEGER, -(2**63), -(2**63)),
        (Shape.NUMBER, "99.95", 99.95),
        (Shape.NUMBER, 3, 3.0),
        (Shape.BOOLEAN, "Yes", True),
        (Shape.BOOLEAN, "FALSE", False),
        (Shape.MONEY, "1200 usd", "1200.00 USD"),
        (Shape.MONEY, "1200.5USD", "1200.50 USD"),
        (Shape.MONEY, "0.1250 EUR", "0.125 EUR"),
        (Shape.MONEY, "-0.00 USD", "0.00 USD"),
        (Shape.MONEY, {"amount": 12, "currency": "EUR"}, "12.00 EUR"),
        (Shape.TEXTS, "alone", ["alone"]),
        (Shape.TEXTS, [" b ", "a", "b", ""], ["b", "a"]),
        (Shape.TEXTS, ["Cafe\u0301"], ["Café"]),
        (Shape.CHOICES, ["very big", "SMALL", "small"], ["small", "very big"]),
        (Shape.DATES, ["2027-02-01", date(2026, 1, 1)], ["2026-01-01", "2027-02-01"]),
        (Shape.READINGS, ["2027-01-31 99.970"], ["2027-01-31 99.97"]),
        (Shape.READINGS, [{"on": date(2027, 1, 31), "value": 4}], ["2027-01-31 4"]),
    ],
)
def test_what_is_kept(shape: Shape, raw: object, kept: object) -> None:
    found = read(shape, raw, SIZES)
    assert (found, type(found)) == (kept, type(kept))


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("raw", [None, "", "  ", [], [" ", ""]])
def test_what_is_absent(shape: Shape, raw: object) -> None:
    if isinstance(raw, list) and raw and not shape.many:
        raw = " "
    assert read(shape, raw, SIZES) is None


TEXT, MONEY = "text", 'an amount and a currency, as "1200.00 USD"'
DATE = "a date that exists, as YYYY-MM-DD"
MOMENT = "a date or a date and time, as YYYY-MM-DDThh:mm:ssZ"
CHOICE = "one of small, step-in, very big"
DURATION = "an ISO 8601 duration of calendar units, such as P90D or P3M"
CLOCK = "an ISO 8601 duration, such as P1M, P7D or PT4H"
TOO_LONG = "an ISO 8601 duration of at most 1000 years, such as P90D or P3M"
CLOCK_TOO_LONG = "an ISO 8601 duration of at most 1000 years, such as P1M, P7D or PT4H"
READING = 'a reading as "YYYY-MM-DD figure"'
LINE = "text in one line, without control and direction characters"
PROSE = "text without control characters other than line ends and tabs"


# ESC, NUL, line ends and tabs, DEL, C1, a BOM, marks and overrides of direction, half a pair


@pytest.mark.parametrize(
    ("shape", "raw", "expected"),
    [
        *((Shape.TEXT, raw, TEXT) for raw in (7, True, ["a"], {"a": 1})),
        *((Shape.TEXT, f"a{raw}b", LINE) for raw in UNSEEN),
        *((Shape.TEXTS, ["good", f"a{raw}b"], LINE) for raw in UNSEEN),
        *((Shape.CHOICE, raw, CHOICE) for raw in ("huge", 7, ["small"])),
        *((Shape.DATE, raw, DATE) for raw in ("2027-02-29", "28.2.2027", "20270228", 7)),
        *((Shape.DATE, raw, DATE) for raw in ("0000-01-01", "2027-1-1", "٢٠٢٧-٠١-٠١")),
        (Shape.DATE, datetime(2027, 1, 1, tzinfo=UTC), "a date without a time"),
        *((Shape.MOMENT, raw, MOMENT) for raw in ("soon", "2027-02-29", "2027-W01-1", 7)),
        *((Shape.MOMENT, raw, MOMENT) for raw in ("0001-01-01T00:00:00+01:00",)),
        *(
            (Shape.DURATION, raw, DURATION)
            for raw in ("3 months", "90 days", "90", "P", "PT4H", "P1.5M", "P1Y2", "-P1D", 90)
        ),
        *((Shape.DURATION, raw, TOO_LONG) for raw in ("P3000Y", "P12001M", "P999999D")),
        *((Shape.CLOCK, raw, CLOCK_TOO_LONG) for raw in ("P1001Y", "P400000DT1S")),
        *((Shape.CLOCK, raw, CLOCK) for raw in ("P", "PT", "P1DT", "PT0.5S", "4h", 4)),
        *((Shape.INTEGER, raw, "a whole number") for raw in (1.5, "1.5", True, "1_0", "x")),
        *((Shape.INTEGER, raw, "a whole number") for raw in (float("inf"), float("nan"), "٣")),
        *(
            (Shape.INTEGER, raw, "a whole number of at most 64 bits")
            for raw in (2**63, "-1" + "0" * 19)
        ),
        *((Shape.NUMBER, raw, "a number") for raw in ("x", True, [1], "1_0", 10**400)),
        *((Shape.NUMBER, raw, "a finite number") for raw in (float("nan"), "inf", "1e999")),
        *((Shape.BOOLEAN, raw, "true or false") for raw in (1, 0, "1", "maybe", [True])),
        *((Shape.MONEY, raw, MONEY) for raw in (1200, "1200", "USD 1200", "1,200 USD", "1 USDX")),
        *((Shape.MONEY, raw, MONEY) for raw in ({}, {"amount": 1}, "1.00001 USD", [1])),
        *((Shape.TEXTS, raw, "a list") for raw in (7, {"a": 1}, True)),
        *((Shape.TEXTS, raw, TEXT) for raw in ([7], ["a", None])),
        *((Shape.CHOICES, raw, CHOICE) for raw in ("huge", ["small", "huge"], [None])),
        *((Shape.DATES, raw, DATE) for raw in (["soon"], "soon", [None])),
        *(
            (Shape.READINGS, raw, READING)
            for raw in (["99"], ["2027-01-31"], [99], ["2027-02-29 1"])
        ),
    ],
)
def test_what_is_expected_instead(shape: Shape, raw: object, expected: str) -> None:
    with pytest.raises(ValueError, match=r".*") as caught:
        read(shape, raw, SIZES)
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("one\n\ttwo", "one\n\ttwo"),
        ("one\r\ntwo\rthree\r\n", "one\ntwo\nthree"),
        ("\u200fשלום\u2069", "\u200fשלום\u2069"),
        *((f"a{raw}b", None) for raw in "\x1b\0\x08\x0b\x0c\x7f\x85\x9b\ud800"),
    ],
)
def test_prose_has_lines_and_tabs_and_nothing_that_a_terminal_acts_on(
    raw: str, kept: str | None
) -> None:
    field = prose("description", "What it is.")
    if kept is None:
        with pytest.raises(ValueError, match=PROSE):
            field.read(raw)
    else:
        assert field.read(raw) == kept


@pytest.mark.parametrize(
    ("shape", "bounds", "good", "bad", "expected"),
    [
        (Shape.TEXT, Bounds(most=3), "abc", "abcd", "text of at most 3 characters"),
        (Shape.INTEGER, Bounds(least=0), 0, -1, "at least 0"),
        (Shape.NUMBER, Bounds(0, 100), 100, 100.5, "0 to 100"),
        (Shape.NUMBER, Bounds(most=0.5), 0.5, "0.51", "at most 0.5"),
    ],
)
def test_bounds(shape: Shape, bounds: Bounds, good: object, bad: object, expected: str) -> None:
    assert read(shape, good, bounds=bounds) == good
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
        read(shape, bad, bounds=bounds)


@given(st.sampled_from(FIELDS).flatmap(lambda field: st.tuples(st.just(field), raw_values(field))))
def test_a_kept_value_read_again_is_itself(drawn: tuple[Field, object]) -> None:
    field, raw = drawn
    kept = field.read(raw)
    assert field.read(kept) == kept
    assert orjson.loads(orjson.dumps(kept)) == kept


@given(
    st.sampled_from(FIELDS),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text()
        | st.dates()
        | st.datetimes(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=5,
    ),
)
def test_anything_at_all_is_kept_or_refused_with_words(field: Field, raw: object) -> None:
    try:
        kept, said = field.read(raw), ""
    except ValueError as error:
        kept, said = None, str(error)
    assert said or field.read(kept) == kept
    assert not said.startswith(("invalid", "could not", "'"))


@pytest.mark.parametrize("field", [field for field in FIELDS if field.choices])
def test_every_choice_is_read_from_its_graphql_form(field: Field) -> None:
    assert [read(Shape.CHOICE, constant(one), field.choices) for one in field.choices] == [
        *field.choices
    ]


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(IDS)
def test_a_good_id_is_kept_as_it_is(id_: str) -> None:
    assert read(Shape.TEXT, id_) == id_
