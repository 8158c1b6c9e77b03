"""Facts of any declared kind and relation, raw, the way files have them, for property tests."""

from __future__ import annotations

from datetime import timedelta, timezone
from functools import cache

from hypothesis import strategies as st

from graph_model.declare import Field, Kind, RelationType
from graph_model.errors import Problem
from graph_model.facts import Item, Relation
from graph_model.ids import id_problem
from graph_model.model import Model
from graph_model.records import read_item, read_relation
from graph_model.values import INT64, Shape

Raw = dict[str, object]

SEEN = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"])
TEXTS = st.text(SEEN, max_size=40)
PROSE = st.text(SEEN | st.sampled_from("\t\n\r\u200d\u200f"), max_size=40)
UNSEEN = [
    *"\x1b\0\n\r\t\x7f\x85\x9b\u2028\u2029\ufeff\u061c\u200e\u200f\u202a\u202e\u2066\u2069\ud800"
]
"""Characters that nobody sees, and that belong in no line."""
IDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda text: id_problem(text) is None
)
MONEY = st.builds(
    "{}.{:02d} {}".format,
    st.integers(-(10**12), 10**12),
    st.integers(0, 99),
    st.sampled_from(("USD", "eur", "JPY")),
)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
FEW = st.none() | st.integers(0, 999)
PERIOD_SIGNS = st.sampled_from("Pp")
SEPARATORS = st.sampled_from((" ", "-", "_", ""))
CASES = st.sampled_from((str.upper, str.lower, str.title))


@st.composite
def periods(draw: st.DrawFn) -> str:
    """A calendar period, such as p1Y0M2w."""
    parts = [(draw(FEW), unit) for unit in "YMWD"]
    text = "".join(f"{number}{unit}" for number, unit in parts if number is not None)
    return draw(PERIOD_SIGNS) + (text or "0D")


@st.composite
def clocks(draw: st.DrawFn) -> str:
    """A duration of hours, minutes and seconds, such as P1DT0H30S."""
    days = draw(FEW)
    parts = [(draw(FEW), unit) for unit in "HMS"]
    time = "".join(f"{number}{unit}" for number, unit in parts if number is not None)
    return "P" + (f"{days}D" if days is not None else "") + (f"T{time}" if time else "T0S")


@st.composite
def respelled(draw: st.DrawFn, choice: str) -> str:
    """A choice in another case, with other separators."""
    separated = choice.replace(" ", draw(SEPARATORS)).replace("-", " ")
    return draw(CASES)(separated)


def raw_values(field: Field) -> st.SearchStrategy[object]:
    """Values that the field admits, in any form that a file may have."""
    if field.shape in (Shape.CHOICE, Shape.CHOICES):
        one = st.sampled_from(field.choices).flatmap(cache(respelled))
        return one if field.shape is Shape.CHOICE else st.lists(one, max_size=4)
    values = PROSE if field.prose else SHAPES[field.shape]
    return values.filter(lambda raw: _admitted(field, raw))


def _admitted(field: Field, raw: object) -> bool:
    try:
        field.read(raw)
    except ValueError:
        return False
    return True


DAYS = st.dates().map(str) | st.dates()
READINGS = st.builds("{} {}".format, st.dates(), FLOATS | st.integers(-999, 999))
SHAPES: dict[Shape, st.SearchStrategy[object]] = {
    Shape.TEXT: TEXTS,
    Shape.DATE: DAYS,
    Shape.MOMENT: st.dates() | st.datetimes(timezones=st.none() | OFFSETS).map(str),
    Shape.DURATION: periods(),
    Shape.CLOCK: periods() | clocks(),
    Shape.INTEGER: st.integers(*INT64) | st.integers(-99, 99).map(str),
    Shape.NUMBER: FLOATS | FLOATS.map(str) | st.integers(-99, 99),
    Shape.BOOLEAN: st.booleans() | st.sampled_from(("yes", "No", "TRUE")),
    Shape.MONEY: MONEY,
    Shape.TEXTS: st.lists(TEXTS, max_size=4) | TEXTS,
    Shape.DATES: st.lists(DAYS, max_size=4),
    Shape.READINGS: st.lists(READINGS, max_size=4),
}


@cache
def _raw_fields(fields: tuple[Field, ...]) -> st.SearchStrategy[Raw]:
    needed = {field.name: raw_values(field) for field in fields if field.required}
    others = {field.name: raw_values(field) for field in fields if not field.required}
    return st.fixed_dictionaries(needed, optional=others)


@cache
def _attributes() -> st.SearchStrategy[Raw]:
    names = st.from_regex(r"x_[a-z]{1,4}", fullmatch=True)
    plain = PROSE | st.integers(*INT64) | FLOATS | st.booleans() | st.lists(TEXTS, max_size=3)
    return st.dictionaries(names, plain, max_size=3)


ALIASES = st.lists(st.integers(0, 99), max_size=2)


@st.composite
def raw_items(draw: st.DrawFn, kind: Kind, ids: st.SearchStrategy[str] = IDS) -> Raw:
    """A raw record of an item that can be kept."""
    raw = {"kind": kind.name, "id": draw(ids)} | draw(_raw_fields(kind.fields))
    aliases = draw(ALIASES)
    raw |= {"name": str(raw["name"]).strip() or "x", "aliases": [f"no:{n}" for n in aliases]}
    for name, value, forbidden in kind.forbids:
        if str(raw.get(name, "")).casefold() == value:
            raw = {n: v for n, v in raw.items() if n not in forbidden}
    return raw | ({"attributes": draw(_attributes())} if kind.open else {})


@st.composite
def raw_relations(draw: st.DrawFn, type_: RelationType, ids: st.SearchStrategy[str] = IDS) -> Raw:
    """A raw record of a relation that can be kept."""
    raw = {"type": type_.name, "from": draw(ids), "to": draw(ids)} | draw(_raw_fields(type_.fields))
    if {"since", "until"} <= raw.keys():
        raw["since"], raw["until"] = sorted((raw["since"], raw["until"]), key=str)
    return raw


def any_raw(model: Model) -> st.SearchStrategy[Raw]:
    """A raw record of any kind or relation."""
    items = st.sampled_from(model.kinds).flatmap(cache(raw_items))
    return items | st.sampled_from(model.relations).flatmap(cache(raw_relations))


def kept(raw: Raw, model: Model) -> Item | Relation:
    """The fact of a raw record that can be kept."""
    problems: list[Problem] = []
    reader = read_relation if "from" in raw else read_item
    fact = reader(raw, model, "here", problems.append)
    assert fact is not None, problems
    return fact


def any_fact(model: Model) -> st.SearchStrategy[Item | Relation]:
    """A kept fact of any kind or relation."""
    return any_raw(model).map(lambda raw: kept(raw, model))
