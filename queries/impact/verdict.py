"""An impact in one sentence: what is lost, for whom, and which promises it breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph_model.words import counted
from queries.answers.counting import among_all
from queries.answers.estate import beside
from queries.answers.view import View
from queries.impact.exposure import hardest
from queries.snapshot.rows import as_ints, distinct

if TYPE_CHECKING:
    from queries.impact.difference import ImpactDifference
    from queries.impact.impact import Impact

PROMISE, BROKEN = "ServiceLevelAgreement", "LOST"
"""The kind that is a promise, and the level at which it is broken."""
HAPPENS = {"outage": ("fails", "fail"), "sourcing": ("changes hands", "change hands")}
"""What happens to one start, and to several, under a lens; under any other they change."""
ONLY_SUPPOSED = "Only the edits put there what was asked about"
NOTHING = "no service and no agency is touched"


def verdict(impact: Impact, view: View) -> str:
    """What was found, the worst first, and what edits make of it; nothing found is said so."""
    edits, open_ = impact.difference, impact.background
    on_top = f"; {open_.said}" if open_ else ""
    changed = f"{on_top}.{f' {_changed(edits)}.' if edits else ''}"
    brought = impact.brought
    if len(brought.rows) <= len(brought.starts.rows):
        return f"Nothing is recorded beyond what was asked about{changed}"
    starts = impact.snapshot.order.rows(brought.starts.rows)
    happens = HAPPENS.get(impact.lens.name, ("changes", "change"))[len(starts) != 1]
    parts = (_by_level(brought, "Service"), _by_level(brought, PROMISE), _agencies(brought, view))
    said = "; ".join(part for part in parts if part) or NOTHING
    return f"If {view.names(starts)} {happens}: {said}{changed}"


def _agencies(impact: Impact, view: View) -> str:
    """Which agencies are touched, of how many, and how: "11 of 26 agencies (9 as customer)"."""
    touched = impact.agencies_by_touch
    rows = distinct(as_ints(np.concatenate(list(touched.values()))))
    ways = (
        (len(touched["customer"]), "as customer"),
        (len(touched["promised"]), "promised to"),
        (len(touched["holder"]), "holding a contract"),
    )
    by = ", ".join(f"{many:,} {how}" for many, how in ways if many)
    whole = impact.read_on is None
    hit = _hardest(impact, view) if whole else ""
    return f"{among_all(view, rows, 'Agency', whole)} ({by}){hit}" if by else ""


def _hardest(impact: Impact, view: View) -> str:
    """Of those that it hurts, the agency hit hardest: "; Health hardest, 1 of 12 services LOST"."""
    seen = view.shown(impact.agencies_by_touch["customer"])
    told = impact.lens.levels[0]
    hurt = [e for e in hardest(impact, seen) if e.affected and e.affected[0].level != told]
    return f"; hardest hit is {view.name(hurt[0].row)}: {hurt[0].worst}" if hurt else ""


def _by_level(impact: Impact, kind: str) -> str:
    """How many of a kind are at each level: "3 services LOST, 1 DEGRADED"."""
    found = [(level, many) for of, level, many in impact.counts if of == kind]
    theirs = beside(len(impact.rows) - len(impact.ours)) if kind == "Service" else ""
    if not found:
        return f"no service of ours{theirs}" if theirs else ""
    called = impact.snapshot.model.kind_by_name[kind].called
    (worst, many), *rest = found
    broken = " (promise broken)" if kind == PROMISE and worst == BROKEN else ""
    first = f"{counted(many, called(1), called(2))} {worst}{broken}"
    return ", ".join([first, *(f"{number:,} {level}" for level, number in rest)]) + theirs


def _changed(edits: ImpactDifference) -> str:
    """What edits make of an impact: "The edits make 3 worse, 1 no longer affected"."""
    if edits.later.supposed:
        return ONLY_SUPPOSED
    many = (
        (len(edits.new_rows), "affected that were not"),
        (len(edits.worse_rows), "worse"),
        (len(edits.better_rows), "better"),
        (len(edits.gone_rows), "no longer affected"),
    )
    told = ", ".join(f"{number:,} {how}" for number, how in many if number)
    return f"The edits make {told}" if told else "The edits change nothing of this"
