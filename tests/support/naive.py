"""The meaning of an answer, written a second time straight from DESIGN section 4: slow and obvious.

Nothing here knows the engine or its declarations: graphs are the plain graph file's records, the
table of the lenses is typed in again, and every answer is found by trying until nothing changes.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

Record = Mapping[str, Any]
Records = Mapping[str, Sequence[Record]]

# What the top, the middle and the lowest level arrive as; "." is nothing. Outage: L(OST),
# D(EGRADED), N(OTIFY); sourcing: D(IRECT), I(NDIRECT), N(OTIFY).
TABLE = """
DEPENDS_ON     <-  -                 -                  LD.  II.
PART_OF        ->  Service           Service            DD.  II.
PART_OF        ->  ConfigurationItem ConfigurationItem  DD.  II.
PART_OF        <-  Service           Service            ...  I..
PART_OF        <-  ConfigurationItem ConfigurationItem  ...  I..
PART_OF        ->  Program           Agency             LDN  DIN
PART_OF        ->  Agency            Agency             NN.  NN.
PART_OF        <-  Supplier          Supplier           ...  II.
PROVIDES       ->  -                 -                  LD.  DI.
PROVIDES       <-  -                 -                  NN.  N..
WITH           <-  -                 -                  ...  DI.
WITH           ->  -                 -                  ...  N..
UNDER          <-  -                 -                  ...  DI.
COVERS         ->  -                 -                  ...  DI.
COVERS         <-  -                 -                  ...  N..
HELD_BY        ->  -                 -                  ...  DI.
CONSUMES       <-  -                 -                  LDN  DIN
GOVERNS        <-  -                 -                  LDN  DIN
GOVERNS        ->  -                 -                  ...  N..
BINDS          <-  -                 Supplier           ...  DI.
BINDS          ->  -                 -                  ...  N..
UNDERPINNED_BY <-  -                 -                  NN.  II.
PROMISED_TO    ->  -                 -                  NN.  IN.
REPRESENTS     <-  -                 -                  NN.  NN.
OWNS           <-  -                 -                  NN.  NN.
OVERSEES       <-  -                 -                  NN.  NN.
SITS_ON        <-  Stakeholder       -                  NNN  NNN
DESCRIBES      <-  -                 -                  ...  N..
REBIDS         <-  -                 -                  ...  N..
"""
LEVELS = {"outage": ("LOST", "DEGRADED", "NOTIFY"), "sourcing": ("DIRECT", "INDIRECT", "NOTIFY")}
FAILS = {"outage": {"LOST"}, "sourcing": {"DIRECT", "INDIRECT"}}
BREAKS = {"outage": "LOST", "sourcing": "INDIRECT"}
SOFTENS = {"outage": "DEGRADED", "sourcing": "NOTIFY"}
TICKET_LEVELS = {"full": 0, "partial": 1, "notice": 2}
IDLE = {"planned", "ordered", "in stock", "retired", "disposed"}
PERMITS = {"authorisation", "MOU", "addendum"}
PARTED = ("PROVIDES", "COVERS")


def crossing(
    record: Record, arrow: str, kinds: Mapping[str, str], lens: str, whole: bool = False
) -> Mapping[str, str]:
    """What each level arrives as across a relation in one direction; ``whole`` lifts its cap."""
    ends = kinds[record["from"]], kinds[record["to"]]
    return _crossing(record["type"], record.get("extent"), arrow, *ends, lens, whole)


@cache
def _crossing(
    type_: str, extent: str | None, arrow: str, start: str, end: str, lens: str, whole: bool
) -> Mapping[str, str]:
    for first, last, *cells in _lines(type_, arrow):
        if first in ("-", start) and last in ("-", end):
            arriving = cells[list(LEVELS).index(lens)]
            by_letter = {level[0]: level for level in LEVELS[lens]}
            return {
                level: by_letter[letter]
                if whole
                else _capped(by_letter[letter], type_, extent, arrow, lens)
                for level, letter in zip(LEVELS[lens], arriving, strict=True)
                if letter != "."
            }
    return {}


@cache
def _lines(type_: str, arrow: str) -> list[list[str]]:
    """The lines of the table for a relation in one direction: the kinds of its ends, the cells."""
    lines = [line.split() for line in TABLE.strip().split("\n")]
    return [rest for name, direction, *rest in lines if (name, direction) == (type_, arrow)]


def _capped(level: str, type_: str, extent: str | None, arrow: str, lens: str) -> str:
    """Along PROVIDES → and COVERS →, extent = part caps at the middle level."""
    caps = type_ in PARTED and arrow == "->"
    if caps and extent == "part" and level == LEVELS[lens][0]:
        return LEVELS[lens][1]
    return level


def holds(record: Record, as_of: date) -> bool:
    """Since ≤ asOf < until; ends in 2099 or later are no end."""
    since, until = record.get("since"), record.get("until")
    if since is not None and date.fromisoformat(since) > as_of:
        return False
    return until is None or date.fromisoformat(until).year >= 2099 or as_of < _day(until)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def added(day: date, term: str, times: int) -> date:
    """``day`` and so many terms, months first; a day missing in the month is its last."""
    parts = {unit: int(number) for number, unit in re.findall(r"(\d+)([YMWD])", term)}
    months = (parts.get("Y", 0) * 12 + parts.get("M", 0)) * times
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    moved = date(year, month + 1, min(day.day, last))
    return moved + timedelta(days=(parts.get("W", 0) * 7 + parts.get("D", 0)) * times)


def own_last_day(contract: Record, as_of: date) -> date:
    """The last day before any parent caps it; the last of the calendar where there is no end."""
    end, given = contract.get("end"), contract.get("notice_given")
    if end is None or _day(end).year >= 2099:
        return date.max
    last = _day(end)
    for last in _ends(contract):
        if given is None and last >= as_of:
            break
        if given is not None and _less(last, contract.get("notice")) >= _day(given):
            break
    return last


def _ends(contract: Record) -> Iterator[date]:
    """The end, and those that tacit renewals give, one after the other."""
    end, term = _day(contract["end"]), str(contract.get("renewal_term") or "P0D")
    left, n = contract.get("renewals_left"), 0
    yield end
    renews = contract.get("renewal") == "tacit" and added(end, term, 1) != end
    while renews and (left is None or n < left):
        n += 1
        try:
            yield added(end, term, n)
        except (ValueError, OverflowError):  # beyond the calendar
            yield date.max
            return


def _less(day: date, notice: str | None) -> date:
    try:
        return day if notice is None or day == date.max else added(day, notice, -1)
    except (ValueError, OverflowError):
        return date.min


def last_day(graph: Records, id_: str, as_of: date, chain: tuple[str, ...] = ()) -> date:
    """A contract's last day, capped by those it is under, skipping the ones on the chain."""
    contract = next(item for item in graph["items"] if item["id"] == id_)
    last = own_last_day(contract, as_of)
    if contract.get("survives_parent") is not False:
        return last
    chain = (*chain, id_)
    parents = [
        record["to"]
        for record in graph["relations"]
        if record["type"] == "UNDER" and record["from"] == id_ and holds(record, as_of)
        if record["to"] not in chain
    ]
    return min([last, *(last_day(graph, parent, as_of, chain) for parent in parents)])


