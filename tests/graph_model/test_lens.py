"""Both lenses against the design's table, copied here by hand, line by line and level by level."""

from __future__ import annotations

from itertools import product

import pytest

from graph_model.errors import InvalidQuestion
from graph_model.lens import Direction, Lens, LensRule, Redundancy
from graph_model.model import standard_model

MODEL = standard_model()
SERVICE, CI, AGENCY, SUPPLIER = "Service", "ConfigurationItem", "Agency", "Supplier"
ANY = None

# What arrives for the levels from the top down; "-" is nothing.
NOTHING = "- - -"
LEVELS = {"outage": "LOST DEGRADED NOTIFY", "sourcing": "DIRECT INDIRECT NOTIFY"}
KEEPS = {"outage": "LOST DEGRADED -", "sourcing": "DIRECT INDIRECT -"}
KEEPS_ALL = LEVELS
TELLS = "NOTIFY NOTIFY -"

# relation, direction, pairs of start and end kind (ANY: all that it joins), outage, sourcing
TABLE = [
    ("DEPENDS_ON", "←", ANY, KEEPS["outage"], "INDIRECT INDIRECT -"),
    ("PART_OF", "→", [(SERVICE, SERVICE), (CI, CI)], "DEGRADED DEGRADED -", "INDIRECT INDIRECT -"),
    ("PART_OF", "←", [(SERVICE, SERVICE), (CI, CI)], NOTHING, "INDIRECT - -"),
    ("PART_OF", "→", [("Program", AGENCY)], KEEPS_ALL["outage"], KEEPS_ALL["sourcing"]),
    ("PART_OF", "→", [(AGENCY, AGENCY)], TELLS, TELLS),
    ("PART_OF", "←", [(SUPPLIER, SUPPLIER)], NOTHING, "INDIRECT INDIRECT -"),
    ("PROVIDES", "→", ANY, KEEPS["outage"], KEEPS["sourcing"]),
    ("PROVIDES", "←", ANY, TELLS, "NOTIFY - -"),
    ("WITH", "←", ANY, NOTHING, KEEPS["sourcing"]),
    ("WITH", "→", ANY, NOTHING, "NOTIFY - -"),
    ("UNDER", "←", ANY, NOTHING, KEEPS["sourcing"]),
    ("COVERS", "→", ANY, NOTHING, KEEPS["sourcing"]),
    ("COVERS", "←", ANY, NOTHING, "NOTIFY - -"),
    ("HELD_BY", "→", ANY, NOTHING, KEEPS["sourcing"]),
    ("CONSUMES", "←", ANY, KEEPS_ALL["outage"], KEEPS_ALL["sourcing"]),
    ("GOVERNS", "←", ANY, KEEPS_ALL["outage"], KEEPS_ALL["sourcing"]),
    ("GOVERNS", "→", ANY, NOTHING, "NOTIFY - -"),
    ("BINDS", "←", [("OperatingLevelAgreement", SUPPLIER)], NOTHING, KEEPS["sourcing"]),
    ("BINDS", "→", ANY, NOTHING, "NOTIFY - -"),
    ("UNDERPINNED_BY", "←", ANY, TELLS, "INDIRECT INDIRECT -"),
    ("PROMISED_TO", "→", ANY, TELLS, "INDIRECT NOTIFY -"),
    ("REPRESENTS", "←", ANY, TELLS, TELLS),
    ("OWNS", "←", ANY, TELLS, TELLS),
    ("OVERSEES", "←", ANY, TELLS, TELLS),
    ("SITS_ON", "←", [("Stakeholder", "Forum")], "NOTIFY NOTIFY NOTIFY", "NOTIFY NOTIFY NOTIFY"),
    ("DESCRIBES", "←", ANY, NOTHING, "NOTIFY - -"),
    ("REBIDS", "←", ANY, NOTHING, "NOTIFY - -"),
]
CAPPED = {("PROVIDES", "→"): ("outage", "sourcing"), ("COVERS", "→"): ("sourcing",)}
"""Along these, extent = part caps what arrives at the middle level."""

ARROWS = {"→": Direction.FORWARD, "←": Direction.BACKWARD}
CROSSINGS = [
    (relation.name, arrow, start, end)
    for relation in MODEL.relations
    for arrow in ARROWS
    for start, end in relation.joins
]


def expected(lens: str, relation: str, arrow: str, start: str, end: str) -> list[str]:
    """What arrives for the levels from the top down, by the table."""
    lines = [
        (outage, sourcing)
        for named, pointing, pairs, outage, sourcing in TABLE
        if (named, pointing) == (relation, arrow) and (pairs is ANY or (start, end) in pairs)
    ]
    assert len(lines) <= 1, "two lines of the table speak of one crossing"
    outage, sourcing = lines[0] if lines else (NOTHING, NOTHING)
    return (outage if lens == "outage" else sourcing).split()


