"""What an open ticket's note tells, and how two differ: the seam to the impact's text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from queries.answers.viewer import Viewer


@dataclass(frozen=True, slots=True)
class TicketImpact:
    """The impact of a ticket now: the text for people, and the state that is compared, as JSON."""

    text: str
    state: str


class TicketImpacts(Protocol):
    """Works out what tickets' notes tell."""

    def of(self, ticket: str, viewer: Viewer) -> TicketImpact | None:
        """The impact of a ticket's item, the other open tickets behind it; None: nothing to tell.

        Raises:
            StoreUnavailable: the store does not answer.
        """

    def difference(self, before: str, after: str) -> str | None:
        """What differs materially between two states, in one line; None: nothing does."""
