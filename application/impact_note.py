"""The impact of a ticket as text for it, and what of that is material: what a ticket's note is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

import orjson
import structlog

from application.asking import REPLAY, About, Asker
from application.clock import SystemClock
from application.graph import Graph
from application.replay import kept_question
from graph_model.errors import StoreUnavailable
from graph_model.ledger.kept_question import KIND, KeptQuestion
from graph_model.record_kind import RecordWrite
from graph_model.words import MOST_NAMED
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer
from queries.impact.impact import Impact
from queries.impact.impact_state import ImpactState, impact_state
from queries.questions.catalog import question
from queries.questions.declaration import Question
from queries.questions.reading import short_text

log = structlog.get_logger("ramify.impact_note")

ANEW = About()


@dataclass(frozen=True, slots=True)
class ImpactNote:
    """What a ticket is told: twelve lines at most, and what is material of them.

    ``digest`` tells the same again later, once ``writes`` are kept: whoever puts the text somewhere
    keeps them with what he notes about that. ``nothing`` is whether nothing is recorded beyond what
    the ticket names: then silence is better than a note.
    """

    text: str
    digest: str
    state: ImpactState
    nothing: bool
    writes: Sequence[RecordWrite]


def impact_note(
    graph: Graph,
    viewer: Viewer,
    ids: Sequence[str],
    about: About = ANEW,
    since: datetime | None = None,
    now: datetime | None = None,
) -> ImpactNote:
    """The impact of some ids (a ticket's, as a rule) on top of what else is open, as who sees it.

    ``since`` is when it began, where its tickets do not say; ``now`` tells which deadlines passed.

    Raises:
        InvalidQuestion: no ids.
        NotFound: one is not recorded, or the viewer may not see it.
    """
    asked = question("impact")
    given = {"of": list(ids), "background": True, "since": since}
    answer = Asker.of(graph, viewer=viewer).ask(asked, given, about)
    impact, at = cast("Impact", answer.of), now or SystemClock().now()
    kept = kept_question(asked, given, answer, at)
    lines = short_text(asked, answer, {}, told_again(graph, kept))
    return ImpactNote(
        "\n".join(lines),
        kept.digest if kept else "",
        impact_state(impact, answer.view, at),
        len(impact.brought.rows) <= len(impact.own_starts),
        [KIND.kept(kept)] if kept else [],
    )


def told_again(graph: Graph, kept: KeptQuestion | None) -> str:
    """By what an answer is told again, and where it is looked at, for a text's end; "" if not."""
    if kept is None:
        return ""
    again = f"again: ramify {kept.question} --{REPLAY} {kept.digest}"
    return f"{again}; {_link(graph.settings.url, kept)}" if graph.settings.url else again


def _link(url: str, kept: KeptQuestion) -> str:
    """The page's address for it; of a long list it leads to the answer as text."""
    arguments = orjson.loads(kept.arguments)
    told = [("of", id_) for id_ in arguments["of"]] + [("asOf", kept.as_of)]
    told += [("lens", arguments["lens"].upper())] if "lens" in arguments else []
    if len(arguments["of"]) > MOST_NAMED:
        return f"{url}/questions/{kept.question}?{REPLAY}={kept.digest}"
    return f"{url}/{kept.question}?{urlencode(told, safe=':/')}"


def kept_with_text(
    graph: Graph, asked: Question, given: Mapping[str, Any], answer: Shown
) -> tuple[str, KeptQuestion | None]:
    """The end of a question's text, and what is to be kept of it (:func:`keep`), if anything is."""
    kept = kept_question(asked, given, answer, SystemClock().now()) if asked.kept else None
    return told_again(graph, kept), kept


def keep(graph: Graph, kept: KeptQuestion) -> None:
    """Keep a question, so that its answer can be told again; one that is kept stays as it was.

    A store that takes nothing now is told in the log: the text was told, and is worth more.
    """
    try:
        if graph.store.record(KIND, kept.digest) is None:
            graph.store.write_records([KIND.kept(kept)])
    except StoreUnavailable as error:
        log.warning("a question was not kept", digest=kept.digest, error=str(error))
