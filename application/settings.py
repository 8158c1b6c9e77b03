"""Every setting of Ramify in one object, read from RAMIFY_ variables and documented from here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from access.belonging import ScopePart
from application import setting_forms as forms
from application.load_guard import MOST_ENDED
from application.request_limits import RequestLimits
from application.setting import Declared, declared, setting, unknown_variables, variable
from graph_model.changes import MOST_CHANGES
from graph_model.errors import InvalidInput, Problem
from queries.answers.calendar import OTHERWISE, PROCUREMENT_TIMES, TRANSITION_TIMES, Calendar
from stores.protocol import TIMEOUT


@dataclass(frozen=True, kw_only=True)
class Settings(RequestLimits):
    """What an installation decides; each field can be set by ``RAMIFY_`` and its name."""

    store: str = setting(
        "sqlite:///ramify.db",
        forms.text,
        "Where facts live: `sqlite:///path`, or a Neo4j's `bolt://` address.",
    )
    store_user: str | None = setting(
        None,
        forms.text,
        "The Neo4j user.",
    )
    store_password: forms.Hidden | None = setting(
        None,
        forms.hidden,
        "The Neo4j user's password; never printed.",
    )
    store_timeout: float = setting(
        TIMEOUT,
        forms.seconds,
        "How many seconds a Neo4j is waited for that does not answer, and how long errors "
        "that pass are tried again.",
    )
    model: Path | None = setting(
        None,
        forms.path,
        "An installation's own `model.yaml`: more fields, choices, lenses.",
    )
    policies: Path | None = setting(
        None,
        forms.path,
        "A file of policies for `ramify check`, instead of the shipped ones.",
    )
    host: str = setting(
        "127.0.0.1",
        forms.text,
        "The address the server binds to; loopback unless you say so.",
    )
    hosts: tuple[str, ...] = setting(
        (),
        forms.host_names,
        "Names under which the server answers beside loopback's, by commas, such as "
        "`ramify.example.gov`; a request whose `Host` says another is refused.",
    )
    url: str | None = setting(
        None,
        forms.web_address,
        "Where people reach this server, such as `https://ramify.example.gov`: links in what is "
        "written elsewhere lead there. Without it there are none.",
    )
    sign_in: Literal["local", "required"] = setting(
        "local",
        forms.one_of("local", "required"),
        "Who may ask: `local`, whoever is on this machine, as its administrator, and whoever "
        "brings a token; `required`, only who brings one (`ramify token`). Any host but "
        "loopback demands it.",
    )
    session_hours: int = setting(
        12,
        forms.whole(1, 24),
        "How many hours a session of the page lasts at most, whatever is done in it.",
    )
    session_idle_minutes: int = setting(
        120,
        forms.whole(1, 24 * 60),
        "After how many minutes in which it was not used a session of the page ends.",
    )
    scope_shows: tuple[ScopePart, ...] = setting(
        (ScopePart.SUPPLIERS, ScopePart.FORUMS),
        forms.members(ScopePart),
        "What of that which lies beneath a scope is shown to it, by commas: `services` (what "
        "consumed services stand on), `suppliers`, `forums`; the rest is masked and counted.",
    )
    proxies: tuple[str, ...] = setting(
        (),
        forms.networks,
        "The networks of proxies, by commas, such as `10.0.0.0/24`, whose `X-Forwarded-For` "
        "is believed; that of others is ignored.",
    )
    outbound_networks: tuple[str, ...] = setting(
        (),
        forms.networks,
        "Networks inside, by commas, such as `10.0.0.0/8`, whose addresses may be called to "
        "fetch facts; without it only addresses open to the world are.",
    )
    port: int = setting(
        8000,
        forms.whole(0, 65_535),
        "The server's port; 0: any free.",
    )
    time_zone: str = setting(
        "UTC",
        forms.time_zone,
        "Where today is today: an IANA time zone, such as America/Denver.",
    )
    engine: Literal["snapshot", "neo4j"] = setting(
        "snapshot",
        forms.one_of("snapshot", "neo4j"),
        "What answers impact: the snapshot in memory, or Neo4j level by level.",
    )
    poll_seconds: float = setting(
        0.5,
        forms.seconds,
        "How often other writers' changes are looked for.",
    )
    source_order: tuple[str, ...] = setting(
        (),
        forms.words,
        "Sources by commas, or as a JSON list, strongest first; those not named are weakest.",
    )
    procurement_times: dict[str, str] = setting(
        dict(PROCUREMENT_TIMES),
        forms.times_by_form,
        "How long a replacement takes to procure where a contract does not say, by form, as "
        "JSON; forms that it does not name keep their default.",
    )
    transition_times: dict[str, str] = setting(
        dict(TRANSITION_TIMES),
        forms.times_by_form,
        "How long a move to a replacement takes where a contract does not say, by form, as JSON.",
    )
    other_time: str = setting(
        OTHERWISE,
        forms.duration,
        "Both times for a contract of no form, or of one not named above.",
    )
    holidays: tuple[date, ...] = setting(
        (),
        forms.days,
        "Days on which nobody works beside Saturdays and Sundays, by commas, such as "
        "`2026-12-24,2026-12-25`.",
    )
    most_hits: int = setting(
        3,
        forms.whole(0),
        "How many changes a quarter an agency takes without a conflict.",
    )
    term_ends: date | None = setting(
        None,
        forms.day,
        "The last day of the CIO's term, such as `2027-01-11`; empty: not known.",
    )
    biennium: date | None = setting(
        None,
        forms.day,
        "The first day of a biennium of the budget, past or to come, such as `2025-07-01`: "
        "one begins every two years. Empty: the roadmap counts two years from the day it is "
        "asked for.",
    )
    alarms: tuple[str, ...] = setting(
        ("P30D", "P7D"),
        forms.fixed_times,
        "How long before a date of a calendar feed it reminds, by commas, such as `P30D,P7D`.",
    )
    most_changes: int = setting(
        MOST_CHANGES,
        forms.whole(1),
        "The most changes that one ChangeSet may have.",
    )
    most_ended: float = setting(
        MOST_ENDED,
        forms.share,
        "The share of its sources' items that a load may end without being approved.",
    )
    deliveries_kept: int = setting(
        14,
        forms.whole(1),
        "For how many days deliveries of ticketing tools are kept with their bodies, so that they "
        "can be replayed and are known when they come again.",
    )
    ticket_writes: Literal["on", "off"] = setting(
        "on",
        forms.one_of("on", "off"),
        "Whether anything is written on tickets: `off` stops every write, of all connections; what "
        "there is to tell waits.",
    )
    ticket_quiet: int = setting(
        60,
        forms.whole(0),
        "For how many seconds a ticket's impact must stay what it is before a change of it is "
        "written; the first note is written at once.",
    )
    ticket_notes: int = setting(
        6,
        forms.whole(0),
        "How many notes an hour are written on one ticket at most.",
    )
    ticket_cap: int = setting(
        600,
        forms.whole(0),
        "How many notes an hour are written on all tickets of all connections at most; a "
        "connection may have a lower cap of its own.",
    )
    ticket_poll: float = setting(
        300.0,
        forms.seconds,
        "Every so many seconds ticketing tools are asked what changed, for deliveries that were "
        "lost.",
    )
    ticket_review: float = setting(
        60.0,
        forms.seconds,
        "So many seconds after facts changed, at most, the open tickets are looked over for an "
        "impact that is another by now.",
    )

    def today(self) -> date:
        """Today in the installation's time zone."""
        return datetime.now(ZoneInfo(self.time_zone)).date()

    @property
    def calendar(self) -> Calendar:
        """How deadlines are counted."""
        procurement = {**PROCUREMENT_TIMES, **self.procurement_times}
        transition = {**TRANSITION_TIMES, **self.transition_times}
        return Calendar(procurement, transition, self.other_time, tuple(sorted(self.holidays)))

    def __post_init__(self) -> None:
        """Read what is given into the form it is kept in.

        Raises:
            InvalidInput: each setting that does not fit, with what was expected.
        """
        problems: list[Problem] = []
        for name, one in SETTINGS.items():
            try:
                object.__setattr__(self, name, one.read(getattr(self, name)))
            except ValueError as error:
                # What was found is not repeated: a mistyped variable may hold a password.
                problems.append(Problem(variable(name), "a value that does not fit", str(error)))
        if problems:
            raise InvalidInput(problems)


SETTINGS: Mapping[str, Declared] = declared(Settings)
"""What is declared of each setting, by the name of its field."""


def read_settings(**given: object) -> Settings:
    """The settings of the environment; what is given (and not None) goes before it.

    Raises:
        InvalidInput: each setting that does not fit, with what was expected.
    """
    own = {name: value for name, value in given.items() if value is not None}
    return Settings(**{**_said_in(os.environ), **own})  # type: ignore[arg-type]  # read there


def _said_in(environment: Mapping[str, str]) -> dict[str, str]:
    """What variables say of settings, by the settings' names; an empty one says nothing."""
    said = {name.upper(): value for name, value in environment.items() if value}
    return {name: said[variable(name)] for name in SETTINGS if variable(name) in said}


def unknown_settings(environment: Mapping[str, str] = os.environ) -> list[Problem]:
    """Variables of the environment that look like settings and are none, for a warning."""
    return unknown_variables(environment, SETTINGS)
