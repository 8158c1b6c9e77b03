"""A substitution's parts as commands print them: what, may, can, when, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from api.cli.answer import items_json
from api.cli.difference import difference_json
from api.cli.output import print_rows
from api.cli.service_levels import changes_json, item_json, print_changes

if TYPE_CHECKING:
    from queries.expiration.entitlement import Entitlement
    from queries.snapshot.snapshot import Snapshot
    from queries.substitution.substitution import Substitution
    from queries.supplier.candidate import Candidate


def parts_json(found: Substitution, order_by: str | None) -> dict[str, object]:
    """What stands beside the verdict and the impact, as programs read it."""
    from queries.supplier.candidate import HEADING

    snapshot = found.impact.snapshot
    forces = found.stakeholders().items()
    return {
        "on": found.on.isoformat(),
        "metrics": items_json(snapshot, found.metrics.tolist()),
        "forces": {force or "unknown": items_json(snapshot, r.tolist()) for force, r in forces},
        "may": [_may_json(e, snapshot) for e in found.entitlements],
        "candidatesHeading": HEADING,
        "candidatesNote": found.needs.note,
        "withoutNeeds": items_json(snapshot, found.needs.silent.tolist()),
        "candidates": [_candidate_json(c) for c in _candidates(found, order_by)],
        "when": _when_json(found),
        "difference": _difference_json(found),
        "promises": changes_json(found.promises, snapshot),
    }


def _candidates(found: Substitution, order_by: str | None) -> list[Candidate]:
    from queries.supplier.candidate import ordered

    return found.candidates if order_by is None else ordered(found.candidates, order_by)


def _may_json(found: Entitlement, snapshot: Snapshot) -> dict[str, object]:
    return {
        "contract": item_json(snapshot, found.contract),
        "may": found.may,
        "rights": [
            {"right": right, "contract": item_json(snapshot, row)} for right, row in found.rights
        ],
        "noticeBy": found.notice_by and found.notice_by.isoformat(),
        "noticePossible": found.notice_possible,
        "endsOn": found.ends_on and found.ends_on.isoformat(),
        "endsInTime": found.ends_in_time,
        "triggers": [
            {
                "trigger": item_json(snapshot, f.trigger),
                "on": f.on and f.on.isoformat(),
                "condition": f.condition,
            }
            for f in found.triggers
        ],
    }


def _candidate_json(found: Candidate) -> dict[str, object]:
    snapshot = found.snapshot
    levels = [
        {
            "target": item_json(snapshot, level.target),
            "verdict": level.verdict,
            "offered": None if level.offered is None else item_json(snapshot, level.offered),
            "shortBy": level.short_by,
        }
        for level in found.levels
    ]
    return {
        "supplier": item_json(snapshot, found.supplier),
        "offerings": items_json(snapshot, found.offerings.tolist()),
        "delivered": items_json(snapshot, found.delivered.tolist()),
        "lacking": items_json(snapshot, found.lacking.tolist()),
        "levels": levels,
        "held": list(found.held),
        "uncertified": list(found.uncertified),
        "prices": found.prices,
        "shareBefore": found.concentration[0],
        "shareAfter": found.concentration[1],
        "spreadBefore": found.spread[0],
        "spreadAfter": found.spread[1],
    }


def _when_json(found: Substitution) -> dict[str, object]:
    snapshot, critical, earliest = found.impact.snapshot, found.critical, found.earliest
    return {
        "actBy": critical.act_by.isoformat() if critical and critical.act_by else None,
        "critical": item_json(snapshot, critical.row) if critical else None,
        "fees": {currency: str(amount) for currency, amount in sorted(found.fees.items())},
        "earliest": earliest and {"on": str(earliest.on), "arithmetic": earliest.arithmetic},
        "spareDays": found.spare_days,
        "notes": [
            {"contract": item_json(snapshot, ending.row), "note": warning}
            for ending in found.endings
            for warning in ending.doubts
        ],
        "milestones": [
            {
                "on": m.on.isoformat(),
                "what": m.what,
                "contract": item_json(snapshot, m.contract),
                "forum": None if m.forum is None else item_json(snapshot, m.forum),
                "arithmetic": m.arithmetic,
            }
            for m in found.path
        ],
    }


def _difference_json(found: Substitution) -> dict[str, object] | None:
    if found.difference is None:
        return None
    return {
        "replaced": difference_json(found.difference.replaced.comparison),
        "by": difference_json(found.difference.by.comparison),
    }


def print_parts(found: Substitution, order_by: str | None) -> None:
    """The same for people."""
    _print_forces(found)
    _print_may(found)
    _print_candidates(found, order_by)
    _print_when(found)
    _print_difference(found)


def _print_forces(found: Substitution) -> None:
    snapshot = found.impact.snapshot
    typer.echo()
    for force, rows in found.stakeholders().items():
        names = ", ".join(sorted(map(snapshot.name, rows.tolist())))
        typer.echo(f"to engage, {force or 'force unknown'}: {names}")
    if len(found.metrics):
        lost = ", ".join(sorted(snapshot.ids_of(found.metrics)))
        typer.echo(f"metrics that lose their source: {lost}")


def _print_may(found: Substitution) -> None:
    snapshot = found.impact.snapshot
    if not found.entitlements:
        typer.echo("no contract changes hands: nothing recorded that allows or forbids it")
        return
    typer.echo()
    cells = [
        (snapshot.id(e.contract), e.may, _triggers(e, snapshot), _rights(e, snapshot))
        for e in found.entitlements
    ]
    print_rows(("CONTRACT", "MAY WE", "TRIGGERS UNTIL THEN", "RIGHTS COME FROM"), cells)


def _triggers(found: Entitlement, snapshot: Snapshot) -> str:
    fires = [f"{snapshot.id(f.trigger)} ({f.on or 'on its condition'})" for f in found.triggers]
    return ", ".join(fires)


def _rights(found: Entitlement, snapshot: Snapshot) -> str:
    return ", ".join(sorted({snapshot.id(row) for _, row in found.rights}))


def _print_candidates(found: Substitution, order_by: str | None) -> None:
    from queries.supplier.candidate import HEADING

    snapshot = found.impact.snapshot
    typer.echo()
    candidates = _candidates(found, order_by)
    typer.echo(f"candidates: {HEADING}")
    if found.needs.note:
        typer.echo(found.needs.note)
    if not candidates:
        if len(found.needs.capabilities):
            typer.echo("nothing recorded that anybody offers of what is needed")
        return
    cells = [
        (
            snapshot.id(c.supplier),
            f"{len(c.delivered)} of {len(c.needs.capabilities)}",
            f"{len(c.levels) - len(c.short) - len(c.unknown)} of {len(c.levels)}",
            len(c.short),
            len(c.unknown),
            ", ".join(c.uncertified) or "–",
            ", ".join(c.prices) or "–",
            "{:.1%} → {:.1%}".format(*c.concentration),
            "{:.4f} → {:.4f}".format(*c.spread),
        )
        for c in candidates
    ]
    heads = ("SUPPLIER", "DELIVERS", "MEETS", "SHORT", "UNKNOWN", "NOT CERTIFIED", "PRICES")
    print_rows((*heads, "SHARE OF SERVICES", "SPREAD (HHI)"), cells)
    if found.by is not None:
        _print_levels(candidates[0])


def _print_levels(found: Candidate) -> None:
    """Target by target, where the candidate falls short or nothing is known."""
    from queries.service_level.figure import figure, in_words

    snapshot = found.snapshot
    for level in sorted(found.short, key=lambda level: snapshot.id(level.target)):
        short = in_words(figure(snapshot, level.target).measure, level.short_by)
        typer.echo(f"falls short of {snapshot.id(level.target)} by {short}")
    if found.unknown:
        targets = ", ".join(sorted(snapshot.id(level.target) for level in found.unknown))
        typer.echo(f"nothing offered is known of {targets}")


def _print_when(found: Substitution) -> None:
    snapshot = found.impact.snapshot
    if not found.path:
        return
    typer.echo()
    cells = [(str(m.on), m.what, snapshot.id(m.contract), m.arithmetic) for m in found.path]
    print_rows(("BY", "WHAT", "CONTRACT", "HOW IT WAS WORKED OUT"), cells)
    for ending in found.endings:
        for warning in ending.doubts:
            typer.echo(f"note: {snapshot.id(ending.row)}: {warning}")
    if (earliest := found.earliest) is not None:
        contract = snapshot.id(earliest.contract)
        typer.echo(f"at the earliest on {earliest.on} ({contract}): {earliest.arithmetic}")
    for currency, amount in sorted(found.fees.items()):
        typer.echo(f"leaving before the end costs {amount} {currency}")
    if (spare := found.spare_days) is not None:
        left = f"{spare} days to spare" if spare >= 0 else f"{-spare} days too late"
        typer.echo(f"for {found.on}: {left}")


def _print_difference(found: Substitution) -> None:
    if found.difference is None:
        return
    snapshot = found.impact.snapshot
    typer.echo()
    for row, side in (
        (found.supplier, found.difference.replaced),
        (found.by, found.difference.by),
    ):
        assert row is not None
        compared = side.comparison
        counts = ", ".join(
            f"{len(getattr(compared, name))} {name}" for name in ("new", "worse", "better", "gone")
        )
        typer.echo(f"what hangs on {snapshot.id(row)}, before and after: {counts}")
    print_changes(found.promises, snapshot)
