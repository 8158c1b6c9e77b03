"""The marketplace as it was published in June 2022, and the sample that is made from it."""

from __future__ import annotations

from pathlib import Path

from application.loading import load
from loaders.files import read_files
from samples.fedramp import sample
from stores.sqlite import SqliteStore
from tests.support.loading import MODEL
from tests.support.marketplace_file import (
    REAL_COUNTS,
    REAL_DAYS,
    REAL_REPEATED,
    Dirt,
    MarketplaceFile,
)
from tests.support.real_data import REAL_DATA
from tests.support.repository import ROOT

SOURCE = REAL_DATA / "fedramp-2022" / "marketplace.json"
SAMPLE = ROOT / "samples" / "fedramp.json"


class TestSource(MarketplaceFile):
    path = SOURCE
    counts = REAL_COUNTS
    dirt = Dirt(days=REAL_DAYS, repeated=REAL_REPEATED, cycles=[2, 6], spaces=44)


def test_the_sample_is_what_the_source_makes_of_it() -> None:
    assert sample(SOURCE) == SAMPLE.read_text(encoding="utf-8")
    assert SAMPLE.stat().st_size < 1_000_000
    whole, alone = read_files([SOURCE], MODEL), read_files([SAMPLE], MODEL)
    assert [placed.fact for placed in alone.facts] == [placed.fact for placed in whole.facts]


def test_the_source_loaded_twice_changes_nothing(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "store.sqlite", MODEL)
    first, second = (load([SOURCE], store, MODEL) for _ in range(2))
    assert (len(first.revisions), second.revisions) == (1, [])
    assert (first.total.put, second.total.unchanged) == (10_084, 10_084)
    store.close()