def in_force(graph: Records, contract: Record, as_of: date) -> bool:
    """Start ≤ asOf ≤ last day; a missing start has begun."""
    start = contract.get("start")
    begun = start is None or _day(start) <= as_of
    return begun and as_of <= last_day(graph, contract["id"], as_of)


def in_service(item: Record, as_of: date) -> bool:
    """Whether a configuration item or a service is in service; anything else always is."""
    if item["kind"] == "ConfigurationItem":
        return item.get("status") not in IDLE
    if item["kind"] != "Service":
        return True
    live, retires, lifecycle = (item.get(n) for n in ("live_on", "retires_on", "lifecycle"))
    begun = _day(live) <= as_of if live else lifecycle not in ("proposed", "planned")
    gone = _day(retires) <= as_of if retires else lifecycle == "retired"
    return begun and not gone


@dataclass
class Answer:
    """Levels by id: ``affected``, and apart the contracts lapsed and the items out of service."""

    affected: dict[str, str]
    not_in_force: dict[str, str]
    not_in_service: dict[str, str]


class Question:
    """One question about one graph, and everything that follows from it."""

    def __init__(self, graph: Records, of: Sequence[str], lens: str, as_of: date) -> None:
        self.graph, self.lens, self.as_of = graph, lens, as_of
        self.levels = LEVELS[lens]
        self.items = {item["id"]: item for item in graph["items"]}
        self.kinds = {id_: item["kind"] for id_, item in self.items.items()}
        self.relations = [r for r in graph["relations"] if holds(r, as_of)]
        self.starts = self._starts(of)
        self.settle()

    def settle(self) -> None:
        """Everything that follows from the starts."""
        others = [item for item in self.graph["items"] if item["id"] not in self.starts]
        self.lapsed = {
            item["id"]
            for item in others
            if item["kind"] == "Contract" and not in_force(self.graph, item, self.as_of)
        }
        self.idle = {item["id"] for item in others if not in_service(item, self.as_of)}
        self.groups: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for record in self.relations:
            if record["type"] == "DEPENDS_ON" and record.get("group"):
                self.groups[record["from"], record["group"]].append(record)
        self.carrying = list(self._carrying())
        self.reached = self._fixpoint()

    def _starts(self, of: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for id_ in of:
            if self.kinds[id_] != "Ticket":
                self._raise(found, id_, self.levels[0])
            for record in self.relations:
                if record["type"] == "AFFECTS" and record["from"] == id_:
                    level = self.levels[TICKET_LEVELS[record.get("level") or "full"]]
                    self._raise(found, record["to"], level)
        return found

    def _raise(self, levels: dict[str, str], id_: str, level: str | None) -> bool:
        held = levels.get(id_)
        if level is None or (held is not None and self.highest(held, level) == held):
            return False
        levels[id_] = level
        return True

    def highest(self, *levels: str | None) -> str | None:
        """The highest of some levels; None is none."""
        found = [level for level in levels if level is not None]
        return min(found, key=self.levels.index, default=None)

    @property
    def answer(self) -> Answer:
        apart = self.lapsed | self.idle
        return Answer(
            {id_: level for id_, level in self.reached.items() if id_ not in apart},
            {id_: level for id_, level in self.reached.items() if id_ in self.lapsed},
            {id_: level for id_, level in self.reached.items() if id_ in self.idle},
        )

    def _carrying(self) -> Iterator[tuple[Record, str, str, str]]:
        """Every relation that carries by its own rule, each way: record, arrow, origin, target.

        Left out are those of a group, and CONSUMES ← where whose contract it is decides.
        """
        for record in self.relations:
            if record["type"] == "DEPENDS_ON" and record.get("group"):
                continue
            for arrow, origin, target in (("->", "from", "to"), ("<-", "to", "from")):
                asks_whose = self.asks_whose and (record["type"], arrow) == ("CONSUMES", "<-")
                if not asks_whose and self.carries(record, arrow, record[origin]):
                    yield record, arrow, record[origin], record[target]

    @property
    def asks_whose(self) -> bool:
        """Whether COVERS → carries in the lens, so that it matters whose contract ends."""
        return self.lens == "sourcing"

    def carries(self, record: Record, arrow: str, origin: str) -> bool:
        """Out of service carries nothing, not in force only along UNDER ← to other contracts."""
        if origin in self.idle:
            return False
        under = (record["type"], arrow) == ("UNDER", "<-")
        return origin not in self.lapsed or (under and self.kinds[record["from"]] == "Contract")

    def arriving(self, record: Record, arrow: str, levels: Mapping[str, str]) -> Mapping[str, str]:
        """What each level arrives as, the cap of a part lifted where nothing of it remains."""
        whole = arrow == "->" and self.nothing_remains(record, levels)
        return crossing(record, arrow, self.kinds, self.lens, whole)

    def beside(self, record: Record) -> list[Record]:
        """The relations of its type into the same item that count, itself among them."""
        return [
            r
            for r in self.relations
            if (r["type"], r["to"]) == (record["type"], record["to"])
            if r["from"] not in self.lapsed
        ]

    def nothing_remains(self, record: Record, levels: Mapping[str, str]) -> bool:
        """Two or more provide or cover the item, and every one of them has the top level."""
        if record["type"] not in PARTED:
            return False
        beside = self.beside(record)
        return len(beside) > 1 and all(levels.get(r["from"]) == self.levels[0] for r in beside)

    def _fixpoint(self) -> dict[str, str]:
        levels = dict(self.starts)
        rising = True
        while rising:
            rising = False
            for record, arrow, origin, target in self.carrying:
                level = self.arriving(record, arrow, levels).get(levels.get(origin, ""))
                rising |= self._raise(levels, target, level)
            for (dependent, _), members in self.groups.items():
                rising |= self._raise(levels, dependent, self._group_level(members, levels))
            for record in self.relations if self.asks_whose else ():
                if record["type"] == "CONSUMES":
                    rising |= self._raise(levels, record["from"], self._consumed(record, levels))
        return levels

    def _group_level(self, members: Sequence[Record], levels: Mapping[str, str]) -> str | None:
        size, needed = self.size_and_need(members)
        found = [levels.get(record["to"]) for record in self.standing(members)]
        failing = sum(level in FAILS[self.lens] for level in found)
        if size and size - failing < needed:
            return BREAKS[self.lens]
        above = any(level in self.levels[:2] for level in found)
        return SOFTENS[self.lens] if above else None

    def standing(self, members: Sequence[Record]) -> list[Record]:
        """The relations of a group to members in service, or starts: what makes M."""
        return [record for record in members if record["to"] not in self.idle]

    def size_and_need(self, members: Sequence[Record]) -> tuple[int, int]:
        """|M|, and k: the largest need of all; missing or below 1 is 1, more than |M| is |M|."""
        needs = [max(record.get("need") or 1, 1) for record in members]
        size = len(self.standing(members))
        return size, min(max(needs), size)

    # whose contract

    def _consumed(self, record: Record, levels: Mapping[str, str]) -> str | None:
        """What crosses CONSUMES ← to a consumer."""
        consumer, service = record["from"], record["to"]
        if service in self.idle:
            return None
        told = self.levels[2] if service in levels else None
        found = [told, self.otherwise(service, levels)]
        for cover in self.covers(service):
            level = self.arriving(cover, "->", levels).get(levels.get(cover["from"], ""))
            found.append(self.through(cover, consumer, level))
        crosses = self.highest(*found)
        return crossing(record, "<-", self.kinds, self.lens).get(crosses or "")

    def otherwise(self, service: str, levels: Mapping[str, str]) -> str | None:
        """The level at which a service is reached by a last step other than COVERS →."""
        found = [self.starts.get(service)]
        for record, arrow, origin, target in self.carrying:
            if target == service and (record["type"], arrow) != ("COVERS", "->"):
                found.append(self.arriving(record, arrow, levels).get(levels.get(origin, "")))
        groups = [members for (one, _), members in self.groups.items() if one == service]
        return self.highest(*found, *(self._group_level(members, levels) for members in groups))

    def covers(self, service: str) -> list[Record]:
        """The COVERS of a service that hold, of contracts in force or starts."""
        return [
            record
            for record in self.relations
            if (record["type"], record["to"]) == ("COVERS", service)
            if record["from"] not in self.lapsed
        ]

    def through(self, cover: Record, consumer: str, level: str | None) -> str | None:
        """What of a level that a contract carries to a service crosses to one consumer of it."""
        own = self.own(consumer, cover["to"])
        if level is None or cover in own:
            return level
        if self.items[cover["from"]].get("serves") == "holder":
            return None
        if any(record.get("extent") != "part" for record in own):
            return None
        return max(level, self.levels[1], key=self.levels.index) if own else level

    def own(self, consumer: str, service: str) -> list[Record]:
        """The COVERS of a service by contracts that serve a consumer, and supply."""
        return [r for r in self.covers(service) if self.serves(r["from"], consumer)]

    def serves(self, contract: str, consumer: str) -> bool:
        """Whether a contract supplies, and one of those holds it whom the consumer is or is in."""
        supplies = self.items[contract].get("form") not in PERMITS
        return supplies and any(
            (record["type"], record["from"]) == ("HELD_BY", contract)
            and record["to"] in self._bodies(consumer)
            for record in self.relations
        )

    def _bodies(self, consumer: str) -> set[str]:
        """The consumer and all that it is part of: program to agency to agency."""
        found = {consumer}
        while True:
            more = {
                record["to"]
                for record in self.relations
                if record["type"] == "PART_OF" and record["from"] in found
            }
            if more <= found:
                return found
            found |= more


def discriminator_of(record: Record) -> str:
    """What tells relations of one type and the same ends apart."""
    named = {"DEPENDS_ON": "group", "BINDS": "role"}.get(record["type"], "")
    return str(record.get(named) or "")
