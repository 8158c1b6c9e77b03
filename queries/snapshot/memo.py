"""A small keeper of things worked out once for an immutable value, the least used forgotten.

What is kept is declared here, so that no two results can be taken for one another.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from enum import Enum
from threading import Lock
from typing import TypeVar

T = TypeVar("T")


class MemoKey(Enum):
    """All that is kept, each by one module: a key is one of these and what the result rests on."""

    # As fast as that of any object: an enumeration's own is a call of Python for each look.
    __hash__ = object.__hash__

    # of the base of a snapshot
    BASE_EDGES = "the base's edges under a lens"
    BASE_IDLE = "what is out of service in the base on a day"
    BASE_OURS = "what of the base is not of reference alone"
    BASE_ORDERS = "the base's kinds in some orders"
    BASE_SIZES = "the sizes of the base's groups on a day"
    BASE_TERMS = "the terms of the base's contracts"
    HAYSTACK = "the texts that a search looks through"
    KNOWN_AS = "by what the base's items are known to other systems"
    LONE = "edges under a lens without groups of one"
    MARKS = "numbers for the base's items, which stand for their ids"
    NAMES = "what the base's items are known by"
    PARTS = "the base's relations of a part"
    ROOM = "room for passes to run in"
    SPANS = "when the base's items are in service"
    # of a snapshot
    ALIKE = "the items that may be one, for who looks"
    COMPILED = "edges under a lens on a day, for kernels"
    CONTRACT_DATES = "when every contract ends, renews and wants somebody, for who looks"
    DAY = "what a day decides"
    DAY_EDGES = "edges under a lens on a day"
    EDGES = "edges under a lens"
    EXPIRATIONS = "the deadlines of all contracts on a day"
    FAULT_GRAPH = "the fault graph on a day"
    LINEAGE = "the families of contracts on a day"
    ORDERS = "kinds in some orders"
    OURS = "what is not of reference alone"
    PICTURES = "pictures of answers"
    PROMISES = "what is promised for services"
    VISIBLE = "the rows that a viewer sees"
    LADDER = "what many starts reach together, step by step"
    OPENED = "graphs in which starts opened what is closed"
    WITH_TICKETS = "edges under a lens on a day, with the tickets that came since"
    # within what is kept
    DRAWING = "a picture as somebody is shown it"
    ORDER = "the rows of a kind in one order"
    PICTURE = "the picture of one answer"
    PROMISE = "what is promised for a service on a day"
    # of a store, over time
    CUT_SHORT = "loads that were cut short"
    EARLIER = "earlier revisions"
    KEPT_BACK = "rows that loads kept back"
    LOADS = "the newest load of each source"
    SOURCE_LOADS = "what each source was last loaded as"
    # of a door
    FEED = "a calendar's feed"


class Memo:
    """At most ``most`` results; safe between threads (a result may be made twice)."""

    def __init__(self, most: int = 16) -> None:
        """Keep nothing yet."""
        self._most, self._held, self._lock = most, OrderedDict[Hashable, object](), Lock()

    def get(self, what: MemoKey, rests_on: Hashable, kind: type[T], make: Callable[[], T]) -> T:
        """What is kept, of what it rests on (None: of the value alone); made if it is not there."""
        key = (what, rests_on)
        try:
            self._held.move_to_end(key)
            held = self._held[key]
        except KeyError:  # not made yet, or another thread has just forgotten it
            held = None
        if isinstance(held, kind):
            return held
        made = make()
        with self._lock:
            self._held[key] = made
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return made
