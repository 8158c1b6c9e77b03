"""For each rule of what an answer means the samples have something to say: what shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from application.asking import About, Asker
from application.graph import Graph
from queries.answers.record import record
from queries.questions.catalog import question
from tests.support.sample import SAMPLE_DAY, sample_graph

HANDS = {"lens": "sourcing"}
PORTAL, MAPS = ["contract:sow-cirrus-portal"], ["contract:sub-esri"]
AUTHORISATION = "fedramp:authorisation:F1206061353:department-of-homeland-security:2013-09-24"
SAID: dict[str, tuple[str, dict[str, Any], str]] = {
    # rule: question, arguments, what stands in its answer
    "whose contract": ("why_not", {"of": PORTAL, "to": "program:snap"} | HANDS, "OWN_CONTRACT"),
    "for its holders only": (
        "why_not",
        {"of": MAPS, "to": "program:disease-surveillance"} | HANDS,
        "HOLDER_ONLY",
    ),
    "a part": ("why_not", {"of": PORTAL, "to": "program:snap", "level": "DIRECT"} | HANDS, "PART"),
    "out of service": (
        "impact",
        {"of": ["contract:msa-cirrus"]} | HANDS,
        '"notInService": {"nodes": [{"kind": "Service", "id": "service:integrated-eligibility"',
    ),
    "a group that leans on it": ("check", {}, "group-leans-on-out-of-service"),
    "not in force": ("impact", {"of": ["contract:msa-cirrus"]} | HANDS, "contract:po-cirrus-fy26"),
    "notice was given": ("expirations", {}, '"noticeGiven": "2026-09-15"'),
    "notice was missed": ("expirations", {"all": True}, '"noticeMissed": "2026-11-02"'),
    "no end, but an exit": ("expirations", {"all": True}, '"firstExit": "2027-03-25"'),
    "renews": ("expirations", {"all": True}, '"state": "RENEWS"'),
    "survives its parent, unsaid": (
        "substitution",
        {"supplier": "supplier:state-it"},
        "survives_parent is not recorded",
    ),
    "on top of what is open": (
        "impact",
        {"of": ["ticket:chg-4112"], "background": True},
        '"already": "LOST"',
    ),
    "nothing recorded that is needed": (
        "substitution",
        {"supplier": "supplier:state-it", "services": ["service:hosting"]},
        "nothing is recorded that",
    ),
    "a scale of certifications": ("check", {}, "certification-too-low"),
    "a promise that cannot be told": ("service_levels", {}, "UNDETERMINED"),
    "a promise that holds": ("service_levels", {}, '"SUPPORTED"'),
    "reference data apart": ("impact", {"of": [AUTHORISATION]} | HANDS, '"ofReference": [{'),
    "who holds a permission is reached": (
        "why",
        {"of": [AUTHORISATION], "to": "fedramp:agency:department-of-homeland-security"} | HANDS,
        '"level": "DIRECT"',
    ),
}


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    with sample_graph() as graph:
        yield graph


@pytest.mark.parametrize(("name", "given", "said"), SAID.values(), ids=SAID)
def test_the_samples_have_something_to_say(
    graph: Graph, name: str, given: dict[str, Any], said: str
) -> None:
    asked = question(name)
    answer = Asker.of(graph).ask(asked, given, About(SAMPLE_DAY))
    told = record(answer, given={"first": 1_000}, listed=asked.listed)
    assert said in json.dumps(told)
