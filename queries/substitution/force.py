"""Whom to engage: the stakeholders that a change of hands touches, by how they act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from queries.answers.types import FieldChoice, Said, StakeholderRows
from queries.answers.view import View
from queries.impact.impact import Impact
from queries.snapshot.rows import as_ints

Force = Annotated[str, FieldChoice("Stakeholder", "force")]


@dataclass(frozen=True, slots=True)
class ForceEngaged:
    """The stakeholders of one force."""

    force: Annotated[Force | None, Said("The force; null: not recorded.")]
    stakeholders: Annotated[StakeholderRows, Said("Who acts through it.")]

    def in_words(self, view: View) -> str:
        """The force."""
        return self.force or "force not recorded"


def forces_engaged(impact: Impact) -> list[ForceEngaged]:
    """The stakeholders of an impact by force, those of none first."""
    rows = impact.rows_of(["Stakeholder"])
    forces = impact.snapshot.values(rows, "force")
    named = np.asarray([force or "" for force in forces], object)
    return [
        ForceEngaged(force or None, as_ints(rows[named == force]))
        for force in sorted(set(named.tolist()))
    ]
