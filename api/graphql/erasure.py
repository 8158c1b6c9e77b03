"""The mutation that erases a person from the store and its journal."""

from __future__ import annotations

from typing import Any

from access.permission import role_of_mutation
from api.graphql.change_set import Applied, author_of, told
from api.graphql.context import Context
from api.graphql.field import ComputedField, InputField, argument
from api.graphql.registry import Registry
from application.erasure import erase


def erase_field(registry: Registry) -> ComputedField:
    """The mutation ``erasePerson`` and its input."""
    given = [
        InputField("id", "ID", registry, "The stakeholder, by id or alias."),
        InputField("reason", "str | None", registry, "Why, for the journal."),
    ]
    registry.input("ErasePersonInput", given, "Somebody who is to be erased.")
    said = (
        "Erase a person: the item goes, and what the journal says of it but its id. Refused while "
        "something depends on it. It cannot be undone."
    )
    arguments = [argument("input", "ErasePersonInput", registry, "The person.")]
    return ComputedField("erasePerson", "ApplyChangeSetPayload", resolve, registry, said, arguments)


def resolve(source: None, context: Context, input: dict[str, Any]) -> Applied:
    """Erase them; what is answered is the revision that says so."""
    context.identity.require(role_of_mutation("erasePerson"), "erasePerson")
    author = author_of(context, input.get("reason"))
    return told(context, erase(context.graph, input["id"], author, context.identity.viewer))
