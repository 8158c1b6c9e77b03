"""Single failures and cut sets of a real graph with redundancy: Debian's packages."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product

import numpy as np
import pytest

from queries.failure.criticality import critical_to_every, criticality
from queries.failure.cut_sets import cut_sets
from queries.impact.impact import impact
from queries.snapshot.snapshot import Snapshot
from tests.support.debian import debian_snapshot, plain

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def debian() -> Snapshot:
    return debian_snapshot()


@pytest.mark.parametrize(("package", "many"), [("dbus", 560), ("libc6", None), ("emacs", None)])
def test_what_a_package_takes(debian: Snapshot, package: str, many: int | None) -> None:
    expected = plain().lost(package) - {package}
    assert many in (None, len(expected))
    found = criticality(debian, [package], TODAY)
    assert set(debian.ids_of(found.takes(0))) == expected


def test_every_package_at_once_is_each_from_its_own_end(debian: Snapshot) -> None:
    every = critical_to_every(debian, TODAY)
    takes = np.bincount(every.entries, minlength=debian.size)
    some = ["dbus", "libc6", "gnome", "emacs", "systemd"]
    found = criticality(debian, some, TODAY)
    for at, row in enumerate(found.rows.tolist()):
        assert takes[row] == len(found.takes(at))
        assert sorted(every.of(row).tolist()) == sorted(found.critical(at).tolist())


def test_cut_sets_of_a_desktop_are_minimal(debian: Snapshot) -> None:
    found = cut_sets(debian, "gnome", TODAY)
    assert (found.gap, len(found.numbers) > 0) == (None, True)

    def taken(packages: tuple[str, ...]) -> bool:
        return bool(impact(debian, packages, "outage", TODAY).levels[found.item] == 3)

    for at in range(len(found.numbers)):
        for chosen in product(*map(debian.ids_of, found.of(at))):
            assert taken(chosen)
            assert not any(taken(part) for part in combinations(chosen, len(chosen) - 1))
