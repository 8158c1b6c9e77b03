"""A mapping proposed for sheets: what was recognised, what was not, and what has to be decided.

Nothing is guessed: a form of days that two fit, a currency that nothing names, or a unit that the
header does not say stand as ``?``, which is refused until somebody writes which it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from graph_model.declare import Field, Kind
from graph_model.model import Model
from graph_model.values import Shape, fold
from loaders.intake.certain import NO, YES, is_no_day
from loaders.intake.sheet import text_of
from loaders.intake.slug import slug
from loaders.mapping.cells import ISO
from loaders.mapping.forms import currency_in, date_forms, decimals_in, is_day, separators_in
from loaders.mapping.look import ColumnLook, SheetLook, look_at
from loaders.mapping.mapping_file import ASK
from loaders.mapping.matrix import ACROSS, Matrix, matrix_in
from loaders.mapping.office_tables import (
    CODES,
    EMPTY,
    ITEMS,
    MEANS,
    OFFICE_TABLES,
    PERSONAL,
    RECORD_TYPES,
    RECORDS,
    OfficeColumn,
    OfficeTable,
)
from loaders.mapping.yaml_lines import YamlLines, quoted

_TYPE = frozenset(("type", "record-type", "rr-type", "rrtype"))
"""How a zone's column of types may be headed."""
_MOST_WORDS = 50
"""So many words that nobody knows are listed."""
_NAMED = 10
"""So many columns are named of a table of which nothing is understood."""
_GATHER = {"value": "sum", "start": "least", "end": "most"}
_DATE_WORDS = {Shape.DATE, Shape.DATES}


@dataclass
class TableProposal:
    """One sheet, the table that it seems to be, and which of its columns mean what."""

    look: SheetLook
    table: OfficeTable
    kind: Kind
    model: Model
    columns: dict[str, OfficeColumn] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, tuple[ColumnLook, OfficeColumn, Field]]:
        """The columns of the item's own fields, by field; of two, the first."""
        found: dict[str, tuple[ColumnLook, OfficeColumn, Field]] = {}
        for name, column in self.columns.items():
            declared = self.kind.field(column.field) if column.field else None
            if declared is not None:
                found.setdefault(declared.name, (self.look.column(name), column, declared))
        return found

    @property
    def others(self) -> list[tuple[ColumnLook, OfficeColumn]]:
        """The columns that name items of other kinds, one a relation."""
        found: dict[str, tuple[ColumnLook, OfficeColumn]] = {}
        for name, column in self.columns.items():
            if column.relation:
                found.setdefault(column.relation, (self.look.column(name), column))
        return list(found.values())

    @property
    def key(self) -> ColumnLook | None:
        """The column by which its rows are known: a number, or else a name."""
        named = self.fields.get("number") or self.fields.get("name")
        return named[0] if named else None

    @cached_property
    def matrix(self) -> Matrix | None:
        """The matrix that it is, if it is one."""
        return matrix_in(self.look, self.columns) if self.kind.name in ACROSS else None

    @property
    def type(self) -> str | None:
        """The column with the types of a zone's records."""
        named = (one.name for one in self.look.columns if slug(one.name) in _TYPE)
        return next(named, None) if self.table is RECORDS else None

    def code_of(self, kind: str) -> ColumnLook | None:
        """The column with the codes of the items of another kind."""
        words = {slug(word) for word in CODES.get(kind, "").split(",")}
        return next((one for one in self.look.columns if slug(one.name) in words), None)


def recognised(look: SheetLook, model: Model) -> TableProposal:
    """The table that a sheet seems to be: that of which most columns are recognised.

    Where as many are, the one that its sheet or file is called like.
    """
    called = slug(f"{Path(look.sheet.file).stem} {look.sheet.name}")

    def score(table: OfficeTable) -> tuple[bool, int, bool]:
        known = {one for c in look.columns if (one := table.column(c.name))}
        anchors = {"name", "number"} & {one.field for one in known if one.field}
        is_called = table.name[:-1] in called
        telling = is_called or any(table.tells(c.name) for c in look.columns)
        return bool(anchors) and telling, (len(known) if anchors else 0), is_called

    table = max(OFFICE_TABLES, key=score)
    kind = model.kind_by_name[table.kind]
    columns = {c.name: one for c in look.columns if (one := table.column(c.name))}
    if not score(table)[0]:
        columns = {}
    meant = {one.field or one.relation for one in columns.values()}
    for column in look.columns:
        like = table.column_like(column.name) if column.name not in columns else None
        if like and (like.field or like.relation) not in meant and not _is_personal(column.name):
            columns[column.name] = like
    found = TableProposal(look, table, kind, model, columns)
    if found.matrix and len(look.header) > 1:
        # What stands over the columns of a matrix groups them, and is no part of their names.
        plain = look_at(look.sheet, look.header[-1:], look.last)
        if len(plain.columns) == len(look.columns) and not _has_again(plain):
            return recognised(plain, model)
    return found


