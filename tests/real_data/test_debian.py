"""Debian's packages as their source has them, and the file that is made from it."""

from __future__ import annotations

from bench import debian
from bench.debian_source import needs
from tests.support.real_data import REAL_DATA


def test_the_file_is_what_the_source_makes_of_it() -> None:
    assert debian.lines() == list(needs(REAL_DATA / "debian"))
    assert debian.FILE.stat().st_size < 1_100_000