def arriving(lens: Lens, relation: str, arrow: str, start: str, end: str, part: bool) -> list[str]:
    """What arrives for the levels from the top down, by the lens."""
    rule = lens.rule(relation, ARROWS[arrow], start, end)
    transfer = lens.transfer(rule, part) if rule else (0, 0, 0, 0)
    assert transfer[0] == 0
    return [lens.level(code) if code else "-" for code in (transfer[3], transfer[2], transfer[1])]


@pytest.mark.parametrize("name", LEVELS)
@pytest.mark.parametrize("crossing", CROSSINGS, ids=" ".join)
def test_every_crossing_is_the_table_s(name: str, crossing: tuple[str, str, str, str]) -> None:
    lens = MODEL.lens(name)
    whole = expected(name, *crossing)
    assert arriving(lens, *crossing, part=False) == whole
    top, middle, _ = LEVELS[name].split()
    capped = name in CAPPED.get(crossing[:2], ())
    parts = [middle if capped and level == top else level for level in whole]
    assert arriving(lens, *crossing, part=True) == parts


def test_every_line_of_the_table_speaks_of_something() -> None:
    for relation, arrow, pairs, *_ in TABLE:
        joined = [crossing[2:] for crossing in CROSSINGS if crossing[:2] == (relation, arrow)]
        assert set(pairs or joined) <= set(joined)
        assert joined


@pytest.mark.parametrize("name", LEVELS)
def test_the_levels_are_the_design_s(name: str) -> None:
    lens = MODEL.lens(name)
    assert lens.levels == tuple(reversed(LEVELS[name].split()))
    assert [lens.code(level.lower()) for level in lens.levels] == [1, 2, 3]
    assert [lens.level(code) for code in (1, 2, 3)] == list(lens.levels)


@pytest.mark.parametrize(
    ("name", "redundancy", "failing"),
    [
        ("outage", Redundancy(("LOST",), "LOST", "DEGRADED"), {3}),
        ("sourcing", Redundancy(("DIRECT", "INDIRECT"), "INDIRECT", "NOTIFY"), {2, 3}),
    ],
)
def test_groups_break_and_soften_as_the_design_says(
    name: str, redundancy: Redundancy, failing: set[int]
) -> None:
    assert MODEL.lens(name).redundancy == redundancy
    assert MODEL.lens(name).failing == failing


def test_a_lens_is_found_in_any_case_and_a_missing_one_is_named() -> None:
    assert MODEL.lens("OUTAGE").name == "outage"
    with pytest.raises(InvalidQuestion, match="lens: found 'moon', expected one of outage"):
        MODEL.lens("moon")


def test_a_missing_level_is_named() -> None:
    with pytest.raises(
        ValueError, match="'MOON' is no level of lens outage: NOTIFY, DEGRADED, LOST"
    ):
        MODEL.lens("outage").code("MOON")


@pytest.mark.parametrize(("low", "middle", "top"), [*product(range(4), repeat=3)])
def test_a_rule_is_sound_if_it_never_raises_and_keeps_the_order(
    low: int, middle: int, top: int
) -> None:
    names = ("A", "B", "C")
    carries = {
        level: names[code - 1]
        for level, code in zip(names, (low, middle, top), strict=True)
        if code
    }
    rule = LensRule("COVERS", Direction.FORWARD, carries)
    lens = Lens("x", "X.", names, (rule,), Redundancy(("C",), "C", "B"))
    place = "lens x, COVERS forward"
    assert lens.violations() == [
        *([f"{place}: a rule that is not monotone"] if not low <= middle <= top else []),
        *([f"{place}: a rule that raises a level"] if low > 1 or middle > 2 else []),
    ]


@pytest.mark.parametrize(
    ("fails", "breaks", "softens", "sound"),
    [
        ("C", "C", "B", True),
        ("BC", "B", "A", True),
        ("BC", "B", "B", True),
        ("C", "A", "A", True),
        ("BC", "C", "A", False),
        ("C", "B", "C", False),
        ("C", "A", "B", False),
        ("B", "B", "A", False),
        ("ABC", "A", "A", False),
        ("", "A", "A", False),
    ],
)
def test_a_group_is_sound_if_it_never_raises_and_keeps_the_order(
    fails: str, breaks: str, softens: str, sound: bool
) -> None:
    lens = Lens("x", "X.", ("A", "B", "C"), (), Redundancy(tuple(fails), breaks, softens))
    assert (lens.violations() == []) is sound