def _has_again(look: SheetLook) -> bool:
    """Whether two of its columns are headed alike."""
    return any(re.search(r" \(\d+\)$|^column \d+$", one.name) for one in look.columns)


def _is_personal(name: str) -> bool:
    return any(word in name.casefold() for word in PERSONAL)


def propose(looks: Sequence[SheetLook], model: Model, source: str) -> str:
    """The mapping proposed for some sheets, as YAML with comments."""
    tables = [recognised(look, model) for look in looks]
    # Of several, one whose rows nobody knows (a pivot, a note) keeps no other from loading.
    strange = [one for one in tables if not one.key] if any(one.key for one in tables) else []
    tables = [one for one in tables if one not in strange]
    texts = [text for one in tables for text in _dates(one)]
    forms = date_forms(texts) if texts else []
    amounts = [text for one in tables for c in _shaped(one, Shape.MONEY) for text in c.texts]
    amounts += [text for one in tables for text in _charges(one)]
    out = YamlLines()
    out.add("source", source)
    if texts:
        _dates_line(out, forms, texts)
    if amounts:
        currency = currency_in(amounts)
        told = "" if currency else "which currency? nothing in the file says"
        out.add("currency", currency or ASK, told)
        decimals = decimals_in(_amounts(tables))
        if decimals != ["."]:
            known = len(decimals) == 1
            told = "" if known else "what stands before a fraction, a point or a comma?"
            out.add("decimal", decimals[0] if known else ASK, told)
    if empty := list(dict.fromkeys(word for look in looks for word in look.empty)):
        out.add("empty", empty, "words that are read as nothing")
    out.line("tables:")
    for one in tables:
        _table(out, one)
    for one in strange:
        named = ", ".join(repr(c.name) for c in one.look.columns[:_NAMED])
        found = "nothing says what its rows are" if one.columns else "nothing was understood"
        out.comment(f"{one.look.sheet.title}: left out, {found} of {named}")
    for name in sorted({name for look in looks for name in look.sheet.hidden}):
        out.comment(f"sheet {name}: hidden, left out")
    return out.text()


def _amounts(tables: Sequence[TableProposal]) -> Iterator[str]:
    """All amounts that are text: a workbook's numbers have a point, whatever they are shown as."""
    for one in tables:
        names = one.matrix.names if one.matrix and _charges(one) else ()
        for column in (*_shaped(one, Shape.MONEY), *map(one.look.column, names)):
            for row in one.look.body:
                cell = row[column.at] if column.at < len(row) else None
                if isinstance(cell, str) and text_of(cell):
                    yield text_of(cell)


def _dates(one: TableProposal) -> Iterator[str]:
    """All texts that may be days: a workbook's own have a type, and words have no figure."""
    for column in (c for shape in _DATE_WORDS for c in _shaped(one, shape)):
        for row in one.look.body:
            cell = row[column.at] if column.at < len(row) else None
            if isinstance(cell, str) and re.search(r"\d", cell) and not is_no_day(text_of(cell)):
                yield text_of(cell)


def _charges(one: TableProposal) -> tuple[str, ...]:
    """The amounts of a matrix that are what somebody is charged a year."""
    return one.matrix.charges if one.matrix and one.matrix.yearly else ()


def _shaped(one: TableProposal, shape: Shape) -> list[ColumnLook]:
    return [look for look, _, declared in one.fields.values() if declared.shape is shape]


def _dates_line(out: YamlLines, forms: list[str], texts: list[str]) -> None:
    if len(forms) == 1:
        read = {forms[0], ISO}
        other = next((t for t in texts if not any(is_day(t, form) for form in read)), None)
        out.add("dates", forms[0], f"{other!r} is none" if other is not None else "")
    elif forms:
        out.add("dates", ASK, f"{' or '.join(forms)}? {texts[0]!r} is a day in each")
    else:
        out.add("dates", ASK, f"which form? as MM/DD/YYYY; found {', '.join(map(repr, texts[:3]))}")


