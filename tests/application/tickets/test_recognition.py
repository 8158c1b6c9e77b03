"""What a ticket is about, by whatever its tool calls it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.tickets.recognition import Recognition
from graph_model.facts import Item
from graph_model.identity.decisions import Decisions
from graph_model.ledger.identity_decision import IdentityDecision
from graph_model.tabulate import tables_of
from queries.answers.known_by import KnownAs, known_as
from queries.answers.viewer import everything, hiding
from queries.snapshot.snapshot import Snapshot
from tests.support.graphs import MODEL
from ticketing.ticket import Mention, Naming

ID, NAME, NUMBER = Naming.ID, Naming.NAME, Naming.NUMBER
ITEMS = [
    Item("ConfigurationItem", "ci:san-1", {"name": "SAN 1", "serial_number": "SN-77"}),
    Item(
        "ConfigurationItem", "ci:san-2", {"name": "SAN 2", "aliases": ["cmdb:88", "name:Old SAN"]}
    ),
    Item("ConfigurationItem", "ci:twin-a", {"name": "twin"}),
    Item("ConfigurationItem", "ci:twin-b", {"name": "Twin"}),
    Item("Supplier", "supplier:cirrus", {"name": "Cirrus Hosting, Inc."}),
    Item("Agency", "agency:health", {"name": "Health"}),
]
SNAPSHOT = Snapshot.of(tables_of(ITEMS, MODEL, 1), MODEL)
MERGED = IdentityDecision("ci:san-1", "cmdb:old-9", "same", ("SAN 1", "old"), "ann", "now")


def recognised(*mentions: Mention, hidden: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
    viewer = hiding(hidden) if hidden else everything()
    found = Recognition(SNAPSHOT, viewer, Decisions([MERGED])).of(mentions)
    return list(found.ids), [one.text for one in found.unrecognised]


@pytest.mark.parametrize(
    ("text", "how", "id_"),
    [
        ("ci:san-1", ID, "ci:san-1"),
        ("san-1", ID, "ci:san-1"),
        ("cmdb:88", ID, "ci:san-2"),
        ("88", ID, "ci:san-2"),
        ("cmdb:old-9", ID, "ci:san-1"),
        ("SAN 1", NAME, "ci:san-1"),
        ("  san  1", NAME, "ci:san-1"),
        ("old san", NAME, "ci:san-2"),
        ("CIRRUS HOSTING", NAME, "supplier:cirrus"),
        ("sn-77", NUMBER, "ci:san-1"),
        ("88", NUMBER, "ci:san-2"),
        ("SAN 1", ID, None),
        ("SN-77", NAME, None),
        ("twin", NAME, None),
        ("Health", NAME, None),
        ("agency:health", ID, None),
        ("", NAME, None),
    ],
)
def test_an_item_by_its_names(text: str, how: Naming, id_: str | None) -> None:
    assert recognised(Mention("k", text, how)) == (([id_], []) if id_ else ([], [text]))


def test_of_several_mentions_of_one_item_the_surest_decides() -> None:
    both = (Mention("k", "SAN 2", NAME), Mention("k", "ci:san-1", ID))
    assert recognised(*both) == (["ci:san-1"], [])
    assert recognised(Mention("k", "nowhere", ID), Mention("k", "SAN 2", NAME)) == (
        ["ci:san-2"],
        [],
    )


def test_what_is_hidden_is_not_recognised_nor_near() -> None:
    vain = Recognition(SNAPSHOT, hiding(["ci:san-1"]), Decisions()).of([Mention("k", "san-1", ID)])
    assert vain.ids == ()
    assert "ci:san-1" not in vain.unrecognised[0].nearest


def test_what_is_not_recognised_is_told_with_what_is_near() -> None:
    found = Recognition(SNAPSHOT, everything(), Decisions()).of(
        [Mention("a", "SAN 3", NAME), Mention("b", "twin", NAME)]
    )
    near, twins = found.unrecognised
    assert set(near.nearest) >= {"ci:san-1", "ci:san-2"}
    assert "agency:health" not in near.nearest
    assert set(twins.nearest) == {"ci:twin-a", "ci:twin-b"}


WORDS = st.sampled_from(["San", "san", "SAN 1", "x-1", "X-1", "1", " 1 ", "é", "É"])
KNOWN = st.builds(
    lambda n, name, alias, number: Item(
        "ConfigurationItem",
        f"ci:{n}",
        {"name": name}
        | ({"aliases": [f"s{n}:{alias}"]} if alias else {})
        | ({"serial": number} if number else {}),
    ),
    st.integers(0, 8),
    WORDS,
    st.none() | WORDS.map(str.strip),
    st.none() | WORDS,
)


def plain(text: str) -> str:
    return " ".join(text.casefold().split())


@given(st.lists(KNOWN, max_size=8, unique_by=lambda item: item.id), WORDS, st.integers(0, 8))
def test_as_if_every_item_was_looked_at(items: list[Item], text: str, cut: int) -> None:
    """The index of the base and the patch find what looking at each item does."""
    base = Snapshot.of(tables_of(items[:cut], MODEL, 1), MODEL)
    from graph_model.changes import Image

    later = [Image(None, item) for item in items[cut:]]
    snapshot = base.overlaid(later, 2) if later else base
    for how in KnownAs:
        found = known_as(snapshot, text, how, ["ConfigurationItem"])
        wanted = {item.id for item in items if plain(text) in naive(item, how)}
        assert {snapshot.id(row) for row in found.tolist()} == wanted


def naive(item: Item, how: KnownAs) -> set[str]:
    aliases = item.fields.get("aliases")
    known = [item.id, *(str(one) for one in (aliases if isinstance(aliases, list) else []))]
    local = {plain(one.partition(":")[2]) for one in known}
    if how is KnownAs.ID:
        return {*map(plain, known), *local}
    if how is KnownAs.NAME:
        return {plain(item.name)}
    return {*local, plain(str(item.fields["serial"]))} if "serial" in item.fields else local
