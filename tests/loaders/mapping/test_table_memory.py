"""Reading a large table takes little more than what it says: its rows are not held twice."""

from __future__ import annotations

from pathlib import Path

from loaders.mapped_files import mapping_in, sheets_in
from loaders.mapping.table import table_of
from tests.support.tables import MODEL, csv_file


def test_rows_are_made_each_time_they_are_gone_through(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "No,Part\nA,\n1,x\n2,y\n")
    text = 'tables: [{section: S, repeat: Part, items: {c: {kind: Contract, id: "{No}", name: N}}}]'
    (rule,) = mapping_in(csv_file(tmp_path, text, "m.yaml"), MODEL).tables
    (sheet,) = sheets_in([path])
    table = table_of(sheet, rule, "office")
    assert not isinstance(table.rows, list)
    first, second = ([dict(row) for row in table.rows] for _ in range(2))
    assert first == second
    assert first[-1] == {"No": "2", "Part": "y", "S": "A"}
