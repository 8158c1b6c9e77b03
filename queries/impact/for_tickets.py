"""What an impact tells whoever has to act on it at once: a ticket, a pipeline, an approval."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from queries.answers.listing import Listing, listed
from queries.answers.told import on_request, told, told_once, told_with
from queries.answers.types import LevelName
from queries.answers.view import View
from queries.change.collision import Collision
from queries.impact.closed_meanwhile import ClosedMeanwhile, closed_meanwhile
from queries.impact.exposure import AgencyExposure, by_hit
from queries.impact.from_starts import FromStarts
from queries.impact.held_group import HeldGroup, held_groups, struck_groups
from queries.impact.promise import ServiceAway, TouchedPromise, services_away, touched_promises
from queries.impact.room import call_list, called
from queries.impact.together import UNSEEN, is_unseen, worse_together
from queries.impact.worst import worst_level
from queries.snapshot.rows import as_ints

if TYPE_CHECKING:
    from queries.impact.impact import Impact


class ForTickets(FromStarts):
    """The part of an impact that its short text is made of; :class:`Impact` is the one it is of."""

    @property
    def _impact(self) -> Impact:
        return cast("Impact", self)

    @told_once
    def level(self) -> LevelName | None:
        """The worst that it does to a service, promise, agency or program of ours; null: nothing.

        On top of what is open, what was as bad already is left out.
        """
        return worst_level(self._impact)

    @on_request
    @told_with
    def promises(self, view: View) -> list[TouchedPromise]:
        """Promises of ours that are broken or worse off, with what they still allow."""
        return touched_promises(self._impact, view)

    @on_request
    @told_with
    def away(self, view: View) -> list[ServiceAway]:
        """Services of ours that are away, beside how long they may be; the soonest first."""
        return services_away(self._impact, view.office.zone)

    @cached_property
    def struck(self) -> list[HeldGroup]:
        """Redundancy groups that lost members by it, those that broke included."""
        return struck_groups(self._impact)

    @on_request
    @told_once
    def holds(self) -> list[HeldGroup]:
        """Redundancy groups that lost members and still hold, the least to spare first."""
        return held_groups(self._impact)

    @on_request
    @told_with
    def together(self, view: View) -> list[Collision] | None:
        """Open tickets at that time that take more together with it; null: not looked for."""
        return worse_together(self._impact, view)

    @on_request
    @told_with
    def closed(self, view: View) -> list[ClosedMeanwhile]:
        """Freezes and blackouts, at that time, of what is touched."""
        return closed_meanwhile(self._impact, view.office.zone)

    @on_request
    @told
    def hit(self) -> Listing[AgencyExposure]:
        """How much of what it consumes is affected, of each customer hit, the hardest hit first."""
        brought = self._impact.brought
        found = by_hit(brought, brought.agencies_by_touch["customer"])
        place = {one.row: at for at, one in enumerate(found)}
        rows = as_ints([one.row for one in found])
        return listed(found, "hardest hit", lambda one: (place[one.row],), rows)

    @told_with
    def called(self, view: View) -> str | None:
        """Who must be in the room, counted, those who decide by name; null: nobody on record."""
        return called(self._impact.brought, view)

    @on_request
    @told_with
    def calls(self, view: View) -> str | None:
        """Who decides, who is consulted and who is told, by name; null: nobody on record."""
        return call_list(self._impact.brought, view)

    @on_request
    @told_with
    def not_known(self, view: View) -> str | None:
        """What could not be known, counted; null: nothing."""
        unseen = UNSEEN if is_unseen(self._impact) else None
        said = self._impact.brought.unknowns.said
        return "; ".join(filter(None, (said, unseen))) or None
