"""A check as JUnit XML, the form in which pipelines show what failed: a test case a rule.

The form is that of the JUnit task of Apache Ant, whose schema the common readers share.
"""

from __future__ import annotations

from collections.abc import Iterator

from queries.check.question import Check, Finding
from queries.check.rule import Rule
from queries.check.severity import Severity
from queries.graph.xml_text import attribute, escaped

SUITE = "ramify check"


def junit(found: Check, fail_on: Severity | None) -> str:
    """The document. Rules as bad as ``fail_on`` fail with their findings; the others' are output.

    None: nothing fails.
    """
    return "".join(f"{line}\n" for line in _lines(found, fail_on))


def _lines(found: Check, fail_on: Severity | None) -> Iterator[str]:
    failing = {
        finding.rule.id
        for finding in found.all_findings
        if fail_on is not None and finding.severity >= fail_on
    }
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield "<testsuites>"
    yield (
        f'  <testsuite id="0" package="ramify" name="{SUITE}" hostname="localhost"'
        f' timestamp="{found.as_of}T00:00:00" tests="{len(found.rules)}"'
        f' failures="{len(failing)}" errors="0" time="0">'
    )
    yield from _properties(found)
    by_rule = _by_rule(found)
    for rule in found.rules:
        yield from _case(rule, by_rule[rule.id], rule.id in failing)
    yield f"    <system-out>{escaped(_output(found, failing))}</system-out>"
    yield "    <system-err/>"
    yield "  </testsuite>"
    yield "</testsuites>"


def _properties(found: Check) -> Iterator[str]:
    yield "    <properties>"
    for name, value in (("revision", found.revision), ("asOf", found.as_of)):
        yield f'      <property name="{name}" value="{value}"/>'
    yield "    </properties>"


def _by_rule(found: Check) -> dict[str, list[Finding]]:
    by_rule: dict[str, list[Finding]] = {rule.id: [] for rule in found.rules}
    for finding in found.all_findings:
        by_rule[finding.rule.id].append(finding)
    return by_rule


def _case(rule: Rule, findings: list[Finding], fails: bool) -> Iterator[str]:
    head = f'    <testcase classname="ramify.{rule.severity.word}" name="{attribute(rule.id)}"'
    if not fails:
        yield f'{head} time="0"/>'
        return
    said = attribute(f"{len(findings):,} found: {rule.meaning}")
    text = "\n".join(finding.message for finding in findings)
    yield f'{head} time="0">'
    yield f'      <failure message="{said}" type="{rule.severity.word}">{escaped(text)}</failure>'
    yield "    </testcase>"


def _output(found: Check, failing: set[str]) -> str:
    return "\n".join(
        f"{finding.severity.word} {finding.rule.id}: {finding.message}"
        for finding in found.all_findings
        if finding.rule.id not in failing
    )