def _table(out: YamlLines, one: TableProposal) -> None:
    look = one.look
    with out.item():
        out.add("file", Path(look.sheet.file).name)
        if look.sheet.name:
            out.add("sheet", look.sheet.name)
        if look.named:
            told = "no row of headers was found; call them as you like"
            out.add("columns", list(look.named), told)
        else:
            out.add("header", list(look.header) if len(look.header) > 1 else look.header[0])
        if look.last:
            out.add("last", look.last, "what stands below is another table, or a note")
        out.comment(f"{len(look.body):,} rows; how far each column is filled, and samples:")
        for column in look.columns:
            out.comment(f"  {column.name}: {column.fill:.0%}, {column.samples}")
        if look.repeat:
            out.add("repeat", list(look.repeat), "blank cells seem to repeat the one above")
        if look.section:
            out.add("section", "Section", "rows with one cell alone are headings: {Section}")
            _headings(out, one)
        if look.skip:
            zone = one.table is RECORDS
            told = "lines that are no records" if zone else "rows that add up those above"
            out.add("skip", list(look.skip), told)
        if types := _types(one):
            said = "records whose data is no name are left out"
            out.line(f"only: {{{quoted(one.type)}: {quoted(types)}}}  # {said}")
        if one.matrix:
            _across(out, one, one.matrix)
        names = one.matrix.names if one.matrix else ()
        _left(out, one, {*_items(out, one), *names, *([one.type] if one.type else [])})


def _headings(out: YamlLines, one: TableProposal) -> None:
    """What section rows say, and the lines that make agencies of them where nothing else does."""
    named = ", ".join(repr(text[:40]) for text in dict.fromkeys(one.look.headings[:_NAMED]))
    out.comment(f"  {named}: nothing is made of them")
    held = any(column.relation == "HELD_BY" for _, column in one.others)
    if one.kind.name == "Contract" and not held:
        out.comment("  if they are agencies, add to the items and to the relations:")
        out.comment('    agency: {kind: Agency, id: "agency:{Section|slug}", name: "{Section}"}')
        out.comment("    - {type: HELD_BY, from: contract, to: agency}")


def _across(out: YamlLines, one: TableProposal, matrix: Matrix) -> None:
    columns = f"after: {quoted(matrix.after)}"
    if not matrix.whole:
        columns = f"columns: {quoted([*matrix.names])}"
    said = "each filled cell below these is one of whoever heads its column"
    name = ACROSS[one.kind.name]
    out.line(f"across: {{{columns}, name: {name}, value: Mark}}  # {said}")


def _types(one: TableProposal) -> list[str]:
    """The types of a zone's records that lead to a name, where there are others too."""
    if not one.type:
        return []
    found = {text.casefold() for text in one.look.column(one.type).distinct}
    return sorted(found & RECORD_TYPES) if found - RECORD_TYPES else []


def _items(out: YamlLines, one: TableProposal) -> set[str]:
    """The items and relations of a table; the columns that they use."""
    own = one.table.item if one.columns else "item"
    used: set[str] = set()
    out.line("items:")
    with out.deeper():
        _own(out, one, own, used)
        names = _others(out, one, own, used)
        if one.matrix:
            kind = ACROSS[one.kind.name]
            out.line("across:")
            with out.deeper():
                out.add("kind", kind)
                out.add("id", f"{_called(kind)}:{{{kind}|slug}}")
                out.add("name", f"{{{kind}}}")
    if names or one.matrix:
        out.line("relations:")
        with out.deeper():
            if one.matrix:
                _consumed(out, one.kind.name == "Agency", own, one.matrix)
            for (_, column), name in names:
                start, end = (name, own) if column.inward else (own, name)
                # Any one of a type will do.
                group = f', group: "{{{one.type}}}"' if one.type else ""
                said = f"from: {quoted(start)}, to: {quoted(end)}{group}"
                out.line(f"- {{type: {column.relation}, {said}}}")
    return used


def _consumed(out: YamlLines, by_row: bool, own: str, matrix: Matrix) -> None:
    """The relation of a matrix, with what is charged a year where the sheet says that it is."""
    start, end = (own, "across") if by_row else ("across", own)
    charge = ', annual_charge: "{Mark}"' if matrix.charges and matrix.yearly else ""
    out.line(f"- {{type: CONSUMES, from: {start}, to: {end}{charge}}}")
    if matrix.charges and not charge:
        rule = f"annual_charge: {{from: Mark, money: {matrix.currency or 'USD'}}}"
        out.comment(f"the cells are amounts: if they are a year's, add {rule}")


