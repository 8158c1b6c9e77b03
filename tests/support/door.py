"""A graph behind its doors: facts in a store of their own, asked over GraphQL and by command."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import strawberry
from typer.testing import CliRunner, Result

from api.cli.root import app
from api.graphql.execute import execute
from application.graph import Graph, opened
from application.loading import load
from application.settings import Settings, read_settings
from graph_model.model import standard_model
from stores.sqlite import SqliteStore
from tests.support.graphql_door import standard_schema
from tests.support.graphs import Graph as Drawn
from tests.support.sample import sample_copy


class Door:
    """A store with facts, an open graph on it, and both ways of asking."""

    def __init__(self, settings: Settings, graph: Graph, schema: strawberry.Schema) -> None:
        self.settings, self.graph, self.schema = settings, graph, schema

    def ask(self, query: str, **variables: object) -> Any:
        """The data of a GraphQL answer; its errors are an error here."""
        answer = execute(self.schema, self.graph, query, variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def refused(self, query: str, **variables: object) -> tuple[str, str]:
        """The code and the message of the one error of an answer."""
        (error,) = execute(self.schema, self.graph, query, variables)["errors"]
        return error["extensions"]["code"], error["message"]

    def run(self, *arguments: str) -> Result:
        """A command of ``ramify`` on the store."""
        return CliRunner().invoke(app, [*arguments, "--store", self.settings.store])

    def printed(self, *arguments: str) -> list[str]:
        """The lines that a command printed, spaces between columns made one, empty ones left out.

        Raises whatever ended the command.
        """
        result = self.run(*arguments)
        if result.exception:
            raise result.exception
        return [" ".join(line.split()) for line in result.stdout.splitlines() if line.strip()]

    def json(self, *arguments: str) -> Any:
        """What a command printed for programs."""
        result = self.run(*arguments, "--format", "json")
        if result.exception:
            raise result.exception
        return json.loads(result.stdout)


@contextmanager
def door_of(paths: Sequence[Path], folder: Path) -> Iterator[Door]:
    """The doors of the facts of some files, in a store in the folder."""
    path = folder / "store.sqlite"
    store = SqliteStore(path, standard_model())
    load(paths, store, standard_model())
    store.close()
    with door_at(f"sqlite:///{path}") as door:
        yield door


@contextmanager
def door_at(store: str) -> Iterator[Door]:
    """The doors of a store that is there."""
    settings = read_settings(store=store)
    with opened(settings) as graph:
        yield Door(settings, graph, standard_schema())


@contextmanager
def sample_door() -> Iterator[Door]:
    """The doors of the samples, in a copy of their store."""
    with sample_copy() as store, door_at(store) as door:
        yield door


@contextmanager
def door_of_drawn(graph: Drawn, folder: Path) -> Iterator[Door]:
    """The doors of a drawn graph."""
    path = folder / "drawn.json"
    path.write_text(json.dumps(graph.records), encoding="utf-8")
    with door_of([path], folder) as door:
        yield door
