"""What is the embedded store's own: its file, its stamp, and several processes on it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from graph_model.changes import UNTOLD, ChangeSet
from graph_model.errors import StoreUnavailable
from graph_model.facts import Item, Relation, RelationKey
from graph_model.ledger.kept_back import KIND, KeptBack
from graph_model.model import standard_model
from stores.sqlite import SqliteStore
from tests.support.store_graphs import NEWER, ci, graph, graph_in, put, removed, replayed
from tests.support.store_place import Place, sqlite_place

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


def _run(path: Path, *statements: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return [row for one in statements for row in connection.execute(one).fetchall()]


def test_file_is_stamped_and_in_write_ahead_mode(path: Path) -> None:
    SqliteStore(path, standard_model()).close()
    pragmas = [f"PRAGMA {name}" for name in ("application_id", "user_version", "journal_mode")]
    assert _run(path, *pragmas) == [(0x52414D49,), (6,), ("wal",)]


NO_DOORS = tuple(f"ALTER TABLE journal DROP COLUMN {name}" for name in ("door", "token", "reason"))
NO_LEDGER = (*NO_DOORS, "DROP TABLE records", "DROP TABLE record_writes")
OLD_RECORD = """{"source": "s", "file": "f", "recordedAt": "now", "untold": 2,
    "rows": ["a", ["DEPENDS_ON", "a", "b", ""]]}"""
FORMS = {
    1: (*NO_LEDGER, "DROP TABLE removed", "DROP TABLE guard"),
    2: (*NO_LEDGER, "DROP TABLE removed"),
    3: NO_LEDGER,
    4: (
        *NO_LEDGER,
        "CREATE TABLE ledger (kind TEXT, key TEXT, body TEXT)",
        f"INSERT INTO ledger VALUES ('kept-back', 's', '{OLD_RECORD}')",
        "ALTER TABLE guard ADD COLUMN records INTEGER NOT NULL DEFAULT 0",
    ),
    5: NO_DOORS,
}


@pytest.mark.parametrize("version", FORMS)
def test_a_file_of_an_older_form_is_brought_to_this_one(path: Path, version: int) -> None:
    """What others write to it is noticed, removed items are known, and it has a ledger."""
    place = Place(f"sqlite:///{path}")
    place.open().apply(ChangeSet("start", put(ci("a"), ci("b"))), "ann", "test")
    place.open().apply(ChangeSet("gone", removed("b")), "ann", "test")
    place.close()
    if version == 1:
        triggers = "SELECT 'DROP TRIGGER ' || name FROM sqlite_schema WHERE type = 'trigger'"
        _run(path, *(str(drop) for (drop,) in _run(path, triggers)))
    _run(path, *FORMS[version], f"PRAGMA user_version = {version}")
    store = place.open()
    assert graph_in(store) == graph([ci("a")])
    assert store.removed_kinds(["a", "b"]) == {"b": "ConfigurationItem"}
    rows = ("a", RelationKey("DEPENDS_ON", "a", "b"))
    assert store.records(KIND) == ([KeptBack("s", "f", "now", rows, 2)] if version == 4 else [])
    store.write_records([KIND.kept(KeptBack("t", "f", "now", rows))])
    assert store.record(KIND, "t", "f") == KeptBack("t", "f", "now", rows)
    assert [(r.author, r.via, r.reason) for r in store.journal()] == [("ann", UNTOLD, None)] * 2
    assert not store.disturbed()
    _run(path, "UPDATE items SET kind = kind")
    assert store.disturbed()
    place.close()


FOREIGN: list[tuple[str, bytes | list[str], str]] = [
    ("text", b"not a database, only a text of some length" * 40, "not a SQLite file"),
    ("another program's", ["CREATE TABLE t (x)"], "another program's"),
    (
        "a newer version",
        ["PRAGMA application_id = 1380011337", "PRAGMA user_version = 99"],
        "version 99",
    ),
]


@pytest.mark.parametrize(
    ("content", "told"), [row[1:] for row in FOREIGN], ids=[row[0] for row in FOREIGN]
)
def test_foreign_file_is_refused_and_left_alone(
    path: Path, content: bytes | list[str], told: str
) -> None:
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        _run(path, *content)
    before = path.read_bytes() if isinstance(content, bytes) else None
    with pytest.raises(StoreUnavailable, match=told):
        SqliteStore(path, standard_model())
    assert before is None or path.read_bytes() == before


OLDER = """
CREATE TABLE items (
    handle INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL UNIQUE, fields TEXT NOT NULL
);
CREATE TABLE relations (
    type TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, mark TEXT NOT NULL,
    fields TEXT, PRIMARY KEY (type, start, "end", mark)
) WITHOUT ROWID;
CREATE INDEX relations_by_end ON relations ("end");
CREATE TABLE aliases (alias TEXT PRIMARY KEY, handle INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE journal (
    number INTEGER PRIMARY KEY, change_set TEXT NOT NULL, recorded_at TEXT NOT NULL,
    author TEXT NOT NULL, source TEXT NOT NULL, digest TEXT NOT NULL, images BLOB NOT NULL
);
CREATE UNIQUE INDEX journal_by_change_set ON journal (change_set);
INSERT INTO items VALUES (1, 'Stakeholder', 'who:1', '{"name":"Ann"}');
INSERT INTO items VALUES (2, 'Forum', 'forum:1', '{"name":"Board"}');
INSERT INTO relations VALUES ('SITS_ON', 1, 2, '', NULL);
PRAGMA application_id = 1380011337;
PRAGMA user_version = 1;
"""
"""A file as Ramify 0 made it, before there were Sources, Windows and roles of a forum's members."""


def test_a_file_of_the_older_form_opens_answers_and_takes_what_is_new(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(OLDER)
    items = [
        Item("Stakeholder", "who:1", {"name": "Ann"}),
        Item("Forum", "forum:1", {"name": "Board"}),
    ]
    with closing(SqliteStore(path, standard_model())) as store:
        assert graph_in(store) == graph([*items, Relation("SITS_ON", "who:1", "forum:1")])
        store.apply(ChangeSet("new", put(*NEWER)), "ann", "test")
        assert graph_in(store) == graph([*items, *NEWER])
        assert store.revision() == 1


def test_writer_that_never_ends_is_told(path: Path) -> None:
    store = SqliteStore(path, standard_model(), busy_timeout=0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="another process is writing"):
            store.apply(ChangeSet("x", put(ci("a"))), "ann", "test")
        assert store.revision() == 0
    assert store.apply(ChangeSet("x", put(ci("a"))), "ann", "test").number == 1
    store.close()


def test_full_disk_is_told_and_leaves_the_store_as_it_was(path: Path) -> None:
    store = SqliteStore(path, standard_model())
    with store._connections.use() as connection:
        connection.execute("PRAGMA max_page_count = 30")
    many = put(*(ci(f"ci:{n}", description="x" * 200) for n in range(2_000)))
    with pytest.raises(StoreUnavailable, match="the disk is full; free some of it"):
        store.apply(ChangeSet("many", many), "ann", "test")
    assert (store.revision(), graph_in(store)) == (0, {})
    assert store.apply(ChangeSet("few", put(ci("a"))), "ann", "test").number == 1
    store.close()


def test_advice_is_given_for_every_form_of_an_error(path: Path) -> None:
    """SQLite says how a file is read-only in the upper bits of its code."""
    store = SqliteStore(path, standard_model())
    with store._connections.use() as connection:
        connection.execute("PRAGMA query_only = true")
    with pytest.raises(StoreUnavailable, match="may be written to"):
        store.apply(ChangeSet("x", put(ci("a"))), "ann", "test")
    store.close()


def test_ids_of_change_sets_are_found_without_their_images(path: Path) -> None:
    store = SqliteStore(path, standard_model())
    (plan,) = _run(
        path,
        "EXPLAIN QUERY PLAN SELECT number, change_set FROM journal "
        "INDEXED BY journal_by_change_set WHERE change_set >= 'load:'",
    )
    assert "COVERING INDEX" in str(plan[-1])
    store.close()


def test_processes_that_start_together_share_a_new_file(tmp_path: Path) -> None:
    """Four processes make the file and load into it at once."""
    place = sqlite_place(tmp_path)
    running = [_load(place, f"source {n}") for n in range(4)]
    assert [one.wait() for one in running] == [0, 0, 0, 0]
    store = place.open()
    assert store.revision() == sum(1 for _ in store.journal()) >= 17
    assert replayed(store.journal()) == graph_in(store)
    place.close()


def _load(place: Place, source: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.support.load_again", source]
    return subprocess.Popen(command, cwd=ROOT, env=place.environment())
