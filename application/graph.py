"""A graph at work: a store, the snapshot that follows it, and the settings they have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from access.identity import Identity
from access.role import AccessRole
from application.author import Author
from application.settings import Settings
from graph_model.changes import ChangeSet, Revision
from graph_model.errors import InvalidQuestion, Problem
from graph_model.feed_time import DAY
from graph_model.ids import as_kept
from graph_model.ledger.asserted import KIND as ASSERTED
from graph_model.ledger.asserted_until import KIND as ASSERTED_UNTIL
from graph_model.ledger.identity_decision import KIND as IDENTITY_DECISION
from graph_model.ledger.kept_back import KIND as KEPT_BACK
from graph_model.ledger.kept_back import KeptBack
from graph_model.ledger.source_load import KIND as SOURCE_LOAD
from graph_model.ledger.source_load import SourceLoad
from graph_model.merge import SaidBySources
from graph_model.model import Model, standard_model
from graph_model.record_kind import RecordKind, RecordWrite
from graph_model.tabulate import tables_of
from queries.answers.viewer import Viewer, everything
from queries.impact.impact import Impact
from queries.impact.store_engine import Beyond, Ground, crawled_impact
from queries.snapshot.keeper import Keeper
from queries.snapshot.memo import Memo, MemoKey
from queries.snapshot.snapshot import Snapshot
from stores.gc_pause import gc_pause
from stores.kept_back import kept_back
from stores.ledger import all_records
from stores.loads import incomplete_loads, newest_loads
from stores.opening import open_store
from stores.protocol import Store
from stores.source_loads import source_loads

if TYPE_CHECKING:
    from graph_model.identity.decisions import Decisions

EMPTY = (
    "the store is empty: nothing is recorded yet; `ramify load FILE…` fills it, `ramify demo` "
    "shows a sample, and --store or RAMIFY_STORE names another store"
)
EMPTIED = (
    "the store is empty: all that was recorded was removed; `ramify diff` tells what, and when"
)
MOST_SAID = 100_000
"""What sources say of more facts is not kept: it is larger than the graph itself."""
NOT_YET = "nothing was recorded at that revision; `ramify journal` tells what was recorded when"


class Graph:
    """What every door answers from; safe to use from several threads."""

    def __init__(
        self, settings: Settings, store: Store, model: Model, viewer: Viewer | None = None
    ) -> None:
        """Answer from a store, which its caller closes; nothing is read yet.

        ``viewer`` is who asks where nobody signs in: without one, somebody who may see all.
        """
        self.settings, self.store, self.model = settings, store, model
        self.viewer = viewer or everything()
        self._lock = Lock()
        self._keeper: Keeper | None = None
        self._numbers: dict[str, int] = {}
        self._warming = False
        self._memo = Memo(4)
        self._said: tuple[tuple[int, ...], SaidBySources] | None = None

    @property
    def whoever(self) -> Identity:
        """Who asks where nobody signs in: whoever is on this machine, as its administrator."""
        return Identity("local", AccessRole.ADMIN, self.viewer)

    @property
    def keeper(self) -> Keeper:
        """What keeps the snapshot; made, and the store read in full, when it is first needed."""
        with self._lock:
            if self._keeper is None:
                self.store.disturbed()  # from here on, edits past the journal are noticed
                self._keeper = Keeper(
                    self.store,
                    self.model,
                    undisturbed=lambda: not self.store.disturbed(),
                    pause=gc_pause,
                )
            return self._keeper

    @cached_property
    def nothing(self) -> Snapshot:
        """A snapshot without facts, for questions that are asked of the store itself."""
        return Snapshot.of(tables_of([], self.model, 0), self.model)

    @property
    def edited(self) -> bool:
        """Whether others wrote to the store past its journal, and nobody has compared it since."""
        return self.store.disturbed()

    def emptiness(self, facts: Snapshot, newest: int | None = None) -> str | None:
        """That nothing is recorded among some facts, and what to do; None where something is.

        For every door, in front of an answer that would else read like a finding. ``newest`` is
        the newest revision, where it is known.
        """
        if facts.count:
            return None
        newest = self.store.revision() if newest is None else newest
        if newest == 0:
            return EMPTY
        if facts is self.nothing:  # the store is asked level by level, and may hold anything
            return None
        return EMPTIED if facts.revision == newest else NOT_YET

    @property
    def ready(self) -> bool:
        """Whether a snapshot was built, and nothing is made ready for the first questions."""
        return self._keeper is not None and not self._warming

    @contextmanager
    def warming(self) -> Iterator[None]:
        """While what the first questions need is made ready: they are answered, but late."""
        self._warming = True
        try:
            yield
        finally:
            self._warming = False

    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        return self.keeper.snapshot

    def refresh(self) -> Snapshot:
        """Follow the store's journal to its newest revision; cheap where nothing happened."""
        self._numbers.clear()
        return self.keeper.refresh()

    def _ledger(self, kind: RecordKind[Any]) -> int:
        """The number of the changes of a kind's records, as of the last refresh."""
        number = self._numbers.get(kind.name)
        if number is None:
            number = self._numbers[kind.name] = self.store.records_number(kind)
        return number

    @property
    def ledger(self) -> str:
        """Another one whenever what answers tell of what is kept beside the facts is."""
        kinds = (KEPT_BACK, SOURCE_LOAD, ASSERTED, IDENTITY_DECISION)
        return "-".join(str(self._ledger(kind)) for kind in kinds)

    def cut_short(self, revision: int) -> str | None:
        """Which loads were cut short, so that answers see a part of their files; None if none."""

        def found() -> tuple[str, ...]:
            return tuple(str(load) for load in incomplete_loads(self.store))

        loads = self._memo.get(MemoKey.CUT_SHORT, revision, tuple, found)
        return "; ".join(loads) or None

    def kept_back(self) -> Sequence[KeptBack]:
        """The rows that loads kept back, and nothing has made good since.

        Costs next to nothing where nothing was kept back; what another process loaded is known
        after a refresh.
        """
        memo, on = self._memo, self._ledger(KEPT_BACK)
        return memo.get(MemoKey.KEPT_BACK, on, list, lambda: kept_back(self.store))

    def apply(
        self,
        change_set: ChangeSet,
        author: Author,
        source: str,
        viewer: Viewer | None = None,
        records: Sequence[RecordWrite] = (),
    ) -> Revision:
        """Apply a ChangeSet of somebody (None: the graph's viewer); answers afterwards see it.

        ``records`` are what it writes to the ledger.

        Raises:
            InvalidChangeSet, StaleRevision, ChangeSetReused, StoreUnavailable: nothing was applied.
        """
        from application.applied import applied  # which no answer needs

        return applied(self, change_set, author, source, viewer or self.viewer, records)

    def named(self, names: Sequence[str]) -> Snapshot:
        """The items of some ids or aliases alone, asked of a store that is never read whole.

        Raises:
            InvalidQuestion: the store is none that can be asked so.
        """
        items = self._ground.named([as_kept(name) for name in names])
        return Snapshot.of(tables_of(items, self.model, self.store.revision()), self.model)

    def known(self) -> Iterator[Snapshot]:
        """Every item by its names alone, a part at a time, of a store that is never read whole.

        Raises:
            InvalidQuestion: the store is none that can be asked so.
        """
        for items in self._ground.known():
            yield Snapshot.of(tables_of(items, self.model, 0), self.model)

    def crawl(
        self,
        of: Sequence[str],
        lens: str,
        as_of: date,
        also: Sequence[str] = (),
        background: tzinfo | None = None,
        around: Sequence[str] = (),
    ) -> Impact:
        """An impact asked of the store level by level, without a snapshot of the whole.

        The items of ``also`` may be asked about, whether or not it touches them; with a time zone
        for ``background`` it is asked on top of what is open. What stands ``around`` some ids is
        read too.

        Raises:
            InvalidQuestion: no ids, no such lens, or the store is none that can be asked so.
            NotFound: with the ids that are not recorded.
        """
        beyond = Beyond(also, around)
        return crawled_impact(self._ground, self.model, of, lens, as_of, beyond, background)

    @property
    def _ground(self) -> Ground:
        if not isinstance(self.store, Ground):
            expected = "a Neo4j store (RAMIFY_STORE=bolt://…)"
            raise InvalidQuestion([Problem("RAMIFY_ENGINE", "neo4j", expected)])
        return self.store

    # what was recorded over time

    def at(self, revision: int | None) -> Snapshot:
        """The facts as they were recorded at a revision.

        Raises:
            InvalidQuestion: it is not one of the journal's.
        """
        return self.keeper.at(revision)

    def journal(
        self, since: int, until: int | None = None, of: Collection[str] = ()
    ) -> Iterator[Revision]:
        """The revisions after ``since`` up to and with ``until``, oldest first; ``of`` some ids."""
        return self.store.journal(since, until, of)

    def newest(self) -> int:
        """The newest revision."""
        return self.refresh().revision

    def identity_decisions(self) -> Decisions:
        """What was decided about items that may be one."""
        from graph_model.identity.decisions import Decisions  # which few questions look at

        return Decisions(all_records(self.store, IDENTITY_DECISION))

    def recorded_on(self, revision: int) -> date:
        """The day a revision was recorded, in the installation's time zone."""
        entry = next(iter(self.journal(revision - 1, revision)))
        return self._day_of(entry.recorded_at)

    def _day_of(self, text: str) -> date:
        """The day of a moment in the installation's time zone; of a day, itself."""
        moment = datetime.fromisoformat(text)
        if len(text) == DAY:
            return moment.date()
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(ZoneInfo(self.settings.time_zone)).date()

    def loaded_on(self, source: str) -> date | None:
        """The day a source was last heard of by a load; None: none is known.

        Of a feed that says when it was made, that day. Of loads before each was kept, those that
        changed something.
        """
        if (kept := self.source_loads().get(source)) is not None:
            return self._day_of(kept.heard_at)
        memo, at = self._memo, self.store.revision()
        loads = memo.get(MemoKey.LOADS, at, dict, lambda: newest_loads(self.store))
        revision = loads.get(source)
        return None if revision is None else self.recorded_on(revision)

    def source_loads(self) -> Mapping[str, SourceLoad]:
        """What each source was last loaded as; what others loaded is known after a refresh."""
        found = self._memo.get(
            MemoKey.SOURCE_LOADS, self._ledger(SOURCE_LOAD), dict, lambda: source_loads(self.store)
        )
        return cast("Mapping[str, SourceLoad]", found)

    def said_by_sources(self) -> SaidBySources:
        """What sources say of the facts of which the graph alone does not tell it.

        Kept while nothing is recorded, unless it is too much.
        """
        facts = self.refresh()
        on = facts.revision, self._ledger(ASSERTED), self._ledger(ASSERTED_UNTIL)
        held = self._said
        if held is None or held[0] != on:
            held = on, self._read_said(facts)
            self._said = held if len(held[1].apart) <= MOST_SAID else None
        return held[1]

    def _read_said(self, facts: Snapshot) -> SaidBySources:
        from application.believed import precedence  # which few questions look at
        from stores.assertions import read_assertions

        rows = facts.rows_of_kind("Source").tolist()
        believed = precedence(map(facts.item_at, rows), self.settings.source_order, self.model)
        return SaidBySources(read_assertions(self.store, facts, facts.revision).apart, believed)

    def today(self) -> date:
        """Today in the installation's time zone."""
        return self.settings.today()

    def close(self) -> None:
        """Wait for what is under way; the store is its opener's to close."""
        if self._keeper is not None:
            self._keeper.close()


def read_model(settings: Settings) -> Model:
    """The model of the installation: the standard one with what its model.yaml adds.

    Raises:
        InvalidModel: the file contradicts itself or the standard model.
        UnreadableFile: it cannot be read.
    """
    if settings.model is None:
        return standard_model()
    from graph_model.customisation import extend, parse
    from graph_model.errors import UnreadableFile, why_unread

    try:
        text = settings.model.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        expected = "a model.yaml in UTF-8"
        raise UnreadableFile([Problem(str(settings.model), why_unread(error), expected)]) from error
    return extend(standard_model(), parse(text))


@contextmanager
def opened(settings: Settings) -> Iterator[Graph]:
    """Open the store of the settings, and close it in the end.

    Raises:
        UnknownStore, StoreUnavailable: there is no such store, or it does not answer.
    """
    model = read_model(settings)
    password = settings.store_password
    secret = password.text if password else None
    store = open_store(
        *(settings.store, model, settings.store_user, secret),
        most_changes=settings.most_changes,
        timeout=settings.store_timeout,
    )
    graph = Graph(settings, store, model)
    try:
        yield graph
    finally:
        graph.close()
        store.close()
