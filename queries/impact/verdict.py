"""An impact in one sentence: what is lost, for whom, and which promises it breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph_model.words import counted

if TYPE_CHECKING:
    from queries.impact.difference import ImpactDifference
    from queries.impact.impact import Impact

PROMISE, BROKEN = "ServiceLevelAgreement", "LOST"
"""The kind that is a promise, and the level at which it is broken."""


def verdict(impact: Impact) -> str:
    """What was found, the worst first, and what edits make of it; nothing found is said so."""
    edits, open_ = impact.difference, impact.background
    changed = [*([open_.said] if open_ else []), *([_changed(edits)] if edits else [])]
    if len(impact.rows) <= len(impact.starts.rows):
        return "; ".join(["nothing recorded beyond what was asked about", *changed])
    return f"{len(impact.rows):,} affected: " + "; ".join([*_parts(impact), *changed])


def _parts(impact: Impact) -> list[str]:
    kinds = (_by_level(impact, kind) for kind in ("Service", PROMISE))
    agencies = impact.agencies
    touched = (
        (agencies.customer, "as customer"),
        (agencies.promised, "promised to"),
        (agencies.holder, "holding a contract"),
    )
    by = ", ".join(f"{many:,} {how}" for many, how in touched if many)
    parts = [part for part in (*kinds, f"agencies: {by}" if by else "") if part]
    return parts or ["no service and no agency"]


def _by_level(impact: Impact, kind: str) -> str:
    """How many of a kind are at each level: "3 services LOST, 1 DEGRADED"."""
    found = [(level, many) for of, level, many in impact.counts if of == kind]
    if not found:
        return ""
    called = impact.snapshot.model.kind_by_name[kind].called
    (worst, many), *rest = found
    broken = " (promise broken)" if kind == PROMISE and worst == BROKEN else ""
    first = f"{counted(many, called(1), called(2))} {worst}{broken}"
    return ", ".join([first, *(f"{number:,} {level}" for level, number in rest)])


def _changed(edits: ImpactDifference) -> str:
    """What edits make of an impact: "the edits make 3 worse, 1 no longer affected"."""
    many = (
        (len(edits.new_rows), "affected that were not"),
        (len(edits.worse_rows), "worse"),
        (len(edits.better_rows), "better"),
        (len(edits.gone_rows), "no longer affected"),
    )
    told = ", ".join(f"{number:,} {how}" for number, how in many if number)
    return f"the edits make {told}" if told else "the edits change nothing of this"
