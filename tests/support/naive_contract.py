"""What comes of a contract, written a second time from DESIGN section 4: by trying it out."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, timedelta

from tests.support.naive import Record, Records, added, holds, own_last_day

TODAY = date(2026, 11, 25)
"""The day that most tests ask on."""
FAR = date(9990, 1, 1)
"""So late that all renewals of whatever renews a number of times are over."""


def contract_of(graph: Records, id_: str) -> Record:
    """The record of a contract."""
    return next(item for item in graph["items"] if item["id"] == id_)


def seen_last_day(
    graph: Records, id_: str, day: date, today: date, chain: tuple[str, ...] = ()
) -> date:
    """The last day as it will be seen on a day if nobody acts, the family as it stands today."""
    contract = contract_of(graph, id_)
    last = own_last_day(contract, day)
    if contract.get("survives_parent") is not False:
        return last
    chain = (*chain, id_)
    over = [parent for parent in parents(graph, id_, today) if parent not in chain]
    return min([last, *(seen_last_day(graph, parent, day, today, chain) for parent in over)])


def parents(graph: Records, id_: str, today: date) -> list[str]:
    """The contracts that one is under."""
    return [
        r["to"]
        for r in graph["relations"]
        if (r["type"], r["from"]) == ("UNDER", id_) and holds(r, today)
    ]


def ending_with(graph: Records, id_: str, today: date) -> set[str]:
    """A contract and all that cap it, by any number of steps."""
    found, waiting = {id_}, [id_]
    while waiting:
        child = waiting.pop()
        if contract_of(graph, child).get("survives_parent") is False:
            new = set(parents(graph, child, today)) - found
            found |= new
            waiting += new
    return found


def furthest(graph: Records, id_: str, today: date) -> date:
    """The last day if all renewals come to pass; the calendar's last for no end."""
    items = [{**item, "end": None} if _endless(item) else item for item in graph["items"]]
    lasting = {"items": items, "relations": graph["relations"]}
    return seen_last_day(lasting, id_, FAR, today)


def _endless(item: Record) -> bool:
    """Whether it renews without limit."""
    renews = item.get("renewal") == "tacit" and not item.get("notice_given")
    term, end = item.get("renewal_term"), item.get("end")
    if not renews or not term or not end or item.get("renewals_left") is not None:
        return False
    return any(int(number) for number in re.findall(r"\d+", term))


def with_fields(graph: Records, ids: Collection[str], **fields: object) -> Records:
    """The graph with fields of some items set."""
    items = [{**item, **fields} if item["id"] in ids else item for item in graph["items"]]
    return {"items": items, "relations": graph["relations"]}


def free(graph: Records, id_: str) -> bool:
    """Whether notice can still be given of a contract's tacit renewal."""
    contract = contract_of(graph, id_)
    return contract.get("renewal") == "tacit" and not contract.get("notice_given")


def noticed(graph: Records, ids: Collection[str], day: date) -> Records:
    """The graph in which notice is given on a day of those contracts that it is open for."""
    return with_fields(graph, {id_ for id_ in ids if free(graph, id_)}, notice_given=str(day))


def first_exit(graph: Records, id_: str, today: date) -> date:
    """The first end still open: the furthest last day if notice is given today."""
    return furthest(noticed(graph, {id_}, today), id_, today)


def extended(graph: Records) -> Records:
    """The graph in which every option that is left is used once."""
    items = []
    for item in graph["items"]:
        left = item.get("renewals_left") != 0 and not item.get("notice_given")
        ends = own_last_day(item, date.min) < date.max
        if item.get("renewal") == "option" and left and ends:
            item = {**item, "end": str(_extended(item))}
        items.append(item)
    return {"items": items, "relations": graph["relations"]}


def _extended(item: Record) -> date:
    end, term = date.fromisoformat(item["end"]), item.get("renewal_term") or "P0D"
    longer = added(end, term, 1)
    return longer if longer > end else end + timedelta(days=1)


def less(day: date, duration: str | None) -> date:
    """A day less a duration, at the least the calendar's first."""
    try:
        return day if duration is None or day == date.max else added(day, duration, -1)
    except (ValueError, OverflowError):
        return date.min


def covering(graph: Records, item: str, day: date, but: str = "", today: date = TODAY) -> set[str]:
    """The contracts in force on a day, renewed up to it, whose cover of an item holds on it."""
    return {
        r["from"]
        for r in graph["relations"]
        if (r["type"], r["to"]) == ("COVERS", item) and r["from"] != but and holds(r, day)
        if stands(graph, r["from"], day, today)
    }


def stands(graph: Records, id_: str, day: date, today: date) -> bool:
    """In force on a day: begun, and neither it nor what it ends with is over by then."""
    start = contract_of(graph, id_).get("start")
    begun = start is None or date.fromisoformat(start) <= day
    return begun and day <= seen_last_day(graph, id_, day, today)
