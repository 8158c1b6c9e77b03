"""Rules about agreements: an SLA's customers and subject, an OLA's parties."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from queries.check.dated import Dated
from queries.check.rule import Found, Rule
from queries.check.severity import Severity

SLA, OLA = "ServiceLevelAgreement", "OperatingLevelAgreement"


def _not_starting(at: Dated, kind: str, type_: str, message: str) -> Iterator[Found]:
    """A finding for each item of the kind at which no relation of the type starts."""
    rows = at.rows(kind)
    for row in rows[~at.starting(type_)[rows]].tolist():
        yield Found(f"{at.label(row)} {message}", (row,))


def promised_to_nobody(at: Dated) -> Iterator[Found]:
    """SLAs without a customer."""
    message = "is promised to nobody; record the agencies or programs it is promised to."
    return _not_starting(at, SLA, "PROMISED_TO", message)


def governs_nothing(at: Dated) -> Iterator[Found]:
    """SLAs that are about nothing."""
    message = "governs no service or configuration item; record what it is about."
    return _not_starting(at, SLA, "GOVERNS", message)


def binds_too_few(at: Dated) -> Iterator[Found]:
    """OLAs with fewer than two parties."""
    numbers = at.relations("BINDS")
    start, end = at.snapshot.starts(numbers), at.snapshot.ends(numbers)
    pairs = np.unique(np.stack([start, end]), axis=1)
    parties = np.bincount(pairs[0], minlength=at.snapshot.size)
    rows = at.rows(OLA)
    for row in rows[parties[rows] < 2].tolist():
        bound = pairs[1][pairs[0] == row]
        told = f"binds {at.labels(bound)} alone" if len(bound) else "binds nobody"
        message = f"{at.label(row)} {told}; record its provider and its client."
        yield Found(message, (row, *bound.tolist()))


RULES = (
    Rule(
        "sla-promised-to-nobody",
        Severity.WARNING,
        "An SLA is promised to no agency or program, so nobody is told when it breaks.",
        promised_to_nobody,
    ),
    Rule(
        "sla-governs-nothing",
        Severity.WARNING,
        "An SLA governs no service or configuration item, so no impact reaches it.",
        governs_nothing,
    ),
    Rule(
        "ola-binds-too-few",
        Severity.WARNING,
        "An OLA binds fewer than two parties, so it obliges nobody to anybody.",
        binds_too_few,
    ),
)
