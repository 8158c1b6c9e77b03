"""The check question: every finding about the facts as of a date, worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from importlib import import_module
from pkgutil import iter_modules

import queries.check
from graph_model.facts import RelationKey
from queries.answers.answer import Answer
from queries.check.dated import Dated
from queries.check.rule import Found, Rule, Severity
from queries.snapshot.rows import Flags
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found; ``items`` are rows, ``relations`` numbers of the snapshot.

    ``ids`` and ``keys`` name the same, for whoever has no snapshot.
    """

    rule: Rule
    message: str
    items: tuple[int, ...]
    relations: tuple[int, ...]
    ids: tuple[str, ...]
    keys: tuple[RelationKey, ...]

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


@dataclass(frozen=True)
class Check(Answer):
    """A finished check: the rules that were asked and what they found.

    ``hidden`` is how many findings there are beside them that the viewer may not see.
    """

    snapshot: Snapshot
    as_of: date
    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...]
    hidden: int = 0

    @property
    def revision(self) -> int:
        """The revision of the facts it is about."""
        return self.snapshot.revision

    @cached_property
    def counts(self) -> dict[Severity, int]:
        """The number of findings by severity, worst first, zeros included."""
        counted = Counter(finding.severity for finding in self.findings)
        return {severity: counted[severity] for severity in sorted(Severity, reverse=True)}

    def of_rule(self, id_: str) -> tuple[Finding, ...]:
        """The findings of one rule."""
        return tuple(finding for finding in self.findings if finding.rule.id == id_)

    def seen(self, visible: Flags) -> Check:
        """The check as a viewer may see it; ``visible`` by row, shape (snapshot.size,).

        A finding is seen if all its items are, since its sentence names them; others are counted.
        """
        findings = tuple(f for f in self.findings if visible[list(f.items)].all())
        return replace(self, findings=findings, hidden=len(self.findings) - len(findings))

    def fails(self, severity: Severity) -> bool:
        """Whether any finding is of that severity or worse."""
        return any(finding.severity >= severity for finding in self.findings)


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
