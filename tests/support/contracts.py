"""Graphs about contracts, drawn for property tests: families, coverage, forums, bad dates."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from graph_model.facts import Fields, Item
from tests.support.graphs import SEEDS, Choices, Graph, drawn

KINDS = (
    *("Contract",) * 5,
    *("Service", "Service", "ConfigurationItem", "Forum", "Supplier", "Agency", "Trigger"),
)
PERIODS = ("P1M", "P3M", "P6M", "P90D", "P2W", "P1Y", "P0D", "P40Y", "P2Y3M4D")
DATES = ("2024-02-29", "2026-05-31", "2026-12-31", "2027-02-28", "2027-08-30", "2028-02-29")
"""Month ends, and the days around those that questions are asked about."""
CONTRACT: Choices = {
    "form": (None, "MSA", "SOW", "purchase order", "licence"),
    "start": (None, *DATES),
    "end": (None, *DATES, *DATES, "2099-01-01"),
    "notice": (None, *PERIODS),
    "procurement_time": (None, None, *PERIODS),
    "transition_time": (None, None, *PERIODS),
    "renewal_term": (None, *PERIODS),
    "renewals_left": (None, None, None, 0, 1, 3),
    "rights": (None, ["audit"], ["step-in", "substitution"], ["benchmarking"]),
    "value": (None, "100 USD", "20.50 USD", "7 EUR"),
}
MEETINGS = ("2025-11-11", "2026-06-09", "2026-11-26", "2027-01-12", "2027-06-08", "2030-01-01")
TRIGGER: Choices = {
    "type": (None, "timing", "rights", "audit", "financial"),
    "fires_on": (None, *DATES),
    "condition": (None, "an audit finds something", "the supplier is substituted"),
}


def contract_graphs(
    most_items: int = 12, most_relations: int = 60, kinds: tuple[str, ...] = KINDS
) -> st.SearchStrategy[Graph]:
    """Graphs of contracts and what they are about, dense and full of odd dates."""
    return st.builds(
        _drawn,
        SEEDS,
        st.integers(1, most_items),
        st.integers(0, most_relations),
        st.just(kinds),
    )


def _drawn(seed: int, size: int, relations: int, kinds: tuple[str, ...]) -> Graph:
    random = Random(seed)
    graph = drawn(random, kinds, size, relations)
    return Graph(tuple(_with_terms(random, item) for item in graph.items), graph.relations)


def _with_terms(random: Random, item: Item) -> Item:
    fields: Fields = {}
    if item.kind == "Contract":
        fields = _chosen(random, CONTRACT)
    elif item.kind == "Trigger":
        fields = _chosen(random, TRIGGER)
    elif item.kind == "Forum":
        fields = {"meetings": random.sample(MEETINGS, random.randint(0, len(MEETINGS)))}
    return Item(item.kind, item.id, {**item.fields, **fields})


def _chosen(random: Random, choices: Choices) -> Fields:
    found = {name: random.choice(among) for name, among in choices.items()}
    return {name: value for name, value in found.items() if value is not None}
