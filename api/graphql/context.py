"""What one GraphQL request is answered from: one asker, one snapshot, its limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from access.identity import Identity
from application.asking import About, Asker
from application.graph import Graph
from queries.answers.view import View


@dataclass(frozen=True, slots=True)
class Context:
    """One request: the graph it is about, who asks, and how its long lists were completed."""

    graph: Graph
    asker: Asker
    identity: Identity
    lists: Counter[str] = field(default_factory=Counter, compare=False)

    @classmethod
    def of(
        cls, graph: Graph, identity: Identity | None = None, around: Sequence[str] = ()
    ) -> Context:
        """A request that begins now; its snapshot is taken when it is first needed.

        Without an ``identity`` it is that of whoever asks where nobody signs in. A store that is
        asked level by level is asked what stands ``around`` some ids too.
        """
        who = identity or graph.whoever
        asker = Asker.of(graph, viewer=who.viewer)
        asker.around = around
        return cls(graph, asker, who)

    @property
    def view(self) -> View:
        """The asker's view of the present facts, today."""
        return self.asker.view(About())
