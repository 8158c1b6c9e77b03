"""The page of roles and scopes, from the two tables that decide."""

from __future__ import annotations

from collections.abc import Iterator

from access.belonging import BELONGINGS, NEVER, Belonging
from access.permission import PERMISSIONS, Permission
from access.role import MEANINGS
from graph_model.lens import Direction

HEAD = """\
<!-- Written by `make docs` from access/; do not edit. -->
# Roles and scopes

Who asks over HTTP is known by a token (`ramify token create`); it has a role, which says what they
may do, and perhaps a scope, which says what they see. Without `RAMIFY_SIGN_IN=required` whoever is
on this machine may ask without one, as its administrator. Commands work on the store itself: who
may open it is its administrator too.

## Roles

| role | what it does |
|---|---|
"""
TABLE = """
What is not in this table, nobody may; HEAD is as GET, `*` stands for anything.

| what | least role | addresses, mutations and root fields |
|---|---|---|
"""
SCOPE = """
## What belongs to an agency

A token with `--scope AGENCY` sees the agency, what is PART_OF it, and what a rule below leads to
from there, whatever the days of the relations. All else is masked: counted in what propagates, and
nowhere else. A what-if's edits do not widen it, and of an earlier revision it sees what it saw
then and sees now, or is recorded no more. `--filter` lets in items by a field, and nothing beside
them.

| kind | is seen through | only if shown |
|---|---|---|
"""
AFTER = """
*Only if shown* is what `RAMIFY_SCOPE_SHOWS` names. Never seen:

"""


def roles_page() -> str:
    """The page in Markdown."""
    roles = (f"| {role} | {meaning} |\n" for role, meaning in MEANINGS.items())
    permissions = map(_permission, PERMISSIONS)
    rules = map(_rule, BELONGINGS)
    never = (f"- {kind}: {why}\n" for kind, why in NEVER.items())
    return "".join([HEAD, *roles, TABLE, *permissions, SCOPE, *rules, AFTER, *never])


def _permission(one: Permission) -> str:
    where = ", ".join(f"`{name}`" for name in (*one.addresses, *one.mutations, *one.queries))
    return f"| {one.said} | {one.role or 'anybody'} | {where} |\n"


def _rule(one: Belonging) -> str:
    return f"| {one.kind} | {' or '.join(_ways(one))} | {one.shown or ''} |\n"


def _ways(one: Belonging) -> Iterator[str]:
    for to in one.to:
        ends = (to, one.kind) if one.walked is Direction.FORWARD else (one.kind, to)
        yield f"{ends[0]} {one.relation} {ends[1]}"
