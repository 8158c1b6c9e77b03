"""What commands open: the settings, and the graph of the store they name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from api.cli.load import Target
    from application.graph import Graph
    from application.settings import Settings


def settings_of(ctx: typer.Context, **given: object) -> Settings:
    """The settings of the environment, of ``--store``, and of what the command was given."""
    from application.settings import read_settings

    return read_settings(store=ctx.find_root().obj["store"], **given)


@contextmanager
def graph_of(ctx: typer.Context) -> Iterator[Graph]:
    """The graph of the store that the settings name."""
    from application.graph import opened

    with opened(settings_of(ctx)) as graph:
        yield graph


@contextmanager
def target_of(ctx: typer.Context) -> Iterator[Target]:
    """Where ``ramify load`` loads."""
    from api.cli.load import Target
    from stores.opening import folder_beside

    with graph_of(ctx) as graph:
        beside = folder_beside(graph.settings.store)
        yield Target(graph.store, graph.model, beside, graph.settings.most_changes)
