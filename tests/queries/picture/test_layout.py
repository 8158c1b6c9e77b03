"""Boxes stand in their columns without touching; lines run between them and not through them."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from queries.picture.layout import (
    GAP,
    GUTTER,
    MOST_ARC,
    WIDTH,
    LaidBox,
    LaidLine,
    Layout,
    layout,
)

NEXT = WIDTH + GUTTER
LEFT = MOST_ARC


def boxes(*columns: int, height: int = 40) -> list[LaidBox]:
    return [LaidBox(column, height) for column in columns]


def test_nothing_is_a_picture_of_no_size() -> None:
    assert layout([], []) == Layout([], [], 0, 0)


def test_a_chain_is_a_straight_line() -> None:
    found = layout(boxes(0, 1, 2), [LaidLine(0, 1, 20), LaidLine(1, 2, 20)])
    assert found.corners == [(LEFT, 0), (LEFT + NEXT, 0), (LEFT + 2 * NEXT, 0)]
    assert found.lines == [
        [(LEFT + WIDTH, 20), (LEFT + NEXT, 20)],
        [(LEFT + NEXT + WIDTH, 20), (LEFT + 2 * NEXT, 20)],
    ]
    assert (found.width, found.height) == (LEFT + 2 * NEXT + WIDTH, 40)


def test_crossed_lines_are_uncrossed() -> None:
    found = layout(boxes(0, 0, 1, 1), [LaidLine(0, 3, 20), LaidLine(1, 2, 20)])
    tops = [corner.y for corner in found.corners]
    assert (tops[0] < tops[1]) == (tops[3] < tops[2])


def test_a_start_stands_at_the_middle_of_what_it_leads_to() -> None:
    found = layout(boxes(0, 1, 1, 1), [LaidLine(0, head, 20) for head in (1, 2, 3)])
    assert [corner.y for corner in found.corners] == [40 + GAP, 0, 40 + GAP, 2 * (40 + GAP)]


def test_a_higher_band_stays_above() -> None:
    low, high = LaidBox(1, 40, 1), LaidBox(1, 40, 3)
    found = layout([LaidBox(0, 40), low, high], [LaidLine(0, 1, 20)])
    assert found.corners[2].y < found.corners[1].y


def test_a_line_within_a_column_bends_out_and_back() -> None:
    found = layout(boxes(0, 0), [LaidLine(0, 1, 20)])
    (out, bend, along, back) = found.lines[0]
    assert out == (LEFT, 20)
    assert back == (LEFT, 40 + GAP + 20)
    assert 0 <= bend.x == along.x < LEFT


def test_a_line_may_lead_to_the_left() -> None:
    found = layout(boxes(0, 1), [LaidLine(1, 0, 20)])
    assert found.lines == [[(LEFT + NEXT, 20), (LEFT + WIDTH, 20)]]


def test_lines_that_pass_a_column_share_what_they_can() -> None:
    found = layout(boxes(0, 2, 2), [LaidLine(0, 1, 20), LaidLine(0, 2, 20)])
    first, second = found.lines
    assert first[:3] == second[:3]
    assert first[3] != second[3]


def test_a_line_to_a_bracket_ends_as_far_down_as_asked() -> None:
    found = layout([LaidBox(0, 40), LaidBox(1, 60)], [LaidLine(0, 1, 50)])
    assert found.lines[0][-1].y == found.corners[1].y + 50


BOXES = st.lists(
    st.builds(LaidBox, st.integers(0, 4), st.sampled_from([30, 40, 60]), st.integers(0, 3)),
    min_size=1,
    max_size=25,
)


@st.composite
def drawings(draw: st.DrawFn) -> tuple[list[LaidBox], list[LaidLine]]:
    found = draw(BOXES)
    ends = st.integers(0, len(found) - 1)
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=40))
    return found, [LaidLine(*pair, 15) for pair in sorted(set(pairs)) if pair[0] != pair[1]]


@settings(max_examples=150)
@given(drawings())
def test_no_two_boxes_touch_and_each_is_in_its_column(
    drawing: tuple[list[LaidBox], list[LaidLine]],
) -> None:
    found = layout(*drawing)
    placed = list(zip(drawing[0], found.corners, strict=True))
    assert all(corner.x == LEFT + box.column * NEXT and corner.y >= 0 for box, corner in placed)
    for (one, at), (other, there) in combinations(placed, 2):
        apart = at.y + one.height <= there.y or there.y + other.height <= at.y
        assert one.column != other.column or apart
    assert all(corner.y + box.height <= found.height for box, corner in placed)


@settings(max_examples=150)
@given(drawings())
def test_bands_come_in_their_order(drawing: tuple[list[LaidBox], list[LaidLine]]) -> None:
    found = layout(*drawing)
    placed = sorted(
        (box.column, corner.y, box.band)
        for box, corner in zip(drawing[0], found.corners, strict=True)
    )
    pairs = [(a, b) for a, b in pairwise(placed) if a[0] == b[0]]
    assert all(upper[2] >= lower[2] for upper, lower in pairs)


@settings(max_examples=150)
@given(drawings())
def test_lines_run_from_box_to_box_and_through_none(
    drawing: tuple[list[LaidBox], list[LaidLine]],
) -> None:
    made, lines = drawing
    found = layout(made, lines)
    for line, spots in zip(lines, found.lines, strict=True):
        tail, head = found.corners[line.tail], found.corners[line.head]
        assert spots[0].x in (tail.x, tail.x + WIDTH)
        assert spots[-1].x in (head.x, head.x + WIDTH)
        assert spots[-1].y == head.y + line.ends_at
        for spot in spots[1:-1]:
            inside = [
                corner.x <= spot.x <= corner.x + WIDTH and corner.y < spot.y < corner.y + box.height
                for box, corner in zip(made, found.corners, strict=True)
            ]
            assert not any(inside)


@given(drawings())
def test_the_same_is_drawn_the_same(drawing: tuple[list[LaidBox], list[LaidLine]]) -> None:
    assert layout(*drawing) == layout(*drawing)
