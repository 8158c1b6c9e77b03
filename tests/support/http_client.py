"""The application asked over HTTP without a network, as a program on this machine asks it."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient

ADDRESS = "http://127.0.0.1:8000"


def client_of(app: FastAPI, raises: bool = True) -> TestClient:
    """A client of the application; ``raises`` passes on what nobody foresaw."""
    return TestClient(app, ADDRESS, raise_server_exceptions=raises)
