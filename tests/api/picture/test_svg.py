"""A picture as SVG: well formed, told to who cannot see it, without what may not be seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element, fromstring

import pytest

from api.picture.drawn import drawn, picture_shown
from api.picture.lettering import width_of
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, hiding
from queries.impact.impact import impact
from queries.picture.picture import picture_around, picture_of
from queries.substitution.substitution import substitution
from tests.support.asking import view_of
from tests.support.graphs import Graph
from tests.support.sketch import sketch

SVG = "{http://www.w3.org/2000/svg}"
DAY = date(2027, 1, 1)
LONG = "An_office_of_a_name_that_is_far_too_long_for_any_box_that_it_could_ever_stand_in"
OFFICE = sketch(
    'service:mail name="Mail"<&>',
    "service:mail -DEPENDS_ON[relays:1]-> ci:a",
    "service:mail -DEPENDS_ON[relays:1]-> ci:b",
    f"agency:tax name={LONG.replace('_', '-')}",
    "agency:tax -CONSUMES-> service:mail",
    "ci:b -DEPENDS_ON-> ci:c",
    "supplier:s -PROVIDES-> service:mail",
)
STYLED = ("style", "class", "href", "onclick", "script")


def svg_of(graph: Graph, *of: str, viewer: Viewer | None = None, to: str | None = None) -> Element:
    view = view_of(graph.snapshot, DAY, viewer)
    row = None if to is None else graph.snapshot.find(to)
    found = picture_of(impact(graph.snapshot, of, "outage", DAY), row)
    return fromstring(drawn(Shown(found, view)))


def titles(root: Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}title")]


def texts(root: Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text")]


def test_it_says_what_it_is_to_who_cannot_see_it() -> None:
    root = svg_of(OFFICE, "ci:a")
    ids = {one.get("id"): one.text for one in root.iter() if one.get("id")}
    said = [ids[id_] for id_ in root.attrib["aria-labelledby"].split()]
    assert said[0] == "What ci:a touches (outage)"
    assert said[1] is not None
    assert said[1].endswith("4 marks for 4 items.")
    assert root.get("role") == "graphics-document document"


def test_every_mark_and_line_has_a_title() -> None:
    found = titles(svg_of(OFFICE, "ci:a"))
    assert "ci:a (ci:a), ConfigurationItem, LOST, asked about" in found
    assert '"Mail"<&> (service:mail), Service, DEGRADED' in found
    assert "redundancy group: 1 of 2 hold, 1 needed" in found
    assert 'ci:a → "Mail"<&>: DEPENDS_ON' in found


def test_levels_are_words_beside_their_shapes() -> None:
    root = svg_of(OFFICE, "ci:a")
    assert {"LOST", "DEGRADED", "NOTIFY"} <= set(texts(root))
    lanes = [one.get("aria-label") for one in root.iter() if one.get("role") == "list"]
    assert lanes[:3] == ["start: 1 LOST", "services: 1 DEGRADED", "agencies: 1 DEGRADED"]


def boxes(root: Element) -> Iterator[Element]:
    """The boxes of marks, bundles and brackets."""
    return (one for one in root.iter(f"{SVG}svg") if one is not root)


def test_no_text_leaves_its_box() -> None:
    many = [f"ci:n{n} name={LONG}{n}" for n in range(40)]
    graph = sketch(*many, *(f"ci:n{n} -DEPENDS_ON-> ci:a" for n in range(40)))
    for root in (svg_of(OFFICE, "ci:a", to="agency:tax"), svg_of(graph, "ci:a")):
        for box in boxes(root):
            width, height = float(box.attrib["width"]), float(box.attrib["height"])
            assert box.get("overflow") == "hidden"
            for text in box.iter(f"{SVG}text"):
                size, bold = float(text.attrib["font-size"]), "font-weight" in text.attrib
                assert float(text.attrib["x"]) + width_of(text.text or "", size, bold) <= width
                assert size * 0.7 <= float(text.attrib["y"]) <= height - size * 0.2


def test_nothing_in_it_needs_a_style_sheet_or_another_place() -> None:
    root = svg_of(OFFICE, "ci:a")
    names = [
        *(one.tag.removeprefix(SVG) for one in root.iter()),
        *(a for o in root.iter() for a in o.attrib),
    ]
    assert not [name for name in names if name in STYLED]


def test_what_is_hidden_is_a_number() -> None:
    root = svg_of(OFFICE, "ci:a", viewer=hiding(["service:mail", "agency:tax"]))
    said = " ".join([*titles(root), *texts(root)])
    assert "1 item of others, 1 DEGRADED" in said
    assert not [
        word for word in ("service:mail", '"Mail"', "agency:tax", "An-office") if word in said
    ]


def test_nothing_says_so_in_the_words_of_the_answer() -> None:
    alone = impact(OFFICE.snapshot, ["agency:tax"], "outage", DAY)
    told = alone.verdict(view_of(OFFICE.snapshot, DAY)).removesuffix(".")
    assert told in " ".join(texts(svg_of(OFFICE, "agency:tax")))


@pytest.mark.parametrize("name", ["substitution", "surroundings"])
def test_other_answers_are_drawn_too(name: str) -> None:
    view = view_of(OFFICE.snapshot, DAY)
    if name == "substitution":
        root = fromstring(drawn(Shown(substitution(OFFICE.snapshot, "supplier:s", DAY), view)))
        assert "What changes hands if supplier:s is replaced" in titles(root)
    else:
        around = picture_around(view, OFFICE.snapshot.rows(["ci:a"]), 1)
        root = fromstring(drawn(Shown(around, view)))
        assert titles(root)[0] == "What surrounds ci:a"


def test_an_answer_that_is_not_drawn_has_no_picture() -> None:
    assert picture_shown(Shown(object(), view_of(OFFICE.snapshot, DAY))) is None


def test_the_legend_breaks_where_the_sheet_ends() -> None:
    root = svg_of(OFFICE, "ci:a", to="agency:tax")
    (signs,) = [one for one in root.iter() if one.get("aria-label") == "what the signs mean"]
    spots = [
        tuple(map(float, sign.attrib["transform"][10:-1].split()))
        for sign in signs
        if sign.get("role") == "listitem"
    ]
    assert len(spots) == 5
    assert {y for _, y in spots} != {spots[0][1]}
    for (x, _), text in zip(spots, signs.iter(f"{SVG}text"), strict=True):
        bold = "font-weight" in text.attrib
        end = x + float(text.attrib["x"]) + width_of(text.text or "", 10.5, bold)
        assert end <= float(root.attrib["width"])
