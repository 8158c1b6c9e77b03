"""A table of attacks on who asks, each with its answer; and what who brings a token is told."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

import pytest
from starlette.websockets import WebSocketDisconnect

from access.attempts import MOST
from access.role import AccessRole
from access.token import Secret
from api.http.client_address import client_address, networks_of
from application.tokens import Wanted, create
from graph_model.changes import Via
from tests.support.graphql_door import door_on
from tests.support.sketch import sketch
from tests.support.token_office import RENAME, Office, write


def test_who_brings_a_token_is_answered_as_far_as_their_scope(office: Office) -> None:
    seen = (200, {"item": {"id": "service:t"}})
    assert office.ask(office.tokens["viewer"].text) == seen
    assert office.ask(office.tokens["admin"].text) == seen
    assert office.ask(office.tokens["scoped"].text) == (200, {"item": None})


Brought = str | None | Callable[[dict[str, Secret]], str]
REFUSED: dict[str, tuple[Brought, int]] = {
    "nothing": (None, 401),
    "an empty token": ("", 401),
    "a guess": ("ramify_" + "A" * 12 + "_" + "b" * 49, 401),
    "a wrong checksum": (lambda one: one["admin"].text[:-1] + "_", 401),
    "another's secret": (lambda one: Secret(one["admin"].key, one["viewer"].secret).text, 401),
    "an expired one": (lambda one: one["expired"].text, 401),
    "a revoked one": (lambda one: one["revoked"].text, 401),
    "one from another network": (lambda one: one["elsewhere"].text, 401),
    "two in one": (lambda one: f"{one['viewer'].text} {one['admin'].text}", 401),
}


@pytest.mark.parametrize(("brought", "status"), REFUSED.values(), ids=REFUSED)
def test_who_brings_none_that_may_be_used_is_refused(
    brought: Brought, status: int, office: Office
) -> None:
    token = brought(office.tokens) if callable(brought) else brought
    assert office.ask(token) == (status, "NOT_SIGNED_IN")
    assert office.ask(token, RENAME) == (status, "NOT_SIGNED_IN")
    response = office.client.get("/questions")
    assert response.headers["www-authenticate"] == 'Bearer realm="Ramify"'


ADDRESSES = ["/graphql?query=%7Brevision%7D", "/questions", "/questions/impact?of=ci:x", "/nowhere"]


@pytest.mark.parametrize("path", [*ADDRESSES, "/calendar/contracts.ics", "/reports/health.html"])
def test_no_address_with_facts_is_open(path: str, quiet_office: Office) -> None:
    assert quiet_office.client.get(path).status_code == 401
    headers = {"authorization": f"Bearer {quiet_office.tokens['viewer'].text}"}
    assert quiet_office.client.get(path, headers=headers).status_code in (200, 400, 403)


@pytest.mark.parametrize("path", ["/healthz", "/docs", "/openapi.json", "/assets/none.js"])
def test_what_holds_no_facts_is(path: str, quiet_office: Office) -> None:
    assert quiet_office.client.get(path).status_code in (200, 404)


TRICKS = [
    "/healthz/../questions",
    "/assets/../questions",
    "/assets/..%2fquestions",
    "http://127.0.0.1:8000//questions",
    "/QUESTIONS",
    "/questions/",
    "/healthz;/questions",
    "/healthz%00/questions",
]


@pytest.mark.parametrize("path", TRICKS)
def test_no_trick_of_the_path_leads_to_facts(path: str, quiet_office: Office) -> None:
    response = quiet_office.client.request("GET", path, follow_redirects=False)
    assert response.status_code in (401, 404, 307)
    assert "impact" not in response.text


def test_a_token_in_an_address_is_refused_and_to_be_revoked(office: Office) -> None:
    text = office.tokens["admin"].text
    hidden = text.replace("_", "%5F").replace("a", "%61")
    places = (f"/questions?token={text}", f"/questions/{text}", f"/healthz?x={text}")
    for path in (*places, f"/questions?x={hidden}", f"/questions/{hidden}"):
        response = office.client.get(path)
        assert response.status_code == 400
        (error,) = response.json()["errors"]
        assert error["extensions"]["code"] == "TOKEN_IN_ADDRESS"
        assert "revoke" in error["message"]
        assert text not in response.text


def test_a_calendar_may_bring_it_as_a_password(office: Office) -> None:
    def basic(pair: str) -> int:
        headers = {"authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        return office.client.get("/calendar/contracts.ics", headers=headers).status_code

    assert basic(f"anybody:{office.tokens['scoped'].text}") == 200
    assert basic("admin:admin") == 401
    assert basic(office.tokens["scoped"].text) == 401


def test_two_authorizations_are_none(office: Office) -> None:
    pair = [("authorization", f"Bearer {office.tokens[n].text}") for n in ("viewer", "admin")]
    assert office.client.get("/questions", headers=pair).status_code == 401


NAMES = ["x-forwarded-user", "x-remote-user", "x-role", "forwarded", "x-original-url", "cookie"]


@pytest.mark.parametrize("name", NAMES)
def test_no_other_header_makes_somebody(name: str, quiet_office: Office) -> None:
    assert quiet_office.ask(None, **{name: "admin"}) == (401, "NOT_SIGNED_IN")
    scoped = quiet_office.tokens["scoped"].text
    assert quiet_office.ask(scoped, **{name: "admin"}) == (200, {"item": None})


FORWARDED = [
    # the other end of the connection, what it says, whence the request comes
    ("203.0.113.7", None, "203.0.113.7"),
    ("203.0.113.7", "192.0.2.5", "203.0.113.7"),
    ("10.0.0.1", "192.0.2.5", "192.0.2.5"),
    ("10.0.0.1", "192.0.2.5, 203.0.113.7", "203.0.113.7"),
    ("10.0.0.1", "192.0.2.5, 203.0.113.7, 10.0.0.1", "203.0.113.7"),
    ("10.0.0.1", "nonsense", "nonsense"),
    ("10.0.0.1", "", "10.0.0.1"),
    (None, "192.0.2.5", None),
]


@pytest.mark.parametrize(("client", "said", "found"), FORWARDED)
def test_only_a_trusted_proxy_is_believed(
    client: str | None, said: str | None, found: str | None
) -> None:
    headers = [] if said is None else [(b"x-forwarded-for", said.encode())]
    scope = {"type": "http", "client": client and (client, 1), "headers": headers}
    assert client_address(scope, networks_of(["10.0.0.1/32"])) == found


def test_a_stranger_cannot_say_that_he_is_elsewhere(office: Office) -> None:
    token = office.tokens["elsewhere"].text
    assert office.ask(token, **{"x-forwarded-for": "192.0.2.5"}) == (401, "NOT_SIGNED_IN")


def test_each_role_may_what_it_may(office: Office) -> None:
    revision = office.graph.store.revision()
    for name in ("viewer", "scoped"):
        assert office.ask(office.tokens[name].text, RENAME) == (200, "FORBIDDEN")
    assert office.graph.store.revision() == revision
    made = (200, {"applyChangeSet": {"revision": revision + 1}})
    assert office.ask(office.tokens["editor"].text, RENAME) == made
    (entry,) = office.graph.journal(revision)
    assert (entry.author, entry.via) == ("e", Via("graphql", office.tokens["editor"].key))


OUTSIDE = {
    "rename": '{set: {id: "service:t", name: "T"}}',
    "remove": '{remove: {id: "agency:b"}}',
    "claim": '{put: {type: "CONSUMES", from: "agency:a", to: "service:t"}}',
    "join": '{put: {type: "PART_OF", from: "agency:b", to: "agency:a"}}',
    "lean on": '{put: {type: "DEPENDS_ON", from: "service:s", to: "ci:x"}}',
    "overwrite": '{put: {kind: "Service", id: "service:t", name: "T"}}',
}


@pytest.mark.parametrize("change", OUTSIDE.values(), ids=OUTSIDE)
def test_an_editor_reaches_nothing_outside_the_scope(change: str, quiet_office: Office) -> None:
    """Neither in earnest nor in a what-if, and is told as of what is not recorded."""
    revision, token = quiet_office.graph.store.revision(), quiet_office.tokens["editor"].text
    status, code = quiet_office.ask(token, write("o", change))
    assert (status, code) == (200, "INVALID_CHANGE_SET")
    assert quiet_office.graph.store.revision() == revision
    supposed = f'{{ impact(of: ["service:s"], whatIf: [{change}]) {{ verdict }} }}'
    assert quiet_office.ask(token, supposed) == (200, "INVALID_CHANGE_SET")


SERVICE = '{put: {kind: "Service", id: "service:n", name: "N"}}'
OURS = '{put: {type: "CONSUMES", from: "agency:a", to: "service:n"}}'


def test_an_editor_makes_only_what_the_scope_shows(office: Office) -> None:
    token, revision = office.tokens["editor"].text, office.graph.store.revision()
    assert office.ask(token, write("n", SERVICE)) == (200, "INVALID_CHANGE_SET")
    assert office.graph.store.revision() == revision
    made = (200, {"applyChangeSet": {"revision": revision + 1}})
    assert office.ask(token, write("n", f"{SERVICE}, {OURS}")) == made
    assert office.ask(token, '{ item(id: "service:n") { id } }')[1] == {"item": {"id": "service:n"}}


def test_what_an_editor_removed_is_removed_once(office: Office) -> None:
    token, revision = office.tokens["editor"].text, office.graph.store.revision()
    remove = write("gone", '{remove: {id: "service:s"}}')
    made = (200, {"applyChangeSet": {"revision": revision + 1}})
    assert [office.ask(token, remove) for _ in "ab"] == [made, made]


def test_what_a_filter_lets_in_leads_no_further(office: Office) -> None:
    """An editor who sees a service by a filter may not claim it, and see who else has to do."""
    wanted = Wanted("f", AccessRole.EDITOR, ("agency:a",), ("Service.name=service:t",))
    graph = office.graph
    provided = sketch("supplier:t -PROVIDES-> service:t").facts
    door_on(graph.store).put([fact for fact in provided if getattr(fact, "id", "") != "service:t"])
    token = create(graph, wanted, "test").text
    assert office.ask(token) == (200, {"item": {"id": "service:t"}})
    assert office.ask(token, '{ item(id: "supplier:t") { id } }') == (200, {"item": None})
    assert office.ask(token, write("c", OUTSIDE["claim"])) == (200, "INVALID_CHANGE_SET")
    assert office.ask(token, '{ item(id: "supplier:t") { id } }') == (200, {"item": None})


def test_a_what_if_does_not_widen_a_scope(office: Office) -> None:
    """What the edits relate to what is theirs stays masked as it was."""
    token = office.tokens["scoped"].text
    new = '{put: {kind: "Service", id: "service:n", name: "N"}}'
    joined = '{put: {type: "DEPENDS_ON", from: "service:n", to: "service:s"}}'
    query = (
        f'{{ impact(of: ["service:s"], whatIf: [{new}, {joined}]) '
        "{ affected { nodes { item { id } } } } }"
    )
    status, data = office.ask(token, query)
    ids = [node["item"]["id"] for node in data["impact"]["affected"]["nodes"]]  # type: ignore[index]
    assert (status, sorted(ids)) == (200, ["agency:a", "service:n", "service:s"])


def test_a_change_set_of_another_cannot_be_replayed(office: Office) -> None:
    change = '{set: {id: "service:t", name: "T"}}'
    assert office.ask(office.tokens["admin"].text, write("theirs", change))[0] == 200
    told = office.ask(office.tokens["editor"].text, write("theirs", change))
    assert told == (200, "INVALID_CHANGE_SET")


def test_a_web_socket_is_nobodys(office: Office) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        office.client.websocket_connect("/graphql", headers={"host": "127.0.0.1"}),
    ):
        pass
    assert closed.value.code == 1008


def test_who_fails_too_often_waits(office: Office) -> None:
    for _ in range(MOST):
        assert office.ask("ramify_x") == (401, "NOT_SIGNED_IN")
    assert office.ask("ramify_x") == (429, "TOO_MANY_ATTEMPTS")
    response = office.client.get("/questions", headers={"authorization": "Bearer x"})
    assert 0 < int(response.headers["retry-after"]) <= 60


def test_an_answer_kept_by_one_is_not_taken_for_anothers(office: Office) -> None:
    def asked(name: str, **headers: str) -> tuple[int, str]:
        bearer = {"authorization": f"Bearer {office.tokens[name].text}"}
        response = office.client.get("/questions/impact?of=service:s", headers=bearer | headers)
        assert "Authorization" in response.headers["vary"]
        return response.status_code, response.headers["etag"]

    _, tag = asked("viewer")
    assert asked("viewer", **{"if-none-match": tag}) == (304, tag)
    assert asked("scoped", **{"if-none-match": tag})[0] == 200
