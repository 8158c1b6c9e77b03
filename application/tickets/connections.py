"""Connections to ticketing tools in a store's ledger: added, changed, listed, paused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from access.role import AccessRole
from access.token import read_networks
from application.clock import SystemClock
from application.graph import Graph
from application.tickets.jobs import TicketJobs
from application.tickets.secret_place import place_problem, secret_at
from application.tickets.ticket_filter import filter_problem
from application.tokens import Wanted, agency_ids, scope_problems
from graph_model.errors import InvalidInput, NotFound, Problem
from graph_model.ledger.connection import KIND, ToolConnection
from stores.journal import recorded_now
from stores.ledger import all_records
from ticketing.known_tools import tool_named
from ticketing.option import option_problems
from ticketing.tool import Site, Tool

Tools = Callable[[str], Tool]
"""What finds a tool by its name, as ``tool_named`` does."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


def add(
    graph: Graph, wanted: ToolConnection, by: str, replaces: bool = False, tools: Tools = tool_named
) -> ToolConnection:
    """Keep a connection, after everything about it was checked that its tool need not be asked.

    Raises:
        InvalidInput: with each problem; or there is one of its name, which it does not replace.
    """
    held = graph.store.record(KIND, wanted.name)
    if problems := [*_problems(graph, wanted, tools), *_taken(wanted, held, replaces)]:
        raise InvalidInput(problems)
    scoped = wanted.agencies or wanted.filters
    kept = replace(
        wanted,
        tool=tools(wanted.tool).name,
        url=wanted.url.rstrip("/"),
        networks=read_networks(wanted.networks),
        agencies=agency_ids(graph, wanted.agencies or ()) if scoped else None,
        created_at=recorded_now(),
        created_by=by,
        paused=held.paused if held else wanted.paused,
    )
    graph.store.write_records([KIND.kept(kept)])
    TicketJobs.of(graph.store, SystemClock()).follow(kept.name)
    return kept


def _taken(
    wanted: ToolConnection, held: ToolConnection | None, replaces: bool
) -> Iterator[Problem]:
    if held is not None and not replaces:
        advice = "remove that, or change it with a file: ramify connection apply FILE"
        found = f"{wanted.name!r}, which is one of {held.tool}"
        yield Problem("--name", found, "a name that no connection has", advice)


def _problems(graph: Graph, wanted: ToolConnection, tools: Tools) -> Iterator[Problem]:
    if not _NAME.fullmatch(wanted.name):
        expected = "small letters, digits, and . _ - within, such as jira-ops"
        yield Problem("--name", repr(wanted.name), expected)
    yield from _problems_of_tool(wanted, tools)
    yield from _problems_of_url(wanted.url)
    for text in wanted.tickets:
        if problem := filter_problem(text, "--tickets"):
            yield problem
    if wanted.most_writes is not None and wanted.most_writes < 0:
        yield Problem("--cap", str(wanted.most_writes), "0 or more notes an hour")
    role = _role(wanted.role)
    if role is None:
        yield Problem("--role", repr(wanted.role), "editor, steward or admin: it records tickets")
    else:
        scope = (wanted.agencies or (), wanted.filters, wanted.networks)
        yield from scope_problems(graph, Wanted(wanted.name, role, *scope))


def _problems_of_tool(wanted: ToolConnection, tools: Tools) -> Iterator[Problem]:
    try:
        tool = tools(wanted.tool)
    except InvalidInput as error:
        yield from error.problems
        return
    yield from option_problems(tool.options, wanted.options)
    for option, place, needed in (
        ("--secret-env", wanted.secret, True),
        ("--password-env", wanted.password, not tool.reads_only),
    ):
        if place is not None:
            if problem := place_problem(place, option):
                yield problem
        elif needed:
            yield Problem(option, "nothing", "the name of a variable that holds it")


def _problems_of_url(url: str) -> Iterator[Problem]:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        expected = "an address as https://host/path, without a name and password in it"
        yield Problem("--url", repr(url) if "@" not in url else "another", expected)


def _role(text: str) -> AccessRole | None:
    """A role that may record tickets; None: it is none."""
    may = [role for role in AccessRole if role.may(AccessRole.EDITOR)]
    return AccessRole(text) if text in may else None


def connections(graph: Graph) -> list[ToolConnection]:
    """Every connection, by name."""
    return list(all_records(graph.store, KIND))


def connection_named(graph: Graph, name: str) -> ToolConnection:
    """The connection of a name.

    Raises:
        NotFound: there is none.
    """
    found = graph.store.record(KIND, name)
    if found is None:
        others = {one.name: one.name for one in connections(graph)}
        none = "none is kept; `ramify connection add` adds one"
        raise NotFound([name], {name: others}, lists=none)
    return found


def pause(graph: Graph, name: str, paused: bool = True) -> ToolConnection:
    """Let a connection's deliveries wait, or not any more; they are taken in all the while.

    Raises:
        NotFound: there is none of that name.
    """
    changed = replace(connection_named(graph, name), paused=paused)
    graph.store.write_records([KIND.kept(changed)])
    TicketJobs.of(graph.store, SystemClock()).follow(name)
    return changed


def site_of(connection: ToolConnection) -> Site:
    """The connection as its tool needs it, its secrets read now.

    Raises:
        InvalidInput: a secret is not where it is said to be.
    """
    return Site(
        connection.url,
        connection.user,
        secret_at(connection.password) if connection.password else None,
        secret_at(connection.secret) if connection.secret else None,
        connection.networks,
        connection.options,
    )
