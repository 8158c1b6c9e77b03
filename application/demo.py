"""The demo's facts: the two samples in a store of their own, and three questions about them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import samples
from application.author import Author
from application.graph import Graph, opened
from application.loading import load
from application.setting_forms import Hidden
from application.settings import read_settings
from graph_model.changes import Via

QUESTIONS = (
    (
        "The storage array of the main site fails. What stops, and who has to hear of it?",
        """\
{
  impact(of: ["ci:san-1"]) {
    complete
    agencies { customer promised holder }
    affected(kinds: [Service, ServiceLevelAgreement], minLevel: LOST) {
      totalCount
      nodes { level item { id name } }
    }
  }
}""",
    ),
    (
        "Cirrus is replaced. What changes hands?",
        """\
{
  substitution(supplier: "supplier:cirrus") {
    verdict
    impact { affected(kinds: [Contract], minLevel: DIRECT) { nodes { item { id name } } } }
  }
}""",
    ),
    (
        "Which contracts of any worth end within the year, and whom do they serve?",
        """\
{
  contracts(
    filter: { end: { gte: "2026-11-25", lt: "2027-11-25" }, value: { gte: 1000000 } }
    orderBy: [END_ASC], first: 3
  ) {
    totalCount
    nodes { id end value { amount currency } heldBy { nodes { name } } covers { nodes { id } } }
  }
}""",
    ),
)
"""What they ask in words, and in GraphQL."""

CYPHER = (
    "MATCH (:Item {id: 'ci:san-1'})<-[:DEPENDS_ON*1..6]-(s:Service)<-[:CONSUMES]-(c) "
    "RETURN c.name AS customer, collect(DISTINCT s.name) AS services ORDER BY customer"
)
"""A first question in plain Cypher: who consumes what stands above the storage array."""

DEMO = Author("ramify demo", Via("command line"))
"""Who loads the samples, as the journal has it."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the demo's facts are kept."""

    store: str
    user: str | None = None
    password: str | None = None


def cache() -> Path:
    """The user's cache folder of Ramify."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ramify"


def embedded() -> Place:
    """A file in the user's cache, named after the samples' content: new samples, a new file."""
    folder = cache()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"demo-{_digest()}.db"
    for other in folder.glob("demo-*.db*"):
        if not other.name.startswith(file.name):
            other.unlink(missing_ok=True)
    return Place(f"sqlite:///{file}")


def _folder() -> Path:
    return Path(samples.__file__).parent


def files() -> list[Path]:
    """The samples, in the order they are loaded."""
    return [_folder() / "fedramp.json", _folder() / "state"]


def _digest() -> str:
    found = sha256()
    for path in sorted(p for p in _folder().rglob("*") if p.suffix in (".json", ".yaml")):
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


@contextmanager
def demo_graph(place: Place, say: Say) -> Iterator[Graph]:
    """The graph of the samples, loaded if it is not yet.

    The sample state's own ``model.yaml`` is used unless the settings name another.
    """
    given = read_settings()
    settings = replace(
        given,
        store=place.store,
        store_user=place.user,
        store_password=None if place.password is None else Hidden(place.password),
        model=given.model or _folder() / "state" / "model.yaml",
    )
    with opened(settings) as graph:
        if graph.store.revision() == 0 or graph.cut_short(graph.store.revision()):
            say("loading the samples")
            load(files(), graph.store, graph.model, author=DEMO)
            graph.refresh()
        yield graph


def held(graph: Graph) -> list[tuple[str, int]]:
    """How many items of each kind the graph holds, and how many relations."""
    snapshot = graph.snapshot()
    counts = [(kind.plural, len(snapshot.rows_of_kind(kind.name))) for kind in graph.model.kinds]
    relations = sum(len(snapshot.all_relations(r.name)) for r in graph.model.relations)
    return [*((name, count) for name, count in counts if count), ("relations", relations)]
