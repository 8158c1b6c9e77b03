"""Files into a real store: what is put, set, removed and kept back, and what a second load does."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from application.author import Author
from application.load_report import LoadReport
from application.loading import load
from graph_model.changes import ChangeSet, Put, Revision, SetFields, Via
from graph_model.errors import InvalidInput, StaleRevision, StoreUnavailable
from graph_model.facts import Fact, Item, RelationKey, ref_of
from graph_model.model import standard_model
from loaders.intake.rejects import write_rejects
from loaders.sources.plain_graph.writing import write_lines
from stores.loads import incomplete_loads
from stores.protocol import Store
from stores.sqlite import SqliteStore
from tests.support.forking import Forking, forking
from tests.support.repository import ROOT
from tests.support.store_place import Place

MODEL = standard_model()
ME = Author("me", Via("command line"), "the books of May")
STATE = ROOT / "samples" / "state"
FEDRAMP = ROOT / "samples" / "fedramp.json"
PLANTED = ROOT / "tests/loaders/sources/fedramp/marketplace.json"

Record = dict[str, Any]
S: Record = {"kind": "Supplier", "id": "s", "name": "S"}
A: Record = {"kind": "Service", "id": "a", "name": "A"}
B: Record = {"kind": "Service", "id": "b", "name": "B"}
PROVIDES: Record = {"type": "PROVIDES", "from": "s", "to": "a"}
NEEDS: Record = {"type": "DEPENDS_ON", "from": "a", "to": "b"}
ALL = [S, A, B, PROVIDES, NEEDS]
BAD: Record = {"kind": "Contract", "id": "c", "name": ["C"], "end": "2023-02-28"}


def file_of(folder: Path, *records: object, name: str = "office.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def held(store: Store) -> dict[object, Fact]:
    return {ref_of(fact): fact for fact in store.read().facts(MODEL)}


def revisions(store: Store) -> list[Revision]:
    return list(store.journal())


@pytest.fixture
def store(place: Place) -> Store:
    return place.open()


@pytest.fixture
def embedded(tmp_path: Path) -> Store:
    return SqliteStore(tmp_path / "store.sqlite", MODEL)


def test_the_samples_joined_are_loaded_once(store: Store) -> None:
    first = load([FEDRAMP, STATE], store, MODEL)
    assert (first.sources, first.applied, len(first.revisions)) == (("fedramp", "state"), True, 1)
    assert len(first.rejects) == 1
    graph = held(store)
    assert len(graph) == first.facts == first.total.put
    assert {fact.fields["source"] for fact in graph.values()} > {"fedramp", "state"}
    assert graph["fedramp"].fields["role"] == "reference"
    for paths in ([STATE, FEDRAMP], [STATE]):
        again = load(paths, store, MODEL, replace=True)
        assert (again.revisions, again.images, again.total.put) == ([], (), 0)
        assert again.total.unchanged == again.facts
    assert held(store) == graph
    assert [revision.number for revision in revisions(store)] == first.revisions


def test_a_source_is_made_where_there_is_none_and_left_as_somebody_has_it(
    embedded: Store,
) -> None:
    load([PLANTED], embedded, MODEL, source="market")
    assert held(embedded)["market"].fields["role"] == "reference"
    embedded.apply(ChangeSet("mine", (SetFields("market", {"role": "own"}),)), "a person", "edit")
    load([PLANTED], embedded, MODEL, source="market", replace=True)
    assert held(embedded)["market"].fields["role"] == "own"


def test_a_source_with_every_sort_of_dirt_is_loaded_and_again_changes_nothing(
    embedded: Store,
) -> None:
    first = load([PLANTED], embedded, MODEL)
    graph = held(embedded)
    second = load([PLANTED], embedded, MODEL)
    assert (len(first.revisions), second.revisions, held(embedded)) == (1, [], graph)
    assert (first.total.put, second.total.unchanged) == (108, 108)
    for report in (first, second):
        told = [reject.where.partition(", ")[2] for _, reject in report.rejects]
        assert told == [
            "data.Providers[9].Original_Expiration_Date (F1000000009)",
            "data.Providers[9].Leveraged_ATO_Letters[0].Letter_Date (F1000000009)",
            "data.Providers[8].Package_ID (F1000000006)",
            "data.Providers[6].Underlying_CSP_Package_ID[1] (F1000000006)",
        ]
        reasons = [str(reject.problems[0]) for _, reject in report.rejects[2:]]
        assert "one row for it, or rows that agree" in reasons[0]
        assert "found no item 'fedramp:package:GONE-99'" in reasons[1]


def test_a_series_of_parts_is_numbered_under_one_load(store: Store, tmp_path: Path) -> None:
    report = load([file_of(tmp_path, *ALL)], store, MODEL, most=2, author=ME, source="books")
    entries = revisions(store)
    assert report.revisions == [entry.number for entry in entries]
    ids = [entry.change_set for entry in entries]
    assert {id_.rpartition(":")[0] for id_ in ids} == {ids[0].rpartition(":")[0]}
    assert ids[0].startswith("load:books:")
    assert [id_.rpartition(":")[2] for id_ in ids] == ["1/3", "2/3", "3/3"]
    assert {(e.author, e.via.door, e.reason, e.source) for e in entries} == {
        ("me", "command line", "the books of May", "books")
    }
    assert incomplete_loads(store) == ()


def test_a_load_cut_short_is_whole_once_nothing_is_lacking(store: Store, tmp_path: Path) -> None:
    path = file_of(tmp_path, S, A)
    load([path], store, MODEL, author=ME, source="books")
    store.apply(ChangeSet("load:books:x:1/2", (Put(Item("Agency", "g", {"name": "G"})),)), "", "")
    assert [cut.source for cut in incomplete_loads(store)] == ["books"]
    assert len(load([path], store, MODEL, author=ME, source="other").revisions) == 1
    assert len(load([path], store, MODEL, author=ME, source="books").revisions) == 1
    assert incomplete_loads(store) == ()
    assert load([path], store, MODEL, author=ME, source="books").revisions == []


def test_loading_merges_and_then_replaces(store: Store, tmp_path: Path) -> None:
    office = file_of(tmp_path, *ALL)
    load([office], store, MODEL)
    other = file_of(tmp_path, {"kind": "Supplier", "id": "t", "name": "T"}, name="other.jsonl")
    load([other], store, MODEL)
    file_of(tmp_path, S, A | {"tier": "catalog"}, PROVIDES)
    merged = load([office], store, MODEL)
    assert (merged.total.set, merged.total.removed) == (1, 0)
    assert len(held(store)) == 6
    replaced = load([office], store, MODEL, replace=True)
    assert (replaced.tallies["Service"].removed, replaced.tallies["DEPENDS_ON"].removed) == (1, 1)
    assert held(store).keys() == {"s", "a", "t", RelationKey("PROVIDES", "s", "a")}
    back = load([file_of(tmp_path, *ALL)], store, MODEL)
    assert (back.total.put, back.total.unchanged) == (2, 3)


def test_a_dry_run_tells_everything_and_writes_nothing(store: Store, tmp_path: Path) -> None:
    load([file_of(tmp_path, S, A, B, NEEDS)], store, MODEL)
    path = file_of(tmp_path, S | {"name": "New"}, A, PROVIDES, BAD)
    report = load([path], store, MODEL, dry_run=True, replace=True)
    assert (report.applied, report.revisions, len(revisions(store))) == (False, [], 1)
    told = {image.ref: (image.before is None, image.after is None) for image in report.images}
    assert told == {
        "s": (False, False),
        RelationKey("PROVIDES", "s", "a"): (True, False),
        "b": (False, True),
        RelationKey("DEPENDS_ON", "a", "b"): (False, True),
    }
    assert (report.total.put, report.total.set, report.total.removed) == (1, 1, 2)
    assert load([path], store, MODEL, replace=True).images == report.images


REFUSED = {
    "an end that is nowhere": ([*ALL, NEEDS | {"to": "z"}], "no item 'z'", 5),
    "rows that contradict each other": ([*ALL, S | {"name": "T"}], "expected 'S', as at", 5),
    "kinds it does not join": ([*ALL, PROVIDES | {"from": "a"}], "Service → Service", 5),
    "a bad row": ([*ALL, BAD], "['C']", 5),
    "what hangs on it": ([BAD, S, {"type": "WITH", "from": "c", "to": "s"}], "no item 'c'", 1),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_bad_rows_are_kept_back_and_good_ones_loaded(
    case: str, embedded: Store, tmp_path: Path
) -> None:
    records, reason, good = REFUSED[case]
    path = file_of(tmp_path, *records)
    strict = load([path], embedded, MODEL, strict=True)
    assert (strict.applied, embedded.revision()) == (False, 0)
    report = load([path], embedded, MODEL)
    assert (report.applied, report.facts, len(held(embedded))) == (True, good, good)
    assert any(reason in str(problem) for _, r in report.rejects for problem in r.problems)
    assert report.total.rejected == len(report.rejects) == len(strict.rejects)


def test_rejects_mended_and_loaded_join_their_source(store: Store, tmp_path: Path) -> None:
    path = file_of(tmp_path, *ALL, BAD, {"type": "WITH", "from": "c", "to": "s"})
    report = load([path], store, MODEL)
    rejects = tmp_path / "bad.rejects.jsonl"
    rejects.write_bytes(b"".join(write_rejects(report.rejects)))
    unmended = load([rejects], store, MODEL)
    assert (len(unmended.rejects), unmended.waiting, unmended.images) == (2, 1, ())
    rejects.write_text(rejects.read_text().replace('["C"]', '"C"'))
    mended = load([rejects], store, MODEL)
    assert (mended.rejects, mended.total.put) == ((), 2)
    with pytest.raises(InvalidInput, match="found rows that a load kept back, expected the whole"):
        load([rejects], store, MODEL, replace=True)
    graph = held(store)
    assert graph["c"] == Item(
        "Contract", "c", {"name": "C", "end": "2023-02-28", "source": "office"}
    )
    assert graph[RelationKey("WITH", "c", "s")].fields["source"] == "office"


def test_a_day_kept_back_is_set_when_it_is_mended(store: Store, tmp_path: Path) -> None:
    report = load([PLANTED], store, MODEL)
    text = b"".join(write_rejects(report.rejects[:1])).replace(b"2/29/2023", b"2023-02-28")
    (tmp_path / "r.jsonl").write_bytes(text)
    mended = load([tmp_path / "r.jsonl"], store, MODEL)
    assert (mended.total.set, mended.rejects) == (1, ())
    (image,) = mended.images
    contract = held(store)[image.ref]
    assert (contract.fields["end"], contract.fields["source"]) == ("2023-02-28", "fedramp")
    again = load([PLANTED], store, MODEL, replace=True)
    assert again.images == ()


def test_replacing_spares_what_a_bad_row_speaks_of(store: Store, tmp_path: Path) -> None:
    contract = {"kind": "Contract", "id": "c", "name": "C", "aliases": ["no:1"]}
    with_ = {"type": "WITH", "from": "c", "to": "s"}
    path = file_of(tmp_path, S, contract, with_, A, PROVIDES)
    load([path], store, MODEL)
    for spoiled in ({**BAD}, {**BAD, "id": "no:1"}):
        file_of(tmp_path, S, spoiled, with_ | {"since": "soon"}, A)
        report = load([path], store, MODEL, replace=True)
        assert held(store).keys() == {"s", "c", "a", RelationKey("WITH", "c", "s")}
        assert len(report.rejects) == 2
    file_of(tmp_path, BAD)
    assert not load([path], store, MODEL, replace=True).applied
    assert len(held(store)) == 4


def test_ids_are_resolved_against_aliases_of_store_and_file(store: Store, tmp_path: Path) -> None:
    load([file_of(tmp_path, S | {"aliases": ["erp:7"]}, A)], store, MODEL, source="erp")
    other = file_of(
        tmp_path,
        {"kind": "Supplier", "id": "erp:7", "name": "S", "sourcing": "cloud"},
        B | {"aliases": ["cmdb:b"]},
        {"type": "PROVIDES", "from": "erp:7", "to": "cmdb:b"},
    )
    load([other], store, MODEL, source="cmdb")
    graph = held(store)
    assert graph["s"].fields["sourcing"] == "cloud"
    assert graph["s"].fields["source"] == "cmdb, erp"
    assert RelationKey("PROVIDES", "s", "b") in graph
    assert load([other], store, MODEL, source="cmdb").images == ()


@pytest.mark.parametrize("name", ["", " x", "x" * 201, "a\nb"])
def test_a_bad_name_for_a_source_is_refused(name: str, embedded: Store, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="the source's name"):
        load([file_of(tmp_path, S)], embedded, MODEL, source=name)


def test_no_file_at_all_is_refused(embedded: Store) -> None:
    with pytest.raises(InvalidInput, match="found none, expected one at least"):
        load([], embedded, MODEL)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a\nb.jsonl", "a-b"),
        ("e\u0301.jsonl", "é"),
        ("x" * 240 + ".jsonl", "x" * 200),
        (" .jsonl", "file"),
        (b"caf\xe9.jsonl", "caf-"),
    ],
)
def test_any_file_name_gives_a_source(
    name: str | bytes, source: str, embedded: Store, tmp_path: Path
) -> None:
    path = tmp_path / os.fsdecode(name)
    path.write_text(json.dumps(S) + "\n" + json.dumps(BAD))
    report = load([path], embedded, MODEL)
    assert held(embedded)["s"].fields["source"] == source
    assert "\\udce9" in report.rejects[0][1].where or isinstance(name, str)
    assert load([path, path], embedded, MODEL).total.unchanged == 1


def test_one_unreadable_file_of_several_applies_nothing(embedded: Store, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text('{"items": [')
    with pytest.raises(InvalidInput, match=r"broken.json, line 1, column 12"):
        load([file_of(tmp_path, *ALL), tmp_path / "broken.json"], embedded, MODEL)
    assert embedded.revision() == 0


def test_rejects_are_known_before_the_first_part_is_applied(
    embedded: Store, tmp_path: Path
) -> None:
    def full(report: LoadReport) -> None:
        assert len(report.rejects) == 1
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        load([file_of(tmp_path, *ALL, BAD)], embedded, MODEL, before_apply=full)
    assert embedded.revision() == 0


class Meddled:
    """A real store on which somebody else writes before an apply, or whose answers get lost."""

    def __init__(self, store: Store, theirs: Sequence[Fact] = (), lost: Sequence[int] = ()) -> None:
        self.store, self.theirs, self.lost, self.applies = store, list(theirs), set(lost), 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def apply(self, change_set: ChangeSet, *how: Any) -> Revision:
        self.applies += 1
        if self.theirs:
            theirs = ChangeSet(f"theirs:{self.applies}", (Put(self.theirs.pop()),))
            self.store.apply(theirs, "them", "theirs")
        revision = self.store.apply(change_set, *how)
        if self.applies in self.lost:
            raise StoreUnavailable("the connection broke after the commit")
        return revision


def test_what_others_write_meanwhile_is_compared_and_not_overwritten(
    store: Store, tmp_path: Path
) -> None:
    theirs = [
        Item("Service", "a", {"name": "A", "criticality": "high", "source": "them"}),
        Item("Supplier", "s", {"name": "Other", "sourcing": "cloud"}),
    ]
    meddled = Meddled(store, theirs)
    report = load([file_of(tmp_path, *ALL)], meddled, MODEL, most=2)
    graph = held(store)
    assert report.applied
    assert graph["a"].fields == {"name": "A", "criticality": "high", "source": "office, them"}
    assert graph["s"].fields == {"name": "Other", "sourcing": "cloud", "source": "office"}
    assert len(graph) == len(ALL)
    assert incomplete_loads(store) == ()


def test_a_load_gives_up_when_others_never_stop(embedded: Store, tmp_path: Path) -> None:
    endless = [Item("Supplier", f"x{n}", {"name": "X"}) for n in range(50)]
    with pytest.raises(StaleRevision):
        load([file_of(tmp_path, *ALL)], Meddled(embedded, endless), MODEL)
    assert "s" not in held(embedded)


def test_a_commit_whose_answer_was_lost_is_repeated(store: Store, tmp_path: Path) -> None:
    meddled = Meddled(store, lost=[1, 3])
    report = load([file_of(tmp_path, *ALL)], meddled, MODEL, most=2)
    assert (report.applied, len(report.revisions), meddled.applies) == (True, 3, 5)
    assert len(held(store)) == len(ALL)


@pytest.fixture(scope="module")
def child() -> Iterator[Forking]:
    """What loads, each time in a process of its own."""
    with forking("tests.support.loading_child") as child:
        yield child


@pytest.mark.parametrize("kills", [[1], [9, 3]], ids=str)
def test_a_load_killed_in_any_part_is_completed_by_loading_again(
    kills: list[int], place: Place, child: Forking, tmp_path: Path
) -> None:
    undisturbed = SqliteStore(tmp_path / "undisturbed.sqlite", MODEL)
    load([STATE], undisturbed, MODEL)
    for kill in kills:
        child.begin(place, "150", str(STATE))
        for _ in range(kill):
            assert child.line()
        child.kill()
    store = place.open()
    assert len(held(store)) > 0 or kills == [1]
    report = load([STATE], store, MODEL)
    assert report.applied
    assert held(store) == held(undisturbed)
    assert incomplete_loads(store) == ()


def test_an_exported_graph_loads_into_another_store_as_it_was(store: Store, tmp_path: Path) -> None:
    load([STATE], store, MODEL)
    exported = tmp_path / "export.jsonl"
    exported.write_bytes(b"".join(write_lines(store.read().facts(MODEL), MODEL)))
    other = SqliteStore(tmp_path / "other.sqlite", MODEL)
    load([exported], other, MODEL)
    assert held(other) == held(store)
