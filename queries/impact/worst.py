"""The worst that an impact does to whoever it is for: what approvals and pipelines go by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from queries.snapshot.rows import Ints, as_ints

if TYPE_CHECKING:
    from queries.impact.impact import Impact

FELT = ("Service", "ServiceLevelAgreement", "Agency", "Program")
"""The kinds at which a change is felt: a server that is LOST and that nothing needs is no harm."""


def felt(impact: Impact) -> Ints:
    """The services, promises, agencies and programs of ours that are affected.

    On top of what is open those alone that this adds, or makes worse.
    """
    rows = impact.ours
    if impact.background is not None:
        rows = as_ints(rows[np.isin(rows, impact.background.added_rows)])
    codes = [impact.snapshot.kind_codes[kind] for kind in FELT]
    return as_ints(rows[np.isin(impact.snapshot.kinds[rows], codes)])


def worst_level(impact: Impact) -> str | None:
    """The highest level of those; None where there are none."""
    rows = felt(impact)
    return impact.lens.level(int(impact.levels[rows].max())) if len(rows) else None
