"""Relay connections: pages give each item once, in order, also while the graph changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.facts import Fact, Item, Relation
from graph_model.values import Value
from tests.support.graphql_door import SETTINGS, GraphQLDoor, opened_door

PAGE = """
query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: [ServiceOrder!]) {
  services(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { id } }
    nodes { id }
  }
}
"""
NAMES = st.sampled_from(("a", "B", "b", "Ä", "ä", "z"))
CRITICALITIES = (None, "low", "medium", "high", "mission critical")
FIELDS = st.fixed_dictionaries(
    {"name": NAMES},
    optional={
        "criticality": st.sampled_from(CRITICALITIES[1:]),
        "live_on": st.sampled_from(("2026-01-01", "2027-01-01")),
        "citizen_facing": st.booleans(),
    },
)
SERVICES = st.dictionaries(st.integers(0, 30).map("s{}".format), FIELDS, max_size=12)
Fields = dict[str, Value]
ORDERS: dict[str, Callable[[Fields], tuple[bool, Any]]] = {
    "NAME": lambda f: (False, str(f["name"]).casefold()),
    "CRITICALITY": lambda f: (
        "criticality" not in f,
        CRITICALITIES.index(f.get("criticality")),
    ),
    "LIVE_ON": lambda f: ("live_on" not in f, f.get("live_on", "")),
    "CITIZEN_FACING": lambda f: ("citizen_facing" not in f, f.get("citizen_facing", False)),
}


def service(id_: str, fields: Fields) -> Item:
    return Item("Service", id_, fields)


def services(drawn: dict[str, Fields]) -> list[Fact]:
    return [service(id_, fields) for id_, fields in drawn.items()]


def expected(drawn: dict[str, Fields], orders: list[str]) -> list[str]:
    """The ids in order: one stable sort a term, the last first; absent values last either way."""
    ids = sorted(drawn)
    for order in reversed(orders):
        name, _, way = order.rpartition("_")
        key = ORDERS[name]
        ids.sort(key=lambda id_, key=key: key(drawn[id_])[1], reverse=way == "DESC")  # type: ignore[misc]
        ids.sort(key=lambda id_, key=key: key(drawn[id_])[0])  # type: ignore[misc]
    return ids


def walk(door: GraphQLDoor, forward: bool, size: int, orders: list[str]) -> list[str]:
    """The ids of all pages, from the start forward or from the end backward."""
    found: list[str] = []
    cursor = None
    while True:
        size_, place = ("first", "after") if forward else ("last", "before")
        page = door.ask(PAGE, orderBy=orders, **{size_: size, place: cursor})["services"]
        ids = [edge["node"]["id"] for edge in page["edges"]]
        assert ids == [node["id"] for node in page["nodes"]]
        found = found + ids if forward else ids + found
        info = page["pageInfo"]
        assert [info["startCursor"], info["endCursor"]] == (
            [page["edges"][0]["cursor"], page["edges"][-1]["cursor"]] if ids else [None, None]
        )
        if not info["hasNextPage" if forward else "hasPreviousPage"]:
            assert page["totalCount"] == len(found)
            return found
        cursor = info["endCursor" if forward else "startCursor"]


@settings(max_examples=40)
@given(
    drawn=SERVICES,
    orders=st.lists(
        st.tuples(st.sampled_from(sorted(ORDERS)), st.sampled_from(("ASC", "DESC"))).map("_".join),
        max_size=2,
    ),
    size=st.integers(1, 5),
    forward=st.booleans(),
)
def test_pages_give_each_item_once_in_order(
    drawn: dict[str, Fields], orders: list[str], size: int, forward: bool
) -> None:
    with opened_door(services(drawn)) as door:
        assert walk(door, forward, size, orders) == expected(drawn, orders)


@settings(max_examples=40)
@given(drawn=SERVICES, coming=SERVICES, going=st.sets(st.integers(0, 30)), size=st.integers(1, 4))
def test_what_stays_is_met_once_while_the_graph_changes(
    drawn: dict[str, Fields], coming: dict[str, Fields], going: set[int], size: int
) -> None:
    """New items come and old ones go after every page; the cursor's own item among them."""
    leaving = sorted({f"s{n}" for n in going} & set(drawn))
    arriving = {id_: fields for id_, fields in coming.items() if id_ not in drawn}
    staying = set(drawn) - set(leaving)
    with opened_door(services(drawn)) as door:
        found, cursor, more = list[str](), None, True
        while more:
            page = door.ask(PAGE, first=size, after=cursor, orderBy=["NAME_ASC"])["services"]
            found += [node["id"] for node in page["nodes"]]
            more, cursor = page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]
            if leaving:
                door.remove([leaving.pop()])
            if arriving:
                door.put([service(*arriving.popitem())])
        assert len(found) == len(set(found))
        assert staying <= set(found)


