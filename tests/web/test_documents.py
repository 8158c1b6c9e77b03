"""The documents of the page are those of the schema: types checked, the made one not drifted."""

from __future__ import annotations

from web.pages import FACTS, check_types


def test_the_page_keeps_to_the_schema_and_its_made_document_is_the_committed_one() -> None:
    committed = FACTS.read_text(encoding="utf-8")
    check_types()
    assert FACTS.read_text(encoding="utf-8") == committed, "run make pages, and commit"
