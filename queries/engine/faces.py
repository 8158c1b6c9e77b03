"""What a contract's end means to one consumer: the faces that a service shows (DESIGN section 4).

What crosses CONSUMES ← depends on the last step by which an effect came to the service, and on
whose contract that was. So a service that a consumer has a contract of its own for gets *faces*:
nodes beside its own that the same relations lead to, each for one sort of last step.

- *otherwise*: reached by any last step but COVERS →, or as a start;
- *others*: by a contract that does not serve its holders only;
- *all gone*: as nothing of what covers it in parts remains;
- *own*, one for each consumer that has contracts of its own: by one of those.

Its own node then only tells such consumers (the lowest level), the faces carry more to each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from queries.contract.own import Own
from queries.engine.edges import CODE, LooseEdges, joined
from queries.engine.gates import Gates, plain_edges
from queries.engine.transfers import CONSUMES, COVERS, Transfers
from queries.snapshot.rows import Bytes, Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

OTHERWISE, OTHERS, ALL_GONE = range(3)


@dataclass(frozen=True)
class Faces:
    """The faces of the services that some consumer has a contract of its own for.

    ``services`` are their rows, rising; ``asking`` the positions in ``own.consumed`` to whom it
    matters which face an effect shows.
    """

    snapshot: Snapshot
    rules: Transfers
    own: Own

    @cached_property
    def _counts(self) -> tuple[Flags, Flags]:
        """Of each that consumes: whether it has a contract of its own for the whole, for a part."""
        own, many = self.own, len(self.own.consumed.numbers)
        part = own.covers.part[own.cover]
        whole, parts = (np.bincount(own.by[which], minlength=many) for which in (~part, part))
        return whole > 0, parts > 0

    @cached_property
    def asking(self) -> Ints:
        """Those that have some contracts of their own but not all, or none where one is private."""
        own, size = self.own, self.snapshot.size
        service = own.consumed.service
        covers = np.bincount(own.covers.service, minlength=size)
        private = np.bincount(own.covers.service[own.covers.holder_only], minlength=size) > 0
        held = np.bincount(own.by, minlength=len(service))
        return as_ints(np.flatnonzero((held < covers[service]) & ((held > 0) | private[service])))

    @cached_property
    def services(self) -> Ints:
        """The rows of the services that have faces."""
        return as_ints(np.unique(self.own.consumed.service[self.asking]))

    @cached_property
    def _own_place(self) -> Ints:
        """The number of each asking consumer's own face among such, or -1."""
        whole, part = (flags[self.asking] for flags in self._counts)
        has = whole | part
        return as_ints(np.where(has, np.cumsum(has) - 1, -1))

    @cached_property
    def rows(self) -> Ints:
        """The row of the service that each face is of, shape (faces,)."""
        asked = self.own.consumed.service[self.asking]
        return np.concatenate([*[self.services] * 3, asked[self._own_place >= 0]])

    def face(self, which: int, services: Ints) -> Ints:
        """The nodes of one face of some of the services, given by row."""
        first = self.snapshot.size + which * len(self.services)
        return as_ints(first + np.searchsorted(self.services, services))

    def among(self, rows: Ints) -> Flags:
        """Which rows are services that have faces."""
        return np.isin(rows, self.services)

    def edges(self) -> LooseEdges:
        """What leads to the faces from contracts, and from the faces to consumers."""
        return joined([self._from_contracts(), *self._to_consumers()])

    def _from_contracts(self) -> LooseEdges:
        own, covers = self.own, self.own.covers
        carried = self._code(covers.numbers, COVERS, 0)
        open_ = np.flatnonzero(self.among(covers.service) & ~covers.holder_only)
        place = np.full(len(own.consumed.numbers), -1, np.int32)
        place[self.asking] = self._own_place
        mine = np.flatnonzero(place[own.by] >= 0)
        at = np.concatenate([open_, own.cover[mine]])
        others = self.face(OTHERS, covers.service[open_])
        owned = as_ints(self._first_own + place[own.by[mine]])
        return plain_edges(
            covers.contract[at],
            np.concatenate([others, owned]),
            carried[at],
            covers.numbers[at],
        )

    @property
    def _first_own(self) -> int:
        return self.snapshot.size + 3 * len(self.services)

    def _to_consumers(self) -> list[LooseEdges]:
        consumed, at = self.own.consumed, self.asking
        service, code = consumed.service[at], self._code(consumed.numbers[at], CONSUMES, 1)
        whole, part = (flags[at] for flags in self._counts)
        others = np.where(part, self.rules.capped[code], code)
        others[whole] = 0
        gone = np.where(part | ~whole & self._open_parts(service), code, 0)
        owned = np.where(whole | part, code, 0)
        pairs = (
            (self.face(OTHERWISE, service), code),
            (self.face(OTHERS, service), others),
            (self.face(ALL_GONE, service), gone),
            (as_ints(self._first_own + self._own_place), owned),
        )
        return [
            plain_edges(face, consumed.consumer[at], carried.astype(np.uint8), consumed.numbers[at])
            for face, carried in pairs
        ]

    def _open_parts(self, services: Ints) -> Flags:
        """Which services some contract covers in part that serves all who use it."""
        covers = self.own.covers
        return np.isin(services, covers.service[covers.part & ~covers.holder_only])

    def _code(self, numbers: Ints, type_: str, backward: int) -> Bytes:
        found = self.snapshot.picked(numbers)
        kinds = self.snapshot.kinds
        part = found.part.astype(np.uint8)
        code: Bytes = self.rules.lookup[
            found.type, kinds[found.start], kinds[found.end], backward, part
        ]
        return code

    def told(self, edges: LooseEdges) -> LooseEdges:
        """The edges, those from the services to who asks carrying their lowest level alone."""
        asking = np.isin(edges.relation, self.own.consumed.numbers[self.asking])
        asking &= self.snapshot.ends(edges.relation) == edges.origin
        code, flags = edges.code & np.uint8(CODE), edges.code & ~np.uint8(CODE)
        code = np.where(asking, self.rules.told[code], code)
        return replace(edges, code=code | flags).where(code > 0)

    def beside(self, edges: LooseEdges, gates: Gates) -> tuple[LooseEdges, Gates]:
        """What leads to a service other than over COVERS →, led to its face *otherwise* as well."""
        covers = self.snapshot.relation_codes[COVERS]
        covering = self.snapshot.types(edges.relation) == covers
        covering &= self.snapshot.starts(edges.relation) == edges.origin
        found = edges.where(self.among(gates.ends(edges.target)) & ~covering)
        return self._again(found, gates, OTHERWISE)

    def gone(self, edges: LooseEdges, gates: Gates) -> tuple[LooseEdges, Gates]:
        """What counts towards nothing of the cover of a service remaining, led to that face."""
        covers = self.snapshot.relation_codes[COVERS]
        covering = self.snapshot.types(edges.relation) == covers
        found = edges.where(covering & self.among(gates.ends(edges.target)))
        return self._again(found, gates, ALL_GONE)

    def _again(self, edges: LooseEdges, gates: Gates, which: int) -> tuple[LooseEdges, Gates]:
        """The edges with a face of their services as their end, through gates of its own."""
        gated = edges.target < 0
        old, place = np.unique(-edges.target[gated] - 1, return_inverse=True)
        target = self.face(which, gates.ends(edges.target))
        target[gated] = -(len(gates) + place + 1)
        face = self.face(which, gates.dependent[old])
        return replace(edges, target=as_ints(target)), gates.with_(face, gates.spare[old])