def _own(out: YamlLines, one: TableProposal, own: str, used: set[str]) -> None:
    key, told, gathers = _key(one)
    prefix = _called(one.kind.name) if one.table in (ITEMS, RECORDS) else own
    out.line(f"{own}:")
    with out.deeper():
        out.add("kind", one.kind.name if one.columns else ASK)
        out.add("id", f"{prefix}:" + ":".join(key), told)
        used |= {part.strip("{}").partition("|")[0] for part in key if part != ASK}
        fields = one.fields
        if "name" not in fields:
            out.add("name", _name(one, key))
        for name, (look, column, declared) in fields.items():
            used.add(look.name)
            _field(out, look, column, declared, _GATHER.get(name, "first") if gathers else None)
        codes = [name for name, column in one.columns.items() if column.code]
        if codes and len(one.look.column(codes[0]).distinct) == len(one.look.body):
            used.add(codes[0])
            out.add("aliases", f"{own}-id:{{{codes[0]}}}")
        if one.kind.name == "ConfigurationItem" and one.table.name == "datasets":
            out.add("ci_class", "dataset")


def _key(one: TableProposal) -> tuple[list[str], str, bool]:
    """What an own id is made of, what to say of it, and whether rows still have to be gathered."""
    rows = len(one.look.body)
    fields = one.fields
    first = one.key
    if first is None:
        return [ASK], "of which columns? none was recognised as a name or number", False
    others = [look for look, column in one.others if column.relation in ("WITH", "PROVIDES")]
    # Two hosts may differ in a point and a hyphen alone.
    how = "" if "number" in fields else "|lower" if one.table is RECORDS else "|slug"
    plain = "{" + first.name + how + "}"
    keys = [[plain]] + [[plain, "{" + look.name + "|slug}"] for look in others]
    for key in keys:
        if _different(one, key) == rows:
            told = "" if len(key) == 1 else f"{first.name} alone repeats: {len(first.distinct):,}"
            return key, told, False
    code = next((name for name, column in one.columns.items() if column.code), None)
    if code and "number" not in fields and _different(one, ["{" + code + "}"]) == rows:
        told = f"{first.name} repeats: {len(first.distinct):,} different in {rows:,} rows"
        return ["{" + code + "}"], told, False
    # Where a number is always with the same one, his name (which is spelt anew) adds nothing.
    apart = "number" in fields and _different(one, keys[-1]) > _different(one, keys[0])
    best = keys[-1] if apart else keys[0]
    told = f"{rows:,} rows for {_different(one, best):,}: they are gathered, see `gather`"
    return best, told, True


def _different(one: TableProposal, key: list[str]) -> int:
    names = [part.strip("{}").partition("|") for part in key]
    looks = [(one.look.column(name).at, bool(how)) for name, _, how in names]
    above: dict[int, str] = {}
    repeat = {one.look.column(name).at for name in one.look.repeat}
    found = set()
    for row in one.look.body:
        values = []
        for at, folded in looks:
            text = text_of(row[at]) if at < len(row) else ""
            if at in repeat:
                text = above[at] = text or above.get(at, "")
            values.append(slug(text) if folded else text)
        found.add(tuple(values))
    return len(found)


def _name(one: TableProposal, key: list[str]) -> str:
    """A name for what has none: of whom it is with, and its number."""
    of = [f"{{{look.name}}}" for look, column in one.others if column.relation == "WITH"]
    number = [f"{part.partition('|')[0].rstrip('}')}}}" for part in key[:1] if part != ASK]
    return " ".join([*of, *number]) or ASK


def _field(
    out: YamlLines, look: ColumnLook, column: OfficeColumn, declared: Field, gather: str | None
) -> None:
    more: dict[str, object] = {}
    told = ""
    if declared.shape is Shape.DURATION:
        more, told = _unit(look)
    elif declared.shape is Shape.TEXTS and (marks := separators_in(look.texts)):
        more["split"] = marks
    values, unknown = _values(look, column, declared)
    if gather:
        more["gather"] = gather
    if not (more or values or unknown):
        out.add(declared.name, f"{{{look.name}}}", told)
        return
    out.line(f"{declared.name}:{f'  # {told}' if told else ''}")
    with out.deeper():
        out.add("from", look.name)
        for name, value in more.items():
            out.add(name, value)
        if values or unknown:
            out.line("values:")
            with out.deeper():
                for word, meaning in values.items():
                    out.add(quoted(word), meaning)
                for word in unknown:
                    count = sum(text.casefold() == word.casefold() for text in look.texts)
                    said = f"not understood ({count:,} rows); {' | '.join(declared.choices)}"
                    out.add(quoted(word), None, said)


