"""Two items made one, and one made two again: as changes, so that the journal has it all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from graph_model.changes import Change, Image, Put, Remove, SetFields
from graph_model.claims import sources_of
from graph_model.errors import InvalidInput, Problem
from graph_model.facts import BETWEEN, Fact, Item, Relation, RelationKey
from graph_model.identity.decisions import name_alias
from graph_model.identity.spelling import spelling
from graph_model.model import Model
from graph_model.records import is_alias
from graph_model.state import State, aliases_of

UNTAKEN = frozenset(("name", "aliases", "source"))
"""What the item that is kept has of its own, whatever the other says."""


def merging(kept: Item, other: Item, state: State, model: Model) -> tuple[Change, ...]:
    """The changes that make ``other`` a part of ``kept``.

    It takes over the relations, the aliases, and the fields that the kept one has not; its id and
    its name become aliases. What both say is as the kept one says it.

    Raises:
        InvalidInput: they are one already, or of two kinds.
    """
    if kept.id == other.id or kept.kind != other.kind:
        found = f"{kept.id} ({kept.kind}) and {other.id} ({other.kind})"
        raise InvalidInput([Problem("the two items", found, "two items of one kind")])
    more = {
        name: value
        for name, value in other.fields.items()
        if name not in UNTAKEN and name not in kept.fields
    }
    aliases = [*dict.fromkeys((*aliases_of(kept), *_known_by(kept, other, state)))]
    sources = dict.fromkeys((*sources_of(kept.fields), *sources_of(other.fields)))
    said = {"source": BETWEEN.join(sources)} if sources else {}
    setting = _setting(kept, {**more, **said, "aliases": aliases}, model)
    return (Remove(other.id), *_moved(kept.id, other.id, state), setting)


def _setting(item: Item, fields: Mapping[str, object], model: Model) -> SetFields:
    """Fields of an item set, those that its kind does not declare as attributes."""
    names = {declared.name for declared in model.kind_by_name[item.kind].fields}
    told = {name: value for name, value in fields.items() if name in names}
    own = {name: value for name, value in fields.items() if name not in names}
    return SetFields(item.id, {**told, "attributes": own} if own else told)


def _known_by(kept: Item, other: Item, state: State) -> Iterator[str]:
    """What the other item was known by, of what can be an alias and is nobody else's."""
    if is_alias(other.id):
        yield other.id
    yield from aliases_of(other)
    alias = name_alias(other.name)
    free = alias is not None and state.owner(alias) in (None, kept.id, other.id)
    if alias and free and state.item(alias) is None and other.name != kept.name:
        yield alias


def _moved(kept: str, other: str, state: State) -> Iterator[Put]:
    """The other item's relations as the kept one's, in the order of their keys."""
    made: dict[RelationKey, Relation] = {}
    for key in sorted(state.touching(other)):
        start, end = (kept if id_ == other else id_ for id_ in (key.start, key.end))
        held = state.relation(key)
        if start == end or held is None:
            continue
        moved = key._replace(start=start, end=end)
        before = made.get(moved) or state.relation(moved)
        fields = {**held.fields, **(before.fields if before else {})}
        if before is None or fields != dict(before.fields):
            made[moved] = Relation(*moved, fields)
    return map(Put, made.values())


def parting(images: Sequence[Image], state: State, model: Model) -> tuple[Change, ...]:
    """The changes that take a merge back, as far as nobody changed since what it changed.

    ``images`` are those of the ChangeSet that merged. Relations to what is gone by now stay gone.
    """
    back = [image.undone for image in images]
    items = [image for image in back if isinstance(image.fact, Item)]
    relations = [image for image in back if isinstance(image.fact, Relation)]
    known = {image.after.id for image in items if isinstance(image.after, Item)}
    removed = [Remove(r.ref) for r in relations if r.after is None and state.relation(_key(r))]
    kept = [
        _set_back(i, state, model) for i in items if i.before is not None and i.after is not None
    ]
    made = [Put(i.after) for i in items if i.before is None and i.after is not None]
    put = [
        Put(r.after)
        for r in relations
        if r.after is not None and all(_stands(id_, state, known) for id_ in _ends(r.after))
    ]
    return (*removed, *(one for one in kept if one is not None), *made, *put)


def _set_back(image: Image, state: State, model: Model) -> Change | None:
    """The fields that a merge set, as they were, where they are still as it left them."""
    assert isinstance(image.before, Item)
    assert isinstance(image.after, Item)
    now = state.item(image.after.id)
    if now is None:
        return None
    fields: dict[str, object] = {}
    for name, (left, was) in image.fields.items():
        if name == "aliases":
            gained = {*aliases_of(image.before)} - {*aliases_of(image.after)}
            fields[name] = [alias for alias in aliases_of(now) if alias not in gained]
        elif now.fields.get(name) == left:
            fields[name] = was
    return _setting(now, fields, model)


def _key(image: Image) -> RelationKey:
    assert isinstance(image.fact, Relation)
    return image.fact.key


def _ends(fact: Fact) -> tuple[str, str]:
    assert isinstance(fact, Relation)
    return fact.start, fact.end


def _stands(id_: str, state: State, known: set[str]) -> bool:
    return id_ in known or state.item(id_) is not None


def renamed(before: str, after: str) -> bool:
    """Whether a name is another one, and not the same spelt otherwise."""
    return before != after and spelling(before).key != spelling(after).key
