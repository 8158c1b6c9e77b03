"""An impact in one sentence: what is lost, for whom, and which promises it breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph_model.words import counted

if TYPE_CHECKING:
    from queries.impact.impact import Impact

TOP = 3
"""The code of a lens's highest level."""


def verdict(impact: Impact) -> str:
    """What was found, the worst first; an answer that found nothing says so."""
    if len(impact.rows) <= len(impact.starts.rows):
        return "nothing recorded beyond what was asked about"
    return f"{len(impact.rows):,} affected: " + "; ".join(_parts(impact))


def _parts(impact: Impact) -> list[str]:
    parts = []
    for kind, promise in (("Service", ""), ("ServiceLevelAgreement", " (promises broken)")):
        if told := _by_level(impact, kind):
            broken = (
                promise if impact.lens.name == "outage" and impact.lens.level(TOP) in told else ""
            )
            parts.append(f"{told}{broken}")
    agencies = impact.agencies
    touched = (
        ("customer", agencies.customer),
        ("promised", agencies.promised),
        ("holding a contract", agencies.holder),
    )
    by = ", ".join(f"{many} {how}" for how, many in touched if many)
    return [*parts, f"agencies: {by}"] if by else parts or ["no service and no agency"]


def _by_level(impact: Impact, kind: str) -> str:
    """How many of a kind are at each level: "3 services LOST, 1 DEGRADED"."""
    found = [(level, many) for of, level, many in impact.counts if of == kind]
    if not found:
        return ""
    called = impact.snapshot.model.kind_by_name[kind].called(2)
    (level, many), *rest = found
    first = f"{counted(many, impact.snapshot.model.kind_by_name[kind].called(1), called)} {level}"
    return ", ".join([first, *(f"{number:,} {name}" for name, number in rest)])
