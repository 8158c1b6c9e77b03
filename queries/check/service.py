"""Rules about services: who provides them, under which contract, and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from graph_model.scale import Scale, answers, falls_short
from queries.check.dated import Dated
from queries.check.rule import Found, Rule
from queries.check.severity import Severity
from queries.snapshot.rows import Flags, Ints, absent, as_ints


def _running(at: Dated) -> Ints:
    """The services in service: what is not yet, or no longer, needs nobody."""
    rows = at.rows("Service")
    return rows[~at.out_of_service[rows]]


def _by_parts(at: Dated, flags: Flags) -> Flags:
    """The flags, and those of every whole of which a part has one."""
    numbers = at.relations("PART_OF")
    part, whole = at.snapshot.starts(numbers), at.snapshot.ends(numbers)
    flags = flags.copy()
    while (gained := flags[part] & ~flags[whole]).any():
        flags[whole[gained]] = True
    return flags


def _found(at: Dated, rows: Ints, flags: Flags, message: str) -> Iterator[Found]:
    """A finding for each row that has no flag."""
    for row in rows[~flags[rows]].tolist():
        yield Found(f"{at.label(row)} {message}", (row,))


def without_provider(at: Dated) -> Iterator[Found]:
    """Services that nobody provides, as a whole or a part."""
    provided = _by_parts(at, at.ending("PROVIDES"))
    message = "is provided by no supplier, nor is a part of it; record who provides it."
    return _found(at, _running(at), provided, message)


def without_contract(at: Dated) -> Iterator[Found]:
    """Services that no contract in force covers, unless all who provide them are in-house."""
    numbers = at.relations("COVERS")
    in_force = at.in_force[at.snapshot.starts(numbers)]
    covered = _by_parts(at, at.flagged(at.snapshot.ends(numbers[in_force])))
    lapsed = at.flagged(at.snapshot.ends(numbers[~in_force]))
    rows = _running(at)
    bare = rows[~(covered | _in_house(at))[rows]]
    told = "is covered by no contract{}; record the contract, or an insourced provider."
    yield from _found(at, bare[~lapsed[bare]], covered, told.format(""))
    known = " in force, only by some that are not"
    yield from _found(at, bare[lapsed[bare]], covered, told.format(known))


def _in_house(at: Dated) -> Flags:
    """Which items are provided, and by insourced suppliers only."""
    numbers = at.relations("PROVIDES")
    supplier = at.snapshot.starts(numbers)
    insourced = at.values(supplier, "sourcing") == "insourced"
    own = at.flagged(at.snapshot.ends(numbers[insourced]))
    return own & ~at.flagged(at.snapshot.ends(numbers[~insourced]))


def without_consumer(at: Dated) -> Iterator[Found]:
    """Catalog services that nobody consumes, and elements that nothing uses either."""
    rows = _running(at)
    used = at.ending("CONSUMES")
    catalog = at.values(rows, "tier") == "catalog"
    inner = used | at.ending("DEPENDS_ON") | at.starting("PART_OF")
    yield from _found(
        at, rows[catalog], used, "is in the catalog but nobody consumes it; record its customers."
    )
    message = "is consumed by nobody and nothing depends on it or has it as a part; record its use."
    yield from _found(at, rows[~catalog], inner, message)


def parts_alone(at: Dated) -> Iterator[Found]:
    """What one supplier alone provides, and only a part of."""
    numbers = at.relations("PROVIDES")
    part = at.snapshot.picked(numbers).part
    ends = at.snapshot.ends(numbers)
    suppliers = np.bincount(ends, minlength=at.snapshot.size)
    for n in np.flatnonzero(part & (suppliers[ends] == 1)).tolist():
        supplier, row = int(at.snapshot.starts(as_ints([numbers[n]]))[0]), int(ends[n])
        message = (
            f"{at.label(row)} is provided in part by {at.label(supplier)} and the rest by nobody; "
            "record who provides the rest, or make the extent whole."
        )
        yield Found(message, (row, supplier), (int(numbers[n]),))


def certified_lower(at: Dated) -> Iterator[Found]:
    """Services that stand higher on a scale of certifications than what they depend on."""
    scales = at.snapshot.model.scales_of("certifications")
    numbers = at.relations("DEPENDS_ON")
    start, end = at.snapshot.starts(numbers), at.snapshot.ends(numbers)
    required, held = (at.values(rows, "certifications") for rows in (start, end))
    for n in np.flatnonzero(~absent(required) & ~absent(held)).tolist():
        for wanted, found in _too_low(required[n], held[n], scales):
            above, below = int(start[n]), int(end[n])
            message = (
                f"{at.label(above)} has {wanted} but depends on {at.label(below)}, which has "
                f"{found} only; depend on what answers it, or correct what is recorded."
            )
            yield Found(message, (above, below), (int(numbers[n]),))


def _too_low(
    required: Sequence[str], held: Sequence[str], scales: Sequence[Scale]
) -> Iterator[tuple[str, str]]:
    """What is wanted, and what is held that stands lower on its scale, where nothing answers."""
    for wanted in required:
        lower = [each for each in held if falls_short(each, wanted, scales)]
        if lower and not any(answers(each, wanted, scales) for each in held):
            yield wanted, lower[0]


RULES = (
    Rule(
        "service-without-provider",
        Severity.WARNING,
        "No supplier provides a running service or a part of it, so nothing is known to carry it.",
        without_provider,
    ),
    Rule(
        "service-without-contract",
        Severity.WARNING,
        "No contract in force covers a running service that is not provided in-house alone.",
        without_contract,
    ),
    Rule(
        "service-without-consumer",
        Severity.WARNING,
        "Nobody consumes a running service of the catalog, or nothing uses an element.",
        without_consumer,
    ),
    Rule(
        "provided-in-part-only",
        Severity.WARNING,
        "One supplier alone provides something, and only a part of it.",
        parts_alone,
    ),
    Rule(
        "certification-too-low",
        Severity.INFO,
        "A service depends on one that stands lower on a scale of certifications than itself.",
        certified_lower,
    ),
)
