"""ServiceNow's words for relations, and which end depends on the other: a table, not code.

A type is ``what the parent says::what the child says``; ``PARENT`` means that the parent depends on
the child. What stands in :data:`NO_DEPENDENCY` joins items of which neither needs the other to run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PARENT, CHILD = "parent", "child"
DEPENDENT = {
    "depends on": PARENT,
    "used by": CHILD,
    "uses": PARENT,
    "runs on": PARENT,
    "runs": CHILD,
    "hosted on": PARENT,
    "hosted by": PARENT,
    "hosts": CHILD,
    "virtualized by": PARENT,
    "virtualizes": CHILD,
    "instantiates": PARENT,
    "instantiated by": CHILD,
    "provided by": PARENT,
    "provides": CHILD,
    "powered by": PARENT,
    "powers": CHILD,
    "fed by": PARENT,
    "feeds": CHILD,
    "cooled by": PARENT,
    "cools": CHILD,
    "contained by": PARENT,
    "contains": CHILD,
    "owned by": PARENT,
    "owns": CHILD,
    "located in": PARENT,
    "houses": CHILD,
    "in rack": PARENT,
    "rack contains": CHILD,
    "stored on": PARENT,
    "provides storage for": CHILD,
    "connects to": PARENT,
    "connected by": CHILD,
    "receives data from": PARENT,
    "sends data to": CHILD,
    "subscribes to": PARENT,
    "subscribed by": CHILD,
    "gets resources from": PARENT,
    "defines resources for": CHILD,
    "consumes": PARENT,
    "consumed by": CHILD,
    "impacted by": PARENT,
    "impacts": CHILD,
    "use end point to": PARENT,
    "use end point from": CHILD,
    "member of": PARENT,
    "members": CHILD,
}
NO_DEPENDENCY = frozenset(
    (
        *("exchanges data with", "ip connection", "manages", "managed by", "monitors"),
        *("monitored by", "backs up", "backed up by", "dr provided by", "provides dr for"),
        *("allocated to", "allocated from", "applies", "applied by", "registered on"),
        *("has registered", "implements", "implemented by", "replaces", "replaced by"),
    )
)
_OPPOSITE = {PARENT: CHILD, CHILD: PARENT}


@dataclass(frozen=True, slots=True)
class RelationWords:
    """What a type says: who depends on whom, "" where neither does; ``known`` or not."""

    dependent: str
    known: bool = True


UNKNOWN = RelationWords("", known=False)


def verb(type_: str) -> RelationWords:
    """What a type's display means; people also write ``Depends_On``, or one half alone.

    Where both halves are known and do not agree, nothing is.
    """
    said, _, answered = (_folded(part) for part in type_.partition("::"))
    if said in NO_DEPENDENCY or answered in NO_DEPENDENCY:
        return RelationWords("")
    found = {
        *([DEPENDENT[said]] if said in DEPENDENT else []),
        *([_OPPOSITE[DEPENDENT[answered]]] if answered in DEPENDENT else []),
    }
    return RelationWords(found.pop()) if len(found) == 1 else UNKNOWN


def _folded(text: str) -> str:
    return " ".join(re.split(r"[\s_\-]+", text.casefold().strip()))
