"""What a watch takes for an edit past the journal, move by move."""

from __future__ import annotations

import pytest

from stores.neo4j.watch import Mark, Present, Watch

BESIDE = ("commit 1 a 1.1.0 b", "commit 1 a 1.0.1 c")
# Each move: "look revision bookmark", or "commit": revision and bookmark before, then after.
MOVES: list[tuple[str, list[str], bool]] = [
    ("nothing", ["look 1 a"], False),
    ("nothing moved", ["look 1 a", "look 1 a"], False),
    ("an edit", ["look 1 a", "look 1 b"], True),
    ("another process's revision", ["look 1 a", "look 2 b"], False),
    ("an edit after it", ["look 1 a", "look 2 b", "look 2 c"], True),
    ("own commit", ["look 1 a", "commit 1 a 2 b", "look 2 b"], False),
    ("an edit before an own commit", ["look 1 a", "commit 1 x 2 b", "look 2 b"], True),
    ("an edit after an own commit", ["look 1 a", "commit 1 a 2 b", "look 2 c"], True),
    ("own commit upon another's", ["look 1 a", "commit 2 b 3 c", "look 3 c"], False),
    ("a look that comes late", ["look 1 a", "commit 1 a 2 b", "look 1 a", "look 2 b"], False),
    ("commits told in another order", ["look 1 a", "commit 2 b 3 c", "commit 1 a 2 b"], False),
    ("own commit seen before it is told", ["look 1 a", "look 2 b", "commit 1 a 2 b"], False),
    ("an edit seen before the commit is told", ["look 1 a", "look 2 x", "commit 1 a 2 b"], True),
    ("commit before the first look", ["commit 0 a 1 b", "look 1 b"], False),
    ("another process's record", ["look 1 a", "look 1.1 b", "look 1.1 b"], False),
    ("an edit after a record", ["look 1 a", "look 1.1 b", "look 1.1 c"], True),
    ("own record", ["look 1.1 a", "commit 1.1 a 1.2 b", "look 1.2 b"], False),
    ("own records of two kinds at once", ["look 1 a", *BESIDE, "look 1.1.1 c"], False),
    ("an edit after them", ["look 1 a", *BESIDE, "look 1.1.1 c", "look 1.1.1 d"], True),
    ("a revision and a record at once", ["look 1 a", "commit 1 a 2 b", "commit 1 a 1.1 c"], False),
    ("and both", ["look 1 a", "commit 1 a 2 b", "commit 1 a 1.1 c", "look 2.1 c"], False),
    ("an edit before an own record", ["look 1 a", "commit 1 x 1.1 b", "look 1.1 b"], True),
    ("no quiet moment", ["look 1 a", "look -1 x", "look -1 y", "look 1 a"], False),
    ("own commit without one", ["look 1 a", "commit -1 x 0 b", "look 2 b", "look 2 b"], False),
    ("an edit that was compared", ["look 1 a", "look 1 b", "settle 1 b", "look 1 b"], False),
    ("an edit after a comparison", ["look 1 a", "settle 1 a", "look 1 b"], True),
]


def present(word: str) -> Present:
    """A revision, and how often records of some kinds were written, where they were."""
    revision, *writes = map(int, word.split("."))
    return Present(revision, {kind: n for kind, n in zip("kl", writes, strict=False) if n})


@pytest.mark.parametrize(
    ("moves", "disturbed"), [row[1:] for row in MOVES], ids=[row[0] for row in MOVES]
)
def test_watch(moves: list[str], disturbed: bool) -> None:
    watch = Watch()
    for move in moves:
        verb, *words = move.split()
        marks = [Mark(present(n), b) for n, b in zip(words[::2], words[1::2], strict=True)]
        if verb == "commit":
            watch.committed(*marks)
        elif verb == "settle":
            with watch.comparing(*marks):
                pass
        else:
            watch.seen(*marks)
    # Looking at something older than what is known says what is known.
    assert watch.seen(Mark(Present(-1), "old")) == disturbed


def test_what_it_knows_need_not_be_looked_at_twice() -> None:
    watch, known = Watch(), Mark(present("1.1"), "a")
    assert not watch.knows(known)
    watch.seen(known)
    others = [Mark(present("1.1"), "b"), Mark(present("1.2"), "a"), Mark(present("2.1"), "a")]
    assert [watch.knows(mark) for mark in (known, *others)] == [True, False, False, False]
    watch.committed(known, others[0])
    assert not watch.knows(known)
