"""What an iTop lacks for us: asked for without changing anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from graph_model.errors import Problem, UnreadableFeed
from ticketing.itop.calls import ItopCalls, is_no_class, is_not_allowed
from ticketing.itop.reading import BASE, MORE, options_of, when
from ticketing.payload import at, line
from ticketing.tool import Site

NOBODY = 0
"""The id of no object: who may change that may change those of its class."""
_AHEAD = timedelta(minutes=15)
"""By so much its clock may be ahead of ours."""
_HOW = "docs/ticketing/itop.md says how it is made"


def problems_of(calls: ItopCalls, site: Site) -> Iterator[Problem]:
    """What is missing: the user, rights to write, how moments are read, a webhook.

    Raises:
        UnreadableFeed: it refuses to be read.
    """
    if site.user:
        signed = {"user": site.user, "password": site.password or ""}
        if at(calls.ask("core/check_credentials", signed, True), "authorized") is not True:
            yield Problem("the user", "a wrong password", "the one that iTop has")
            return
    options = options_of(site)
    its_class = options["class"]
    some = calls.get(its_class, f"SELECT {its_class}", [*BASE, options["log"]], 1, 1)
    yield from _misread(some[0] if some else {}, options)
    yield from _ahead(calls, options)
    yield from _not_written(calls, options)
    yield from _without_webhook(calls)


def _misread(ticket: Mapping[str, Any], options: Mapping[str, Any]) -> Iterator[Problem]:
    written = line(ticket.get("last_update"), 40)
    if written and when(written, options) is None:
        advice = "say with the option dates what its date_and_time_format says"
        yield Problem("how it writes moments", repr(written), "as the option dates says", advice)


def _ahead(calls: ItopCalls, options: Mapping[str, Any]) -> Iterator[Problem]:
    """A ticket changed in the future: its moments are in another zone than we believe."""
    soon = (datetime.now(UTC) + _AHEAD).astimezone(options["zone"])
    query = f"SELECT {options['class']} WHERE last_update > '{soon:%Y-%m-%d %H:%M:%S}'"
    if calls.get(options["class"], query, ["id"], 1, 1):
        found = f"tickets that changed in the future of {options['zone']}"
        advice = "say with the option zone what its configuration says of timezone"
        yield Problem("its time zone", found, "that of the option zone", advice)


def _not_written(calls: ItopCalls, options: Mapping[str, Any]) -> Iterator[Problem]:
    classes = MORE if options["class"] == "Ticket" else (options["class"],)
    if refused := [one for one in classes if not _may_write(calls, one)]:
        found = f"our user may not change tickets of {', '.join(refused)}"
        yield Problem("rights", found, f"that it may, to append to {options['log']}", _HOW)


def _may_write(calls: ItopCalls, its_class: str) -> bool:
    """Whether we may, as far as its refusal tells: rights are looked at before the object is."""
    try:
        calls.update(its_class, NOBODY, {})
    except UnreadableFeed as error:
        return not is_not_allowed(error)
    return True


def _without_webhook(calls: ItopCalls) -> Iterator[Problem]:
    try:
        enabled = "SELECT ActionWebhook WHERE status = 'enabled'"
        if calls.get("ActionWebhook", enabled, ["id"]):
            return
    except UnreadableFeed as error:
        # Who may not see them is told nothing of them; what is no class is not installed.
        if not is_no_class(error):
            return
    yield Problem("webhooks", "none", "an action that calls this connection", _HOW)
