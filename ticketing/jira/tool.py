"""What Jira can do for us."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from typing import Any

from graph_model.errors import Problem, UnreadableFeed
from outbound.client import OutboundClient
from ticketing.jira.calls import AssetReader, calls_to
from ticketing.jira.checking import (
    account_problems,
    field_problems,
    right_problems,
    webhook_problems,
)
from ticketing.jira.comment import put_comment
from ticketing.jira.reading import OPTIONS, fields_of, is_bare, is_cloud, options_of, ticket_of
from ticketing.pages import ending, read_whole
from ticketing.payload import at, line, objects, read_object, unreadable
from ticketing.proof import verify_address, verify_body, verify_token
from ticketing.ticket import TicketEvent, ToolTicket
from ticketing.tool import DeliveringTool, Hook, Site, TicketNote

SIGNATURE, TOKEN = "x-hub-signature", "x-ramify-token"
DELIVERY = "x-atlassian-webhook-identifier"
PAGE = 100
_EVENTS = frozenset(("jira:issue_created", "jira:issue_updated", "jira:issue_deleted"))


class JiraTool(DeliveringTool):
    """Jira Cloud, and Jira Data Center from 9 on."""

    name = "jira"
    edits_in_place = True
    reads_only = False
    options = OPTIONS

    def verify(self, hook: Hook, site: Site) -> None:
        """See that Jira signed the body, or that an automation rule of it bears the token.

        Raises:
            NotSignedIn: it did not.
        """
        verify_address(hook, site)
        if options_of(site)["proof"] == "token":
            verify_token(hook, site, TOKEN)
        else:
            verify_body(hook, site, SIGNATURE)

    def delivery(self, hook: Hook) -> str | None:
        """The id that every try of a delivery bears; older Data Centers give none."""
        return line(hook.headers.get(DELIVERY), 200)

    def events(self, body: bytes, site: Site) -> Sequence[TicketEvent]:
        """What happened to an issue; a comment changes nothing of it.

        Where it names assets of the Cloud, of which the ids alone are told, it is a doorbell.

        Raises:
            UnreadableFeed: it cannot be read.
        """
        said = read_object(body)
        event = line(said.get("webhookEvent"))
        items = list(objects(at(said, "changelog", "items") or []))
        talk = not items and "comment" in str(said.get("issue_event_type_name"))
        if event is not None and (event not in _EVENTS or talk):
            return ()
        ticket = ticket_of(said.get("issue"), site)
        if ticket is None:
            unreadable("the delivery, issue", "no id, key or fields", "an issue, as Jira tells it")
        changed = {str(one.get("fieldId") or one.get("field")) for one in items}
        fields = said["issue"]["fields"]
        bare = any(is_bare(fields.get(name)) for name in options_of(site)["items"])
        removed = event == "jira:issue_deleted"
        told = None if bare and not removed else ticket
        return (
            TicketEvent(ticket.key, told, _account(said.get("user")), changed or None, removed),
        )

    def fetch(self, client: OutboundClient, site: Site, key: str) -> ToolTicket | None:
        """An issue as it stands now; None: it is there no more, or we may not see it.

        Raises:
            UnreadableFeed: the tool does not give it.
        """
        query = {"fields": ",".join(fields_of(options_of(site)))}
        found = calls_to(client, site).found(f"issue/{key}", query)
        return None if found is None else ticket_of(AssetReader(client, site).told(found), site)

    def changed(
        self, client: OutboundClient, site: Site, since: datetime | None
    ) -> Iterator[ToolTicket]:
        """The issues changed since a moment, oldest first; without one, those that are open.

        The newest are asked for first: one that changes while pages are turned then moves to those
        that were read, and hides no other.
        """
        assets = AssetReader(client, site)
        found = [ticket_of(assets.told(one), site) for one in _listed(client, site, since)]
        return (one for one in reversed(found) if one is not None)

    def write(
        self, client: OutboundClient, site: Site, key: str, note: TicketNote, place: str | None
    ) -> str:
        """Put our comment on an issue, or write it anew; the place is the comment's id.

        Raises:
            TryLater: the tool asks to wait.
            UnreadableFeed: it refuses.
        """
        return put_comment(calls_to(client, site), key, note.text, place, is_cloud(site))

    def is_ours(self, event: TicketEvent, site: Site) -> bool:
        """Whether our own account caused it."""
        names = {one for one in (site.user, options_of(site)["account"]) if one}
        return event.author in names

    def check(self, client: OutboundClient, site: Site) -> Sequence[Problem]:
        """Whether it knows us, has the fields, lets us comment, and has a webhook."""
        calls = calls_to(client, site)
        try:
            return [
                *account_problems(calls, site),
                *field_problems(calls, site),
                *right_problems(calls),
                *webhook_problems(calls_to(client, site, "rest/webhooks/1.0")),
            ]
        except UnreadableFeed as error:
            return error.problems


def _account(user: Any) -> str | None:
    """The id of a Cloud's account, the name of a Data Center's."""
    return line(at(user, "accountId"), 200) or line(at(user, "name"), 200)


def _listed(
    client: OutboundClient, site: Site, since: datetime | None
) -> Iterable[Mapping[str, Any]]:
    """The issues of all pages, each once, the newest first.

    One that is closed while pages are turned leaves those that are open. Where pages are counted,
    as a Data Center's, others then move to those that were read.
    """
    turn = partial(_pages, client, site, since)
    if since is None and not is_cloud(site):
        return read_whole(turn).values()
    return dict(chain.from_iterable(ending(turn()))).values()


def _pages(
    client: OutboundClient, site: Site, since: datetime | None
) -> Iterator[Sequence[tuple[str, Mapping[str, Any]]]]:
    """Pages of issues with their ids."""
    calls, cloud = calls_to(client, site), is_cloud(site)
    asked: dict[str, Any] = {
        "jql": _jql(site, since),
        "fields": fields_of(options_of(site)),
        "maxResults": PAGE,
    }
    more: dict[str, Any] = {} if cloud else {"startAt": 0}
    while True:
        page = calls.send(
            "POST", "search/jql" if cloud else "search", asked | more, repeatable=True
        )
        issues = list(objects(at(page, "issues") or []))
        if issues:
            yield [(str(one.get("id")), one) for one in issues]
        token = at(page, "nextPageToken")
        if not issues or (cloud and not token):
            return
        # A page may be shorter than was asked for: the next begins where it ended.
        more = {"nextPageToken": token} if cloud else {"startAt": more["startAt"] + len(issues)}


def _jql(site: Site, since: datetime | None) -> str:
    """A query by minutes before now, since a moment in it would be read in a user's own zone."""
    own = options_of(site)["jql"]
    if since is None:
        which = "statusCategory != Done"
    else:
        minutes = (datetime.now(UTC) - since).total_seconds() // 60 + 2
        which = f'updated >= "-{max(1, int(minutes))}m"'
    return f"{f'({own}) AND ' if own else ''}{which} ORDER BY updated DESC"


TOOL = JiraTool()
