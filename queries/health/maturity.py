"""The five maturity characteristics, one indicator each; there is no single maturity number."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph_model.periods import Period, moved
from queries.expiration.early_exit import REPLACING
from queries.expiration.expiration import Expirations
from queries.health.health_scope import BACKWARD, FORWARD, OLA, SLA, Flags, HealthScope
from queries.health.indicator import Indicator, split
from queries.health.lever import Lever
from queries.service_level.measured import measurement
from queries.service_level.yardstick import yardstick
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, Rows, as_ints, grouped

AHEAD = Period(months=24)
"""How far ahead a contract's end should be provided for."""


def maturity(part: HealthScope, deadlines: Expirations) -> list[Indicator]:
    """The characteristics, in the order in which state practice names them."""
    return [
        costs(part),
        choices(part),
        competence(part),
        control(part, deadlines),
        change(part, deadlines),
    ]


def costs(part: HealthScope) -> Indicator:
    """Cost accountability and currency."""
    owner, numbers = part.pairs(part.services, "CONSUMES", BACKWARD)
    charges = [part.snapshot.relation_value(n, "annual_charge") for n in numbers.tolist()]
    unknown = np.asarray([charge is None for charge in charges], np.bool_)
    consumed = np.unique(owner)
    charged = ~np.isin(consumed, owner[unknown])
    formula = "consumed services with an annual charge on every consumption / consumed services"
    return split(
        Lever.TRANSPARENCY,
        "cost accountability and currency",
        formula,
        part.services[consumed],
        charged,
    )


def choices(part: HealthScope) -> Indicator:
    """Access to technology choices."""
    providers = part.count(part.services, "PROVIDES", BACKWARD) > 1
    open_ = part.has(part.services, "plug_and_play", True)
    offered = offering(part, part.services, as_ints([]))
    formula = "services with two providers, plug-and-play, or two suppliers that offer what"
    formula += " they need / all services"
    flags = providers | open_ | (offered > 1)
    return split(Lever.SOURCING, "access to technology choices", formula, part.services, flags)


def offering(part: HealthScope, services: Ints, but: Ints) -> NDArray[np.int64]:
    """How many suppliers offer a capability that each service needs, shape (len(services),).

    Suppliers in ``but`` (rows) do not count.
    """
    capabilities = part.snapshot.rows_of_kind("Capability")
    held, delivers = part.pairs(capabilities, "DELIVERS", BACKWARD)
    owner, offers = part.pairs(part.snapshot.starts(delivers), "OFFERS", BACKWARD)
    suppliers = part.snapshot.starts(offers)
    others = ~np.isin(suppliers, but)
    by_capability = grouped(as_ints(capabilities[held[owner[others]]]), part.snapshot.size)
    suppliers = suppliers[others][by_capability.entries]
    needing, needs = part.pairs(services, "NEEDS", FORWARD)
    at, found = Rows(by_capability.offsets, suppliers).of_many(part.snapshot.ends(needs))
    pairs = np.unique(needing[at].astype(np.int64) * part.snapshot.size + found)
    return np.bincount(pairs // max(1, part.snapshot.size), minlength=len(services))


def competence(part: HealthScope) -> Indicator:
    """Operational competence."""
    targets = part.ends(part.of_kind(SLA, OLA), "SETS", FORWARD)
    results = [_kept(part, row) for row in targets.tolist()]
    known = as_ints(
        [t for t, kept in zip(targets.tolist(), results, strict=True) if kept is not None]
    )
    formula = "targets that their latest reading meets / targets with a reading"
    met = [kept for kept in results if kept is not None]
    return split(Lever.SERVICE_LEVELS, "operational competence", formula, known, met)


def _kept(part: HealthScope, target: int) -> bool | None:
    """Whether a target's latest figure meets it; None without a reading to compare."""
    held = yardstick(part.snapshot, target)
    metrics = part.ends(as_ints([target]), "MEASURES", BACKWARD).tolist()
    latest = measurement(part.snapshot, held, metrics, part.as_of, part.as_of).latest
    return None if latest is None else not latest.missed


def _in_force(part: HealthScope, deadlines: Expirations) -> Ints:
    """The part's contracts in force."""
    force = deadlines.rows[deadlines.last.in_force(day_number(part.as_of))]
    return as_ints(np.intersect1d(force, part.of_kind("Contract")))


def control(part: HealthScope, deadlines: Expirations) -> Indicator:
    """Control and flexibility."""
    contracts = _in_force(part, deadlines)
    flags = _replaceable(part, deadlines)[contracts]
    formula = "contracts in force with a right to replace the supplier, own or inherited / all"
    return split(Lever.CONTRACTS, "control and flexibility", formula, contracts, flags)


def _replaceable(part: HealthScope, deadlines: Expirations) -> Flags:
    """Whether each contract's row, or one it is under, gives such a right, shape (size,).

    What a contract gives has lapsed once its last day is past.
    """
    snapshot = part.snapshot
    contracts = deadlines.rows[deadlines.last.last >= day_number(part.as_of)]
    held = snapshot.values(contracts, "rights")
    flags = np.zeros(snapshot.size, np.bool_)
    flags[contracts] = [not set(rights or ()).isdisjoint(REPLACING) for rights in held]
    under = part.holding(snapshot.all_relations("UNDER"))
    child, parent = snapshot.starts(under), snapshot.ends(under)
    while (risen := flags[parent] & ~flags[child]).any():
        flags[child[risen]] = True
    return flags


def change(part: HealthScope, deadlines: Expirations) -> Indicator:
    """Change capability."""
    contracts = _in_force(part, deadlines)
    at = np.searchsorted(deadlines.rows, contracts)
    ahead = deadlines.last.last[at] <= day_number(moved(part.as_of, AHEAD))
    ending = ahead & ~deadlines.prospects.renews[at]
    contracts, at = as_ints(contracts[ending]), at[ending]
    follows = part.count(contracts, "SUCCEEDS", BACKWARD) + part.count(
        contracts, "REBIDS", BACKWARD
    )
    in_time = deadlines.safe_start[at] >= deadlines.day
    formula = "contracts that end within 24 months with a successor, a procurement, or time to act"
    return split(
        Lever.CONTRACTS,
        "change capability",
        formula + " / all of them",
        contracts,
        (follows > 0) | in_time,
    )
