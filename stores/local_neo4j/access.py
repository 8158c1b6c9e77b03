"""Log in to a local Neo4j, giving a new one its password first."""

from __future__ import annotations

from pathlib import Path

from neo4j import Driver, GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from graph_model.errors import StoreUnavailable

USER = "neo4j"
"""The one user that Neo4j Community makes by itself."""

_FIRST_PASSWORD = "neo4j"  # noqa: S105 - Neo4j's own, valid until the first login changes it


def claim(uri: str, password: str, home: Path) -> None:
    """See that the server lets ``password`` in, setting it if the server is new.

    Raises:
        StoreUnavailable: neither this password nor a new server's is accepted.
    """
    try:
        if not _lets_in(uri, password):
            _change_first_password(uri, password)
    except AuthError as error:
        raise StoreUnavailable(
            f"the Neo4j of {home} does not accept the password in {home / 'password'}; "
            "write the right one there, or use another home"
        ) from error
    except (DriverError, Neo4jError) as error:
        raise StoreUnavailable(f"Neo4j at {uri} takes connections but fails: {error}") from error


def _driver(uri: str, password: str) -> Driver:
    return GraphDatabase.driver(uri, auth=(USER, password))


def _lets_in(uri: str, password: str) -> bool:
    """Whether the password is accepted; the database answers then."""
    with _driver(uri, password) as driver:
        try:
            driver.verify_connectivity()
        except AuthError:
            return False
    return True


def _change_first_password(uri: str, password: str) -> None:
    """Replace the password that every new server has."""
    with _driver(uri, _FIRST_PASSWORD) as driver:
        driver.execute_query(
            "ALTER CURRENT USER SET PASSWORD FROM $first TO $password",
            first=_FIRST_PASSWORD,
            password=password,
            database_="system",
        )
    with _driver(uri, password) as driver:
        driver.verify_connectivity()