def _unit(look: ColumnLook) -> tuple[dict[str, object], str]:
    name = look.name.casefold()
    bare = any(text.replace(".", "").isdecimal() for text in look.texts)
    if not bare:
        return {}, ""
    for unit in ("days", "weeks", "months", "years"):
        if unit[:-1] in name:
            return {"unit": unit}, ""
    return {"unit": ASK}, "days, weeks, months or years? the header does not say"


def _values(
    look: ColumnLook, column: OfficeColumn, declared: Field
) -> tuple[dict[str, object], list[str]]:
    """What the words of a column mean among a field's choices, and those that nobody knows."""
    if not declared.choices:
        return {}, []
    choices = {fold(choice): choice for choice in declared.choices}
    means = {fold(word): choice for word, choice in MEANS.get(declared.name, {}).items()}
    if column.yes and column.no:
        means |= dict.fromkeys(YES, column.yes) | dict.fromkeys(NO, column.no)
    words = list({fold(word): word for word in reversed(look.distinct)}.values())[::-1]
    # A choice that is a word for nothing elsewhere ("None" of a renewal) has to be said.
    nothing = [word for word in words if word.casefold() in EMPTY]
    means |= {fold(word): choices[fold(word)] for word in nothing if fold(word) in choices}
    strange = [word for word in words if fold(word) not in choices or word in nothing]
    known: dict[str, object] = {w: means[fold(w)] for w in strange if fold(w) in means}
    unknown = [word for word in strange if fold(word) not in means and word not in nothing]
    return known, unknown[:_MOST_WORDS]


def _others(
    out: YamlLines, one: TableProposal, own: str, used: set[str]
) -> list[tuple[tuple[ColumnLook, OfficeColumn], str]]:
    """The items that a row mentions; how each is called here."""
    made = []
    for look, column in one.others:
        kind = one.model.kind_by_name[str(column.kind)]
        name = _called(kind.name) if _called(kind.name) != own else f"other {_called(kind.name)}"
        used.add(look.name)
        # A record leads to one host; what seems to separate several stands in those left out.
        marks = separators_in(look.texts) if one.table is not RECORDS else []
        out.line(f"{quoted(name) if ' ' in name else name}:")
        with out.deeper():
            out.add("kind", kind.name)
            prefix = _called(kind.name)
            if marks:
                out.add("each", look.name)
                out.add("split", marks, "several names in one cell")
                out.add("id", f"{prefix}:{{each|slug}}")
                out.add("name", "{each}")
            else:
                zone = one.table is RECORDS
                told = "" if zone else _spellings(look)
                out.add("id", f"{prefix}:{{{look.name}|{'host' if zone else 'slug'}}}", told)
                out.add("name", f"{{{look.name}{'|host' if zone else ''}}}")
                code = one.code_of(kind.name)
                if code and _one_to_one(one, look, code):
                    used.add(code.name)
                    out.add("aliases", f"{prefix}-code:{{{code.name}}}")
        made.append(((look, column), name))
    return made


def _called(kind: str) -> str:
    return {"ConfigurationItem": "ci", "Stakeholder": "stakeholder"}.get(kind, kind.casefold())


def _spellings(look: ColumnLook) -> str:
    different, same = len(look.distinct), len({slug(text) for text in look.distinct})
    if different == same:
        return ""
    return f"{different:,} spellings of {same:,} names, apart in case and punctuation"


def _one_to_one(one: TableProposal, look: ColumnLook, code: ColumnLook) -> bool:
    pairs = {
        (slug(text_of(row[look.at])), text_of(row[code.at]))
        for row in one.look.body
        if max(look.at, code.at) < len(row)
    }
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


def _left(out: YamlLines, one: TableProposal, used: set[str]) -> None:
    """The columns that nothing is made of: never kept, or not understood."""
    left = [look.name for look in one.look.columns if look.name not in used]
    never = [name for name in left if _is_personal(name)]
    if never:
        out.add("never", never, "about people: never kept, in no reject either")
    if unused := [name for name in left if name not in never]:
        out.add("unused", unused, "not understood; add what you need to the items above")
    else:
        out.line("unused: []")
