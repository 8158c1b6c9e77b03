"""The model is every declaration together, one frozen value passed to whoever needs it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from graph_model.declare import Field, Kind, RelationType
from graph_model.errors import InvalidQuestion, Problem
from graph_model.kinds import declared_kinds
from graph_model.lens import Lens
from graph_model.lenses import declared_lenses
from graph_model.relations import declared_relations
from graph_model.scale import Scale, declared_scales
from graph_model.values import fold


@dataclass(frozen=True)
class Model:
    """All kinds, relations, lenses and scales of one installation."""

    kinds: tuple[Kind, ...]
    relations: tuple[RelationType, ...]
    lenses: tuple[Lens, ...]
    scales: tuple[Scale, ...] = ()
    precedence: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict, hash=False)
    """Sources from the first that is believed, by ``Kind.field`` or ``TYPE.field``."""

    @cached_property
    def _hash(self) -> int:
        return hash((self.kinds, self.relations, self.lenses, self.scales))

    def __hash__(self) -> int:
        """Worked out once: what is kept by model is looked up for every small answer."""
        return self._hash

    @cached_property
    def kind_codes(self) -> Mapping[str, int]:
        """Kind names to their places, which stand for them in columns."""
        return {kind.name: n for n, kind in enumerate(self.kinds)}

    @cached_property
    def relation_codes(self) -> Mapping[str, int]:
        """Relation names to their places."""
        return {relation.name: n for n, relation in enumerate(self.relations)}

    @cached_property
    def kind_by_name(self) -> Mapping[str, Kind]:
        """Kinds by their names."""
        return {kind.name: kind for kind in self.kinds}

    @cached_property
    def relation_by_name(self) -> Mapping[str, RelationType]:
        """Relations by their names."""
        return {relation.name: relation for relation in self.relations}

    @cached_property
    def _kinds_by_folded_name(self) -> Mapping[str, Kind]:
        return {fold(kind.name): kind for kind in self.kinds}

    @cached_property
    def _relations_by_folded_name(self) -> Mapping[str, RelationType]:
        return {fold(relation.name): relation for relation in self.relations}

    def find_kind(self, name: object) -> Kind | None:
        """The kind of that name, without regard to case, space, hyphen and underscore."""
        return self._kinds_by_folded_name.get(fold(name)) if isinstance(name, str) else None

    def find_relation(self, name: object) -> RelationType | None:
        """The relation of that name, without regard to case, space, hyphen and underscore."""
        return self._relations_by_folded_name.get(fold(name)) if isinstance(name, str) else None

    def lens(self, name: str) -> Lens:
        """The lens of that name.

        Raises:
            InvalidQuestion: there is no such lens.
        """
        for lens in self.lenses:
            if lens.name == name.casefold():
                return lens
        known = ", ".join(lens.name for lens in self.lenses)
        raise InvalidQuestion([Problem("lens", repr(name), f"one of {known}")])

    def relations_from(self, kind: str) -> tuple[RelationType, ...]:
        """The relations that can start at a kind, in order of name."""
        return tuple(r for r in self.relations if kind in r.starts)

    def relations_to(self, kind: str) -> tuple[RelationType, ...]:
        """The relations that can end at a kind, in order of name."""
        return tuple(r for r in self.relations if kind in r.ends)

    def scales_of(self, field: str) -> tuple[Scale, ...]:
        """The orders that the values of a field may stand in."""
        return tuple(scale for scale in self.scales if scale.field == field)

    @cached_property
    def field_by_name(self) -> Mapping[str, tuple[Field, ...]]:
        """Every item field of that name over all kinds."""
        found: dict[str, tuple[Field, ...]] = {}
        for kind in self.kinds:
            for field in kind.fields:
                found[field.name] = (*found.get(field.name, ()), field)
        return found


@cache
def standard_model() -> Model:
    """The model as Ramify ships it, without an installation's own additions."""
    return Model(declared_kinds(), declared_relations(), declared_lenses(), declared_scales())
