"""What a ticket is told: text, state, and a digest by which the same is told again later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest

from api.app import create_app
from application.asking import About, Asker
from application.graph import Graph
from application.impact_note import ImpactNote, impact_note
from application.settings import Settings
from graph_model.changes import Change, ChangeSet, Put, Remove, SetFields
from graph_model.errors import InvalidQuestion, NotFound, UnknownDigest
from graph_model.facts import Item, Relation, RelationKey
from graph_model.ledger.kept_question import KIND
from graph_model.model import standard_model
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, everything, hiding
from queries.impact.impact import Impact
from queries.impact.impact_state import (
    Deadline,
    GroupLeft,
    ImpactState,
    ItemState,
    material_difference,
    next_deadline,
)
from queries.impact.replayed import Replayed
from queries.questions.catalog import question
from stores.sqlite import SqliteStore
from tests.support.graphql_door import standard_schema
from tests.support.http_client import client_of
from tests.support.sketch import sketch

MODEL = standard_model()
IMPACT = question("impact")
DAY = About(date(2026, 11, 30))
AT = datetime(2026, 11, 30, 2, 10, tzinfo=UTC)
FACTS = sketch(
    "service:mail recovery_time=PT2H",
    "service:mail -DEPENDS_ON[relays:1]-> ci:a",
    "service:mail -DEPENDS_ON[relays:1]-> ci:b",
    "sla:mail -GOVERNS-> service:mail",
    "agency:tax -CONSUMES-> service:mail",
    "agency:tax -CONSUMES-> service:web",
    "service:web -DEPENDS_ON-> ci:c",
    "ticket:one type=incident",
    "ticket:one -AFFECTS-> ci:a",
)
B_TOO = (
    Put(Item("Ticket", "ticket:two", {"name": "ticket:two", "type": "incident"})),
    Put(Relation("AFFECTS", "ticket:two", "ci:b")),
)
ELSEWHERE = (
    Put(Item("Ticket", "ticket:far", {"name": "ticket:far", "type": "incident"})),
    Put(Relation("AFFECTS", "ticket:far", "ci:c")),
)


class Office:
    """A graph that changes, and what a ticket is told of it."""

    def __init__(self) -> None:
        self.store = SqliteStore(None, MODEL)
        self.graph = Graph(
            Settings(store="sqlite://", url="https://ramify.example.gov"), self.store, MODEL
        )
        self.change(*(Put(fact) for fact in FACTS.facts))

    def change(self, *changes: Change) -> None:
        id_ = f"change {self.store.revision()}"
        self.store.apply(ChangeSet(id_, changes), "ann", "test")
        self.graph.refresh()

    def note(self, *ids: str, viewer: Viewer | None = None, **given: Any) -> ImpactNote:
        return impact_note(self.graph, viewer or everything(), ids, DAY, now=AT, **given)

    def kept(self, *ids: str, viewer: Viewer | None = None, **given: Any) -> str:
        """The digest of a note that was written."""
        note = self.note(*ids, viewer=viewer, **given)
        self.store.write_records(note.writes)
        return note.digest

    def replay(self, digest: str, viewer: Viewer | None = None) -> tuple[Shown, Replayed]:
        asker = Asker.of(self.graph, viewer=viewer or everything())
        told = asker.ask(IMPACT, {"replay": digest}, About())
        found = cast("Impact", told.of).replayed
        assert found is not None
        return told, found


@pytest.fixture
def office() -> Iterator[Office]:
    office = Office()
    yield office
    office.graph.close()
    office.store.close()


def test_a_note_says_what_the_ticket_does(office: Office) -> None:
    note = office.note("ticket:one")
    verdict = (
        "If ci:a fails: 1 service DEGRADED; 1 service level agreement DEGRADED; 1 of 1 agency "
        "(1 as customer); hardest hit is agency:tax: 1 of 2 services DEGRADED; nothing else is "
        "open."
    )
    link = "https://ramify.example.gov/impact?of=ticket:one&asOf=2026-11-30"
    assert note.text.splitlines() == [
        verdict,
        "agencies: agency:tax 1 DEGRADED of 2 services",
        "promises: sla:mail DEGRADED",
        "still holds: group relays of service:mail: 1 of 2 left, none to spare",
        "not known: services: 1 without a contract, 1 without an OLA",
        f"as of 30 Nov 2026, revision 1; again: ramify impact --replay {note.digest}; {link}",
    ]
    assert note.state == ImpactState(
        "DEGRADED",
        (
            ItemState("agency:tax", "agency:tax", "Agency", "DEGRADED"),
            ItemState("sla:mail", "sla:mail", "ServiceLevelAgreement", "DEGRADED"),
            ItemState("service:mail", "service:mail", "Service", "DEGRADED"),
        ),
        (GroupLeft("service:mail", "service:mail", "relays", 1, 2, 1),),
    )
    assert (note.nothing, next_deadline(note.state)) == (False, None)


def test_two_half_failures_combine_and_others_elsewhere_do_not(office: Office) -> None:
    before = office.note("ticket:one").state
    office.change(*ELSEWHERE)
    assert office.note("ticket:one").state == before
    office.change(*B_TOO)
    after = office.note("ticket:one").state
    assert material_difference(before, after) == [
        "DEGRADED -> LOST",
        "agency:tax DEGRADED -> LOST",
        "sla:mail DEGRADED -> broken",
        "service:mail DEGRADED -> LOST",
        "group relays of service:mail: 0 of 2 left, broken",
    ]
    assert office.note("ticket:two").state.items == after.items


def test_two_tickets_about_one_item_both_tell_it(office: Office) -> None:
    """What is so already is told apart, not left out: each has its own readers."""
    before = office.note("ticket:one")
    office.change(B_TOO[0], Put(Relation("AFFECTS", "ticket:two", "ci:a")))
    for ticket in ("ticket:one", "ticket:two"):
        note = office.note(ticket)
        assert material_difference(before.state, note.state) == []
        assert "open beside: incidents ticket:" in note.text
        assert "still holds: group relays" in note.text


def test_deadlines_pass(office: Office) -> None:
    office.change(*B_TOO)
    states = {
        hour: impact_note(
            office.graph,
            everything(),
            ["ticket:one"],
            DAY,
            since=AT,
            now=AT.replace(hour=hour),
        ).state
        for hour in (3, 5)
    }
    until = "2026-11-30T04:10:00+00:00"
    assert states[3].deadlines == (Deadline("service:mail", "service:mail", until),)
    assert next_deadline(states[3]) == datetime.fromisoformat(until)
    assert next_deadline(states[5]) is None
    assert material_difference(states[3], states[5]) == [
        "service:mail away longer than it may be, since 30 Nov 2026, 04:10 UTC"
    ]


@pytest.mark.parametrize(
    ("ends", "deadlines"), [("03:30", []), ("06:00", ["04:10"]), ("", ["04:10"])]
)
def test_work_that_ends_in_time_misses_no_deadline(
    office: Office, ends: str, deadlines: list[str]
) -> None:
    window = {"planned_start": "2026-11-30T02:10:00Z"}
    window |= {"planned_end": f"2026-11-30T{ends}:00Z"} if ends else {}
    fields = {"name": "ticket:work", "type": "change", **window}
    office.change(
        Put(Item("Ticket", "ticket:work", fields)),
        Put(Relation("AFFECTS", "ticket:work", "service:mail")),
    )
    state = office.note("ticket:work").state
    assert [one.until[11:16] for one in state.deadlines] == deadlines


def test_nothing_recorded_is_known_as_nothing(office: Office) -> None:
    office.change(Put(Item("ConfigurationItem", "ci:lone", {"name": "ci:lone"})))
    note = office.note("ci:lone")
    assert (note.nothing, note.state) == (True, ImpactState())
    assert note.text.startswith("Nothing is recorded beyond what was asked about")
    office.change(Put(Item("Ticket", "ticket:bare", {"name": "ticket:bare", "type": "incident"})))
    assert office.note("ticket:bare").nothing
    assert not office.note("ci:c").nothing


def test_a_viewer_is_told_and_keeps_what_he_may_see(office: Office) -> None:
    viewer = hiding({"service:mail", "agency:tax"})
    note = office.note("ticket:one", viewer=viewer)
    assert [one.id for one in note.state.items] == ["sla:mail"]
    assert note.state.groups == ()
    assert not [id_ for id_ in ("service:mail", "agency:tax") if id_ in note.text]


ONE = ImpactState("LOST", (ItemState("a", "Health", "Agency", "LOST"),))
GROUP = GroupLeft("s", "Mail", "relays", 2, 3, 1)
DIFFERENCES = [
    # before, after, in words
    (ONE, ONE, []),
    (ImpactState(), ONE, ["nothing -> LOST", "+ Health LOST"]),
    (ONE, ImpactState(), ["LOST -> nothing", "- Health"]),
    (ONE, replace(ONE, items=(ItemState("a", "Renamed", "Agency", "LOST"),)), []),
    (
        replace(ONE, groups=(GROUP,)),
        replace(ONE, groups=(GROUP._replace(left=1),)),
        ["group relays of Mail: 1 of 3 left"],
    ),
    (replace(ONE, groups=(GROUP,)), ONE, ["group relays of Mail: none of it away any more"]),
    (
        ONE,
        replace(ONE, deadlines=(Deadline("s", "Mail", "2026-11-30T04:10:00+00:00"),)),
        ["Mail may be away until 30 Nov 2026, 04:10 UTC"],
    ),
]


@pytest.mark.parametrize(("before", "after", "words"), DIFFERENCES)
def test_what_is_material(before: ImpactState, after: ImpactState, words: list[str]) -> None:
    assert material_difference(before, after) == words


def test_what_was_known_then_is_told_again(office: Office) -> None:
    text = office.note("ticket:one").text.splitlines()
    digest = office.kept("ticket:one")
    told, found = office.replay(digest)
    assert (found.asked_at, found.same, found.now) == ("2026-11-30T02:10:00.000000Z", True, [])
    office.change(*B_TOO)
    office.change(SetFields("service:mail", {"name": "Mail"}))
    told, found = office.replay(digest)
    assert (told.view.snapshot.revision, found.same) == (1, True)
    assert found.now[:2] == ["DEGRADED -> LOST", "agency:tax DEGRADED -> LOST"]
    assert f"{told.told('verdict')}" == text[0]
    office.change(Remove("ticket:one"))
    _, found = office.replay(digest)
    assert found.now == ["what was asked about is not recorded any more"]


def test_one_question_has_one_digest_whoever_asks(office: Office) -> None:
    digests = [
        office.note("ticket:one").digest,
        office.note("ticket:one", viewer=hiding({"service:web"})).digest,
        office.note("ticket:one", since=AT).digest,
        office.note("ci:a").digest,
    ]
    office.change(*B_TOO)
    digests.append(office.note("ticket:one").digest)
    assert [digests.index(one) for one in digests] == [0, 0, 2, 3, 4]


def test_it_is_masked_to_who_replays(office: Office) -> None:
    digest = office.kept("ticket:one")
    told, _ = office.replay(digest, hiding({"agency:tax"}))
    assert "agency:tax" not in told.told("verdict")
    office.change(*B_TOO)
    _, found = office.replay(digest, hiding({"agency:tax", "service:mail"}))
    assert found.now == ["DEGRADED -> LOST", "sla:mail DEGRADED -> broken"]


def test_what_may_not_be_seen_is_as_if_nothing_were_kept(office: Office) -> None:
    digest = office.kept("ticket:one")
    said = []
    for viewer, tried in ((hiding({"ticket:one"}), digest), (everything(), "0" * 16)):
        with pytest.raises(UnknownDigest) as raised:
            office.replay(tried, viewer)
        said.append(str(raised.value).replace(tried, "DIGEST"))
    assert said[0] == said[1]
    assert "ticket:one" not in said[0]


@pytest.mark.parametrize(
    ("given", "about"),
    [
        ({"of": ["ci:a"]}, About()),
        ({"background": True}, About()),
        ({}, DAY),
        ({}, About(at_revision=1)),
    ],
)
def test_a_digest_stands_alone(office: Office, given: dict[str, Any], about: About) -> None:
    digest = office.kept("ticket:one")
    with pytest.raises(InvalidQuestion, match="replay: found other arguments"):
        Asker.of(office.graph).ask(IMPACT, {"replay": digest, **given}, about)


def test_an_unknown_id_is_told_as_ever(office: Office) -> None:
    with pytest.raises(NotFound, match="'ci:z'"):
        office.note("ci:z")


def test_over_http_and_graphql(office: Office) -> None:
    """The text keeps its question, and says by what it is told again; the answer is the same."""
    with client_of(create_app(office.graph, standard_schema())) as client:
        asked = {"of": "ci:a", "asOf": "2026-11-30"}
        plain = {"accept": "text/plain"}
        text = client.get("/questions/impact", params=asked, headers=plain).text
        digest = text.partition("--replay ")[2].partition(";")[0]
        assert office.store.record(KIND, digest) is not None
        again = client.get("/questions/impact", params={"replay": digest})
        first = client.get("/questions/impact", params=asked).json()
        told = again.json()
        assert told.pop("replayed")["now"] == []
        assert first.pop("replayed") is None
        assert told == first
        query = f'{{ impact(replay: "{digest}") {{ level replayed {{ same now }} }} }}'
        found = client.post("/graphql", json={"query": query}).json()
        assert found == {
            "data": {"impact": {"level": "DEGRADED", "replayed": {"same": True, "now": []}}}
        }
        tag = again.headers["etag"]
        office.change(Remove(RelationKey("DEPENDS_ON", "service:mail", "ci:a", "relays")))
        changed = client.get(
            "/questions/impact", params={"replay": digest}, headers={"if-none-match": tag}
        )
        assert changed.status_code == 200
        assert json.loads(changed.content)["replayed"]["now"][0] == "DEGRADED -> nothing"
        missing = client.get("/questions/impact", params={"replay": "f" * 16})
        assert missing.status_code == 404
        nothing = client.get("/questions/impact")
        assert nothing.status_code == 400
        assert "of: found nothing" in nothing.text
