"""What commands open: the settings, and the graph of the store they name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from api.cli.load import Target
    from application.graph import Graph
    from application.settings import Settings


def settings_of(ctx: typer.Context, **given: object) -> Settings:
    """The settings of the environment, of ``--store``, and of what the command was given.

    Variables that look like settings and are none are told.
    """
    from application.settings import read_settings, unknown_settings

    for unknown in unknown_settings():
        typer.echo(f"warning: {unknown}", err=True)
    return read_settings(store=ctx.find_root().obj["store"], **given)


@contextmanager
def graph_of(ctx: typer.Context) -> Iterator[Graph]:
    """The graph of the store that the settings name."""
    from application.graph import opened

    with opened(settings_of(ctx)) as graph:
        if ctx.info_name != "reconcile" and graph.edited:
            typer.echo(
                "warning: others wrote to the store; `ramify reconcile` sees to it", err=True
            )
        yield graph


def tell_emptiness(graph: Graph) -> None:
    """Say that nothing is recorded, where a document would only be empty."""
    if said := graph.emptiness(graph.nothing):
        typer.echo(f"warning: {said}", err=True)


@contextmanager
def target_of(ctx: typer.Context) -> Iterator[Target]:
    """Where ``ramify load`` loads."""
    from api.cli.load import Target
    from application.load_meaning import meaning_of
    from stores.opening import folder_beside

    with graph_of(ctx) as graph:
        beside = folder_beside(graph.settings.store)
        kept = graph.settings
        most = kept.most_changes, kept.most_ended, kept.outbound_networks
        means = partial(meaning_of, graph)
        yield Target(graph.store, graph.model, beside, *most, kept.source_order, means)
