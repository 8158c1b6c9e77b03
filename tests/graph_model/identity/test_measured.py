"""How well names are told apart, measured on the labelled pairs."""

from __future__ import annotations

import pytest

from graph_model.identity.likeness import Verdict, likeness
from graph_model.identity.named_item import NamedItem
from graph_model.identity.proposals import proposals
from graph_model.identity.spelling import spelling
from tests.graph_model.identity.labelled_pairs import LabelledPair, labelled_pairs

PRECISION, RECALL, WORTH_ASKING = 0.99, 0.9, 0.7


def told(pair: LabelledPair) -> Verdict:
    return likeness(spelling(pair.one), spelling(pair.other)).verdict


def test_what_is_merged_unasked_is_one() -> None:
    merged = [pair for pair in labelled_pairs() if told(pair) is Verdict.SAME]
    assert len(merged) > 150
    assert sum(pair.same for pair in merged) >= PRECISION * len(merged)


def test_what_is_one_is_merged_or_asked_about() -> None:
    ones = [pair for pair in labelled_pairs() if pair.same]
    found = [pair for pair in ones if told(pair) is not Verdict.DIFFERENT]
    assert len(found) >= RECALL * len(ones)


def test_what_is_asked_about_is_worth_it() -> None:
    asked = [pair for pair in labelled_pairs() if told(pair) is Verdict.ASK]
    assert sum(pair.same for pair in asked) >= WORTH_ASKING * len(asked)


def test_it_is_found_among_all_names_as_well() -> None:
    names = sorted({name for pair in labelled_pairs() for name in (pair.one, pair.other)})
    items = [NamedItem(name, name, (spelling(name),), {}) for name in names]
    found = {
        frozenset((one.one.id, one.other.id)): one.likeness.verdict
        for one in proposals(items, lambda one, other: False)
    }
    ones = [frozenset((pair.one, pair.other)) for pair in labelled_pairs() if pair.same]
    others = [frozenset((pair.one, pair.other)) for pair in labelled_pairs() if not pair.same]
    assert sum(pair in found for pair in ones) >= RECALL * len(ones)
    assert Verdict.SAME not in {found.get(pair) for pair in others}


@pytest.mark.parametrize(
    "pair", labelled_pairs()[::7], ids=lambda pair: f"{pair.one}, {pair.other}"
)
def test_it_is_the_same_whichever_is_first(pair: LabelledPair) -> None:
    one, other = spelling(pair.one), spelling(pair.other)
    assert likeness(one, other).verdict is likeness(other, one).verdict
    assert likeness(one, other).score == pytest.approx(likeness(other, one).score)
