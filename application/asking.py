"""A question asked of a graph: which facts, as whom, with what arguments; the answer to be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from typing import Any

from application.graph import Graph
from application.settings import Settings
from queries.answers.asked import Asked
from queries.answers.office import Office
from queries.answers.telling import Shown
from queries.answers.view import Meter, View
from queries.answers.viewer import Viewer, everything
from queries.questions.arguments import read_arguments
from queries.questions.declaration import Question
from queries.snapshot.snapshot import Snapshot
from queries.what_if.edit import Edit, edited

DEFAULT_VIEWER = everything()
"""Whoever asks where nobody signs in: on this machine, somebody who may see all."""


@dataclass(frozen=True, slots=True)
class About:
    """Which facts a question is about: a day, a revision, and edits laid over them."""

    as_of: date | None = None
    at_revision: int | None = None
    what_if: Sequence[Edit] = ()


@dataclass(slots=True)
class Asker:
    """Somebody who asks a graph, all from one snapshot: the newest when it is first needed."""

    graph: Graph
    viewer: Viewer = DEFAULT_VIEWER
    meter: Meter = field(default_factory=Meter)
    pinned: Snapshot | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The present facts, the same to the end."""
        if self.pinned is None:
            self.pinned = self.graph.snapshot()
        return self.pinned

    def view(self, about: About = About()) -> View:  # it is frozen
        """The asker's view of the facts of a day and a revision, edits laid over them.

        Raises:
            InvalidQuestion: there is no such revision.
            InvalidChangeSet: an edit is invalid; it names its position.
        """
        return self._views(about)[0]

    def _views(self, about: About) -> tuple[View, View | None]:
        day = about.as_of or self.graph.today()
        at = about.at_revision
        facts = self.snapshot if at is None else self.graph.keeper.at(at)
        view = View(
            facts,
            self.viewer,
            day,
            office_of(self.graph.settings),
            self.meter,
            self.graph.cut_short(facts.revision),
        )
        if not about.what_if:
            return view, None
        return view.on(edited(facts, about.what_if, day, self.viewer).snapshot), view

    def asked(self, about: About) -> Asked:
        """What a question about some facts is asked of."""
        view, before = self._views(about)
        return Asked(view, self.graph, before, about.what_if, self._crawl(about))

    def _crawl(self, about: About) -> Any:
        """How impact is asked of the store level by level: by who sees all, of present facts."""
        settled = about.at_revision is not None or about.what_if or self.viewer.scoped
        return None if settled or self.graph.settings.engine != "neo4j" else self.graph.crawl

    def ask(self, question: Question, given: Mapping[str, Any], about: About) -> Shown:
        """The answer to a question, as the asker may see it.

        Raises:
            InvalidQuestion, NotFound: an argument does not fit, or names nothing to be seen.
        """
        asked = self.asked(about)
        arguments = read_arguments(question.arguments, given, asked.as_of, self.graph.model)
        answer = answering(question)(asked, **arguments)
        return Shown(answer, asked.view)


def answering(question: Question) -> Any:
    """The function that answers a question, imported now."""
    module, _, name = question.answered.partition(":")
    return getattr(import_module(module), name)


def office_of(settings: Settings) -> Office:
    """The settings that answers depend on."""
    return Office(settings.calendar, settings.source_order, settings.most_hits, settings.max_page)
