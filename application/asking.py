"""A question asked of a graph: which facts, as whom, with what arguments; the answer to be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from application.graph import Graph
from application.settings import Settings
from graph_model.errors import EmptyStore, NotFound
from queries.answers.asked import Asked
from queries.answers.kept_back import sources_of
from queries.answers.nearest import named, named_in, told_nearest_of
from queries.answers.office import Office
from queries.answers.recording import Recording
from queries.answers.telling import Shown
from queries.answers.view import Meter, View
from queries.answers.viewer import Viewer
from queries.change.ticket_window import planned_day
from queries.questions.arguments import read_arguments
from queries.questions.declaration import Argument, Form, Question
from queries.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from queries.check.rule import Rule
    from queries.what_if.edit import Edit


REPLAY = "replay"
"""The argument by which an answer is told again."""


@dataclass(frozen=True, slots=True)
class About:
    """Which facts a question is about: a day, a revision, and edits laid over them.

    ``dated_by`` is the id of the ticket that gave the day, where nobody named one.
    """

    as_of: date | None = None
    at_revision: int | None = None
    what_if: Sequence[Edit] = ()
    dated_by: str | None = None


@dataclass(slots=True)
class Asker:
    """Somebody who asks a graph, all from one snapshot: the newest when it is first needed.

    ``by_name`` is whether the name of one item alone is taken for its id. What stands ``around``
    some ids is read too where the store is asked level by level.
    """

    graph: Graph
    viewer: Viewer
    meter: Meter = field(default_factory=Meter)
    pinned: Snapshot | None = None
    by_name: bool = False
    around: Sequence[str] = ()

    @classmethod
    def of(cls, graph: Graph, by_name: bool = False, viewer: Viewer | None = None) -> Asker:
        """Somebody who asks; without a ``viewer``, whoever does where nobody signs in."""
        meter = Meter(graph.settings.max_nodes)
        return cls(graph, viewer or graph.viewer, meter, by_name=by_name)

    @property
    def snapshot(self) -> Snapshot:
        """The present facts, the same to the end."""
        if self.pinned is None:
            self.pinned = self.graph.snapshot()
        return self.pinned

    def view(self, about: About | None = None) -> View:
        """The asker's view of the facts of a day and a revision, edits laid over them.

        Raises:
            InvalidQuestion: there is no such revision.
            InvalidChangeSet: an edit is invalid; it names its position.
        """
        return self._views(about or About())[0]

    def asked(self, question: Question, about: About) -> Asked:
        """What a question about some facts is asked of."""
        if self._crawls(question, about):
            view = self._view(self.graph.nothing, about)
            crawl = partial(self.graph.crawl, around=self.around)
            return Asked(view, self.graph, crawl=crawl)
        view, before = self._views(about)
        rules, decisions = self._rules, self.graph.identity_decisions
        told = self.graph.said_by_sources, self.graph.source_loads
        return Asked(view, self.graph, before, about.what_if, None, rules, decisions, *told)

    def ask(self, question: Question, given: Mapping[str, Any], about: About) -> Shown:
        """The answer to a question, as the asker may see it.

        Raises:
            InvalidQuestion, NotFound: an argument does not fit, or names nothing to be seen.
        """
        if question.kept and given.get(REPLAY) is not None:
            from application.replay import replayed  # and with it what few questions need

            return replayed(self, question, given, about)
        given = self.by_id(question, given, about)
        asked = self.asked(question, self._dated(question, given, about))
        given = self._with_edits(question, given)
        arguments = read_arguments(question.arguments, given, asked.as_of, self.graph.model)
        try:
            return Shown(answering(question)(asked, **arguments), asked.view)
        except NotFound as error:
            raise self._not_found(error, asked.view, asked.crawl is not None) from None

    def by_id(
        self, question: Question, given: Mapping[str, Any], about: About
    ) -> Mapping[str, Any]:
        """What is given, ids in the place of names where those are taken for ids.

        Raises:
            InvalidQuestion: several items have a name.
        """
        return ids_given(question, given, self._id_in(question, about)) if self.by_name else given

    def row(self, id_: str, argument: str, view: View) -> int:
        """The row of an id, an alias, or a name where one is taken for an id.

        Raises:
            NotFound: it names nothing to be seen; with the nearest.
            InvalidQuestion: several items have the name.
        """
        wanted = named(view, id_, argument) if self.by_name else id_
        try:
            return int(view.require([wanted])[0])
        except NotFound as error:
            raise self._not_found(error, view) from None

    def _id_in(self, question: Question, about: About) -> Callable[[str, str], str]:
        """What finds the id of a text that is one, or a name, given as an argument."""
        if not self._crawls(question, about):
            return partial(named, self._views(about)[0])

        def found(text: str, argument: str) -> str:
            if self.graph.named([text]).count:
                return text
            return named_in(self._known(self._view(self.graph.nothing, about)), text, argument)

        return found

    def _known(self, view: View) -> Iterator[View]:
        """The items of a store that is asked level by level by their names, a part at a time."""
        return (view.on(part) for part in self.graph.known())

    def _not_found(self, error: NotFound, view: View, crawled: bool = False) -> NotFound:
        """What is said of unknown ids: what is near; of an empty store that it is empty."""
        if view.emptiness:
            return EmptyStore(error.ids, view.emptiness)
        views = self._known(view) if crawled else [view]
        near = told_nearest_of(error, ((one.snapshot, one.visible) for one in views))
        # What may not be seen of rows that were never recorded, nobody can say.
        kept = [] if self.viewer.scoped else sources_of(view.recording.kept_back, error.ids)
        return NotFound(near.ids, near.nearest, kept)

    def _dated(self, question: Question, given: Mapping[str, Any], about: About) -> About:
        """The same, on the day that the one ticket asked about is planned for, if none was named.

        What cannot be found is left to the question to tell.
        """
        if question.starts is None or about.as_of is not None:
            return about
        view, ids = self._starts(question, question.starts, given, about)
        rows = [row for id_ in ids if (row := view.find(id_)) is not None]
        if len(rows) < len(ids):
            return about
        day = planned_day(view.snapshot, rows, view.as_of, view.office.zone)
        return about if day is None else replace(about, as_of=day, dated_by=ids[0])

    def _starts(
        self, question: Question, argument: Argument, given: Mapping[str, Any], about: About
    ) -> tuple[View, Sequence[str]]:
        """The ids that a question starts from, and the facts of today in which they stand."""
        today, model = self.graph.today(), self.graph.model
        crawls = self._crawls(question, about)
        view = None if crawls else self._views(about)[0]
        ids: Sequence[str] = read_arguments([argument], given, today, model)[argument.name] or ()
        return view or self._view(self.graph.named(ids), about), ids

    def _rules(self) -> tuple[Rule, ...]:
        """The rules and policies of the installation."""
        from application.check import rules_of  # and with it YAML, which most questions spare

        own = self.graph.settings.policies
        return rules_of(self.graph.model, [own] if own else [])

    def _crawls(self, question: Question, about: About) -> bool:
        """Whether the store is asked level by level: by who sees all, about the present facts.

        A scope is compiled over a whole snapshot, so that one who sees a part is answered from it.
        """
        present = about.at_revision is None and not about.what_if
        crawls = question.crawls and self.graph.settings.engine == "neo4j"
        return crawls and present and not self.viewer.scoped

    def _views(self, about: About) -> tuple[View, View | None]:
        at = about.at_revision
        view = self._view(self.snapshot if at is None else self.graph.at(at), about)
        if not about.what_if:
            return view, None
        from queries.what_if.edit import edited

        found = edited(view.snapshot, about.what_if, view.as_of, self.viewer)
        laid = replace(
            view, snapshot=found.snapshot, unedited=view.snapshot, warnings=found.warnings
        )
        return laid, view

    def _view(self, facts: Snapshot, about: About) -> View:
        graph, day = self.graph, about.as_of or self.graph.today()
        newest = None if facts.revision else graph.store.revision()
        recording = Recording(
            graph.cut_short(facts.revision or newest or 0),
            graph.kept_back(),
            None if facts.count else graph.emptiness(facts, newest),
            graph.loaded_on,
        )
        office = office_of(graph.settings)
        return View(facts, self.viewer, day, office, self.meter, recording, about.dated_by)

    def _with_edits(self, question: Question, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """What is given, edits among it read from their file form."""
        names = {argument.key for argument in question.arguments if argument.form is Form.EDITS}
        if not names & given.keys():
            return given
        from application.edit import read_edits

        return {n: read_edits(v, self.graph.model) if n in names else v for n, v in given.items()}


def ids_given(
    question: Question, given: Mapping[str, Any], id_of: Callable[[str, str], str]
) -> dict[str, Any]:
    """What is given, the ids of items in the place of their names, as ``id_of`` finds them.

    Raises:
        InvalidQuestion: several items have the name.
    """
    read = dict(given)
    for argument in question.arguments:
        value = read.get(argument.name)
        if argument.names_items and value is not None:
            many = [id_of(one, argument.key) for one in _each(value)]
            read[argument.name] = many if isinstance(value, list | tuple) else many[0]
    return read


def _each(value: Any) -> Sequence[str]:
    return value if isinstance(value, list | tuple) else [value]


def answering(question: Question) -> Any:
    """The function that answers a question, imported now."""
    module, _, name = question.answered.partition(":")
    return getattr(import_module(module), name)


def office_of(settings: Settings) -> Office:
    """The settings that answers depend on."""
    return Office(
        settings.calendar,
        settings.source_order,
        settings.most_hits,
        settings.max_page,
        ZoneInfo(settings.time_zone),
        settings.term_ends,
        settings.biennium,
        tuple(settings.alarms),
    )
