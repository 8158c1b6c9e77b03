"""The check question: every finding about the facts as of a date, worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from importlib import import_module
from pkgutil import iter_modules
from typing import Annotated

import queries.check
from graph_model.errors import InvalidQuestion, Problem
from graph_model.facts import RelationKey
from graph_model.words import counted, listed
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.estate import Estate, Include, beside, estate
from queries.answers.listing import Listing
from queries.answers.told import told, told_with
from queries.answers.types import ItemRows, RelationNumber, Said
from queries.answers.view import View
from queries.check.dated import Dated
from queries.check.rule import Found, Rule
from queries.check.severity import Severity
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found.

    ``rows`` and ``numbers`` are of the snapshot; ``ids`` and ``keys`` name the same, for whoever
    has none.
    """

    rule: Annotated[Rule, Said("The rule that found it.")]
    message: Annotated[str, Said("What was found and what to do, in a sentence.")]
    rows: tuple[int, ...]
    numbers: tuple[int, ...]
    ids: tuple[str, ...]
    keys: tuple[RelationKey, ...]

    @told
    def items(self) -> ItemRows:
        """The items concerned."""
        return as_ints(self.rows)

    @told
    def relations(self) -> list[RelationNumber]:
        """The relations concerned."""
        return list(self.numbers)

    def concerned(self, snapshot: Snapshot) -> Ints:
        """The rows of all items concerned, the ends of relations among them."""
        at = as_ints(self.numbers)
        return as_ints([*self.rows, *snapshot.starts(at), *snapshot.ends(at)])

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return self.rule.severity

    @property
    def place(self) -> tuple[int, str, str, str]:
        """What findings are ordered by: severity (worst first), rule, first item, and a digest."""
        told = repr((self.message, self.keys)).encode()
        first = self.ids[0] if self.ids else ""
        return -self.severity, self.rule.id, first, sha256(told).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How many findings there are of a severity."""

    severity: Annotated[Severity, Said("The severity.")]
    count: Annotated[int, Said("How many.")]


@dataclass(frozen=True)
class Check(Answer):
    """What is doubtful in the facts, and against the policies."""

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    rules: Annotated[tuple[Rule, ...], Said("The rules that were asked.")]
    all_findings: tuple[Finding, ...]
    of_reference: Annotated[
        int, Said("How many findings there are about reference data alone, left out.")
    ] = 0

    def sentence(self, view: View) -> str:
        """How many findings of each severity, the worst first, and which rule finds most."""
        seen = [f for f in self.all_findings if view.sees(*f.rows)]
        found = Counter(finding.severity for finding in seen)
        named = listed([_counted(found[severity], severity) for severity in sorted(Severity)[::-1]])
        rules, theirs = counted(len(self.rules), "rule", "rules"), beside(self.of_reference)
        if not seen:
            return f"{rules} found nothing{theirs}."
        rule, many = Counter(finding.rule.id for finding in seen).most_common(1)[0]
        return f"{rules} found {named}{theirs}; most of it ({many:,}) by {rule}."

    @told
    def counts(self) -> list[FindingCount]:
        """How many findings of each severity, worst first."""
        found = Counter(finding.severity for finding in self.all_findings)
        return [FindingCount(severity, found[severity]) for severity in sorted(Severity)[::-1]]

    @told_with
    def findings(
        self,
        min_severity: Annotated[Severity | None, Said("Only this bad or worse.")] = None,
    ) -> Listing[Finding]:
        """What was found, worst first, then by rule and item; all that a finding names is seen."""
        least = min_severity or Severity.INFO
        bad = [finding for finding in self.all_findings if finding.severity >= least]
        return Listing(
            "severity desc, rule",
            len(bad),
            bad.__getitem__,
            lambda at: bad[at].place,
            stands_for=lambda at: bad[at].rows,
        )

    def of_rule(self, id_: str) -> tuple[Finding, ...]:
        """The findings of one rule."""
        return tuple(finding for finding in self.all_findings if finding.rule.id == id_)

    def fails(self, severity: Severity) -> bool:
        """Whether any finding is of that severity or worse."""
        return any(finding.severity >= severity for finding in self.all_findings)


def _counted(number: int, severity: Severity) -> str:
    """A severity with its number: "1 error", "2 warnings"; information is not counted in pieces."""
    plural = "s" if number != 1 and severity is not Severity.INFO else ""
    return f"{number:,} {severity.word}{plural}"


def answer(
    asked: Asked,
    rules: Sequence[str] | None,
    of: Sequence[str] | None = None,
    include: Include = Include.OURS,
) -> Check:
    """What the installation's rules and policies find in what is ours, or belongs to some items.

    Raises:
        NotFound: an id is not recorded, or the viewer may not see it.
        InvalidQuestion: no rule has a name that was given, or nothing belongs to an id's kind.
    """
    named = rules_named(asked.rules(), rules or (), "rules")
    return within(check(asked.snapshot, asked.as_of, named), estate(asked.view, of, include))


def within(found: Check, about: Estate) -> Check:
    """The findings that are about something of an estate, or about no item at all."""
    kept, theirs = [], 0
    for finding in found.all_findings:
        rows = finding.concerned(found.snapshot)
        if not len(rows) or about.rows[rows].any():
            kept.append(finding)
        else:
            theirs += bool(about.left_out[rows].any())
    return replace(found, all_findings=tuple(kept), of_reference=theirs)


def rules_named(rules: Sequence[Rule], names: Sequence[str], argument: str) -> tuple[Rule, ...]:
    """Those of the rules that have a name given; all where none is.

    Raises:
        InvalidQuestion: no rule has a name that was given as the argument.
    """
    known = {rule.id for rule in rules}
    expected = f"one of {', '.join(sorted(known))}"
    problems = [Problem(argument, repr(n), expected) for n in names if n not in known]
    if problems:
        raise InvalidQuestion(problems)
    return tuple(rule for rule in rules if not names or rule.id in names)


def declared_rules() -> tuple[Rule, ...]:
    """Every rule declared in this folder, in the order of their ids."""
    names = (f"{queries.check.__name__}.{m.name}" for m in iter_modules(queries.check.__path__))
    found = (rule for name in names for rule in getattr(import_module(name), "RULES", ()))
    return tuple(sorted(found, key=lambda rule: rule.id))


def check(snapshot: Snapshot, as_of: date, rules: Sequence[Rule] | None = None) -> Check:
    """What the rules (None: the declared ones) find in the facts as of a date, worst first."""
    asked = declared_rules() if rules is None else tuple(rules)
    at = Dated(snapshot, as_of)
    found = (_finding(snapshot, rule, one) for rule in asked for one in rule.find(at))
    return Check(snapshot, as_of, asked, tuple(_ordered(found)))


def _ordered(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: finding.place)


def _finding(snapshot: Snapshot, rule: Rule, found: Found) -> Finding:
    ids = tuple(snapshot.id(row) for row in found.items)
    keys = tuple(snapshot.key_at(number) for number in found.relations)
    return Finding(rule, found.message, found.items, found.relations, ids, keys)
