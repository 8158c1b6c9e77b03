"""Candidates in GraphQL: market information beside what is needed, not an evaluation."""

from __future__ import annotations

from dataclasses import dataclass

from api.graphql.batch import Node
from api.graphql.field import PlainField
from api.graphql.registry import Registry
from api.graphql.scalar import Money
from api.graphql.seen import Seen
from queries.service_level.figure import figure, in_words
from queries.supplier.candidate import MEETS, PARTS, SHORT, UNKNOWN, Candidate, Level


@dataclass(frozen=True, slots=True)
class LevelAnswer:
    """One target beside what is offered."""

    level: Level
    seen: Seen

    @property
    def target(self) -> Node:
        """What is promised, or bound to."""
        return self.seen.items([self.level.target])[0]

    @property
    def verdict(self) -> str:
        """Whether the offer reaches it."""
        return self.level.verdict

    @property
    def offered(self) -> Node | None:
        """What was compared."""
        return self.seen.item(self.level.offered)

    @property
    def short_by(self) -> float:
        """By how much it falls short."""
        return self.level.short_by

    @property
    def short_by_in_words(self) -> str | None:
        """The same as people write it."""
        measure = figure(self.seen.snapshot, self.level.target).measure
        return in_words(measure, self.level.short_by) if self.level.short_by else None


@dataclass(frozen=True, slots=True)
class CandidateAnswer:
    """A candidate, as its viewer may see it."""

    found: Candidate
    seen: Seen

    @property
    def supplier(self) -> Node:
        """Who it is."""
        return self.seen.items([self.found.supplier])[0]

    @property
    def offerings(self) -> list[Node]:
        """What it offers of what is needed."""
        return self.seen.items(self.found.offerings.tolist())

    @property
    def delivered(self) -> list[Node]:
        """The needed capabilities that it offers."""
        return self.seen.items(self.found.delivered.tolist())

    @property
    def lacking(self) -> list[Node]:
        """Those that it does not."""
        return self.seen.items(self.found.lacking.tolist())

    @property
    def levels(self) -> list[LevelAnswer]:
        """Each target beside the best that it offers."""
        found = self.found.levels
        return [LevelAnswer(level, self.seen) for level in found if self.seen.sees(level.target)]

    @property
    def held(self) -> list[str]:
        """The certifications recorded."""
        return list(self.found.held)

    @property
    def uncertified(self) -> list[str]:
        """Those required that are not."""
        return list(self.found.uncertified)

    @property
    def prices(self) -> list[Money]:
        """What it asks."""
        return [Money.of(price) for price in self.found.prices]

    @property
    def share_before(self) -> float:
        """Its share of services now."""
        return self.found.concentration[0]

    @property
    def share_after(self) -> float:
        """Its share then."""
        return self.found.concentration[1]

    @property
    def spread_before(self) -> float:
        """The concentration of all suppliers now."""
        return self.found.spread[0]

    @property
    def spread_after(self) -> float:
        """The same then."""
        return self.found.spread[1]


def declare_candidate(registry: Registry) -> None:
    """The type ``Candidate``, what it has, and what candidates are ordered by."""
    registry.enum("CandidateOrder", PARTS, "The one part that candidates are ordered by.")
    registry.enum("LevelVerdict", (MEETS, SHORT, UNKNOWN), "An offered level beside a target.")
    level = [
        PlainField("target", "ServiceLevelTarget", registry, "What is promised, or bound to now."),
        PlainField("verdict", "LevelVerdict", registry, "Whether the offer reaches it."),
        PlainField("offered", "ServiceLevelTarget | None", registry, "What was compared."),
        PlainField("short_by", "float", registry, "By how much: a fraction, or seconds."),
        PlainField("short_by_in_words", "str | None", registry, "The same in words."),
    ]
    registry.object("CandidateLevel", level, "A target beside what a candidate offers.")
    share = "Its share of the services that anybody provides, 0 to 1, "
    spread = "Herfindahl-Hirschman index over all suppliers, "
    fields = [
        PlainField("supplier", "Supplier", registry, "Who it is."),
        PlainField("offerings", "list[Offering]", registry, "What it offers of what is needed."),
        PlainField("delivered", "list[Capability]", registry, "Needed capabilities it offers."),
        PlainField("lacking", "list[Capability]", registry, "Needed ones that it does not."),
        PlainField("levels", "list[CandidateLevel]", registry, "Target by target."),
        PlainField("held", "list[str]", registry, "The certifications recorded for those."),
        PlainField("uncertified", "list[str]", registry, "The required ones that are not."),
        PlainField("prices", "list[Money]", registry, "The annual prices offered."),
        PlainField("share_before", "float", registry, share + "now."),
        PlainField("share_after", "float", registry, share + "after it takes over."),
        PlainField("spread_before", "float", registry, spread + "now."),
        PlainField("spread_after", "float", registry, spread + "after it takes over."),
    ]
    said = "Market information, not an evaluation: every part by itself, no combined score."
    registry.object("Candidate", fields, said)
