"""A substitution in one sentence: what changes hands, for whom, and by when to act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph_model.words import counted
from queries.answers.view import View
from queries.contract.deadline import in_words

if TYPE_CHECKING:
    from queries.substitution.substitution import Substitution


def verdict(found: Substitution, view: View) -> str:
    """What was found; of a supplier of which nothing is recorded it says so."""
    by = f" by {view.name(found.by)}" if found.by is not None else ""
    told = f"If {view.name(found.supplier)} is replaced{by}"
    if np.array_equal(found.impact.rows, [found.supplier]):
        return f"{told}: nothing is recorded that it touches"
    slas, agencies = len(found.changing("ServiceLevelAgreement")), len(found.customers)
    parts = (
        counted(len(found.changing("Contract")), "contract changes", "contracts change"),
        counted(slas, "SLA is re-papered", "SLAs are re-papered"),
        counted(len(found.citizen_facing), "citizen-facing service", "citizen-facing services"),
        counted(agencies, "customer agency", "customer agencies"),
    )
    return f"{told}: {', '.join(parts)}{_by_when(found)}"


def _by_when(found: Substitution) -> str:
    """By when to act, and whether there is time until the day of the replacement."""
    act_by, spare = found.when.act_by, found.when.spare_days
    act = f"; act by {in_words(act_by)}" if act_by else ""
    if spare is None:
        return act
    days = counted(abs(spare), "day", "days")
    return f"{act}; {days} {'to spare' if spare >= 0 else 'too late'} for {in_words(found.on)}"
