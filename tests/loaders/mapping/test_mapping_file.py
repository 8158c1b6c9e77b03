"""A mapping's file: everything wrong with it is told at once, with place and expectation."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_model.errors import InvalidInput
from loaders.mapped_files import mapping_in
from tests.support.tables import MODEL, csv_file

GOOD = """
source: office
dates: MM/DD/YYYY
currency: USD
tables:
  - file: "*.csv"
    items:
      contract:
        kind: Contract
        id: "contract:{No}"
        name: "{Title}"
        value: {from: Sum}
        end: {from: End, date: DD.MM.YYYY}
"""


def test_what_is_said_of_all_days_and_amounts_holds_where_nothing_else_is_said(
    tmp_path: Path,
) -> None:
    found = mapping_in(csv_file(tmp_path, GOOD, "m.yaml"), MODEL)
    (item,) = found.tables[0].items
    assert (item.fields["value"].money, item.fields["end"].date) == ("USD", "DD.MM.YYYY")
    assert found.tables[0].columns() == {"No", "Title", "Sum", "End"}


WRONG = [
    ("tables: []", ["tables", "a list of one table at least"]),
    ("tablez: []\ntables: []", ["tablez", "one of source, dates"]),
    (GOOD.replace("MM/DD/YYYY", "'?'"), ["dates", "a form of a day"]),
    (GOOD.replace("currency: USD", "currency: '?'"), ["currency", "a currency's code"]),
    (GOOD.replace('"contract:{No}"', '"?"'), ["contract, id", "somebody has to decide"]),
    (GOOD.replace("Contract\n", "Kontract\n"), ["contract, kind", "one of Agency"]),
    (GOOD.replace("name:", "nam:"), ["contract, nam", "one of name, description"]),
    (GOOD.replace("{from: Sum}", "{from: Sum, gather: add}"), ["gather", "one of first, last"]),
    (GOOD.replace("{No}", "{No|small}"), ["contract, id", "'small'", "one of slug"]),
    (GOOD.replace('"contract:{No}"', '"{each}"'), ["contract, id", "`each: COLUMN`"]),
    (
        GOOD + "    relations:\n      - {type: WITH, from: contract, to: 'agency:{A}'}\n"
        "      - {type: WITH, from: contract, to: {kind: Agency, by: nick, from: A}}\n"
        "      - {type: NEAR, from: contract, to: nobody}\n",
        [
            *("relations, 2, to, by", "one of id, alias", "Contract to Agency"),
            *("relations, 3, type", "relations, 3, to", "an item of the table (contract)"),
        ],
    ),
    (GOOD + "    across: {name: A}\n", ["across", "either `columns` or `after`"]),
    (GOOD + "    header: first\n", ["header", "the number of a row"]),
    ("- a", ["the mapping", "entries, as NAME: VALUE"]),
]


@pytest.mark.parametrize(("text", "told"), WRONG)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, told: list[str]) -> None:
    path = csv_file(tmp_path, text, "m.yaml")
    with pytest.raises(InvalidInput) as caught:
        mapping_in(path, MODEL)
    for part in (str(path), *told):
        assert part in str(caught.value)
