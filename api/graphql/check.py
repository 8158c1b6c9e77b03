"""The check question in GraphQL: what is doubtful in the facts, and against the policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from api.graphql.answer import answer_fields, items_field
from api.graphql.connection import PageInfo, Paging, cursor_of
from api.graphql.context import PAGE, Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.order import Place
from api.graphql.question import question_field
from api.graphql.registry import Registry
from api.graphql.relation import connection_type
from api.graphql.relation_item import Relation, relations
from application.check import Asked, check_store
from application.policy import rules_asked
from queries.check.question import Check, Finding
from queries.check.rule import Rule, Severity
from queries.failure.criticality import of_kinds
from queries.snapshot.rows import as_ints

NAME = "Finding"


@dataclass(frozen=True, slots=True)
class Checked:
    """A finished check, as the fields that every answer has read it."""

    answer: Check

    @property
    def rules(self) -> list[Told]:
        """The rules that were asked."""
        return [Told(rule) for rule in self.answer.rules]

    @property
    def hidden(self) -> int:
        """How many findings the viewer may not see."""
        return self.answer.hidden

    @property
    def counts(self) -> list[Counted]:
        """How many findings there are of each severity."""
        return [Counted(severity.word, n) for severity, n in self.answer.counts.items()]


@dataclass(frozen=True, slots=True)
class Told:
    """A rule as it is answered."""

    rule: Rule

    @property
    def id(self) -> str:
        """Its id."""
        return self.rule.id

    @property
    def severity(self) -> str:
        """How bad its findings are."""
        return self.rule.severity.word

    @property
    def meaning(self) -> str:
        """What it finds."""
        return self.rule.meaning


@dataclass(frozen=True, slots=True)
class Counted:
    """How many findings there are of a severity."""

    severity: str
    count: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """A finding as it is answered."""

    answer: Check
    finding: Finding

    @property
    def rule(self) -> Told:
        """The rule that found it."""
        return Told(self.finding.rule)

    @property
    def message(self) -> str:
        """What was found, and what to do."""
        return self.finding.message


class Places:
    """Findings by severity, worst first, then by rule and first item."""

    @property
    def names(self) -> list[str]:
        """What they are ordered by."""
        return ["severity desc", "rule"]

    def key(self, place: Place) -> tuple[Any, ...]:
        """What compares as findings are ordered.

        Raises:
            ValueError: the place, of a cursor, is not one of a finding.
        """
        (severity, rule), first, digest = place
        if not isinstance(severity, int) or not isinstance(rule, str):
            raise ValueError("a place of another list")
        return severity, rule, first, digest


@dataclass(frozen=True, slots=True)
class DoubtEdge:
    """A finding and its cursor."""

    cursor: str
    node: Doubt


class Doubts:
    """A page of a check's findings."""

    def __init__(self, context: Context, answer: Check, given: dict[str, Any]) -> None:
        """Take the page that the arguments ask for."""
        least = given.get("minSeverity")
        worst = Severity[least.name] if isinstance(least, Enum) else Severity.INFO
        self._findings = [f for f in answer.findings if f.severity >= worst]
        self._window = Paging.of(given, Places(), context).window(
            len(self._findings), lambda at: self._findings[at].place
        )
        self.total_count = len(self._findings)
        shown = self._findings[self._window.low : self._window.high]
        self.nodes = [Doubt(answer, finding) for finding in shown]

    @cached_property
    def edges(self) -> list[DoubtEdge]:
        """The findings with their cursors."""
        low = self._window.low
        return [DoubtEdge(self._cursor(low + at), node) for at, node in enumerate(self.nodes)]

    @cached_property
    def page_info(self) -> PageInfo:
        """Where the page stands."""
        return self._window.page_info(self._cursor)

    def _cursor(self, position: int) -> str:
        severity, rule, first, digest = self._findings[position].place
        return cursor_of(([severity, rule], first, digest), Places())


def check_field(registry: Registry) -> ComputedField:
    """The root field ``check``, and its types."""
    _declare(registry)
    arguments = [
        argument("rules", "list[ID] | None", registry, "Only these rules or policies, by id."),
    ]
    said = "What is doubtful in the facts, and against the policies?"
    return question_field("check", "Check", resolve, registry, said, arguments)


def resolve(
    source: None,
    context: Context,
    rules: Sequence[str] | None = None,
) -> Checked:
    """The finished check."""
    snapshot, own = context.snapshot, context.settings.policies
    asked = rules_asked(snapshot.model, [own] if own else [])
    found = check_store(snapshot, context.day(), Asked(asked, rules or ()))
    return Checked(found.seen(context.scope.visible(snapshot)))


def _declare(registry: Registry) -> None:
    words = [severity.word for severity in Severity]
    registry.enum("Severity", words, "How bad a finding is, the least bad first.")
    rule = [
        PlainField("id", "ID", registry, "Its id."),
        PlainField("severity", "Severity", registry, "How bad its findings are."),
        PlainField("meaning", "str", registry, "What it finds, and why that matters."),
    ]
    registry.object("CheckRule", rule, "A rule about the facts, or a policy.")
    count = [
        PlainField("severity", "Severity", registry, "The severity."),
        PlainField("count", "int", registry, "How many."),
    ]
    registry.object("FindingCount", count, "How many findings there are of a severity.")
    _declare_finding(registry)
    fields = [
        *answer_fields(registry),
        PlainField("rules", "list[CheckRule]", registry, "The rules that were asked."),
        PlainField("counts", "list[FindingCount]", registry, "How many findings, worst first."),
        PlainField("hidden", "int", registry, "How many more there are that you may not see."),
        _findings(registry),
    ]
    registry.object("Check", fields, "What is doubtful.")


def _declare_finding(registry: Registry) -> None:
    fields = [
        PlainField("rule", "CheckRule", registry, "The rule that found it."),
        PlainField("message", "str", registry, "What was found and what to do, in a sentence."),
        items_field(
            "items",
            "The items concerned.",
            registry,
            lambda s, kinds: of_kinds(s.answer.snapshot, as_ints(s.finding.items), kinds),
        ),
        ComputedField(
            "relations", "list[Relation]", _relations, registry, "The relations concerned."
        ),
    ]
    registry.object(NAME, fields, "One thing that a rule found.")
    edge = [
        PlainField("cursor", "str", registry, "The place of the edge in its connection."),
        PlainField("node", NAME, registry, "What stands there."),
    ]
    registry.object(f"{NAME}Edge", edge, f"A place of a {NAME} in the list.")
    connection_type(f"{NAME}Connection", f"{NAME}Edge", NAME, registry)


def _relations(source: Doubt, context: Context) -> list[Relation]:
    return relations(context.on(source.answer.snapshot), source.finding.relations)


def _findings(registry: Registry) -> ComputedField:
    def findings(source: Checked, context: Context, **given: Any) -> Doubts:
        return Doubts(context, source.answer, given)

    arguments = [
        argument("minSeverity", "Severity | None", registry, "Only this bad or worse."),
        argument("first", "int | None", registry, "How many.", PAGE),
        argument("after", "str | None", registry, "Begin after this cursor."),
    ]
    said = "What was found, worst first, then by rule and item."
    return ComputedField("findings", f"{NAME}Connection", findings, registry, said, arguments)
