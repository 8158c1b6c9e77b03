"""Files of tables read together by a mapping: relations may cross from one to another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

from graph_model.errors import InvalidInput, Problem
from graph_model.facts import Item
from graph_model.model import Model
from loaders.files import Readings, Told, as_source, untold
from loaders.intake.own_table import name_of
from loaders.intake.reading import RowReader, SourceReading
from loaders.intake.sheet import Sheet, is_blank
from loaders.intake.sheets import read_sheets
from loaders.intake.source_file import SourceFile
from loaders.mapping.called_items import Known
from loaders.mapping.mapping import Mapping, TableRule
from loaders.mapping.mapping_file import read_mapping
from loaders.mapping.reading import MappedRows, MappedTable
from loaders.mapping.table import (
    columns_of,
    found_header,
    header_of,
    own_table,
    table_of,
    turned,
    unnamed,
)
from loaders.rest_sheet import called, rest_sheet
from outbound.client import CallLimits, OutboundClient

LOADER = "mapping"


@dataclass(frozen=True, slots=True)
class Calls:
    """How other systems are called; pages of a feed that broke off are kept ``beside`` a file."""

    limits: CallLimits = field(default_factory=CallLimits)
    beside: Path | None = None


def nobody(kind: str) -> Sequence[Item]:
    """A store that holds nothing."""
    return ()


def sheets_in(paths: Sequence[Path]) -> list[Sheet]:
    """Every sheet of some files.

    Raises:
        UnreadableFile: a file cannot be read.
    """
    return [one for path in paths for one in read_sheets(SourceFile(path, path.stem))]


def mapping_in(path: Path, model: Model) -> Mapping:
    """The mapping of a file.

    Raises:
        UnreadableFile: it cannot be read.
        InvalidInput: with everything that is wrong with it.
    """
    file = SourceFile(path, path.stem)
    return read_mapping(file.text(), file, model)


def read_mapped(
    paths: Sequence[Path],
    mapping: Mapping,
    model: Model,
    source: str | None = None,
    known: Known = nobody,
    told: Told = untold,
    calls: Calls | None = None,
) -> Readings:
    """Read files, and what other systems give, as a mapping says.

    Facts get ``source``, else the mapping's, else the file's. ``calls`` is how others are called.

    Raises:
        UnreadableFile: a file, or a table in it, cannot be read.
        UnreadableFeed: another system does not give its table.
        InvalidInput: no file has a table of the mapping.
    """
    readings, tables = Readings(), list[MappedTable]()
    found: dict[str, list[Sheet]] = {}
    readers: dict[str, RowReader] = {}
    for name, suggested, sheets in _given(paths, mapping, calls or Calls()):
        reading = SourceReading(LOADER, source or mapping.source or suggested)
        readers[name] = RowReader(reading, model, partial(told, name))
        found[name] = sheets
        readings.files.append(reading)
        readings.names.append(name)
    for rule in mapping.tables:
        sheets = _sheets_of(rule, found)
        if not sheets:
            expected = f"a file for the table {rule.name!r} of the mapping"
            readings.warnings.append(Problem(_wanted(rule), "nothing of that name", expected))
        for sheet in sheets:
            tables.append(_table(sheet, rule, readers[sheet.file]))
            if rule.rest is None:
                whole = any(join.table == rule.name for one in mapping.tables for join in one.joins)
                own = own_table(sheet, rule, tables[-1].table.columns, whole)
                readers[sheet.file].reading.tables.append(own)
    _check(tables, found, readings)
    MappedRows(mapping, known).read(tables)
    return readings


def _given(
    paths: Sequence[Path], mapping: Mapping, calls: Calls
) -> Iterator[tuple[str, str, list[Sheet]]]:
    """What files, and other systems, give: its name, the source that it suggests, its sheets."""
    for path in paths:
        file = SourceFile(path, as_source(Path(name_of(path.name)).stem))
        yield file.name, file.source, read_sheets(file)
    for sheet in _called(mapping, calls):
        yield sheet.file, as_source(sheet.file), [sheet]


def _called(mapping: Mapping, calls: Calls) -> Iterator[Sheet]:
    """What other systems give, each table to its end."""
    rules = [rule for rule in mapping.tables if rule.rest]
    if not rules:
        return
    with OutboundClient(calls.limits) as client:
        for number, rule in enumerate(rules, 1):
            kept = calls.beside and calls.beside.with_suffix(f".{number}.pages")
            yield rest_sheet(rule, client, kept)


def _table(sheet: Sheet, rule: TableRule, rows: RowReader) -> MappedTable:
    table = table_of(sheet, rule, rows.reading.source)
    if sheet.told:
        expected = "text in utf-8, cells separated by commas"
        rows.warn(sheet.file, sheet.told, expected, "read as that")
    if rule.unused is not None:
        named = rule.columns() | {*rule.unused, *rule.never}
        named |= set(turned(rule.across, table.columns)) if rule.across else set()
        unknown = [one for one in enumerate(table.columns) if one[1] not in named]
        if new := [repr(name) for at, name in unknown if not _is_margin(sheet, rule, at, name)]:
            found = f"the new columns {', '.join(new)}"
            rows.warn(sheet.title, found, "those that the mapping knows", "they are not read")
    return MappedTable(rule, table, rows)


def _is_margin(sheet: Sheet, rule: TableRule, at: int, name: str) -> bool:
    """Whether a column without a name has nothing below its table's headers either."""
    if name != unnamed(at):
        return False
    top = sheet.top[max(header_of(sheet, rule), default=0) :]
    return all(at >= len(row) or is_blank(row[at]) for row in top)


