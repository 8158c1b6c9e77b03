"""Logging: one line of JSON an event, on the error output, for machines and people alike."""

from __future__ import annotations

import sys

import structlog


def configure_logging() -> None:
    """Set structlog up; called once, by whoever starts a server."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(default=str),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
