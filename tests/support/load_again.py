"""Load a file's worth of facts as a difference, part by part: a program for tests to kill."""

from __future__ import annotations

import sys
from uuid import uuid4

from graph_model.claims import Assertions
from graph_model.difference import difference, split
from graph_model.facts import Fact, Item
from graph_model.model import standard_model
from graph_model.said_rows import LoadTerms, Placed
from tests.support.store_graphs import ci, depends, state_in
from tests.support.store_place import open_named

MOST = 15


def facts_to_load() -> list[Fact]:
    """What the file says: a chain of items with groups, aliases and open attributes."""
    items: list[Fact] = [
        ci(f"ci:{n}", aliases=[f"cmdb:{n}"], cores=n, verified_on="2026-01-01") for n in range(90)
    ]
    items += [Item("Supplier", f"supplier:{n}", {"name": f"Supplier {n}"}) for n in range(10)]
    links: list[Fact] = [depends(f"ci:{n}", f"ci:{n + 1}", since="2020-01-01") for n in range(89)]
    links += [depends(f"ci:{n}", f"cmdb:{n * 7 % 90}", f"g{n % 3}", need=1) for n in range(60)]
    return items + links


def main(source: str) -> None:
    """Load, and say a line for every part that was applied."""
    store, model = open_named(), standard_model()
    placed = [Placed(fact, f"line {n}") for n, fact in enumerate(facts_to_load(), 1)]
    found = difference(placed, Assertions(state_in(store)), model, LoadTerms(source))
    assert not found.refused, found.refused
    parts = split(found.changes, f"load:{source}:{uuid4()}", MOST)
    print(f"{len(parts)} parts", flush=True)
    for part in parts:
        store.apply(part, "ann", source)
        print(part.id, flush=True)
    store.close()


if __name__ == "__main__":
    main(sys.argv[1])
