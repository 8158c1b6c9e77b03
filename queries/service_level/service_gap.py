"""What is missing in a chain of service levels: nobody bound, nothing written, nothing measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from queries.answers.told import subject, told
from queries.answers.types import ItemRow, Said
from queries.service_level.measured import overdue
from queries.service_level.service_chain import BACKWARD, Chain
from queries.snapshot.ours import ours


class ServiceGapKind(Enum):
    """What can be missing in a chain of service levels."""

    NO_JOINT_OLA = "no OLA binds both suppliers of a dependency"
    NO_OLA = "an SLA with no OLA beneath it"
    NOT_DESCRIBED = "an OLA that no manual page describes"
    NOT_MEASURED = "a target that nothing measures"
    OVERDUE = "a metric past its window"


@dataclass(frozen=True, slots=True)
class ServiceGap:
    """Something missing in a chain of service levels."""

    kind: Annotated[ServiceGapKind, Said("What is missing.")]
    rows: tuple[int, ...]

    @subject
    @told
    def items(self) -> list[ItemRow]:
        """Where, in the order of the kind's words."""
        return list(self.rows)


def gaps(chain: Chain, bare: Sequence[ServiceGap]) -> list[ServiceGap]:
    """What is missing in the chain, by kind; first the dependencies that no OLA stands beside."""
    return [
        *bare,
        *(
            ServiceGap(ServiceGapKind.NO_OLA, (sla,))
            for sla in chain.slas.tolist()
            if not chain.olas_beneath(sla)
        ),
        *(
            ServiceGap(ServiceGapKind.NOT_DESCRIBED, (ola,))
            for ola in chain.olas.tolist()
            if not len(chain.ends(ola, "DESCRIBES", BACKWARD))
        ),
        *_unmeasured(chain),
    ]


def of_ours(chain: Chain, bare: Sequence[ServiceGap]) -> list[ServiceGap]:
    """Those of what is ours: an office binds nobody to what reference data tells of.

    What was asked about is ours for that question.
    """
    mine = ours(chain.snapshot)
    return [gap for gap in bare if gap.rows[0] == chain.service or mine[gap.rows[0]]]


def unbound(chain: Chain) -> list[ServiceGap]:
    """Dependencies between two suppliers that no OLA binds both to, the dependent first."""
    found = []
    for row in chain.beneath.tolist():
        above = _providers(chain, row)
        for below in chain.beneath_of(row).tolist():
            apart = [one for one in _providers(chain, below) if above and one not in above]
            found += [
                ServiceGap(ServiceGapKind.NO_JOINT_OLA, (row, below, above[0], one))
                for one in apart
                if not _bound(chain, above, one)
            ]
    return found


def _providers(chain: Chain, row: int) -> list[int]:
    found: list[int] = chain.ends(row, "PROVIDES", BACKWARD).tolist()
    return found


def _bound(chain: Chain, above: Sequence[int], below: int) -> bool:
    """Whether an OLA binds a supplier and any of some others."""
    olas = set(chain.ends(below, "BINDS", BACKWARD).tolist())
    return any(not olas.isdisjoint(chain.ends(one, "BINDS", BACKWARD).tolist()) for one in above)


def _unmeasured(chain: Chain) -> list[ServiceGap]:
    found: list[ServiceGap] = []
    for agreement in [*chain.slas.tolist(), *chain.olas.tolist()]:
        found += _overdue(chain, agreement)
        for target in chain.targets(agreement).tolist():
            if not len(chain.metrics(target)):
                found.append(ServiceGap(ServiceGapKind.NOT_MEASURED, (target, agreement)))
            found += _overdue(chain, target)
    return list(dict.fromkeys(found))


def _overdue(chain: Chain, measured: int) -> list[ServiceGap]:
    metrics = chain.metrics(measured).tolist()
    return [
        ServiceGap(ServiceGapKind.OVERDUE, (m, measured))
        for m in metrics
        if overdue(chain.snapshot, m, chain.as_of)
    ]
