"""What one GraphQL request is answered from: one snapshot from start to end, and its limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from application.graph import Graph
from application.settings import Settings
from graph_model.errors import LimitExceeded, Problem
from queries.answers.viewer import Viewer, everything
from queries.snapshot.snapshot import Snapshot
from queries.what_if.edit import Edit, edited

PAGE = 100
"""How long a page is where nobody says."""


@dataclass(slots=True)
class Meter:
    """Counts the nodes of one request."""

    most: int
    nodes: int = 0

    def spend(self, nodes: int) -> None:
        """Count nodes that are about to be answered.

        Raises:
            LimitExceeded: the request asks for more than it may.
        """
        self.nodes += nodes
        if self.nodes > self.most:
            advice = "ask for smaller pages, or for less below them"
            raise LimitExceeded([Problem("request", "more nodes", f"at most {self.most}", advice)])


@dataclass(slots=True)
class Pin:
    """The snapshot of one request: the newest when it is first needed, and that one to the end."""

    graph: Graph
    held: Snapshot | None = None

    def snapshot(self) -> Snapshot:
        """The snapshot, taken now if it was not before."""
        if self.held is None:
            self.held = self.graph.snapshot()
        return self.held


@dataclass(frozen=True, slots=True)
class Context:
    """One request: the graph it is about, and the snapshot that it is read from.

    A question that was asked of other facts or for a day has them here: ``before`` is the snapshot
    without its edits (None: it has none).
    """

    graph: Graph
    pin: Pin
    meter: Meter = field(compare=False)
    as_of: date | None = None
    before: Snapshot | None = None
    edits: tuple[Edit, ...] = ()
    scope: Viewer = field(default_factory=everything)

    @classmethod
    def of(cls, graph: Graph) -> Context:
        """A request that begins now; one that may be crawled takes no snapshot before it must.

        Raises:
            StoreUnavailable: the store does not answer.
        """
        held = None if graph.settings.engine == "neo4j" else graph.snapshot()
        return cls(graph, Pin(graph, held), Meter(graph.settings.max_nodes))

    @property
    def snapshot(self) -> Snapshot:
        """The facts that the request is answered from."""
        return self.pin.snapshot()

    @property
    def crawls(self) -> bool:
        """Whether impact is asked of the store, level by level: only about the present facts."""
        present = self.pin.held is None or self.pin.held is self.graph.snapshot()
        return self.settings.engine == "neo4j" and present and self.before is None

    def on(self, snapshot: Snapshot) -> Context:
        """The same request, for an answer about another snapshot: an earlier one, a what-if."""
        return replace(self, pin=Pin(self.graph, snapshot))

    def about(self, as_of: str | None, revision: int | None, edits: Sequence[Edit]) -> Context:
        """The same request, for a question about a day, a revision, and some edits.

        Raises:
            InvalidQuestion: there is no such revision.
            InvalidChangeSet: an edit is invalid; it names its position.
        """
        day = self.day(as_of)
        if revision is None and not edits:
            return replace(self, as_of=day)
        facts = self.snapshot if revision is None else self.graph.keeper.at(revision)
        if not edits:
            return replace(self.on(facts), as_of=day)
        laid = edited(facts, edits, day, self.scope).snapshot
        return replace(self.on(laid), as_of=day, before=facts, edits=tuple(edits))

    @property
    def settings(self) -> Settings:
        """The installation's settings."""
        return self.graph.settings

    def day(self, as_of: str | None = None) -> date:
        """The day a question is asked for: today where it says none."""
        if as_of is not None:
            return date.fromisoformat(as_of)
        return self.as_of or self.graph.today()

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
        return min(PAGE, self.settings.max_page) if first is None and last is None else first
