"""Single failures and cut sets of a real graph with redundancy: Debian's packages."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import combinations, product

import numpy as np
import pytest

from bench.debian import dependencies
from queries.failure.criticality import critical_to_every, criticality
from queries.failure.cut_sets import cut_sets
from queries.impact.impact import impact
from queries.snapshot.snapshot import Snapshot
from tests.support.debian import debian_snapshot

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def debian() -> Snapshot:
    return debian_snapshot()


@pytest.fixture(scope="module")
def groups() -> dict[tuple[str, str], set[str]]:
    """The alternatives of each need, any one of which will do, by dependent and group."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for dependent, group, target in dependencies():
        found[dependent, group].add(target)
    return found


def lost(groups: dict[tuple[str, str], set[str]], package: str) -> set[str]:
    """What goes with a package, by plain sets: all alternatives of a need are gone."""
    needed: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for need, alternatives in groups.items():
        for alternative in alternatives:
            needed[alternative].append(need)
    gone, waiting = {package}, [package]
    while waiting:
        for need in needed[waiting.pop()]:
            if groups[need] <= gone and need[0] not in gone:
                gone.add(need[0])
                waiting.append(need[0])
    return gone - {package}


@pytest.mark.parametrize(("package", "many"), [("dbus", 560), ("libc6", None), ("emacs", None)])
def test_what_a_package_takes(
    debian: Snapshot,
    groups: dict[tuple[str, str], set[str]],
    package: str,
    many: int | None,
) -> None:
    expected = lost(groups, package)
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
