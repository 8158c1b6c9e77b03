"""Keeps a snapshot current from the journal, so that questions never wait for a rebuild."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from threading import Lock, Thread
from typing import Protocol

from graph_model.changes import Image, Revision
from graph_model.columns import Tables
from graph_model.errors import InvalidQuestion, Problem, StoreUnavailable
from graph_model.model import Model
from queries.snapshot.memo import Memo, MemoKey
from queries.snapshot.snapshot import Snapshot

COMPACT_AT = 20_000
"""The size of a patch at which a new base is built, off the questions' path."""


class Source(Protocol):
    """What a keeper needs of a store: everything once, then what was journaled since."""

    def read(self) -> Tables:
        """Everything, in columns, and the revision noted before the read began."""

    def journal(self, since: int = 0, until: int | None = None) -> Iterator[Revision]:
        """The revisions after ``since`` up to and with ``until``, oldest first."""

    def revision(self) -> int:
        """The number of the newest revision."""


class Keeper:
    """The newest snapshot of a source. A question takes one and keeps it from start to end."""

    def __init__(
        self,
        source: Source,
        model: Model,
        compact_at: int = COMPACT_AT,
        undisturbed: Callable[[], bool] = lambda: True,
        pause: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Build the first snapshot; this reads the whole source.

        Reading is under a ``pause`` of the search for garbage.

        A new base is taken only if the source was ``undisturbed`` meanwhile: it would hide edits
        past the journal from whoever compares the snapshot with the source.
        """
        self._source, self._model, self._compact_at = source, model, compact_at
        self._undisturbed, self._pause = undisturbed, pause
        self._lock = Lock()
        self._compacting: Thread | None = None
        self._earlier = Memo(4)
        self._snapshot = self._built()

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot as last refreshed."""
        return self._snapshot

    def refresh(self) -> Snapshot:
        """The snapshot with everything journaled up to now laid on top; cheap where nothing was."""
        with self._lock:
            self._snapshot = self._laid(self._snapshot)
            if self._snapshot.patch.size >= self._compact_at and not self._busy():
                self._compacting = Thread(target=self._compact, daemon=True)
                self._compacting.start()
            return self._snapshot

    def at(self, revision: int | None) -> Snapshot:
        """The graph as it was recorded at a revision: the present with later entries undone.

        Raises:
            InvalidQuestion: the revision is not one of the journal's.
        """
        present = self.refresh()
        if revision is None or revision == present.revision:
            return present
        if not 0 <= revision <= present.revision:
            expected = f"a revision from 0 to {present.revision}"
            raise InvalidQuestion([Problem("atRevision", str(revision), expected)])
        return self._earlier.get(
            MemoKey.EARLIER,
            (present.revision, revision),
            Snapshot,
            lambda: self._undone(present, revision),
        )

    def _undone(self, present: Snapshot, revision: int) -> Snapshot:
        later = list(self._source.journal(revision, present.revision))
        images = (image for entry in reversed(later) for image in reversed(entry.images))
        return present.undone(images, revision)

    def close(self) -> None:
        """Wait for a compaction under way."""
        if self._compacting is not None:
            self._compacting.join()

    def _busy(self) -> bool:
        return self._compacting is not None and self._compacting.is_alive()

    def _built(self) -> Snapshot:
        with self._pause():
            return self._laid(Snapshot.of(self._source.read(), self._model))

    def _laid(self, snapshot: Snapshot) -> Snapshot:
        until, newest = self._source.revision(), snapshot.revision
        if until == newest:
            return snapshot
        images: list[Image] = []
        for entry in self._source.journal(newest, until):
            images += entry.images
            newest = entry.number
        return snapshot.overlaid(images, newest) if newest != snapshot.revision else snapshot

    def _compact(self) -> None:
        """Build a new base beside the questions; where the store fails, a later refresh tries."""
        try:
            built = self._built()
            if self._undisturbed():
                with self._lock:
                    self._snapshot = self._laid(built)
        except StoreUnavailable:
            return
