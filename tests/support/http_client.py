"""The application asked over HTTP without a network, as a program on this machine asks it."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.http.question_route import question_routes
from api.http.served import serve
from api.http.signed_in import SignedIn
from application.graph import Graph
from application.tokens import SignIn

ADDRESS = "http://127.0.0.1:8000"


def client_of(app: FastAPI, raises: bool = True) -> TestClient:
    """A client of the application; ``raises`` passes on what nobody foresaw."""
    return TestClient(app, ADDRESS, raise_server_exceptions=raises)


def questions_of(graph: Graph) -> TestClient:
    """The questions over HTTP and nothing else, asked by whoever is on this machine."""
    app = FastAPI(routes=[*question_routes()])
    serve(app, graph)
    app.add_middleware(SignedIn, sign_in=SignIn(graph), required=False, proxies=())
    return client_of(app)
