"""The page of the GraphQL door: what it shows can be asked, and it has every code."""

from __future__ import annotations

import re

import pytest
from graphql import parse, validate

from api.docs.graphql import graphql_page
from graph_model import errors
from tests.support.graphql_door import standard_schema

PAGE = graphql_page()


@pytest.mark.parametrize("document", re.findall(r"```graphql\n(.*?)```", PAGE, re.DOTALL))
def test_every_document_on_it_fits_the_schema(document: str) -> None:
    assert not validate(standard_schema()._schema, parse(document))


def test_every_code_is_on_it() -> None:
    raised = [e for e in vars(errors).values() if isinstance(e, type)]
    codes = {e.code for e in raised if issubclass(e, errors.RamifyError)}
    assert not [code for code in codes if f"| `{code}` |" not in PAGE]
