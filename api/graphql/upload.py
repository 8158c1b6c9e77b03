"""The mutations by which a steward sends a file, looks at what it would change, and loads it."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from access.permission import role_of_mutation
from api.graphql.change_set import DOOR
from api.graphql.context import Context
from api.graphql.field import ComputedField, InputField, PlainField, argument
from api.graphql.registry import Registry
from application.author import Author
from graph_model.changes import Via
from graph_model.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from application.upload_difference import UploadDifference, Wish
    from application.uploads import KeptUpload

KEPT, DIFFERENCE = "KeptUpload", "UploadDifference"


TYPES: Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]] = {
    KEPT: (
        "A file that was sent.",
        {
            "id": ("ID", "Its id, which nobody guesses."),
            "name": ("str", "What it is called."),
            "size": ("int", "How many bytes it has."),
            "until": ("DateTime", "When it is forgotten."),
            "mapping": ("str | None", "A mapping proposed; null: it says itself what it is."),
        },
    ),
    "ReadRow": (
        "A row as it would become.",
        {"where": ("str", "Where it stands."), "record": ("JSON", "The item or relation.")},
    ),
    "RejectedRow": (
        "A row kept back.",
        {
            "where": ("str", "Where it stands."),
            "reasons": ("list[str]", "Why, and what was expected."),
            "record": ("JSON", "What it says: mended, a line of a JSON lines file to load."),
        },
    ),
    "FactChange": (
        "What happens to an item or relation.",
        {
            "before": ("JSON | None", "As it is; null: it is new."),
            "after": ("JSON | None", "As it would be; null: it goes."),
        },
    ),
    "KindTally": (
        "How many of a kind or relation type a load touches.",
        {
            "of": ("str", "The kind or type."),
            "put": ("int", "How many are new."),
            "set": ("int", "How many are changed."),
            "removed": ("int", "How many go."),
            "unchanged": ("int", "How many stay as they are."),
            "rejected": ("int", "How many rows are kept back."),
        },
    ),
    "RejectsFile": (
        "Rows kept back as their file had them, the reasons in a column before them.",
        {
            "name": ("str", "What it is called."),
            "content": ("str", "Its bytes in base64."),
        },
    ),
    DIFFERENCE: (
        "What a load would do, or did, and what that would mean.",
        {
            "difference": ("str", "By what it is approved."),
            "applied": ("bool", "Whether it was loaded."),
            "revisions": ("list[int]", "The revisions that it made."),
            "guarded": ("str | None", "Why it asks for a second look; null: nothing unusual."),
            "meaning": (
                "str | None",
                "What it would mean for the whole office.",
            ),
            "tallies": ("list[KindTally]", "Counted, by kind and relation type."),
            "change_count": ("int", "How many items and relations it changes."),
            "changes": ("list[FactChange]", "The first of them."),
            "reject_count": ("int", "How many rows are kept back."),
            "rejects": ("list[str]", "The first reasons."),
            "reject_files": ("list[RejectsFile]", "The rows, to be mended and sent."),
            "rejected": ("list[RejectedRow]", "The first of these rows."),
            "warnings": ("list[str]", "What else is told."),
            "rows": ("list[ReadRow]", "The first rows of each kind, as they would become."),
        },
    ),
}
"""What is told of a file: each type, what it is, and its fields with their types and texts."""


def upload_fields(registry: Registry) -> list[ComputedField]:
    """The mutations ``uploadFile``, ``compareUpload`` and ``loadUpload``."""
    _types(registry)
    sent = [
        InputField("name", "str", registry, "What the file is called, such as contracts.xlsx."),
        InputField("content", "str", registry, "Its bytes in base64."),
    ]
    registry.input("UploadFileInput", sent, "A file to be looked at and loaded.")
    wish = [
        InputField("id", "ID", registry, "The file, as uploadFile told."),
        InputField("mapping", "str | None", registry, "How its tables are read, as YAML."),
        InputField("source", "str | None", registry, "The facts' source; absent: as it suggests."),
        InputField("replace", "bool | None", registry, "Remove what its source no longer says."),
        InputField(
            "said_at",
            "str | None",
            registry,
            "When the file was made, where it does not say: it overwrites nothing newer.",
        ),
        InputField("first", "int | None", registry, "So much of each list; absent: 100."),
    ]
    registry.input("CompareUploadInput", wish, "How a file is to be loaded.")
    approved = [
        *wish,
        InputField("approve", "str", registry, "The difference, as compareUpload told it."),
        InputField("reason", "str | None", registry, "Why, for the journal."),
    ]
    registry.input("LoadUploadInput", approved, "A file to be loaded, its difference approved.")
    said = "Send a file: it is kept for an hour, with a mapping proposed where it needs one."
    shown = "What loading a file would do, and what that would mean; nothing is changed."
    loads = "Load a file, if its difference is still the one that is approved."
    return [
        ComputedField(
            "uploadFile", KEPT, _upload, registry, said, _given("UploadFileInput", registry)
        ),
        ComputedField(
            "compareUpload",
            DIFFERENCE,
            _compare,
            registry,
            shown,
            _given("CompareUploadInput", registry),
        ),
        ComputedField(
            "loadUpload", DIFFERENCE, _load, registry, loads, _given("LoadUploadInput", registry)
        ),
    ]


def _given(name: str, registry: Registry) -> list[Any]:
    return [argument("input", name, registry, "What is asked.")]


def _types(registry: Registry) -> None:
    for name, (said, told) in TYPES.items():
        plain = [PlainField(field, type_, registry, text) for field, (type_, text) in told.items()]
        registry.object(name, plain, said)


def _upload(source: None, context: Context, input: dict[str, Any]) -> KeptUpload:
    from application.uploads import keep  # and with it all loaders, which a schema spares

    author = _author(context, "uploadFile")
    try:
        content = b64decode(input["content"], validate=True)
    except (Error, ValueError):
        raise InvalidInput([Problem("content", "other characters", "bytes in base64")]) from None
    return keep(context.graph, input["name"], content, author, context.identity.viewer)


def _compare(source: None, context: Context, input: dict[str, Any]) -> UploadDifference:
    from application.uploads import compare

    _author(context, "compareUpload")
    return compare(context.graph, input["id"], _wish(input), context.identity.viewer)


def _load(source: None, context: Context, input: dict[str, Any]) -> UploadDifference:
    from application.uploads import load

    author = _author(context, "loadUpload", input.get("reason"))
    wish, viewer = _wish(input), context.identity.viewer
    return load(context.graph, input["id"], wish, input["approve"], author, viewer)


def _author(context: Context, name: str, reason: str | None = None) -> Author:
    who = context.identity
    who.require(role_of_mutation(name), name)
    return Author(who.name, Via(DOOR, who.key), reason)


def _wish(given: dict[str, Any]) -> Wish:
    from application.upload_difference import Wish

    names = (field.name for field in fields(Wish))
    return Wish(**{n: v for n in names if (v := given.get(n)) is not None})
