"""An impact that was read from a store level by level is drawn as one of the whole graph."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from queries.impact.impact import Impact, impact
from queries.impact.store_engine import crawled_impact
from queries.picture.picture import picture_of
from tests.queries.impact.test_store_engine import DrawnGround
from tests.support.asking import view_of
from tests.support.graphs import DATES, MODEL, Graph, graphs, start_sets

AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])


def drawn(found: Impact, as_of: date) -> object:
    picture, view = picture_of(found), view_of(found.snapshot, as_of)
    marks = {mark.key: found.snapshot.id(mark.row) for mark in picture.marks(view)}
    edges = {
        (marks[edge.from_], marks[edge.to], tuple(edge.types))
        for edge in picture.edges(view)
        if edge.from_ in marks and edge.to in marks
    }
    placed = [(marks[m.key], m.x, m.y, m.level) for m in picture.marks(view)]
    groups = sorted((marks[one.of], one.said) for one in picture.brackets(view))
    return placed, edges, groups, [bundle.label(view) for bundle in picture.bundles(view)]


@settings(max_examples=60, deadline=None)
@given(graphs(), st.data(), AS_OF)
def test_it_is_drawn_the_same(graph: Graph, data: st.DataObject, as_of: date) -> None:
    of = data.draw(start_sets(graph))
    for lens in ("outage", "sourcing"):
        whole = impact(graph.snapshot, of, lens, as_of)
        crawled = crawled_impact(DrawnGround(graph), MODEL, of, lens, as_of)
        assert drawn(crawled, as_of) == drawn(whole, as_of)
