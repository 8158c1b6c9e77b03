"""What a day makes of a lens's edges: which gates stand, and whose contract serves whom."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from queries.contract.own import own_contracts
from queries.engine.edges import DATED, Edges, LooseEdges, joined
from queries.engine.faces import OTHERWISE, Faces
from queries.engine.gates import Gates, plain_edges
from queries.engine.lens_edges import LensEdges, edges_at
from queries.engine.parts import Parts, parts
from queries.engine.transfers import CONSUMES, COVERS
from queries.snapshot.rows import Flags, Ints, as_ints, distinct, with_more
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class DayEdges:
    """The edges of nodes: item rows, then the faces of services.

    ``closed`` (nodes,) carry nothing, or only to contracts under them.

    ``slot`` (nodes,) is -1 where the base's edges of the row still stand, else the node's row in
    ``own``. ``faces`` (faces,) has the row of the service that each is a face of; ``otherwise``
    (size,) the node of its face by row of a service, -1 of everything else, or is empty where there
    are none.
    """

    closed: Flags
    slot: Ints
    own: Edges
    gates: Gates
    faces: Ints
    otherwise: Ints

    def with_more(self, size: int, more: int) -> DayEdges:
        """The same where so many more items follow the first ``size``, and have no edges."""
        if not more:
            return self

        def told(nodes: Ints) -> Ints:
            return as_ints(nodes + more * (nodes >= size)) if len(self.faces) else nodes

        none = len(self.own.offsets) - 1
        offsets = np.append(self.own.offsets, self.own.offsets[none])
        otherwise = told(self.otherwise)
        return DayEdges(
            with_more(self.closed, size, more, False),
            with_more(self.slot, size, more, none),
            replace(self.own, offsets=offsets, target=told(self.own.target)),
            Gates(told(self.gates.dependent), self.gates.spare),
            self.faces,
            with_more(otherwise, size, more, -1) if len(otherwise) else otherwise,
        )


def day_edges(
    snapshot: Snapshot, edges: LensEdges, day: int, spare: Ints, closed: Flags
) -> DayEdges:
    """The edges of a lens on a day; ``spare`` are the groups', ``closed`` (size,) carry nothing."""
    gates = Gates(edges.groups.dependent, spare)
    found = parts(snapshot, edges.rules, day, closed)
    counted = _counted(snapshot, edges, found, len(gates))
    gates = gates.with_(found.item, found.count - 1)
    faces = _faces(snapshot, edges, day, closed)
    if faces is None:
        extra = counted
    else:
        beside, gates = faces.beside(joined([_around(snapshot, edges, day, faces), counted]), gates)
        gone, gates = faces.gone(counted, gates)
        extra = joined([counted, beside, gone, faces.edges()])
    return _laid(snapshot, edges, extra, gates, faces, closed)


def _counted(snapshot: Snapshot, edges: LensEdges, found: Parts, first: int) -> LooseEdges:
    """The edges by which relations count towards nothing of an item remaining."""
    columns = snapshot.picked(found.number)
    kinds = snapshot.kinds
    code = edges.rules.gate[columns.type, kinds[columns.start], kinds[columns.end]]
    return plain_edges(columns.start, as_ints(-(found.gate + first + 1)), code, found.number)


def _faces(snapshot: Snapshot, edges: LensEdges, day: int, closed: Flags) -> Faces | None:
    """The faces of services; None where there are none, or the lens does not ask whose it is."""
    lookup, codes = edges.rules.lookup, snapshot.relation_codes
    if not (lookup[codes[COVERS], :, :, 0].any() and lookup[codes[CONSUMES], :, :, 1].any()):
        return None
    faces = Faces(snapshot, edges.rules, own_contracts(snapshot, day, closed))
    return faces if len(faces.services) else None


def _around(snapshot: Snapshot, edges: LensEdges, day: int, faces: Faces) -> LooseEdges:
    """Every edge at the services with faces that holds on the day."""
    around = edges_at(snapshot, edges.rules, edges.groups, faces.services)
    around = around.where(snapshot.periods.hold(day)[around.period])
    undated = around.code & ~np.uint8(DATED)
    return LooseEdges(
        around.origin, around.target, undated, np.zeros_like(around.period), around.relation
    )


def _laid(
    snapshot: Snapshot,
    edges: LensEdges,
    extra: LooseEdges,
    gates: Gates,
    faces: Faces | None,
    closed: Flags,
) -> DayEdges:
    """The lens's edges with more on top, and those of the services with faces told apart."""
    size = snapshot.size
    of = faces.rows if faces else as_ints([])
    closed = np.concatenate([closed, np.zeros(len(of), np.bool_)])
    slot = np.full(size + len(of), -1, np.int32)
    if not len(extra.origin):
        slot[edges.rows] = np.arange(len(edges.rows), dtype=np.int32)
        return DayEdges(closed, slot, edges.own, gates, of, of)
    origins = extra.origin[extra.origin < size]
    more = faces.services if faces else of
    rows = distinct(as_ints(np.concatenate([edges.rows, origins, more])))
    own = edges_at(snapshot, edges.rules, edges.groups, rows)
    own = faces.told(own) if faces else own
    nodes = np.concatenate([rows, np.arange(size, len(slot), dtype=np.int32)])
    slot[nodes] = np.arange(len(nodes), dtype=np.int32)
    otherwise = np.full(size if faces else 0, -1, np.int32)
    if faces:
        otherwise[faces.services] = faces.face(OTHERWISE, faces.services)
    laid = joined([own, extra]).of(as_ints(nodes)).gathered(len(nodes))
    return DayEdges(closed, slot, laid, gates, of, otherwise)
