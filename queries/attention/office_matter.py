"""The office's own dates: when the CIO's term ends, and when a biennium of its budget begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from queries.answers.office_date import OfficeDateType, office_dates
from queries.answers.view import View
from queries.attention.matter import Matter
from queries.attention.matter_kind import MatterKind

if TYPE_CHECKING:
    from queries.attention.attention import Attention

ASKS = {
    OfficeDateType.TERM_ENDS: "what is due before is for this term to decide",
    OfficeDateType.BIENNIUM_BEGINS: "what it has to pay is decided before",
}


@dataclass(frozen=True)
class OfficeMatter(Matter):
    """A date of the office itself, about no item."""

    type: OfficeDateType = OfficeDateType.TERM_ENDS

    def called(self, view: View) -> str:
        """The office."""
        return "the office"

    @property
    def apart(self) -> str:
        """Which date it is, and its year: a biennium begins again."""
        return f"{self.type.value} {self.day.year if self.day else ''}"

    def _what(self, view: View) -> str:
        return self.type.value

    def _takes(self, view: View) -> str:
        return ASKS[self.type]


def office_matters(of: Attention) -> Iterator[OfficeMatter]:
    """The dates of the office up to the last day; none where it is about some items alone."""
    if not of.narrowed:
        for each in office_dates(of.view.office, of.as_of, of.until):
            yield OfficeMatter(of, MatterKind.OFFICE, -1, each.on, None, each.type)
