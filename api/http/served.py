"""What an application serves, for routes that are made once for all applications."""

from __future__ import annotations

from fastapi import FastAPI, Request

from application.graph import Graph


def serve(app: FastAPI, graph: Graph) -> None:
    """Let the routes of an application answer from a graph."""
    app.state.graph = graph


def graph_of(request: Request) -> Graph:
    """The graph that a request is answered from."""
    graph: Graph = request.app.state.graph
    return graph
