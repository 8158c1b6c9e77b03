"""What crosses every relation, for every pair of kinds it joins, is what DESIGN's table says."""

from __future__ import annotations

import pytest

from graph_model.declare import RelationType
from queries.engine.transfers import transfers
from tests.support.graphs import MODEL
from tests.support.naive import LEVELS, crossing

KIND_CODES = {kind.name: n for n, kind in enumerate(MODEL.kinds)}


@pytest.mark.parametrize("type_", MODEL.relations, ids=lambda type_: type_.name)
@pytest.mark.parametrize("lens", LEVELS)
def test_transfer_is_that_of_the_table(lens: str, type_: RelationType) -> None:
    rules, levels = transfers(MODEL.lens(lens), MODEL), LEVELS[lens]
    number = MODEL.relations.index(type_)
    for start, end in type_.joins:
        for extent in ("part", "whole", None):
            record = {"type": type_.name, "from": "s", "to": "e", "extent": extent}
            for backward, arrow in enumerate(("->", "<-")):
                ends = KIND_CODES[start], KIND_CODES[end]
                code = rules.lookup[number, *ends, backward, int(extent == "part")]
                found = {
                    levels[3 - level]: levels[3 - int(rules.table[code, level])]
                    for level in (1, 2, 3)
                    if rules.table[code, level]
                }
                expected = crossing(record, arrow, {"s": start, "e": end}, lens)
                assert found == expected, (start, arrow, end, extent)
