"""A connection tried before anybody relies on it: there and back, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from application.graph import Graph
from application.settings import Settings
from application.tickets.connections import connection_named, site_of
from graph_model.errors import InvalidInput, Problem
from outbound.client import CallLimits, OutboundClient
from ticketing.known_tools import tool_named

SECONDS, ATTEMPTS = 10.0, 2
"""How long a tool is waited for, and how often it is asked: it is asked again later anyhow."""


def client_of(settings: Settings) -> OutboundClient:
    """What calls ticketing tools; to be closed."""
    networks = settings.outbound_networks
    return OutboundClient(CallLimits(seconds=SECONDS, attempts=ATTEMPTS, networks=networks))


def missing(graph: Graph, name: str) -> Sequence[Problem]:
    """What is missing for a connection to work; nothing: all is well.

    Raises:
        NotFound: there is no connection of that name.
    """
    connection = connection_named(graph, name)
    try:
        site = site_of(connection)
        with client_of(graph.settings) as client:
            return tool_named(connection.tool).check(client, site)
    except InvalidInput as error:
        return error.problems
