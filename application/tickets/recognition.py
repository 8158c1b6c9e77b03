"""What a ticket is about, among the items that are recorded; and what it names in vain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph_model.identity.decisions import Decisions
from graph_model.ledger.followed_ticket import UnrecognisedMention
from graph_model.model import Model
from queries.answers.known_by import KnownAs, known_as
from queries.answers.nearest import MOST_IDS, nearest
from queries.answers.viewer import Viewer
from queries.snapshot.rows import Flags
from queries.snapshot.snapshot import Snapshot
from ticketing.ticket import Mention, Naming

SURE_FIRST = (Naming.ID, Naming.NUMBER, Naming.NAME)
"""Of several mentions of one item, the surest decides."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The ids of the items that a ticket is about, in order of id, and what was not recognised."""

    ids: tuple[str, ...]
    unrecognised: tuple[UnrecognisedMention, ...] = ()


def affected_kinds(model: Model) -> tuple[str, ...]:
    """The kinds of what a ticket may be about."""
    return model.relation_by_name["AFFECTS"].ends


class Recognition:
    """Finds what tickets are about, as one who sees a part of a snapshot."""

    def __init__(self, snapshot: Snapshot, viewer: Viewer, decisions: Decisions) -> None:
        """Of what the ``viewer`` may not see, nothing is recognised."""
        self._snapshot, self._decisions = snapshot, decisions
        self._kinds = affected_kinds(snapshot.model)
        codes = [snapshot.kind_codes[kind] for kind in self._kinds]
        self._seen: Flags = viewer.visible(snapshot) & np.isin(snapshot.kinds, codes)

    def of(
        self, mentions: Iterable[Mention], known: Iterable[UnrecognisedMention] = ()
    ) -> Recognised:
        """What some mentions mean. ``known`` were not recognised before: what is near them stays.

        A mention of which several items bear the name means none of them.
        """
        ids, vain = set[str](), list[Mention]()
        for group in _by_key(mentions).values():
            if (id_ := self._meant(group)) is not None:
                ids.add(id_)
            else:
                vain.append(group[0])
        told = {(one.text, one.how): one for one in known}
        unrecognised = (
            told.get((one.text, one.how)) or self._in_vain(one, at < MOST_IDS)
            for at, one in enumerate(vain)
        )
        return Recognised(tuple(sorted(ids)), tuple(unrecognised))

    def recognises(self, unrecognised: Iterable[UnrecognisedMention]) -> bool:
        """Whether one of those is recognised by now."""
        mentions = (Mention(one.text, one.text, Naming(one.how)) for one in unrecognised)
        return any(self._meant([one]) is not None for one in mentions)

    def _meant(self, mentions: Sequence[Mention]) -> str | None:
        """The id of the one item that mentions of one key mean, the surest first."""
        for mention in sorted(mentions, key=lambda one: SURE_FIRST.index(one.how)):
            rows = self._rows(mention)
            if len(rows) == 1:
                return self._snapshot.id(rows[0])
        return None

    def _rows(self, mention: Mention) -> list[int]:
        snapshot = self._snapshot
        if mention.how is Naming.ID:
            row = snapshot.find(self._decisions.meant(mention.text))
            if row is not None and self._seen[row]:
                return [row]
        rows = known_as(snapshot, mention.text, KnownAs(mention.how), self._kinds)
        return [row for row in rows.tolist() if self._seen[row]]

    def _in_vain(self, mention: Mention, looked_for: bool) -> UnrecognisedMention:
        """With the items of that name, where there are several, or else the nearest."""
        rows = self._rows(mention)
        near = [self._snapshot.id(row) for row in rows[:MOST_IDS]]
        if not near and looked_for:
            near = [one.id for one in nearest(self._snapshot, self._seen, mention.text)]
        return UnrecognisedMention(mention.text, mention.how, tuple(near))


def _by_key(mentions: Iterable[Mention]) -> Mapping[str, list[Mention]]:
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        groups.setdefault(mention.key, []).append(mention)
    return groups
