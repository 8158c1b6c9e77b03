"""An unknown id is answered with the nearest of what may be seen: by hand, and in any graph."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.errors import InvalidQuestion, NotFound
from graph_model.facts import Item
from queries.answers.nearest import MOST_NEAR, named, nearest, told_nearest, told_nearest_of
from queries.answers.viewer import Viewer, everything, hiding
from queries.snapshot.snapshot import Snapshot
from tests.support.asking import view_of
from tests.support.graphs import SEEDS, Graph, graph_of, graphs
from tests.support.sample import SAMPLE_DAY

NAMES = {
    # id: kind, name, aliases
    "ci:san-1": ("ConfigurationItem", "Storage Array 1", ["cmdb:4711"]),
    "ci:san-2": ("ConfigurationItem", "Storage Array 2", []),
    "service:mail": ("Service", "Electronic Mail", ["catalog:MX-1"]),
    "service:mail-archive": ("Service", "Archive", []),
    "supplier:cirrus": ("Supplier", "Cirrus", []),
    "contract:cirrus": ("Contract", "Cirrus", []),
    "agency:höhe": ("Agency", "Ämter", []),
}


def recorded() -> Snapshot:
    items = [
        Item(kind, id_, {"name": name, "aliases": list[str](aliases)})
        for id_, (kind, name, aliases) in NAMES.items()
    ]
    return graph_of(items).snapshot


SEEN = everything().visible(recorded())


@pytest.mark.parametrize(
    ("id_", "near"),
    [
        ("ci:san-3", ["ci:san-1", "ci:san-2"]),  # both differ in one of three letters and digits
        ("ci:san1", ["ci:san-1", "ci:san-2"]),  # hyphens do not count: the first is the same
        ("service:mial", ["service:mail"]),  # two letters changed places
        ("mail", ["service:mail", "service:mail-archive"]),  # no scheme; a part of the others
        ("ci:mail", ["service:mail", "service:mail-archive"]),  # the wrong scheme
        ("supplier:cirus", ["supplier:cirrus", "contract:cirrus"]),  # that of its scheme first
        ("contract:cirus", ["contract:cirrus", "supplier:cirrus"]),
        ("CIRRUS", ["contract:cirrus", "supplier:cirrus"]),  # ties in the order of ids
        ("cmdb:4712", ["ci:san-1"]),  # an alias with one digit wrong
        ("storage", ["ci:san-1", "ci:san-2"]),  # a part of a name
        ("Elektronic Mail", ["service:mail"]),
        ("agency:hohe", ["agency:höhe"]),
        ("zzzz", []),
        ("", []),
    ],
)
def test_what_is_near(id_: str, near: list[str]) -> None:
    snapshot = recorded()
    assert near_in(snapshot, id_) == near


def near_in(snapshot: Snapshot, id_: str, viewer: Viewer | None = None) -> list[str]:
    """The ids that are near to one, of what somebody may see."""
    seen = (viewer or everything()).visible(snapshot)
    return [one.id for one in nearest(snapshot, seen, id_)]


def test_what_is_near_is_said_with_its_name() -> None:
    error = told_nearest(NotFound(["service:mial"]), recorded(), SEEN)
    said = "nothing is recorded under 'service:mial'; the nearest: Electronic Mail (service:mail)"
    assert str(error) == said
    many = told_nearest(NotFound(["mial", "zzzz", "Ämter"]), recorded(), SEEN)
    assert str(many) == (
        "nothing is recorded under 'mial', 'zzzz', 'Ämter'; "
        "nearest to 'mial': Electronic Mail (service:mail); "
        "nearest to 'Ämter': Ämter (agency:höhe)"
    )
    assert str(told_nearest(NotFound(["zzzz"]), recorded(), SEEN)).endswith(
        "; search for it by name"
    )


def test_what_is_hidden_is_near_to_nothing() -> None:
    viewer = hiding(["supplier:cirrus", "service:mail"])
    snapshot = recorded()
    for id_ in ("supplier:cirrus", "supplier:cirus", "catalog:MX-1", "service:mail"):
        ids = near_in(snapshot, id_, viewer)
        assert not {"supplier:cirrus", "service:mail"} & set(ids)


@given(graphs(), SEEDS, st.text(alphabet="abcdefgno:", max_size=4), st.integers(0, 5))
def test_it_is_the_same_for_hidden_and_for_unrecorded(
    graph: Graph, seed: int, id_: str, count: int
) -> None:
    """And in whatever order the rows came, over a patch as in a base."""
    random = Random(seed)
    hidden = random.sample(graph.ids(), min(count, len(graph.items)))
    whole, viewer = graph.snapshot, hiding(hidden)
    left = [item for item in graph.items if item.id not in hidden]
    alone = graph_of(random.sample(left, len(left))).snapshot
    near = near_in(whole, id_, viewer)
    assert near == near_in(alone, id_)
    assert len(near) <= MOST_NEAR
    assert near == near_in(viewer_alone(whole, hidden), id_)


@given(graphs(), st.text(alphabet="abcdefgno:", max_size=4), st.integers(1, 4))
def test_it_is_the_same_of_facts_that_come_in_parts(graph: Graph, id_: str, size: int) -> None:
    items = sorted(graph.items, key=lambda item: item.id)
    parts = [graph_of(items[at : at + size]).snapshot for at in range(0, len(items), size)]
    seen = [(part, everything().visible(part)) for part in parts]
    error, whole = NotFound([id_]), graph.snapshot
    assert told_nearest_of(error, seen).nearest == (
        told_nearest(error, whole, everything().visible(whole)).nearest
    )


def viewer_alone(snapshot: Snapshot, hidden: list[str]) -> Snapshot:
    """The snapshot without what is hidden, removed in a patch."""
    return view_of(snapshot, SAMPLE_DAY, hiding(hidden)).seen_alone()


def test_a_name_of_one_item_is_its_id() -> None:
    view = view_of(recorded(), SAMPLE_DAY)
    assert named(view, "electronic MAIL", "of") == "service:mail"
    assert named(view, "service:mail", "of") == "service:mail"
    assert named(view, "catalog:MX-1", "of") == "catalog:MX-1"
    assert named(view, "A\u0308mter", "of") == "agency:höhe"
    assert named(view, "Mail", "of") == "Mail"  # a part of a name is none


def test_a_name_of_several_says_which() -> None:
    view = view_of(recorded(), SAMPLE_DAY)
    with pytest.raises(InvalidQuestion) as raised:
        named(view, "cirrus", "supplier")
    assert str(raised.value) == (
        "supplier: found 'cirrus', the name of 2 items, expected the id of one: "
        "contract:cirrus, supplier:cirrus"
    )


def test_a_name_that_is_hidden_counts_for_nothing() -> None:
    view = view_of(recorded(), SAMPLE_DAY, hiding(["contract:cirrus"]))
    assert named(view, "Cirrus", "supplier") == "supplier:cirrus"
    alone = view_of(recorded(), SAMPLE_DAY, hiding(["contract:cirrus", "supplier:cirrus"]))
    assert named(alone, "Cirrus", "supplier") == "Cirrus"
