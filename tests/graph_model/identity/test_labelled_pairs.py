"""The labelled pairs are enough, of both kinds, and no pair is there twice."""

from __future__ import annotations

from collections import Counter

from tests.graph_model.identity.labelled_pairs import FILE, labelled_pairs

LEAST = 300


def test_there_are_enough_pairs_of_both_kinds() -> None:
    counted = Counter(pair.same for pair in labelled_pairs())
    assert min(counted[True], counted[False]) >= LEAST


def test_every_line_says_same_or_different() -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    verdicts = {line.split("\t")[0] for line in lines if not line.startswith("#")}
    assert verdicts == {"same", "different"}


def test_no_pair_is_there_twice() -> None:
    counted = Counter(frozenset((pair.one, pair.other)) for pair in labelled_pairs())
    assert max(counted.values()) == 1
