"""Every setting of Ramify in one object, read from RAMIFY_ variables and documented from here."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from access.belonging import ScopePart
from application.hosts import host_name
from application.load_guard import MOST_ENDED
from application.setting_problems import PREFIX, problems, unknown_variables
from graph_model.changes import MOST_CHANGES
from graph_model.errors import InvalidInput, Problem
from graph_model.kinds.contract import KIND as CONTRACT
from graph_model.periods import parse_period
from graph_model.values import Shape, read
from queries.answers.calendar import OTHERWISE, PROCUREMENT_TIMES, TRANSITION_TIMES, Calendar
from stores.protocol import TIMEOUT

_LISTS = (
    "hosts",
    "source_order",
    "holidays",
    "alarms",
    "scope_shows",
    "proxies",
    "outbound_networks",
)
_OBJECTS = ("procurement_times", "transition_times")


class Settings(BaseSettings):
    """What an installation decides; each field can be set by ``RAMIFY_`` and its name."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid"
    )

    store: Annotated[
        str,
        Field(description="Where facts live: `sqlite:///path`, or a Neo4j's `bolt://` address."),
    ] = "sqlite:///ramify.db"
    store_user: Annotated[str | None, Field(description="The Neo4j user.")] = None
    store_password: Annotated[
        SecretStr | None, Field(description="The Neo4j user's password; never printed.")
    ] = None
    store_timeout: Annotated[
        float,
        Field(
            gt=0,
            description="How many seconds a Neo4j is waited for that does not answer, and how long "
            "errors that pass are tried again.",
        ),
    ] = TIMEOUT
    model: Annotated[
        Path | None,
        Field(description="An installation's own `model.yaml`: more fields, choices, lenses."),
    ] = None
    policies: Annotated[
        Path | None,
        Field(description="A file of policies for `ramify check`, instead of the shipped ones."),
    ] = None
    host: Annotated[
        str, Field(description="The address the server binds to; loopback unless you say so.")
    ] = "127.0.0.1"
    hosts: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(
            description="Names under which the server answers beside loopback's, by commas, such "
            "as `ramify.example.gov`; a request whose `Host` says another is refused."
        ),
    ] = ()
    sign_in: Annotated[
        Literal["local", "required"],
        Field(
            description="Who may ask: `local`, whoever is on this machine, as its administrator, "
            "and whoever brings a token; `required`, only who brings one (`ramify token`). Any "
            "host but loopback demands it."
        ),
    ] = "local"
    scope_shows: Annotated[
        tuple[ScopePart, ...],
        NoDecode,
        Field(
            description="What of that which lies beneath a scope is shown to it, by commas: "
            "`services` (what consumed services stand on), `suppliers`, `forums`; the rest is "
            "masked and counted."
        ),
    ] = (ScopePart.SUPPLIERS, ScopePart.FORUMS)
    proxies: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(
            description="The networks of proxies, by commas, such as `10.0.0.0/24`, whose "
            "`X-Forwarded-For` is believed; that of others is ignored."
        ),
    ] = ()
    outbound_networks: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(
            description="Networks inside, by commas, such as `10.0.0.0/8`, whose addresses may be "
            "called to fetch facts; without it only addresses open to the world are."
        ),
    ] = ()
    port: Annotated[int, Field(ge=0, le=65535, description="The server's port; 0: any free.")] = (
        8000
    )
    time_zone: Annotated[
        str, Field(description="Where today is today: an IANA time zone, such as America/Denver.")
    ] = "UTC"
    engine: Annotated[
        Literal["snapshot", "neo4j"],
        Field(description="What answers impact: the snapshot in memory, or Neo4j level by level."),
    ] = "snapshot"
    poll_seconds: Annotated[
        float, Field(gt=0, description="How often other writers' changes are looked for.")
    ] = 0.5
    source_order: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(
            description="Sources by commas, or as a JSON list, strongest first; those not named "
            "are weakest."
        ),
    ] = ()
    procurement_times: Annotated[
        dict[str, str],
        NoDecode,
        Field(
            description="How long a replacement takes to procure where a contract does not say, by "
            "form, as JSON; forms that it does not name keep their default."
        ),
    ] = dict(PROCUREMENT_TIMES)
    transition_times: Annotated[
        dict[str, str],
        NoDecode,
        Field(
            description="How long a move to a replacement takes where a contract does not say, by "
            "form, as JSON."
        ),
    ] = dict(TRANSITION_TIMES)
    other_time: Annotated[
        str, Field(description="Both times for a contract of no form, or of one not named above.")
    ] = OTHERWISE
    holidays: Annotated[
        tuple[date, ...],
        NoDecode,
        Field(
            description="Days on which nobody works beside Saturdays and Sundays, by commas, such "
            "as `2026-12-24,2026-12-25`."
        ),
    ] = ()
    most_hits: Annotated[
        int,
        Field(ge=0, description="How many changes a quarter an agency takes without a conflict."),
    ] = 3
    term_ends: Annotated[
        date | None,
        Field(
            description="The last day of the CIO's term, such as `2027-01-11`; empty: not known."
        ),
    ] = None
    biennium: Annotated[
        date | None,
        Field(
            description="The first day of a biennium of the budget, past or to come, such as "
            "`2025-07-01`: one begins every two years. Empty: the roadmap counts two years from "
            "the day it is asked for."
        ),
    ] = None
    alarms: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(
            description="How long before a date of a calendar feed it reminds, by commas, such as "
            "`P30D,P7D`."
        ),
    ] = ("P30D", "P7D")
    most_changes: Annotated[
        int, Field(ge=1, description="The most changes that one ChangeSet may have.")
    ] = MOST_CHANGES
    most_ended: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="The share of its sources' items that a load may end without being "
            "approved.",
        ),
    ] = MOST_ENDED
    max_page: Annotated[
        int, Field(ge=1, description="The greatest `first` or `last` that a page may ask for.")
    ] = 1_000
    max_nodes: Annotated[
        int, Field(ge=1, description="The most nodes that one GraphQL request may have answered.")
    ] = 100_000
    max_depth: Annotated[
        int, Field(ge=1, description="How deep a GraphQL document may nest fields.")
    ] = 16
    max_aliases: Annotated[
        int, Field(ge=0, description="How many aliases a GraphQL document may use, spread out.")
    ] = 100
    max_tokens: Annotated[
        int, Field(ge=1, description="How many tokens a GraphQL document may have.")
    ] = 5_000
    max_question_bytes: Annotated[
        int, Field(ge=1, description="The most bytes that the body of a question may have.")
    ] = 2**20
    max_change_bytes: Annotated[
        int, Field(ge=1, description="The most bytes that the body of a change or a file may have.")
    ] = 2**25
    max_ids: Annotated[
        int,
        Field(
            ge=1, description="How many ids, or other plain values, a list in a request may have."
        ),
    ] = 10_000
    max_edits: Annotated[
        int,
        Field(ge=1, description="How many edits, or other objects, a list in a question may have."),
    ] = 100
    max_text: Annotated[
        int, Field(ge=1, description="How many characters a text in a request may have.")
    ] = 50_000

    def today(self) -> date:
        """Today in the installation's time zone."""
        return datetime.now(ZoneInfo(self.time_zone)).date()

    @property
    def calendar(self) -> Calendar:
        """How deadlines are counted."""
        procurement = {**PROCUREMENT_TIMES, **self.procurement_times}
        transition = {**TRANSITION_TIMES, **self.transition_times}
        return Calendar(procurement, transition, self.other_time, tuple(sorted(self.holidays)))

    @field_validator(*_LISTS, mode="before")
    @classmethod
    def _listed(cls, given: object) -> object:
        """A list as people write it into a variable: by commas, or as JSON."""
        if not isinstance(given, str):
            return given
        if given.lstrip().startswith("["):
            return _decoded(given, "a list of texts, by commas or as JSON")
        return [word.strip() for word in given.split(",") if word.strip()]

    @field_validator(*_OBJECTS, mode="before")
    @classmethod
    def _object(cls, given: object) -> object:
        expected = 'a JSON object of texts, such as {"SOW": "P4M"}'
        return _decoded(given, expected) if isinstance(given, str) else given

    @field_validator("procurement_times", "transition_times")
    @classmethod
    def _times(cls, times: dict[str, str]) -> dict[str, str]:
        form = CONTRACT.field("form")
        assert form is not None
        return {str(form.read(name)): _duration(time) for name, time in times.items()}

    @field_validator("other_time")
    @classmethod
    def _time(cls, time: str) -> str:
        return _duration(time)

    @field_validator("alarms")
    @classmethod
    def _alarms(cls, times: tuple[str, ...]) -> tuple[str, ...]:
        if any(parse_period(_duration(time)).months for time in times):
            raise ValueError("weeks and days, such as P2W or P30D: months have no fixed length")
        return tuple(_duration(time) for time in times)

    @field_validator("hosts")
    @classmethod
    def _hosts(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        found = [host_name(name) or host_name(f"[{name}]") for name in names]
        if None in found:
            raise ValueError("host names or addresses in ASCII, such as ramify.example.gov")
        return tuple(name for name in found if name is not None)

    @field_validator("proxies", "outbound_networks")
    @classmethod
    def _networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return tuple(str(ip_network(network)) for network in networks)
        except ValueError:
            raise ValueError("networks such as 10.0.0.0/24, no bit set behind the length") from None

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("an IANA time zone, such as America/Denver") from None
        return name


def _duration(text: str) -> str:
    return str(read(Shape.DURATION, text or "nothing"))


def _decoded(text: str, expected: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        raise ValueError(expected) from None


def read_settings(**given: object) -> Settings:
    """The settings of the environment; what is given (and not None) goes before it.

    Raises:
        InvalidInput: each setting that does not fit, with what was expected.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        raise InvalidInput(list(problems(error, Settings.model_fields))) from None


def unknown_settings(environment: Mapping[str, str] = os.environ) -> list[Problem]:
    """Variables of the environment that look like settings and are none, for a warning."""
    return unknown_variables(environment, Settings.model_fields)
