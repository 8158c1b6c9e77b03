"""A graph at work: a store, the snapshot that follows it, and the settings they have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from threading import Lock
from zoneinfo import ZoneInfo

from api.settings import Settings
from graph_model.changes import ChangeSet, Revision
from graph_model.model import Model, standard_model
from queries.snapshot import Snapshot
from stores.opening import open_store
from stores.protocol import Store


class Graph:
    """What every door answers from; safe to use from several threads."""

    def __init__(self, settings: Settings, store: Store, model: Model) -> None:
        """Answer from a store, which its caller closes; nothing is read yet."""
        self.settings, self.store, self.model = settings, store, model
        self._lock = Lock()
        self._snapshot: Snapshot | None = None

    def snapshot(self) -> Snapshot:
        """The newest snapshot; the first call reads the store in full."""
        return self._snapshot or self.refresh()

    @property
    def ready(self) -> bool:
        """Whether a snapshot was built."""
        return self._snapshot is not None

    def refresh(self) -> Snapshot:
        """Follow the store's journal to its newest revision."""
        with self._lock:
            snapshot = self._snapshot or Snapshot.of(self.store.read(), self.model)
            for revision in self.store.journal(snapshot.revision):
                snapshot = snapshot.laid(revision.images, revision.number)
            self._snapshot = snapshot
            return snapshot

    def apply(self, change_set: ChangeSet, author: str, source: str) -> Revision:
        """Apply a ChangeSet; questions asked afterwards see it.

        Raises:
            InvalidChangeSet, StaleRevision, ChangeSetReused, StoreUnavailable: nothing was applied.
        """
        revision = self.store.apply(change_set, author, source)
        self.refresh()
        return revision

    def journal(self, since: int, first: int) -> list[Revision]:
        """At most ``first`` revisions after ``since``, oldest first."""
        return list(islice(self.store.journal(since), first))

    def today(self) -> date:
        """Today in the installation's time zone."""
        return datetime.now(ZoneInfo(self.settings.time_zone)).date()


def read_model(settings: Settings) -> Model:
    """The model of the installation: the standard one with what its model.yaml adds.

    Raises:
        InvalidModel: the file contradicts itself or the standard model.
        UnreadableFile: it cannot be read.
    """
    if settings.model is None:
        return standard_model()
    from graph_model.customisation import extend, parse
    from graph_model.errors import Problem, UnreadableFile

    try:
        text = settings.model.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        expected = "a model.yaml in UTF-8"
        raise UnreadableFile([Problem(str(settings.model), str(error), expected)]) from error
    return extend(standard_model(), parse(text))


@contextmanager
def opened(settings: Settings) -> Iterator[Graph]:
    """Open the store of the settings, and close it in the end.

    Raises:
        UnknownStore, StoreUnavailable: there is no such store, or it does not answer.
    """
    model = read_model(settings)
    password = settings.store_password
    secret = password.get_secret_value() if password else None
    store = open_store(settings.store, model, settings.store_user, secret)
    try:
        yield Graph(settings, store, model)
    finally:
        store.close()
