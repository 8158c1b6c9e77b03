"""A mapping's text in YAML to what it says, everything wrong with it told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Entries
from dataclasses import dataclass, field
from typing import TypeVar

import jmespath
import jmespath.exceptions

from graph_model.declare import Field, Kind, RelationType
from graph_model.errors import InvalidInput, Problem
from graph_model.model import Model
from graph_model.values import Shape
from loaders.intake.rest_rule import PAGED_BY, RestRule
from loaders.intake.source_file import SourceFile
from loaders.intake.yaml_text import parse_yaml, typed
from loaders.mapping.cells import UNITS, is_date_form
from loaders.mapping.mapping import (
    EACH,
    Across,
    ItemRule,
    Join,
    Mapping,
    NameRule,
    RelationRule,
    TableRule,
    ValueRule,
)
from loaders.mapping.template import FILTERS, Template

T = TypeVar("T")

ASK = "?"
"""What a proposal has where somebody has to decide."""
_CODE = re.compile("[A-Z]{3}")
GATHERS = ("first", "last", "least", "most", "sum", "all")
NAMED_BY = ("id", "alias", "name", "number", "any")
DECIMALS = (".", ",")
_TOP = ("source", "dates", "currency", "decimal", "empty", "tables")
_TABLE = (
    *("name", "file", "sheet", "header", "repeat", "section", "skip", "across", "joins"),
    *("items", "relations", "never", "unused", "rest", "last", "columns", "only"),
)
_VALUE = ("from", "text", "split", "values", "date", "money", "unit", "gather", "decimal")
_ITEM = ("kind", "id", "each", "split", "attributes")
_REST = (
    *("url", "records", "key", "next", "cursor", "offset", "page", "first", "total"),
    *("credentials", "as"),
)
_PATHS = ("records", "key", "next", "total")
_RELATION = ("type", "from", "to")
_NAMED = ("kind", "by", "from", "split")


def read_mapping(text: str, file: SourceFile, model: Model) -> Mapping:
    """The mapping of a text.

    Raises:
        UnreadableFile: it is no YAML.
        InvalidInput: with everything that is wrong with it.
    """
    document = next(parse_yaml(text, file), None)
    reader = _Reader(file.name, model)
    found = reader.mapping(document.value if document else None)
    if reader.problems:
        raise InvalidInput(reader.problems)
    return found


@dataclass(slots=True)
class _Reader:
    """Reads on after a problem, so that all are told."""

    file: str
    model: Model
    problems: list[Problem] = field(default_factory=list)
    dates: str | None = None
    currency: str | None = None
    decimal: str = "."

    def tell(self, place: str, found: object, expected: str) -> None:
        self.problems.append(Problem(f"{self.file}, {place}", repr(found)[:80], expected))

    def mapping(self, raw: object) -> Mapping:
        entries = self.entries(raw, "the mapping", _TOP)
        self.dates = self.date_form(entries.get("dates"), "dates")
        self.currency = self.code(entries.get("currency"), "currency")
        self.decimal = self.one_of(entries, "decimal", DECIMALS, "the mapping") or "."
        listed = self.many(entries.get("tables"), "tables")
        if not listed:
            self.tell("tables", entries.get("tables"), "a list of one table at least")
        tables = [self.table(one, f"tables, {n}", n) for n, one in enumerate(listed, 1)]
        empty = self.texts(entries.get("empty"), "empty")
        source = self.text(entries.get("source"), "source")
        return Mapping(tuple(tables), source, self.dates, self.currency, self.decimal, empty)

    def table(self, raw: object, place: str, number: int) -> TableRule:
        entries = self.entries(raw, place, _TABLE)
        items = self.entries(entries.get("items") or {}, f"{place}, items")
        rules = tuple(
            self.item(name, one, f"{place}, items, {name}") for name, one in items.items()
        )
        made = {rule.name: rule.kind for rule in rules}
        relations = self.many(entries.get("relations"), f"{place}, relations")
        rule = TableRule(
            self.text(entries.get("name"), f"{place}, name") or f"table {number}",
            self.text(entries.get("file"), f"{place}, file"),
            self.text(entries.get("sheet"), f"{place}, sheet"),
            self.numbers(entries.get("header"), f"{place}, header"),
            self.texts(entries.get("repeat"), f"{place}, repeat"),
            self.text(entries.get("section"), f"{place}, section"),
            self.texts(entries.get("skip"), f"{place}, skip"),
            self.across(entries.get("across"), f"{place}, across"),
            tuple(
                self.join(one, f"{place}, joins, {n}")
                for n, one in enumerate(self.many(entries.get("joins"), f"{place}, joins"), 1)
            ),
            rules,
            tuple(
                self.relation(one, made, f"{place}, relations, {n}")
                for n, one in enumerate(relations, 1)
            ),
            self.texts(entries.get("never"), f"{place}, never"),
            self.texts(entries["unused"], f"{place}, unused") if "unused" in entries else None,
            self.rest(entries.get("rest"), f"{place}, rest"),
            next(iter(self.numbers(entries.get("last"), f"{place}, last")), None),
            self.texts(entries.get("columns"), f"{place}, columns"),
            self.words(entries.get("only"), f"{place}, only"),
        )
        if rule.named and rule.header:
            self.tell(f"{place}, columns", list(rule.named), "either `columns` or `header`")
        for column in rule.columns() if rule.rest else ():
            self.path(column, f"{place}, {column}")
        return rule

    def words(self, raw: object, place: str) -> dict[str, tuple[str, ...]]:
        entries = self.entries(raw, place) if raw is not None else {}
        return {name: self.texts(one, f"{place}, {name}") for name, one in entries.items()}

    def rest(self, raw: object, place: str) -> RestRule | None:
        if raw is None:
            return None
        entries = self.entries(raw, place, _REST)
        said = {name: self.text(_plain(entries.get(name)), f"{place}, {name}") for name in _REST}
        if not (said["url"] or "").startswith(("https://", "http://")):
            self.tell(f"{place}, url", said["url"], "an address as https://host/path")
        for name in _PATHS:
            self.path(said[name], f"{place}, {name}")
        led = [name for name in PAGED_BY if said[name]]
        if len(led) > 1 or (said["cursor"] and not said["next"]):
            self.tell(place, led, f"one of {', '.join(PAGED_BY)}; `cursor` beside `next` alone")
        first = said["first"] or "1"
        if not first.isdecimal():
            self.tell(f"{place}, first", first, "the number of the first page")
        given = {n: v for n, v in said.items() if v and n not in ("first", "as", "url")}
        number = int(first) if first.isdecimal() else 1
        return RestRule(url=said["url"] or "", first=number, how=said["as"] or "Bearer", **given)

    def path(self, raw: str | None, place: str) -> None:
        """Tell of what is no JMESPath."""
        try:
            if raw is not None:
                jmespath.compile(raw)
        except jmespath.exceptions.JMESPathError:
            self.tell(place, raw, "a path into the answer, in JMESPath, as data.items")

    def item(self, name: str, raw: object, place: str) -> ItemRule:
        entries = self.entries(raw, place)
        kind = self.kind(entries.get("kind"), f"{place}, kind")
        id_ = self.template(entries.get("id"), f"{place}, id")
        declared = {one.name: one for one in kind.fields}
        rules = {n: one for n, one in entries.items() if n not in _ITEM}
        fields = self.fields(rules, declared, place)
        attributes: dict[str, ValueRule] = {}
        if "attributes" in entries:
            given = self.entries(entries["attributes"], f"{place}, attributes")
            if not kind.open:
                self.tell(f"{place}, attributes", list(given), f"none: {kind.name} takes none")
            attributes = {n: self.value(v, None, f"{place}, {n}") for n, v in given.items()}
        each = self.text(entries.get("each"), f"{place}, each")
        split = self.texts(entries.get("split"), f"{place}, split")
        if EACH in id_.columns and each is None:
            self.tell(f"{place}, id", id_.text, "`each: COLUMN` beside {each}")
        return ItemRule(name, kind, id_, fields, attributes, each, split)

    def fields(
        self, rules: Entries[str, object], declared: Entries[str, Field], place: str
    ) -> dict[str, ValueRule]:
        found = {}
        for name, raw in rules.items():
            if name not in declared:
                self.tell(f"{place}, {name}", "an unknown field", f"one of {', '.join(declared)}")
            else:
                found[name] = self.value(raw, declared[name], f"{place}, {name}")
        return found

    def value(self, raw: object, declared: Field | None, place: str) -> ValueRule:
        """A rule: a text (a template, or a constant), or entries that say more."""
        if not isinstance(raw, dict):
            return self.defaulted(ValueRule(self.template(raw, place), decimal=""), declared)
        entries = self.entries(raw, place, _VALUE)
        column = self.text(entries.get("from"), f"{place}, from")
        text = "{" + column + "}" if column else entries.get("text")
        values = self.entries(entries.get("values") or {}, f"{place}, values")
        unit, gather = (self.one_of(entries, name, among, place) for name, among in _CHOSEN)
        rule = ValueRule(
            self.template(text, f"{place}, from"),
            self.texts(entries.get("split"), f"{place}, split"),
            {word: typed(value) for word, value in values.items()},
            self.date_form(entries.get("date"), f"{place}, date"),
            self.code(entries.get("money"), f"{place}, money"),
            unit,
            gather,
            self.one_of(entries, "decimal", DECIMALS, place) or "",
        )
        return self.defaulted(rule, declared)

    def defaulted(self, rule: ValueRule, declared: Field | None) -> ValueRule:
        """The rule with what the mapping says of all days and amounts."""
        shape = declared.shape if declared else None
        date = rule.date or (self.dates if shape in (Shape.DATE, Shape.DATES) else None)
        money = rule.money or (self.currency if shape is Shape.MONEY else None)
        return ValueRule(
            *(rule.template, rule.split, rule.values, date, money, rule.unit, rule.gather),
            rule.decimal or self.decimal,
        )

    def relation(self, raw: object, made: Entries[str, Kind], place: str) -> RelationRule:
        entries = self.entries(raw, place)
        type_ = self.model.find_relation(entries.get("type"))
        if type_ is None:
            known = ", ".join(one.name for one in self.model.relations)
            self.tell(f"{place}, type", entries.get("type"), f"one of {known}")
            type_ = self.model.relations[0]
        declared = {one.name: one for one in type_.fields}
        rules = {n: one for n, one in entries.items() if n not in _RELATION}
        start = self.end(entries.get("from"), made, f"{place}, from")
        end = self.end(entries.get("to"), made, f"{place}, to")
        self.check_ends(type_, self.kind_at(start, made), self.kind_at(end, made), place)
        return RelationRule(type_, start, end, self.fields(rules, declared, place))

    def kind_at(self, end: str | Template | NameRule, made: Entries[str, Kind]) -> str | None:
        if isinstance(end, NameRule):
            return end.kind.name
        return made[end].name if isinstance(end, str) and end in made else None

    def check_ends(
        self, type_: RelationType, start: str | None, end: str | None, place: str
    ) -> None:
        fits = [(s, e) for s, e in type_.joins if start in (None, s) and end in (None, e)]
        if not fits:
            joined = ", ".join(f"{s} to {e}" for s, e in type_.joins)
            self.tell(place, f"{start} to {end}", f"{type_.name} of {joined}")

    def end(self, raw: object, made: Entries[str, Kind], place: str) -> str | Template | NameRule:
        if isinstance(raw, dict):
            entries = self.entries(raw, place, _NAMED)
            by = self.one_of(entries, "by", NAMED_BY, place) or "any"
            column = self.text(entries.get("from"), f"{place}, from") or ""
            split = self.texts(entries.get("split"), f"{place}, split")
            kind = self.kind(entries.get("kind"), f"{place}, kind")
            return NameRule(kind, by, column, split)
        if isinstance(raw, str) and raw in made:
            return str(raw)
        template = self.template(raw, place)
        if not template.columns:
            known = ", ".join(made) or "none yet"
            self.tell(place, raw, f"an item of the table ({known}), an id's template, or a name")
        return template

    def across(self, raw: object, place: str) -> Across | None:
        if raw is None:
            return None
        entries = self.entries(raw, place, ("columns", "after", "name", "value"))
        name = self.text(entries.get("name"), f"{place}, name") or "across"
        value = self.text(entries.get("value"), f"{place}, value") or "mark"
        columns = self.texts(entries.get("columns"), f"{place}, columns")
        after = self.text(entries.get("after"), f"{place}, after")
        if bool(columns) == bool(after):
            self.tell(place, list(entries), "either `columns` or `after`")
        return Across(columns, after, name, value)

    def join(self, raw: object, place: str) -> Join:
        entries = self.entries(raw, place, ("table", "on"))
        on = self.entries(entries.get("on"), f"{place}, on")
        named = {own: str(other) for own, other in on.items()}
        return Join(self.text(entries.get("table"), f"{place}, table") or "", named)

    # the words of the file

    def entries(
        self, raw: object, place: str, known: Iterable[str] | None = None
    ) -> dict[str, object]:
        if not isinstance(raw, dict):
            self.tell(place, raw, "entries, as NAME: VALUE")
            return {}
        for name in raw:
            if known is not None and name not in known:
                self.tell(f"{place}, {name}", "an unknown entry", f"one of {', '.join(known)}")
        return raw

    def many(self, raw: object, place: str) -> list[object]:
        if raw is not None and not isinstance(raw, list):
            self.tell(place, raw, "a list")
        return raw if isinstance(raw, list) else []

    def text(self, raw: object, place: str) -> str | None:
        if raw is not None and not isinstance(raw, str):
            self.tell(place, raw, "a text")
        return str(raw) if isinstance(raw, str) else None

    def texts(self, raw: object, place: str) -> tuple[str, ...]:
        if isinstance(raw, str):
            return (str(raw),)
        return tuple(self.text(one, place) or "" for one in self.many(raw, place))

    def numbers(self, raw: object, place: str) -> tuple[int, ...]:
        texts = self.texts(raw, place)
        wrong = [text for text in texts if not text.isdecimal() or int(text) < 1]
        if wrong:
            self.tell(place, wrong, "the number of a row, from 1, or several")
        return () if wrong else tuple(map(int, texts))

    def template(self, raw: object, place: str) -> Template:
        text = typed(raw)
        if text is None or isinstance(text, dict | list):
            self.tell(place, raw, 'a text, with columns as "{Column}"')
            return Template("")
        template = Template(raw if isinstance(raw, str) else str(text))
        if template.text.rpartition(":")[2] == ASK:
            self.tell(place, template.text, "what it is made of: somebody has to decide")
        for unknown in template.unknown_filters:
            self.tell(place, unknown, f"one of {', '.join(FILTERS)} after the bar")
        return template

    def kind(self, raw: object, place: str) -> Kind:
        found = self.model.find_kind(raw)
        if found is None:
            known = ", ".join(kind.name for kind in self.model.kinds)
            self.tell(place, raw, f"one of {known}")
        return found or self.model.kinds[0]

    def one_of(
        self, entries: Entries[str, object], name: str, among: Iterable[str], place: str
    ) -> str | None:
        found = self.text(entries.get(name), f"{place}, {name}")
        if found is not None and found not in among:
            self.tell(f"{place}, {name}", found, f"one of {', '.join(among)}")
            return None
        return found

    def code(self, raw: object, place: str) -> str | None:
        found = self.text(raw, place)
        if found is not None and not _CODE.fullmatch(found):
            self.tell(place, found, "a currency's code, as USD")
        return found

    def date_form(self, raw: object, place: str) -> str | None:
        form = self.text(raw, place)
        if form is not None and not is_date_form(form):
            self.tell(place, form, "a form of a day, as MM/DD/YYYY, DD.MM.YYYY or DD-MMM-YY")
            return None
        return form


def _plain(raw: object) -> object:
    """A number, as YAML has it, is a text here."""
    return str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw


_CHOSEN: tuple[tuple[str, tuple[str, ...]], ...] = (("unit", tuple(UNITS)), ("gather", GATHERS))
