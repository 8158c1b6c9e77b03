"""Every error Ramify raises on purpose stands in one tree, so a door can map it to a stable code.

RamifyError
├── InvalidInput                what somebody gave us is wrong; nothing was applied
│   ├── InvalidValue            one value does not fit its declared field
│   ├── InvalidChangeSet        a ChangeSet has problems, each with its position
│   │   └── LaterChanges        a revision cannot be undone: later changes stand on it
│   ├── InvalidModel            a declaration (or an installation's model.yaml) is wrong
│   ├── InvalidPolicy           a declared policy is wrong
│   ├── InvalidQuestion         a question's argument is wrong
│   │   └── LimitExceeded       a question asks for more than the settings allow
│   ├── UnknownStore            a store's URL names no store that there is
│   ├── UnreadableFile          a file cannot be read at all
│   └── UnreadableFeed          another system does not give what it was asked for
│       └── TryLater            it asks to be asked again later
├── NotFound                    an id that is not in the graph (or that the viewer may not see)
│   ├── EmptyStore              no id is: nothing is recorded yet
│   └── UnknownDigest           nothing that may be told again is kept under a digest
├── NotRead                     what stands around an item was not read with the answer
├── Conflict                    two writers do not agree
│   ├── StaleRevision           the expected revision is not the present one
│   └── ChangeSetReused         the same ChangeSet id was used with other content
├── NotAllowed                  who asks may not
│   ├── NotSignedIn             nobody is known by what the request brings
│   └── Forbidden               somebody is, whose role is a lesser one
└── StoreUnavailable            the store does not answer, or cannot be started
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json import JSONDecodeError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where it is, what was found, what was expected, what to do.

    ``where`` names the place as its reader knows it: a file and row, a position in a ChangeSet,
    an item and its field.
    """

    where: str
    found: str
    expected: str
    advice: str = ""

    def __str__(self) -> str:
        """Read as one line."""
        line = f"{self.where}: found {self.found}, expected {self.expected}"
        return f"{line}; {self.advice}" if self.advice else line


class RamifyError(Exception):
    """The root of everything raised on purpose; ``code`` is stable, for machines."""

    code = "INTERNAL"


class InvalidInput(RamifyError):
    """Something given is wrong; ``problems`` says what, one entry each."""

    code = "INVALID_INPUT"

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems and read them as the message, the first twenty at most."""
        self.problems = tuple(problems)
        shown = [str(problem) for problem in self.problems[:20]]
        if len(self.problems) > len(shown):
            shown.append(f"and {len(self.problems) - len(shown)} more")
        super().__init__("\n".join(shown))


class InvalidValue(InvalidInput):
    """A value does not fit its declared field."""

    code = "INVALID_VALUE"


class InvalidChangeSet(InvalidInput):
    """A ChangeSet cannot be applied; nothing of it was."""

    code = "INVALID_CHANGE_SET"


class LaterChanges(InvalidChangeSet):
    """A revision cannot be undone: later changes stand on what it made."""

    code = "LATER_CHANGES"


class InvalidModel(InvalidInput):
    """A declaration contradicts itself or another."""

    code = "INVALID_MODEL"


class InvalidPolicy(InvalidInput):
    """A declared policy cannot be read, or does not fit the model."""

    code = "INVALID_POLICY"


class InvalidQuestion(InvalidInput):
    """A question's argument is wrong."""

    code = "INVALID_QUESTION"


class LimitExceeded(InvalidQuestion):
    """A question asks for more than the settings allow."""

    code = "LIMIT_EXCEEDED"


class UnreadableFile(InvalidInput):
    """A file cannot be read at all; nothing of it was applied."""

    code = "UNREADABLE_FILE"


class UnreadableFeed(InvalidInput):
    """Another system does not give what it was asked for; nothing of it was applied."""

    code = "UNREADABLE_FEED"


class TryLater(UnreadableFeed):
    """Another system is busy; ``wait`` is how many seconds it asks for (None: unsaid).

    ``reason`` is what it calls the limit, where it does. ``of_one`` says that the wait is for the
    one thing that was written to: the others need not wait.
    """

    code = "TRY_LATER"

    def __init__(
        self,
        problems: Sequence[Problem],
        wait: float | None = None,
        reason: str = "",
        of_one: bool = False,
    ) -> None:
        """Keep the problems, and the wait."""
        self.wait, self.reason, self.of_one = wait, reason, of_one
        super().__init__(problems)


class UnknownStore(InvalidInput):
    """A store's URL is of no form that names a store."""

    code = "UNKNOWN_STORE"


