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
from typing import Any, NamedTuple

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


def crossing(record: Record, arrow: str, kinds: Mapping[str, str], lens: str) -> dict[str, str]:
    """What each level arrives as across a relation in one direction."""
    start, end = kinds[record["from"]], kinds[record["to"]]
    for line in TABLE.split("\n")[1:-1]:
        name, direction, first, last, *cells = line.split()
        if (name, direction) != (record["type"], arrow):
            continue
        if first in ("-", start) and last in ("-", end):
            arriving = cells[list(LEVELS).index(lens)]
            by_letter = {level[0]: level for level in LEVELS[lens]}
            return {
                level: _capped(by_letter[letter], record, arrow, lens)
                for level, letter in zip(LEVELS[lens], arriving, strict=True)
                if letter != "."
            }
    return {}


def _capped(level: str, record: Record, arrow: str, lens: str) -> str:
    """Along PROVIDES → and COVERS →, extent = part caps at the middle level."""
    caps = record["type"] in ("PROVIDES", "COVERS") and arrow == "->"
    if caps and record.get("extent") == "part" and level == LEVELS[lens][0]:
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


class Way(NamedTuple):
    """A way for an effect into a state: over a relation, from the state (origin, level)."""

    length: int
    type: str
    origin: str
    level: str
    discriminator: str
    together: frozenset[str]


@dataclass
class Answer:
    """Levels by id, ``affected`` and (contracts that are lapsed) ``not_in_force``."""

    affected: dict[str, str]
    not_in_force: dict[str, str]


class Question:
    """One question about one graph, and everything that follows from it."""

    def __init__(self, graph: Records, of: Sequence[str], lens: str, as_of: date) -> None:
        self.graph, self.lens, self.as_of = graph, lens, as_of
        self.levels = LEVELS[lens]
        self.kinds = {item["id"]: item["kind"] for item in graph["items"]}
        self.relations = [r for r in graph["relations"] if holds(r, as_of)]
        self.starts = self._starts(of)
        self.lapsed = {
            item["id"]
            for item in graph["items"]
            if item["kind"] == "Contract" and item["id"] not in self.starts
            if not in_force(graph, item, as_of)
        }
        self.groups: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for record in self.relations:
            if record["type"] == "DEPENDS_ON" and record.get("group"):
                self.groups[record["from"], record["group"]].append(record)
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

    def _raise(self, levels: dict[str, str], id_: str, level: str) -> bool:
        held = levels.get(id_)
        if held is not None and self.levels.index(held) <= self.levels.index(level):
            return False
        levels[id_] = level
        return True

    @property
    def answer(self) -> Answer:
        return Answer(
            {id_: level for id_, level in self.reached.items() if id_ not in self.lapsed},
            {id_: level for id_, level in self.reached.items() if id_ in self.lapsed},
        )

    def crossings(self) -> Iterator[tuple[Record, str, str, dict[str, str]]]:
        """Every relation without a group, each way: record, origin, target, what arrives."""
        for record in self.relations:
            if record["type"] == "DEPENDS_ON" and record.get("group"):
                continue
            for arrow, origin, target in (("->", "from", "to"), ("<-", "to", "from")):
                arriving = crossing(record, arrow, self.kinds, self.lens)
                if self._carries(record, arrow, record[origin]):
                    yield record, record[origin], record[target], arriving

    def _carries(self, record: Record, arrow: str, origin: str) -> bool:
        """A contract not in force carries only along UNDER ← to other contracts."""
        if origin not in self.lapsed:
            return True
        under = (record["type"], arrow) == ("UNDER", "<-")
        return under and self.kinds[record["from"]] == "Contract"

    def _fixpoint(self) -> dict[str, str]:
        levels = dict(self.starts)
        rising = True
        while rising:
            rising = False
            for _, origin, target, arriving in self.crossings():
                level = arriving.get(levels.get(origin, ""))
                rising |= level is not None and self._raise(levels, target, level)
            for (dependent, _), members in self.groups.items():
                level = self._group_level(members, levels)
                rising |= level is not None and self._raise(levels, dependent, level)
        return levels

    def _group_level(self, members: Sequence[Record], levels: Mapping[str, str]) -> str | None:
        size, needed = self.size_and_need(members)
        found = [levels.get(record["to"]) for record in members]
        failing = sum(level in FAILS[self.lens] for level in found)
        if size - failing < needed:
            return BREAKS[self.lens]
        above = any(level in self.levels[:2] for level in found)
        return SOFTENS[self.lens] if above else None

    def size_and_need(self, members: Sequence[Record]) -> tuple[int, int]:
        """|M|, and k: the largest need; missing or below 1 is 1, more than |M| counts as |M|."""
        needs = [max(record.get("need") or 1, 1) for record in members]
        return len(members), min(max(needs), len(members))

    # chains: the shortest lengths of the states (item, level)

    def lengths(self) -> dict[tuple[str, str], int]:
        """The length of a shortest chain that gives an item a level, for every state reached."""
        found = dict.fromkeys(self.starts.items(), 0)
        rising = True
        while rising:
            rising = False
            for state, way in self.ways(found):
                if way.length < found.get(state, 10**9):
                    found[state] = way.length
                    rising = True
        return found

    def ways(self, lengths: Mapping[tuple[str, str], int]) -> list[tuple[tuple[str, str], Way]]:
        """Every way into every state, given the lengths known so far."""
        found = []
        for record, origin, target, arriving in self.crossings():
            for level, other in arriving.items():
                if (origin, level) in lengths:
                    length = lengths[origin, level] + 1
                    way = Way(
                        length, record["type"], origin, level, discriminator_of(record), frozenset()
                    )
                    found.append(((target, other), way))
        for (dependent, group), members in self.groups.items():
            found += self._ways_through(dependent, group, members, lengths)
        return found

    def _ways_through(
        self,
        dependent: str,
        group: str,
        members: Sequence[Record],
        lengths: Mapping[tuple[str, str], int],
    ) -> Iterator[tuple[tuple[str, str], Way]]:
        size, needed = self.size_and_need(members)
        ends = [record["to"] for record in members]
        failed = [id_ for id_ in ends if self.reached.get(id_) in FAILS[self.lens]]
        broken = size - len(failed) < needed
        counts = FAILS[self.lens] if broken else set(self.levels[:2])
        states = sorted(
            (lengths[id_, level], id_, level)
            for id_ in ends
            for level in counts
            if (id_, level) in lengths
        )
        if not broken:
            for length, id_, level in states:
                way = Way(length + 1, "DEPENDS_ON", id_, level, group, frozenset())
                yield (dependent, SOFTENS[self.lens]), way
            return
        nearest: dict[str, tuple[int, str, str]] = {}
        for state in states:
            nearest.setdefault(state[1], state)
        order = sorted(nearest.values())
        if len(order) > size - needed:
            length, id_, level = order[size - needed]
            way = Way(length + 1, "DEPENDS_ON", id_, level, group, frozenset(failed) - {id_})
            yield (dependent, BREAKS[self.lens]), way


def discriminator_of(record: Record) -> str:
    """What tells relations of one type and the same ends apart."""
    return str(record.get("group") or record.get("role") or "")
