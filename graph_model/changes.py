"""Changes and ChangeSets: the only way facts change, atomic, with an id of the author's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph_model.facts import Fact, Ref, RelationKey, ref_of
from graph_model.values import Value

MOST_CHANGES = 50_000
"""The default bound of a ChangeSet: very large transactions fail in ways that look transient."""


@dataclass(frozen=True, slots=True)
class Put:
    """Create the fact, or replace it as a whole."""

    fact: Fact

    @property
    def ref(self) -> Ref:
        """What the change is about."""
        return ref_of(self.fact)


@dataclass(frozen=True, slots=True)
class SetFields:
    """Set fields of a fact that exists: None clears, a field not named is untouched.

    ``fields`` is raw, as a file has it, open attributes under ``attributes``: only the state knows
    the fact's kind, so they are read when the change is planned. ``kept`` ones, declared fields
    alone, were read before, as a Put's are, and are taken as they are.
    """

    ref: Ref
    fields: Mapping[str, object]
    kept: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove a fact; an item's relations go with it, each journaled."""

    ref: Ref


Change = Put | SetFields | Remove


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Changes that apply together or not at all.

    ``id`` is chosen by the author; ``base`` is the revision it was written for (None: any);
    ``reason`` is why, in the author's words, if they say.
    """

    id: str
    changes: tuple[Change, ...]
    base: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A fact whole, before and after a ChangeSet; None where it was not there."""

    before: Fact | None
    after: Fact | None

    @property
    def fact(self) -> Fact:
        """The fact that it is of: as it is after the change, or was before its removal."""
        fact = self.after if self.after is not None else self.before
        assert fact is not None
        return fact

    @property
    def ref(self) -> Ref:
        """What the image is of."""
        return ref_of(self.fact)

    @property
    def fields(self) -> dict[str, tuple[Value | None, Value | None]]:
        """The fields that a changed fact has otherwise, before and after; of new and gone, none."""
        if self.before is None or self.after is None:
            return {}
        before, after = self.before.fields, self.after.fields
        both = ((n, before.get(n), after.get(n)) for n in sorted(before.keys() | after.keys()))
        return {name: (was, now) for name, was, now in both if was != now}

    @property
    def restated(self) -> bool:
        """Whether the fact is as it was: what others spoiled in the store was put right."""
        return self.before == self.after

    @property
    def undone(self) -> Image:
        """The image that takes this one back."""
        return Image(self.after, self.before)


@dataclass(frozen=True, slots=True)
class Via:
    """By which door a ChangeSet came, and the key of the token that it was sent with.

    Each None where it is not known, or there was none.
    """

    door: str | None = None
    token: str | None = None


UNTOLD = Via()
"""By none of our doors, or by one that nobody named."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One entry of the journal: a ChangeSet as it was applied.

    ``recorded_at`` is a UTC moment in ISO form, ``digest`` the SHA-256 of the ChangeSet's content,
    ``reason`` why it was made, where its author said.
    """

    number: int
    change_set: str
    recorded_at: str
    author: str
    source: str
    digest: str
    images: tuple[Image, ...]
    via: Via = UNTOLD
    reason: str | None = None


def lay(images: Iterable[Image], facts: dict[Ref, Fact]) -> None:
    """Bring some facts to what images, oldest first, made of them."""
    for image in images:
        if image.after is None:
            facts.pop(image.ref, None)
        else:
            facts[image.ref] = image.after


def start_and_end(ref: Ref) -> tuple[str, ...]:
    """The ids a ref mentions: an item's own, a relation's two ends."""
    return (ref.start, ref.end) if isinstance(ref, RelationKey) else (ref,)


def is_item(ref: Ref) -> bool:
    """Whether the ref is an item's id."""
    return not isinstance(ref, RelationKey)
