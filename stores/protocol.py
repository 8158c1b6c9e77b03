"""The store protocol: two stores keep it, and one contract suite holds both to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

from graph_model.changes import UNTOLD, ChangeSet, Revision, Via
from graph_model.columns import Tables
from graph_model.record_kind import RecordWrite
from stores.ledger import Ledger
from stores.out_of_band import Expected, Reconciliation

TIMEOUT = 5.0
"""For so many seconds is a server waited for that does not answer, where nobody says."""


class Store(Ledger, Protocol):
    """A graph with a journal; every method is safe to call from several threads."""

    def apply(
        self,
        change_set: ChangeSet,
        author: str,
        source: str,
        records: Sequence[RecordWrite] = (),
        via: Via = UNTOLD,
    ) -> Revision:
        """Apply a ChangeSet atomically and journal it; return its journal entry.

        The same id with the same content again changes nothing and returns the first revision,
        whatever its base. ``records`` are what it writes to the ledger: with the facts, or not at
        all. ``via`` says by which door it came.

        Raises:
            ChangeSetReused: the id was used with other content.
            StaleRevision: ``base`` is given and is not the present revision.
            InvalidChangeSet: nothing was applied; with each problem.
            StoreUnavailable: the store does not answer; apply it again, the id makes that safe.
        """

    def revision(self, retry: bool = True) -> int:
        """The number of the newest revision; 0 in a new store.

        Without ``retry``, a store that does not answer is asked once.
        """

    def read(self) -> Tables:
        """Everything, in columns, and the revision noted before the read began."""

    def journal(
        self, since: int = 0, until: int | None = None, of: Collection[str] = ()
    ) -> Iterator[Revision]:
        """The revisions after ``since`` up to and with ``until`` (None: newest), oldest first.

        With the ids ``of`` some items: those alone that changed one or a relation at one, with the
        images of these alone. All of the journal is looked through for it.
        """

    def change_sets(self, prefix: str = "") -> Iterator[tuple[int, str]]:
        """The revisions whose ChangeSet's id begins with ``prefix``: number and id, oldest first.

        Cheap: the images are not read.
        """

    def removed_kinds(self, ids: Iterable[str]) -> dict[str, str]:
        """The kinds of items that were removed, by id, of those ids that name one.

        An id never changes kind, nor after its item was removed.
        """

    def erase(self, id_: str, records: Sequence[RecordWrite]) -> int:
        """Take an item's fields out of every image of the journal; return of how many revisions.

        Its kind and id stay, its name is ``erased``; the facts are not touched: it is to be removed
        first. ``records``, one at least, say in the ledger that it was done.

        Raises:
            StoreUnavailable: the store does not answer; erase it again, that is safe.
        """

    def disturbed(self) -> bool:
        """Whether something was committed, since this was first asked, past the journal.

        Cheap enough to ask every second. It stays true until :meth:`reconcile` has compared. A
        SQLite file knows of earlier edits, too.
        """

    def reconcile(self, expected: Expected, dry_run: bool = False) -> Reconciliation:
        """Compare everything with what is expected; journal the difference as ``out-of-band``.

        ``expected`` is the graph as the journal says, at a revision: a snapshot that was only ever
        changed by the journal's images. Nobody waits for the comparison. What is invalid is told,
        and the store is made to hold what the journal says of it, so that all who read the store
        and all who follow the journal have the same facts at a revision. To be called when
        :meth:`disturbed`, and once an hour anyhow. A ``dry_run`` tells the revisions that would be
        made, and writes nothing.
        """

    def close(self) -> None:
        """Release what the store holds; it cannot be used afterwards."""
