"""All open tickets of a connection read anew: at first, and when somebody asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from application.graph import Graph
from graph_model.ledger.connection import ToolConnection
from graph_model.ledger.connection_use import KIND as USE
from graph_model.ledger.connection_use import ConnectionUse
from graph_model.record_kind import RecordWrite


def ask_again(graph: Graph, connection: ToolConnection) -> Sequence[RecordWrite]:
    """The writes that have all open tickets read anew when the connection is followed next."""
    held = graph.store.record(USE, connection.name) or ConnectionUse(connection.name)
    return [USE.kept(replace(held, synced_at=None, problem=None))]
