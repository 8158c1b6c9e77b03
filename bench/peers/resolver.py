"""The plain way: a Strawberry type with one resolver that asks Neo4j in Cypher, on FastAPI.

``python -m bench.peers.resolver`` serves on a free loopback port, which it prints, the database
named by BOLT, BOLT_USER and BOLT_PASSWORD.
"""

from __future__ import annotations

import os

import strawberry
import uvicorn
from fastapi import FastAPI
from neo4j import Driver, GraphDatabase
from strawberry.fastapi import GraphQLRouter

from api.bound_socket import bind

CYPHER = """
    MATCH (a:ConfigurationItem {id: $id})<-[:DEPENDS_ON*0..]-(b)
    RETURN DISTINCT b.id AS id, b.name AS name
"""


@strawberry.type(description="A package.")
class DebianPackage:
    """A package."""

    id: strawberry.ID
    name: str


def main() -> None:
    """Serve until told to stop."""
    environ = os.environ
    login = environ["BOLT_USER"], environ["BOLT_PASSWORD"]
    with (
        GraphDatabase.driver(environ["BOLT"], auth=login) as driver,
        bind("127.0.0.1", 0) as bound,
    ):
        app = FastAPI()
        app.include_router(GraphQLRouter(_schema(driver)), prefix="/graphql")
        print(f"http://{bound.address}/graphql", flush=True)
        config = uvicorn.Config(app, log_level="warning")
        uvicorn.Server(config).run(sockets=[bound.socket])


def _schema(driver: Driver) -> strawberry.Schema:
    def affected(id: strawberry.ID) -> list[DebianPackage]:
        records = driver.execute_query(CYPHER, id=id).records
        return [DebianPackage(id=record["id"], name=record["name"]) for record in records]

    query = type("Query", (), {"affected": strawberry.field(resolver=affected)})
    return strawberry.Schema(strawberry.type(query))


if __name__ == "__main__":
    main()
