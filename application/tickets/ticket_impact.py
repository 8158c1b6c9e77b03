"""What an open ticket's note tells, and how two differ: the seam to the impact's text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from graph_model.record_kind import RecordWrite
from queries.answers.viewer import Viewer


@dataclass(frozen=True, slots=True)
class TicketImpact:
    """The impact of a ticket now: the text for people, and the state that is compared, as JSON.

    ``writes`` are kept with the text, so that what it says can be told again; ``until`` is when
    time alone makes it another.
    """

    text: str
    state: str
    writes: Sequence[RecordWrite] = ()
    until: datetime | None = None


class TicketImpacts(Protocol):
    """Works out what tickets' notes tell."""

    def of(self, ticket: str, viewer: Viewer, began: datetime | None) -> TicketImpact | None:
        """The impact of a ticket's item, the other open tickets behind it; None: nothing to tell.

        ``began`` is when it was opened: from then on an incident is away, of which no window is
        planned.

        Raises:
            StoreUnavailable: the store does not answer.
        """

    def difference(self, before: str, after: str) -> str | None:
        """What differs materially between two states, in one line; None: nothing does."""
