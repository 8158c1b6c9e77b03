"""Log in to a local Neo4j, which finds its password in its home as it starts for the first time."""

from __future__ import annotations

import os
import secrets
from hashlib import sha256
from pathlib import Path

from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from graph_model.errors import StoreUnavailable

USER = "neo4j"
"""The one user that Neo4j Community makes by itself."""

_ROUNDS = 1024
"""So often Neo4j digests a password; its form of a credential says how often."""


def keep_first_password(password: str, home: Path) -> None:
    """Leave in a home the password that a new server gives its user; one that has it passes it by.

    As ``neo4j-admin dbms set-initial-password`` leaves it, without a Java of its own; to change the
    password of a server that runs takes a third of its first start.
    """
    file = home / "data" / "dbms" / "auth.ini"
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as written:
        written.write(f"{USER}:{_credential(password, secrets.token_bytes(32))}:\n")


def _credential(password: str, salt: bytes) -> str:
    """A password as Neo4j keeps it: the digest's name, the digest, its salt, its rounds."""
    digest = salt + password.encode()
    for _ in range(_ROUNDS):
        digest = sha256(digest).digest()
    return f"SHA-256,{digest.hex()},{salt.hex()},{_ROUNDS}"


def log_in(uri: str, password: str, home: Path) -> None:
    """See that the server lets ``password`` in; its database answers then.

    Raises:
        StoreUnavailable: it does not.
    """
    try:
        with GraphDatabase.driver(uri, auth=(USER, password)) as driver:
            driver.verify_connectivity()
    except AuthError as error:
        raise StoreUnavailable(
            f"the Neo4j of {home} does not accept the password in {home / 'password'}; "
            "write the right one there, or use another home"
        ) from error
    except (DriverError, Neo4jError) as error:
        raise StoreUnavailable(f"Neo4j at {uri} takes connections but fails: {error}") from error