class NotFound(RamifyError):
    """No item of that id is recorded, or the viewer may not see it: the same answer for both.

    ``nearest`` has, of ids given, the names of the nearest items by their ids, the best first;
    ``kept_back`` are the sources that speak of one in a row that their load kept back. ``lists`` is
    what finds one where it is no item, which search does not know.
    """

    code = "NOT_FOUND"

    def __init__(
        self,
        ids: Sequence[str],
        nearest: Mapping[str, Mapping[str, str]] | None = None,
        kept_back: Sequence[str] = (),
        lists: str = "search for it by name",
    ) -> None:
        """Name the ids as the asker gave them, what is near to them, and what was kept back."""
        self.ids, self.nearest, self.kept_back = tuple(ids), nearest or {}, tuple(kept_back)
        self.lists = lists
        named = ", ".join(repr(id_) for id_ in self.ids)
        super().__init__(f"nothing is recorded under {named}; {self.advice}")

    @property
    def advice(self) -> str:
        """What the asker may do."""
        one = len(self.ids) == 1
        near = [
            f"{'the nearest' if one else f'nearest to {id_!r}'}: {_listed(items)}"
            for id_, items in self.nearest.items()
            if items
        ]
        rows = f"{', '.join(self.kept_back)}: a row kept back speaks of it, mend and load it"
        kept = [rows] if self.kept_back else []
        return "; ".join([*kept, *near]) or self.lists


def _listed(items: Mapping[str, str]) -> str:
    """Items as a sentence lists them: "Cirrus (supplier:cirrus), Database (service:database)"."""
    return ", ".join(id_ if name == id_ else f"{name} ({id_})" for id_, name in items.items())


class NotRead(RamifyError):
    """An answer that reads the store as it goes was asked about what it did not come to."""

    code = "NOT_READ"

    def __init__(self, ids: Sequence[str]) -> None:
        """Name the ids around which nothing was read."""
        self.ids = tuple(ids)
        shown = ", ".join(repr(id_) for id_ in self.ids[:5])
        more = f" and {len(self.ids) - 5:,} more" if len(self.ids) > 5 else ""
        super().__init__(
            f"what stands around {shown}{more} was not read with this answer, which was asked of "
            "the store level by level; ask about it by itself"
        )


class EmptyStore(NotFound):
    """Nothing is recorded under an id, since nothing is recorded at all."""

    code = "EMPTY_STORE"

    def __init__(self, ids: Sequence[str], emptiness: str) -> None:
        """Say that the facts are empty and what to do about it."""
        super().__init__(ids)
        self.args = (emptiness,)


class UnknownDigest(NotFound):
    """Nothing is kept under a digest, or nothing that the asker may see: the same for both."""

    code = "UNKNOWN_DIGEST"

    def __init__(self, digest: str) -> None:
        """Say which digest."""
        super().__init__([digest])
        advice = "it stands below the text; a question is kept for two years"
        self.args = (f"no question is kept under the digest {digest!r}; {advice}",)


class Conflict(RamifyError):
    """Two writers do not agree."""

    code = "CONFLICT"


class StaleRevision(Conflict):
    """The revision an author built on is not the present one."""

    code = "STALE_REVISION"

    def __init__(self, expected: int, present: int) -> None:
        """Say both revisions."""
        self.expected, self.present = expected, present
        super().__init__(
            f"the ChangeSet was written for revision {expected}, the store is at {present}; "
            "read what changed, then apply it again with the present revision"
        )


class ChangeSetReused(Conflict):
    """A ChangeSet id came again with other content."""

    code = "CHANGE_SET_REUSED"

    def __init__(self, id_: str, revision: int) -> None:
        """Say under which revision the id was first used."""
        self.id, self.revision = id_, revision
        super().__init__(
            f"ChangeSet id {id_!r} was already used for revision {revision} with other content; "
            "give the new content an id of its own"
        )


class NotAllowed(RamifyError):
    """Who asks may not."""

    code = "NOT_ALLOWED"


class NotSignedIn(NotAllowed):
    """Nobody is known by what a request brings; the message says what to bring."""

    code = "NOT_SIGNED_IN"


class Forbidden(NotAllowed):
    """Somebody may not do something, whose role is a lesser one."""

    code = "FORBIDDEN"

    def __init__(self, what: str, role: str, least: str) -> None:
        """Say what, and which role may."""
        advice = "whoever is admin makes a token for it: ramify token create"
        super().__init__(f"{what}: found the role {role}, expected {least} or above; {advice}")


class StoreUnavailable(RamifyError):
    """The store does not answer."""

    code = "STORE_UNAVAILABLE"


def why_unread(error: OSError | UnicodeDecodeError | JSONDecodeError) -> str:
    """Why a file could not be opened or read, in plain words, for a :class:`Problem`."""
    match error:
        case OSError():
            return error.strerror or "an error"
        case UnicodeDecodeError():
            return f"no UTF-8 from byte {error.start} on"
        case JSONDecodeError():
            return f"no JSON from line {error.lineno}, column {error.colno} on"
