"""Real files that other people made, beside the checkout; the tests that need them say so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.repository import ROOT

SHARED = ROOT.parent / "shared" / "data"


def shared(name: str) -> Path:
    """The file or folder of that name in ``../shared/data``.

    Where CI is set its absence is a failure; elsewhere the checkout may stand alone.
    """
    path = SHARED / name
    if not path.exists():
        missing = f"../shared/data/{name} is missing"
        if os.environ.get("CI"):
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    return path