@settings(max_examples=40)
@given(
    drawn=SERVICES,
    coming=SERVICES,
    going=st.sets(st.integers(0, 30)),
    order=st.tuples(st.sampled_from(sorted(ORDERS)), st.sampled_from(("ASC", "DESC"))),
)
def test_what_changed_stands_where_it_belongs_now(
    drawn: dict[str, Fields], coming: dict[str, Fields], going: set[int], order: tuple[str, str]
) -> None:
    leaving = sorted({f"s{n}" for n in going} & set(drawn))
    with opened_door(services(drawn)) as door:
        for orders in ([], ["_".join(order)]):
            walk(door, True, 3, orders)
        door.remove(leaving)
        door.put(services(coming))
        now = {id_: fields for id_, fields in drawn.items() if id_ not in leaving} | coming
        for orders in ([], ["_".join(order)]):
            assert walk(door, True, 3, orders) == expected(now, orders)


RELATED = """
query ($first: Int, $after: String) {
  service: node(id: "service:s") {
    ... on Service {
      dependsOn(first: $first, after: $after, orderBy: [NAME_DESC]) {
        totalCount
        pageInfo { hasNextPage endCursor }
        edges { group need node { id } }
      }
    }
  }
}
"""


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_relations_are_paged_also_where_two_lead_to_one_item(size: int) -> None:
    facts: list[Fact] = [service("service:s", {"name": "s"})]
    facts += [Item("ConfigurationItem", f"ci:{n}", {"name": name}) for n, name in enumerate("aab")]
    ends = [("ci:0", ""), ("ci:0", "g"), ("ci:0", "h"), ("ci:1", "g"), ("ci:2", "")]
    facts += [
        Relation("DEPENDS_ON", "service:s", end, discriminator, {"need": 1})
        for end, discriminator in ends
    ]
    with opened_door(facts) as door:
        found, cursor, more = list[tuple[str, str]](), None, True
        while more:
            page = door.ask(RELATED, first=size, after=cursor)["service"]["dependsOn"]
            found += [(edge["node"]["id"], edge["group"] or "") for edge in page["edges"]]
            more, cursor = page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]
            assert page["totalCount"] == len(ends)
    assert found == [("ci:2", ""), ("ci:0", ""), ("ci:0", "g"), ("ci:0", "h"), ("ci:1", "g")]


WRONG_PAGES = {
    "too many": ({"first": SETTINGS.max_page + 1}, "LIMIT_EXCEEDED"),
    "less than none": ({"first": -1}, "LIMIT_EXCEEDED"),
    "too many of the last": ({"last": SETTINGS.max_page + 1}, "LIMIT_EXCEEDED"),
    "no cursor": ({"after": "here"}, "INVALID_QUESTION"),
    "not text at all": ({"after": "é"}, "INVALID_QUESTION"),
    "JSON of another form": ({"after": "W10"}, "INVALID_QUESTION"),
    "no cursor before": ({"before": ""}, "INVALID_QUESTION"),
}


@pytest.mark.parametrize(("given_", "code"), WRONG_PAGES.values(), ids=WRONG_PAGES)
def test_a_page_that_cannot_be_is_refused(given_: dict[str, object], code: str) -> None:
    with opened_door() as door:
        assert door.refused(PAGE, **given_)["extensions"]["code"] == code


def test_a_cursor_of_another_order_is_refused() -> None:
    with opened_door([service("s1", {"name": "a"})]) as door:
        page = door.ask(PAGE, orderBy=["NAME_ASC"])["services"]
        cursor = page["pageInfo"]["endCursor"]
        error = door.refused(PAGE, orderBy=["NAME_DESC"], after=cursor)
    assert error["extensions"]["code"] == "INVALID_QUESTION"
    assert error["extensions"]["problems"][0]["where"] == "after"


def test_a_long_text_does_not_make_a_long_cursor() -> None:
    long: dict[str, Fields] = {
        f"s{n}": {"name": "x", "description": "y" * 10_000 + str(n)} for n in range(3)
    }
    with opened_door(services(long)) as door:
        page = door.ask(PAGE, first=2, orderBy=["DESCRIPTION_ASC"])["services"]
        rest = door.ask(PAGE, after=page["pageInfo"]["endCursor"], orderBy=["DESCRIPTION_ASC"])
    assert len(page["pageInfo"]["endCursor"]) < 500
    assert [node["id"] for node in rest["services"]["nodes"]] == ["s2"]
