"""A mapping proposed for sheets: what was recognised, what was not, and what has to be decided.

Nothing is guessed: a form of days that two fit, a currency that nothing names, or a unit that the
header does not say stand as ``?``, which is refused until somebody writes which it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from graph_model.model import Model
from graph_model.values import Shape
from loaders.intake.certain import is_no_day
from loaders.intake.sheet import text_of
from loaders.mapping.cells import forms_read
from loaders.mapping.forms import currency_in, date_forms, decimals_in, is_day
from loaders.mapping.look import ColumnLook, SheetLook
from loaders.mapping.mapping_file import ASK
from loaders.mapping.matrix import ACROSS, Matrix
from loaders.mapping.office_tables import RECORD_TYPES, RECORDS
from loaders.mapping.proposed_items import item_lines
from loaders.mapping.table_proposal import TableProposal, is_personal, recognised
from loaders.mapping.yaml_lines import YamlLines, quoted

_NAMED = 10
"""So many columns are named of a table of which nothing is understood."""
_DATE_WORDS = {Shape.DATE, Shape.DATES}


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
        read = forms_read(forms[0])
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
        _left(out, one, {*item_lines(out, one), *names, *([one.type] if one.type else [])})


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


def _left(out: YamlLines, one: TableProposal, used: set[str]) -> None:
    """The columns that nothing is made of: never kept, or not understood."""
    left = [look.name for look in one.look.columns if look.name not in used]
    never = [name for name in left if is_personal(name)]
    if never:
        out.add("never", never, "about people: never kept, in no reject either")
    if unused := [name for name in left if name not in never]:
        out.add("unused", unused, "not understood; add what you need to the items above")
    else:
        out.line("unused: []")
