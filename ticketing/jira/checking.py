"""What a Jira lacks for a connection to work: our account, fields, rights, a webhook."""

from __future__ import annotations

from collections.abc import Iterator

from graph_model.errors import Problem, UnreadableFeed
from outbound.json_calls import JsonCalls
from ticketing.jira.reading import fields_of, options_of
from ticketing.payload import at, line, objects
from ticketing.tool import Site

RIGHTS = {
    "BROWSE_PROJECTS": "the right to see issues",
    "ADD_COMMENTS": "the right to comment",
    "EDIT_OWN_COMMENTS": "the right to edit its own comments",
    "EDIT_ISSUES": "the right to edit issues, for the property that says which comment is ours",
}


def account_problems(calls: JsonCalls, site: Site) -> Iterator[Problem]:
    """Whether the account's id is told: by it our own writes are known."""
    found = calls.get("myself")
    ids = [line(at(found, name), 200) for name in ("accountId", "name")]
    account = next((one for one in ids if one), None)
    said = options_of(site)["account"] or site.user
    if account is not None and said != account:
        advice = "without it, every note of ours comes back as a change"
        yield Problem("options, account", repr(said), repr(account), advice)


def field_problems(calls: JsonCalls, site: Site) -> Iterator[Problem]:
    """Whether each field of the options is there."""
    listed = calls.get("field")
    known = {str(one.get("id")): str(one.get("name")) for one in objects(listed)}
    for name in fields_of(options_of(site)):
        if name not in known:
            alike = [id_ for id_, shown in known.items() if shown.casefold() == name.casefold()]
            advice = f"it is {alike[0]}" if alike else "Jira's page of fields has the ids"
            yield Problem("options", f"no field {name!r}", "the id of a field", advice)
    if not options_of(site)["items"]:
        yield Problem("options, items", "nothing", "the fields that name what a ticket is about")


def right_problems(calls: JsonCalls) -> Iterator[Problem]:
    """Whether our account may do what notes need."""
    found = calls.get("mypermissions", {"permissions": ",".join(RIGHTS)})
    for name, meaning in RIGHTS.items():
        if at(found, "permissions", name, "havePermission") is False:
            yield Problem("the account", f"no {name}", meaning, "a role of the project gives it")


def webhook_problems(hooks: JsonCalls) -> Iterator[Problem]:
    """Whether some webhook tells of issues; who is no administrator is not told."""
    try:
        listed = list(objects(hooks.get("webhook")))
    except UnreadableFeed:
        return
    if not any(one.get("enabled") and _tells(one.get("events")) for one in listed):
        advice = "docs/ticketing/jira.md says how it is made"
        yield Problem("webhooks", "none", "one that tells of updated issues", advice)


def _tells(events: object) -> bool:
    return isinstance(events, list) and "jira:issue_updated" in events
