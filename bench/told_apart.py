"""Whether time tells what an answer does not: a hidden id from an unknown one, a key from none.

Of each two, many are asked in turns, and every time of the one is compared with every time of the
other: where both have one distribution, the one takes longer in half of the pairs (Mann and
Whitney, 1947). An attacker who sees no more than that learns nothing from one request, and little
from thousands; tokens that are refused are few (``access/attempts.py``).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from statistics import median

import numpy as np

from access.column import viewer_of
from access.role import AccessRole
from access.scope import Scope
from access.token import Secret, new_secret
from api.graphql.execute import execute
from api.graphql.schema import build_schema
from application.author import Author
from application.graph import Graph, opened
from application.loading import load
from application.settings import Settings
from application.tokens import SignIn, Wanted, create
from bench.figure import FULL, BenchFigure, seconds
from graph_model.changes import ChangeSet, Remove
from graph_model.errors import NotSignedIn
from queries.answers.viewer import Viewer

SAMPLES = Path(__file__).parents[1] / "samples"
AGENCY = "agency:health"
MOST = 5.0
"""So many percent of the pairs, more or less than half of them, may the one take longer in."""
LEAST = 10.0
"""So many microseconds apart nobody tells two requests over a network."""
QUESTIONS = {
    "an item": '{ item(id: "ID") { id name } }',
    "an impact": '{ impact(of: ["ID"]) { verdict } }',
    "a filter": '{ services(filter: {dependsOn: {some: {id: {eq: "ID"}}}}) { totalCount } }',
    "a what-if": '{ impact(of: ["service:benefits"], whatIf: [{remove: {id: "ID"}}]) { verdict } }',
    "a report's ids": '{ expirations(of: ["ID"]) { verdict } }',
}
Pair = tuple[Callable[[], object], Callable[[], object]]


def measure(size: str) -> Iterator[BenchFigure]:
    """The share of pairs in which what is there takes longer than what is not."""
    runs = 1_000 if size == FULL else 200
    with tempfile.TemporaryDirectory(prefix="ramify-bench-") as folder:
        settings = Settings(store=f"sqlite:///{Path(folder, 'state.db')}", poll_seconds=60)
        removed = _half_removed(settings)
        with opened(settings) as graph:
            for what, pairs in _asked(graph, removed, runs):
                yield _figure(what, _times(list(pairs)), size == FULL)


def _figure(what: str, times: tuple[list[float], list[float]], applies: bool) -> BenchFigure:
    share, (one, other) = 100 * longer(*times), (1e6 * median(found) for found in times)
    words = f"How often {what} takes longer (medians {one:,.0f} and {other:,.0f} µs)"
    met = abs(share - 50) <= MOST or abs(one - other) <= LEAST
    target = f"50 ± {MOST:g} %, or {LEAST:g} µs apart"
    return BenchFigure(words, share, "%", target=target, met=met if applies else None)


def longer(one: Sequence[float], other: Sequence[float]) -> float:
    """The share of pairs in which one of the first is the greater; of ties, half."""
    rising = np.sort(np.asarray(other))
    below, upto = (np.searchsorted(rising, one, side=side) for side in ("left", "right"))
    return float((below + upto).mean() / (2 * len(rising)))


def _times(pairs: Sequence[Pair]) -> tuple[list[float], list[float]]:
    """How long each of the pairs takes, now the one first, now the other."""
    found: tuple[list[float], list[float]] = ([], [])
    for number, pair in enumerate(pairs):
        for at in (0, 1) if number % 2 else (1, 0):
            found[at].append(seconds(pair[at]))
    return found


def _half_removed(settings: Settings) -> list[str]:
    """The state, of which half of what is hidden is removed; the ids of that half.

    So what is hidden and what is not there are called alike: by words, as people do.
    """
    with opened(settings) as graph:
        load([SAMPLES / "state"], graph.store, graph.model)
        graph.refresh()
        hidden = _hidden(graph, viewer_of(Scope((AGENCY,))))
        Random(14).shuffle(hidden)
        removed = hidden[::2]
        changes = ChangeSet("half", tuple(map(Remove, removed)))
        graph.apply(changes, Author("bench"), "bench")
    return removed


def _asked(graph: Graph, removed: list[str], runs: int) -> Iterator[tuple[str, Iterator[Pair]]]:
    """Every comparison: in words, and its pairs."""
    schema, sign_in = build_schema(graph.model, graph.settings), SignIn(graph)
    scoped = create(graph, Wanted("scoped", AccessRole.VIEWER, (AGENCY,)), "bench")
    identity = sign_in.identify(scoped.text, None)
    hidden = _hidden(graph, identity.viewer)

    def asking(query: str, id_: str) -> Callable[[], object]:
        return lambda: execute(schema, graph, query.replace("ID", id_), identity=identity)

    for what, query in QUESTIONS.items():
        draw = Random(what)
        drawn = zip(draw.choices(hidden, k=runs), draw.choices(removed, k=runs), strict=True)
        asked = ((asking(query, id_), asking(query, other)) for id_, other in drawn)
        yield f"{what} of a hidden id than of an unknown one", asked
    wrong = ((scoped.key, new_secret().secret) for _ in range(runs))
    tokens = ((Secret(*one).text, new_secret().text) for one in wrong)
    refused = ((_refused(sign_in, one), _refused(sign_in, other)) for one, other in tokens)
    yield "a wrong secret of a key in use than an unknown key", refused


def _hidden(graph: Graph, viewer: Viewer) -> list[str]:
    snapshot = graph.snapshot()
    return [snapshot.id(row) for row in (~viewer.visible(snapshot)).nonzero()[0].tolist()]


def _refused(sign_in: SignIn, text: str) -> Callable[[], object]:
    def ask() -> None:
        with suppress(NotSignedIn):
            sign_in.identify(text, None)

    return ask
