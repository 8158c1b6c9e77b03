"""What-if edits as an input of GraphQL."""

from __future__ import annotations

from api.graphql.field import InputField
from api.graphql.registry import Registry


def declare_edit(registry: Registry) -> None:
    """The input ``Edit``, of which exactly one entry is given."""
    end = [
        InputField("contract", "ID", registry, "The contract."),
        InputField("on", "Date", registry, "Its last day; it renews no more."),
    ]
    registry.input("EndContractInput", end, "A contract that ends on a day.")
    replace = [
        InputField("supplier", "ID", registry, "Who is replaced."),
        InputField("by", "ID", registry, "Who takes the place."),
        InputField("services", "list[ID] | None", registry, "Only for these; absent: everywhere."),
        InputField("on", "Date | None", registry, "From this day on; absent: at once."),
    ]
    registry.input("ReplaceSupplierInput", replace, "A supplier in another's place.")
    redundant = [
        InputField("dependent", "ID", registry, "What depends on them."),
        InputField("members", "list[ID]", registry, "What stands in for one another."),
        InputField("need", "int | None", registry, "How many of them it needs; absent: one."),
    ]
    registry.input("MakeRedundantInput", redundant, "Items that stand in for one another.")
    edit = [
        InputField("create", "JSON | None", registry, "A put that refuses what is recorded."),
        InputField("put", "JSON | None", registry, "An item or relation, as the file form has it."),
        InputField("set", "JSON | None", registry, "Fields of one; null clears."),
        InputField("remove", "JSON | None", registry, "One that goes, an item with its relations."),
        InputField("endContract", "EndContractInput | None", registry, "A contract that ends."),
        InputField(
            "replaceSupplier", "ReplaceSupplierInput | None", registry, "A supplier replaced."
        ),
        InputField("makeRedundant", "MakeRedundantInput | None", registry, "Members of a group."),
    ]
    registry.input("Edit", edit, "One edit of a what-if: give exactly one of these.")
