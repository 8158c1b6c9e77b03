"""What a mapping says: which tables are read, and what of each row becomes which fact."""

from __future__ import annotations

from collections.abc import Mapping as Entries
from dataclasses import dataclass, field

from graph_model.declare import Kind, RelationType
from loaders.intake.rest_rule import RestRule
from loaders.mapping.template import Template

EACH = "each"
"""In an item's templates: one of several names in a cell."""


@dataclass(frozen=True, slots=True)
class ValueRule:
    """Where a field's value comes from, and how its cell is read.

    ``values`` says what the file's words mean, None: nothing; ``date`` the form of a day, ``money``
    the currency of an amount without one, ``unit`` what a bare number of a duration counts;
    ``decimal`` is what stands before a number's fraction;
    ``gather`` what becomes of several rows' values of one item.
    """

    template: Template
    split: tuple[str, ...] = ()
    values: Entries[str, object] = field(default_factory=dict)
    date: str | None = None
    money: str | None = None
    unit: str | None = None
    gather: str | None = None
    decimal: str = "."


@dataclass(frozen=True, slots=True)
class NameRule:
    """Items that stand elsewhere, in the files of the load or in the store, named in a cell.

    ``by`` is what they are named by: id, alias, name, number, or any of these.
    """

    kind: Kind
    by: str
    column: str
    split: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemRule:
    """An item that a row makes; with ``each``, one for every name in a cell.

    A table's first item is the row's own: a row without its id is kept back.
    """

    name: str
    kind: Kind
    id: Template
    fields: Entries[str, ValueRule]
    attributes: Entries[str, ValueRule] = field(default_factory=dict)
    each: str | None = None
    split: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RelationRule:
    """A relation that a row makes, between every one of its starts and of its ends.

    An end is the name of an item rule, a template of an id, or items named in a cell.
    """

    type: RelationType
    start: str | Template | NameRule
    end: str | Template | NameRule
    fields: Entries[str, ValueRule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Across:
    """Columns that are values themselves: each filled cell below them is a row of its own.

    The row gets the column's header as ``name`` and its cell as ``value``.
    """

    columns: tuple[str, ...]
    after: str | None
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Join:
    """Another table's columns, for each row whose columns (``on``: own to other) agree."""

    table: str
    on: Entries[str, str]


@dataclass(frozen=True, slots=True)
class TableRule:
    """One table: which file and sheet it is, how its rows are found, and what they say.

    It ends with its ``last`` row, where another stands below it. ``named`` are its columns where no
    row of headers says them. Of its rows those alone are read that have one of the words of
    ``only`` in its column.
    """

    name: str
    file: str | None = None
    sheet: str | None = None
    header: tuple[int, ...] = ()
    repeat: tuple[str, ...] = ()
    section: str | None = None
    skip: tuple[str, ...] = ()
    across: Across | None = None
    joins: tuple[Join, ...] = ()
    items: tuple[ItemRule, ...] = ()
    relations: tuple[RelationRule, ...] = ()
    never: tuple[str, ...] = ()
    unused: tuple[str, ...] | None = None
    rest: RestRule | None = None
    last: int | None = None
    named: tuple[str, ...] = ()
    only: Entries[str, tuple[str, ...]] = field(default_factory=dict)

    def columns(self) -> set[str]:
        """The columns of the file that it cannot do without."""
        made = {EACH, self.section, *((self.across.name, self.across.value) if self.across else ())}
        found = {name for rule in self._rules() for name in rule.template.columns}
        for item in self.items:
            found |= {*item.id.columns, *([item.each] if item.each else [])}
        for relation in self.relations:
            for end in (relation.start, relation.end):
                found |= set(_columns(end))
        found |= {*self.only, *self.repeat, *(own for join in self.joins for own in join.on)}
        if self.across:
            found |= {*self.across.columns, *([self.across.after] if self.across.after else [])}
        joined = tuple(f"{join.table}." for join in self.joins)
        return {name for name in found if name not in made and not name.startswith(joined or "\0")}

    def _rules(self) -> list[ValueRule]:
        of_items = [
            rule for i in self.items for rule in (*i.fields.values(), *i.attributes.values())
        ]
        return of_items + [rule for r in self.relations for rule in r.fields.values()]


@dataclass(frozen=True, slots=True)
class Mapping:
    """All tables of one source; ``empty`` are the words that mean that nothing is known."""

    tables: tuple[TableRule, ...]
    source: str | None = None
    dates: str | None = None
    currency: str | None = None
    decimal: str = "."
    empty: tuple[str, ...] = ()

    @property
    def calls(self) -> bool:
        """Whether a table is had from another system."""
        return any(table.rest for table in self.tables)

    @property
    def names_others(self) -> bool:
        """Whether items are named that may stand in the store alone."""
        relations = [one for table in self.tables for one in table.relations]
        return any(isinstance(end, NameRule) for one in relations for end in (one.start, one.end))


def _columns(end: str | Template | NameRule) -> tuple[str, ...]:
    if isinstance(end, NameRule):
        return (end.column,)
    return end.columns if isinstance(end, Template) else ()
