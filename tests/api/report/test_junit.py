"""A check as JUnit XML: what the schema of Apache Ant's JUnit task asks for, whatever is in it."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.report.junit import junit
from queries.check.question import Check, check, declared_rules
from queries.check.rule import Found, Rule
from queries.check.severity import Severity
from tests.support.snapshots import snapshot_of

TODAY = date(2026, 11, 25)
GRAPH = snapshot_of(
    {"kind": "Contract", "id": "c", "start": "2026-02-01", "end": "2026-01-01"},
    {"kind": "Contract", "id": "d", "start": "2026-02-01", "end": "2026-01-01"},
    {"kind": "Service", "id": "s"},
)

# Each element: its required attributes with what they must match, and its children in order.
TOKEN, WHOLE, TIME = r"\S(.*\S)?", r"\d+", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"
ATTRIBUTES = {
    "testsuites": {},
    "testsuite": {
        **dict.fromkeys(("name", "hostname", "package"), TOKEN),
        **dict.fromkeys(("id", "tests", "failures", "errors"), WHOLE),
        "timestamp": TIME,
        "time": r"\d+(\.\d+)?",
    },
    "properties": {},
    "property": {"name": TOKEN, "value": ".*"},
    "testcase": {"name": TOKEN, "classname": TOKEN, "time": r"\d+(\.\d+)?"},
    "failure": {"type": ".+", "message": ".*"},
    "system-out": {},
    "system-err": {},
}
CHILDREN = {
    "testsuites": "(testsuite )*",
    "testsuite": "properties (testcase )*system-out system-err ",
    "properties": "(property )*",
    "testcase": "(failure )?",
}


def parsed(found: Check, fail_on: Severity | None) -> ElementTree.Element:
    root = ElementTree.fromstring(junit(found, fail_on))
    for element in root.iter():
        wanted = ATTRIBUTES[element.tag]
        assert element.attrib.keys() == wanted.keys(), element.tag
        for name, pattern in wanted.items():
            assert re.fullmatch(pattern, element.attrib[name], re.DOTALL), (element.tag, name)
        children = "".join(f"{child.tag} " for child in element)
        assert re.fullmatch(CHILDREN.get(element.tag, ""), children), element.tag
    return root


@pytest.mark.parametrize(
    ("fail_on", "failing"),
    [
        (Severity.ERROR, {"contract-ends-before-start"}),
        (None, set()),
        (
            Severity.WARNING,
            {
                "contract-ends-before-start",
                "contract-without-supplier",
                "service-without-consumer",
                "service-without-contract",
                "service-without-provider",
            },
        ),
    ],
)
def test_rules_that_are_bad_enough_fail(fail_on: Severity | None, failing: set[str]) -> None:
    found = check(GRAPH, TODAY)
    root = parsed(found, fail_on)
    cases = {case.attrib["name"]: case for case in root.iter("testcase")}
    assert set(cases) == {rule.id for rule in declared_rules()}
    assert {name for name, case in cases.items() if case.find("failure") is not None} == failing
    (suite,) = root
    assert (suite.attrib["tests"], suite.attrib["failures"]) == (str(len(cases)), str(len(failing)))
    said = "".join(text for text in root.itertext())
    assert all(finding.message in said for finding in found.all_findings)


def test_a_failure_lists_each_finding_and_why() -> None:
    root = parsed(check(GRAPH, TODAY), Severity.ERROR)
    (failure,) = root.iter("failure")
    assert failure.attrib["type"] == "error"
    assert failure.attrib["message"].startswith("2 found: A contract's start is after its end")
    assert [line[0] for line in (failure.text or "").splitlines()] == ["c", "d"]


@given(st.text(), st.text(min_size=1).filter(str.strip))
def test_any_text_makes_a_document(message: str, meaning: str) -> None:
    rule = Rule("told", Severity.ERROR, meaning, lambda at: [Found(message)])
    parsed(check(GRAPH, TODAY, [rule]), Severity.ERROR)
