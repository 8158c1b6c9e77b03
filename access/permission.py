"""Who may do what over HTTP, as one declared table: whatever is not in it, nobody may.

The page of roles is made from it, and a test holds it to every address and every mutation.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from access.role import AccessRole


@dataclass(frozen=True, slots=True)
class Permission:
    """What a role may do, and those above it (None: anybody, signed in or not).

    Where it is ``apart``, no token of ours is looked for: who comes is seen to there.
    ``addresses`` are a method and a path each, in which ``*`` stands for anything; ``?*`` behind a
    path stands for a query. HEAD is as GET. ``mutations`` are those of GraphQL, ``queries`` what
    not everybody who asks it may ask.
    """

    said: str
    role: AccessRole | None
    addresses: tuple[str, ...] = ()
    mutations: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    apart: bool = False


SCREENS = (
    *("/", "/impact", "/explore", "/contracts", "/substitution", "/item", "/loads"),
    *("/ask", "/ask/*"),
)
"""The addresses of the page people look at; ``web/app/router.tsx`` says which screen each shows."""

PERMISSIONS: tuple[Permission, ...] = (
    Permission("Ask whether the server runs and is ready", None, ("GET /healthz", "GET /readyz")),
    Permission(
        "Open the page, which holds no facts until it asks for them",
        None,
        tuple(f"GET {screen}" for screen in SCREENS),
    ),
    Permission(
        "Open the explorer and the OpenAPI page, which hold no facts",
        None,
        ("GET /graphql", "GET /docs", "GET /openapi.json", "GET /assets/*"),
    ),
    Permission("Sign out", None, ("DELETE /session",)),
    Permission(
        "Deliver a ticketing tool's events, signed as its connection expects",
        None,
        ("GET /hooks/*", "POST /hooks/*", "PUT /hooks/*"),
        apart=True,
    ),
    Permission(
        "Sign a browser in, and ask who is", AccessRole.VIEWER, ("POST /session", "GET /session")
    ),
    Permission("Ask GraphQL", AccessRole.VIEWER, ("GET /graphql?*", "POST /graphql")),
    Permission(
        "Ask questions over HTTP",
        AccessRole.VIEWER,
        ("GET /questions", "GET /questions/*", "POST /questions/*"),
    ),
    Permission("Fetch reports and workbooks", AccessRole.VIEWER, ("GET /reports/*",)),
    Permission("Follow calendars", AccessRole.VIEWER, ("GET /calendar/*",)),
    Permission("Apply a ChangeSet", AccessRole.EDITOR, mutations=("applyChangeSet",)),
    Permission("Undo a revision", AccessRole.EDITOR, mutations=("revertRevision",)),
    Permission("Say that facts are still true", AccessRole.EDITOR, mutations=("stillTrue",)),
    Permission(
        "Decide which items are one",
        AccessRole.STEWARD,
        mutations=("acceptIdentity", "rejectIdentity", "splitIdentity"),
    ),
    Permission(
        "Withdraw a source, the difference first",
        AccessRole.STEWARD,
        mutations=("withdrawSource",),
    ),
    Permission(
        "Send a file, see what it would change, and load it",
        AccessRole.STEWARD,
        ("POST /uploads", "POST /uploads/*"),
        ("uploadFile", "compareUpload", "loadUpload"),
    ),
    Permission("Erase a person", AccessRole.ADMIN, mutations=("erasePerson",)),
    Permission(
        "Look after connections to ticketing tools",
        AccessRole.ADMIN,
        mutations=(
            *("pauseConnection", "resumeConnection", "syncConnection", "testConnection"),
            "replayDelivery",
        ),
        queries=("toolConnections", "deliveries"),
    ),
)


def permission_for(method: str, path: str, query: bool = False) -> Permission | None:
    """The permission that an address needs; None: nobody has it."""
    address = f"{'GET' if method == 'HEAD' else method} {path}"
    if query and (found := _named(f"{address}?")):
        return found
    return _named(address)


def _named(address: str) -> Permission | None:
    return next(
        (one for one in PERMISSIONS if any(fnmatchcase(address, a) for a in _literal(one))), None
    )


def _literal(permission: Permission) -> list[str]:
    """The addresses as patterns, in which only the ``*`` is one."""
    return [address.replace("[", "[[]").replace("?", "[?]") for address in permission.addresses]


def role_of_mutation(name: str) -> AccessRole:
    """The least role that may call a mutation; one that is not declared needs the highest."""
    return _role([one for one in PERMISSIONS if name in one.mutations])


def role_of_query(name: str) -> AccessRole:
    """The least role that may ask a root field that is not everybody's; the highest, undeclared."""
    return _role([one for one in PERMISSIONS if name in one.queries])


def _role(found: list[Permission]) -> AccessRole:
    return found[0].role if found and found[0].role else AccessRole.ADMIN
