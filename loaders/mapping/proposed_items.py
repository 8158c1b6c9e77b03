"""The items and relations of a table as a proposal has them, and what their ids are made of."""

from __future__ import annotations

from loaders.intake.sheet import text_of
from loaders.intake.slug import slug
from loaders.mapping.forms import separators_in
from loaders.mapping.look import ColumnLook
from loaders.mapping.mapping_file import ASK
from loaders.mapping.matrix import ACROSS, Matrix
from loaders.mapping.office_tables import ITEMS, RECORDS, OfficeColumn
from loaders.mapping.proposed_fields import field_lines
from loaders.mapping.table_proposal import TableProposal
from loaders.mapping.yaml_lines import YamlLines, quoted

_GATHER = {"value": "sum", "start": "least", "end": "most"}


def item_lines(out: YamlLines, one: TableProposal) -> set[str]:
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
            field_lines(
                out, look, column, declared, _GATHER.get(name, "first") if gathers else None
            )
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
