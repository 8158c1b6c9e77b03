"""What could not be known about what an impact reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import numpy as np

from graph_model.lens import Direction
from graph_model.periods import moved
from graph_model.words import counted
from queries.answers.estate import beside
from queries.answers.told import told
from queries.answers.types import ItemRows, Said, ServiceRows
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints, distinct

if TYPE_CHECKING:
    from queries.impact.impact import Impact

STALE_AFTER = timedelta(days=180)
"""A fact verified longer ago than this is no longer known (DESIGN section 4)."""
BACKWARD = Direction.BACKWARD


@dataclass(frozen=True, slots=True)
class Unknowns:
    """What could not be known about what was reached: of ours, and apart of reference data."""

    without_contract: Annotated[ServiceRows, Said("Services that no contract covers.")]
    without_sla: Annotated[ServiceRows, Said("Services that no SLA governs.")]
    without_ola: Annotated[ServiceRows, Said("Services that no OLA governs.")]
    without_consumer: Annotated[ServiceRows, Said("Services that nobody consumes.")]
    stale: Annotated[ItemRows, Said("Facts last verified more than 180 days before.")]
    of_reference: Annotated[
        ItemRows, Said("Items of reference data of which any of that is so; in no count above.")
    ]

    @told
    def said(self) -> str | None:
        """Counted: "3 services without a contract, 5 without an SLA"; null: nothing of ours."""
        lacking = (
            (self.without_contract, "a contract"),
            (self.without_sla, "an SLA"),
            (self.without_ola, "an OLA"),
            (self.without_consumer, "a consumer"),
        )
        without = [f"{len(rows):,} without {what}" for rows, what in lacking if len(rows)]
        parts = [f"services: {', '.join(without)}"] if without else []
        if len(self.stale):
            old = counted(len(self.stale), "fact", "facts")
            parts.append(f"{old} not verified for more than 180 days")
        return f"{'; '.join(parts)}{beside(len(self.of_reference))}" if parts else None


def unknowns(impact: Impact) -> Unknowns:
    """What is not recorded of the services reached, and which facts are old."""
    services = impact.rows_of(["Service"])
    found = (
        _lacking(impact, services, "COVERS", "Contract"),
        _lacking(impact, services, "GOVERNS", "ServiceLevelAgreement"),
        _lacking(impact, services, "GOVERNS", "OperatingLevelAgreement"),
        _lacking(impact, services, "CONSUMES", None),
        _stale(impact),
    )
    of_reference = impact.of_others(distinct(np.concatenate(found)))
    contract, sla, ola, consumer, stale = (impact.of_ours(rows) for rows in found)
    return Unknowns(contract, sla, ola, consumer, stale, of_reference)


def _lacking(impact: Impact, rows: Ints, type_: str, kind: str | None) -> Ints:
    """The rows to which no such relation holds, from an item of the kind."""
    snapshot, day = impact.snapshot, day_number(impact.as_of)
    owner, numbers = snapshot.relations_of(rows, type_, BACKWARD)
    holds = np.isin(numbers, snapshot.holding(numbers, day))
    if kind is not None:
        holds &= snapshot.kinds[snapshot.starts(numbers)] == snapshot.kind_codes[kind]
    return as_ints(np.delete(rows, distinct(owner[holds])))


def _stale(impact: Impact) -> Ints:
    verified = impact.snapshot.values(impact.rows, "verified_on")
    oldest = moved(impact.as_of, STALE_AFTER, -1).isoformat()
    stale = [day is not None and day < oldest for day in verified]
    return impact.rows[np.asarray(stale, np.bool_)] if stale else impact.rows
