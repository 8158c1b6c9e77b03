"""Where real files lie that other people made: beside the checkout, on some machines."""

from __future__ import annotations

from tests.support.repository import ROOT

REAL_DATA = ROOT.parent / "shared" / "data"


def told() -> str:
    """One line on whether the tests on real files are run."""
    if REAL_DATA.is_dir():
        return "real data: ../shared/data, read by tests/real_data"
    return "real data: no ../shared/data beside the checkout, so tests/real_data is left out"