def _sheets_of(rule: TableRule, found: dict[str, list[Sheet]]) -> list[Sheet]:
    """The sheets that a rule is for: as it names them, else those that have its columns."""
    if rule.rest is not None:
        return found[called(rule)]
    named = [sheets for file, sheets in found.items() if _is(rule.file, name_of(Path(file).name))]
    if not named:  # a file of rows kept back may be called as its owner likes
        named = [sheets for sheets in found.values() if all(sheet.mended for sheet in sheets)]
    if rule.sheet is not None:
        return [one for sheets in named for one in sheets if _is(rule.sheet, one.name)]
    return [sheet for sheets in named for sheet in _fitting(rule, sheets)]


def _fitting(rule: TableRule, sheets: list[Sheet]) -> list[Sheet]:
    wanted = rule.columns()
    fitting = [
        sheet
        for sheet in sheets
        if wanted
        <= set(rule.named or columns_of(sheet, rule.header or found_header(sheet, wanted)))
    ]
    # What does not fit is told by whoever reads it, where nothing does.
    return fitting or (sheets[:1] if rule.file else [])


def _is(pattern: str | None, name: str) -> bool:
    return pattern is None or fnmatchcase(name.casefold(), pattern.casefold())


def _wanted(rule: TableRule) -> str:
    return " ".join(part for part in (rule.file or "the files", rule.sheet) if part)


def _check(tables: list[MappedTable], found: dict[str, list[Sheet]], readings: Readings) -> None:
    if not tables:
        named = ", ".join(found)
        expected = "a file with a table of the mapping"
        raise InvalidInput([Problem("the files to load", named, expected, "see its `file:`")])
    names = {one.rule.name for one in tables}
    for one in tables:
        for join in one.rule.joins:
            if join.table not in names:
                expected = (
                    f"a table of the mapping that is loaded: one of {', '.join(sorted(names))}"
                )
                raise InvalidInput([Problem(f"table {one.rule.name}, joins", join.table, expected)])
    read = {_file(one) for one in tables}
    for file in found:
        if file not in read:
            expected = "a table of the mapping for it"
            readings.warnings.append(Problem(file, "nothing to read", expected, "passed over"))


def _file(one: MappedTable) -> str:
    return one.table.name.partition(", sheet ")[0]
