"""What a question is asked of: facts, a day, what is supposed, for whom, and what is recorded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from graph_model.changes import Revision
from queries.answers.office import Office
from queries.answers.view import View
from queries.answers.viewer import Viewer
from queries.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from graph_model.identity.decisions import Decisions
    from graph_model.ledger.source_load import SourceLoad
    from graph_model.merge import SaidBySources


class Point(NamedTuple):
    """A revision (None: that of the facts asked about) and a day (None: the day asked for)."""

    revision: int | None
    day: date | None


class Recorded(Protocol):
    """What is recorded over time, where a question is about more than one moment."""

    def at(self, revision: int | None) -> Snapshot:
        """The facts as they were recorded at a revision.

        Raises:
            InvalidQuestion: it is not one of the journal's.
        """

    def journal(
        self, since: int, until: int | None = None, of: Collection[str] = ()
    ) -> Iterator[Revision]:
        """The revisions after ``since`` up to and with ``until``, oldest first.

        With the ids ``of`` some items: those alone, and of them that alone, that is about them.
        """

    def recorded_on(self, revision: int) -> date:
        """The day a revision was recorded."""

    def newest(self) -> int:
        """The newest revision."""


def _undecided() -> Decisions:
    """Nothing was decided; imported when it is asked for, which one question does."""
    from graph_model.identity.decisions import Decisions

    return Decisions()


def _unsaid() -> SaidBySources:
    """The graph alone tells what sources say; imported when it is asked for, as few do."""
    from graph_model.merge import SaidBySources

    return SaidBySources()


@dataclass(frozen=True, slots=True)
class Asked:
    """The facts as the asker sees them, and those without a what-if's edits (None: no edits).

    ``edits`` are what was supposed. ``crawl`` asks the store level by level instead of a snapshot;
    None where that is not how impact is answered. ``rules`` reads the rules and policies that the
    installation checks its facts against, ``decisions`` what was decided about items that may be
    one, ``said`` what each source says of the facts, and ``loads`` what each was last loaded as.
    """

    view: View
    recorded: Recorded
    before: View | None = None
    edits: Sequence[Any] = ()
    crawl: Any = None
    rules: Callable[[], Sequence[Any]] = tuple
    decisions: Callable[[], Decisions] = _undecided
    said: Callable[[], SaidBySources] = _unsaid
    loads: Callable[[], Mapping[str, SourceLoad]] = dict

    @property
    def snapshot(self) -> Snapshot:
        """The facts, edits laid over them."""
        return self.view.snapshot

    @property
    def as_of(self) -> date:
        """The day it is asked for."""
        return self.view.as_of

    @property
    def office(self) -> Office:
        """The settings that answers depend on."""
        return self.view.office

    @property
    def viewer(self) -> Viewer:
        """Who asks."""
        return self.view.viewer
