"""Tokens in a store: made, found again by what is brought, listed, revoked, used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from access.role import AccessRole
from access.token import Secret, new_secret
from application.graph import Graph
from application.settings import Settings
from application.tokens import SignIn, Wanted, create, revoke, tokens_of
from graph_model.errors import InvalidInput, NotFound, NotSignedIn
from graph_model.ledger.token import KIND
from graph_model.ledger.token_use import KIND as USE
from graph_model.record_kind import RecordKind
from tests.support.fake_clock import FakeClock
from tests.support.graphql_door import door_on
from tests.support.graphs import MODEL
from tests.support.sketch import sketch
from tests.support.store_place import Place

FACTS = sketch("agency:a -CONSUMES-> service:s", "agency:b -CONSUMES-> service:t")


@pytest.fixture
def graph(place: Place) -> Iterator[Graph]:
    store = place.open()
    door = door_on(store)
    door.put(FACTS.facts)
    settings = Settings(store="sqlite://", poll_seconds=0.000_001)
    yield Graph(settings, store, MODEL)
    store.close()


def test_who_brings_a_token_is_who_has_it(graph: Graph) -> None:
    secret = create(graph, Wanted("Ann", AccessRole.EDITOR, ("agency:a",)), "test")
    sign_in = SignIn(graph)
    found = sign_in.identify(secret.text, None)
    assert (found.name, found.role, found.key) == ("Ann", AccessRole.EDITOR, secret.key)
    snapshot = graph.snapshot()
    assert found.viewer.known(snapshot, ["service:s", "service:t"]) == ["service:s"]
    assert sign_in.identify(secret.text, None).viewer is found.viewer


def test_nothing_that_is_kept_holds_the_secret(graph: Graph) -> None:
    secret = create(graph, Wanted("Ann", AccessRole.ADMIN), "test")
    ((kept, used),) = tokens_of(graph)
    assert secret.secret not in repr(kept)
    assert (kept.key, kept.created_by, kept.agencies, used) == (secret.key, "test", None, None)


def test_a_revoked_token_is_nobodys(graph: Graph) -> None:
    secret = create(graph, Wanted("Ann", AccessRole.ADMIN), "test")
    sign_in = SignIn(graph)
    sign_in.identify(secret.text, None)
    assert revoke(graph, secret.key).name == "Ann"
    with pytest.raises(NotSignedIn, match="revoked"):
        sign_in.identify(secret.text, None)
    with pytest.raises(NotFound, match="token list"):
        revoke(graph, secret.key)
    assert tokens_of(graph) == []


def test_a_mistyped_token_is_refused_without_looking_up(graph: Graph) -> None:
    secret = create(graph, Wanted("Ann", AccessRole.ADMIN), "test")
    graph.store.close()
    with pytest.raises(NotSignedIn, match="checksum"):
        SignIn(graph).identify(secret.text[:-1] + "!", None)


def test_another_secret_under_a_kept_key_is_refused(graph: Graph) -> None:
    secret = create(graph, Wanted("Ann", AccessRole.ADMIN), "test")
    with pytest.raises(NotSignedIn):
        SignIn(graph).identify(Secret(secret.key, "0" * 43).text, None)


def test_one_that_ended_or_comes_from_elsewhere_is_refused(graph: Graph) -> None:
    over = (datetime.now(UTC) - timedelta(minutes=5)).isoformat(timespec="seconds")
    ended = create(graph, Wanted("Ann", AccessRole.ADMIN, expires_at=over), "test")
    here = create(graph, Wanted("Bob", AccessRole.ADMIN, networks=("10.0.0.0/8",)), "test")
    with pytest.raises(NotSignedIn, match="expired at"):
        SignIn(graph).identify(ended.text, None)
    with pytest.raises(NotSignedIn):
        SignIn(graph).identify(here.text, "192.0.2.1")
    assert SignIn(graph).identify(here.text, "10.9.9.9").name == "Bob"


@pytest.mark.parametrize(("minutes", "taken"), [(-5, True), (-0.1, True), (0.1, False), (5, False)])
def test_it_ends_by_the_clock_of_the_machine_that_serves(
    minutes: float, taken: bool, graph: Graph
) -> None:
    """One that is set wrong ends it so much sooner or later, and the error says what time it is."""
    end = datetime.now(UTC).replace(microsecond=0)
    secret = create(graph, Wanted("Ann", AccessRole.VIEWER, expires_at=end.isoformat()), "test")
    now = end + timedelta(minutes=minutes)
    sign_in = SignIn(graph, FakeClock(now))
    if taken:
        assert sign_in.identify(secret.text, None).name == "Ann"
    else:
        with pytest.raises(NotSignedIn) as refused:
            sign_in.identify(secret.text, None)
        assert end.isoformat() in str(refused.value)
        assert now.isoformat(timespec="seconds") in str(refused.value)


def test_a_wrong_secret_takes_the_way_of_an_unknown_key(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else how long it takes would tell which keys there are, as those in use are remembered."""
    known = create(graph, Wanted("Ann", AccessRole.VIEWER), "test")
    patient = Graph(Settings(store="sqlite://", poll_seconds=60), graph.store, MODEL)
    sign_in = SignIn(patient)
    sign_in.identify(known.text, None)
    looked_up: list[str] = []
    record = graph.store.record

    def recorded(kind: RecordKind[Any], *key: str) -> object:
        looked_up.extend(key)
        return record(kind, *key)

    monkeypatch.setattr(graph.store, "record", recorded)
    wrong, unknown = Secret(known.key, new_secret().secret), new_secret()
    assert sign_in.remembers(known)
    assert not sign_in.remembers(wrong)
    assert not sign_in.remembers(unknown)
    for secret in (wrong, unknown):
        with pytest.raises(NotSignedIn):
            sign_in.identify(secret.text, None)
    assert looked_up == [wrong.key, unknown.key]
    sign_in.identify(known.text, None)
    assert len(looked_up) == 2


def test_its_use_is_noted_once_a_minute_and_is_no_revision(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = create(graph, Wanted("Ann", AccessRole.VIEWER), "test")
    revision, sign_in = graph.store.revision(), SignIn(graph)
    number = graph.store.records_number(KIND)
    sign_in.identify(secret.text, None)
    ((_, first),) = tokens_of(graph)
    assert first is not None
    noted = graph.store.records_number(USE)
    sign_in.identify(secret.text, None)
    assert graph.store.records_number(USE) == noted
    monkeypatch.setattr("application.tokens.USED_AT_MOST", timedelta())
    sign_in.identify(secret.text, None)
    assert graph.store.records_number(USE) != noted
    assert graph.store.records_number(KIND) == number
    assert graph.store.revision() == revision


REFUSED = {
    "no name": (Wanted(" ", AccessRole.VIEWER), "who has the token"),
    "an unknown agency": (Wanted("x", AccessRole.VIEWER, ("agency:z",)), "agency that is recorded"),
    "what is none": (Wanted("x", AccessRole.VIEWER, ("service:s",)), "a Service"),
    "a scope for a steward": (Wanted("x", AccessRole.STEWARD, ("agency:a",)), "below steward"),
    "a wrong filter": (Wanted("x", AccessRole.VIEWER, (), ("Service.tear=x",)), "one of"),
}


@pytest.mark.parametrize(("wanted", "told"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused(wanted: Wanted, told: str, graph: Graph) -> None:
    with pytest.raises(InvalidInput, match=told):
        create(graph, wanted, "test")
    assert tokens_of(graph) == []
