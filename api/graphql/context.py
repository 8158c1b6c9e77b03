"""What one GraphQL request is answered from: one snapshot from start to end, and its limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from api.graph import Graph
from api.settings import Settings
from graph_model.errors import LimitExceeded, Problem
from queries.snapshot import Snapshot


@dataclass(slots=True)
class Context:
    """One request: the graph it is about, and the snapshot that all of it is read from."""

    graph: Graph
    snapshot: Snapshot
    nodes: int = field(default=0, init=False)

    @property
    def settings(self) -> Settings:
        """The installation's settings."""
        return self.graph.settings

    def spend(self, nodes: int) -> None:
        """Count nodes that are about to be answered.

        Raises:
            LimitExceeded: the request asks for more than it may.
        """
        self.nodes += nodes
        if self.nodes > (most := self.settings.max_nodes):
            advice = "ask for smaller pages, or for less below them"
            raise LimitExceeded([Problem("request", "more nodes", f"at most {most}", advice)])

    def day(self, as_of: str | None) -> date:
        """The day a question is asked for: today where it says none."""
        return self.graph.today() if as_of is None else date.fromisoformat(as_of)

    def page(self, first: int | None, last: int | None = None) -> int | None:
        """The ``first`` to use: as given, 100 where neither is.

        Raises:
            LimitExceeded: a page is larger than it may be, or negative.
        """
        for name, size in (("first", first), ("last", last)):
            if size is not None and not 0 <= size <= self.settings.max_page:
                expected = f"0 to {self.settings.max_page}"
                advice = "page on with after: endCursor"
                raise LimitExceeded([Problem(name, str(size), expected, advice)])
        return min(100, self.settings.max_page) if first is None and last is None else first
