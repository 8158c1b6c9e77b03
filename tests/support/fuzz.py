"""How many inputs a parser is tried with: 300, or as many as ``RAMIFY_FUZZ`` says."""

from __future__ import annotations

import os

from hypothesis import settings

fuzzed = settings(max_examples=int(os.environ.get("RAMIFY_FUZZ", "300")))
"""Decorates a test of ``given`` inputs; 10,000 of them take a quarter of an hour each."""
