"""An impact told to somebody who sees a part: an effect goes on through what is hidden."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, hiding
from queries.impact.asking import answer
from queries.impact.paths import paths_to
from queries.impact.why_not import why_not_to
from tests.support.asking import asked
from tests.support.graphs import DATES, Graph, graphs, start_sets
from tests.support.naive import LEVELS
from tests.support.sketch import sketch

AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])
DAY = date(2027, 1, 1)


def told(
    graph: Graph, of: list[str], lens: str, as_of: date, viewer: Viewer | None = None
) -> dict[str, Any]:
    question = asked(graph.snapshot, as_of, viewer)
    wanted = ("witness", "confidence")
    return record(Shown(answer(question, of, lens), question.view), wanted)


def counted(counts: list[dict[str, Any]]) -> Counter[tuple[str, str]]:
    return Counter({(one["kind"], one["level"]): one["count"] for one in counts})


@settings(max_examples=60)
@given(graphs(), st.data(), AS_OF)
def test_seen_and_hidden_together_are_the_unmasked_answer(
    graph: Graph, data: st.DataObject, as_of: date
) -> None:
    of = data.draw(start_sets(graph))
    hidden = data.draw(st.sets(st.sampled_from(graph.ids()))) - set(of)
    for lens in LEVELS:
        whole, part = (told(graph, of, lens, as_of, v) for v in (None, hiding(hidden)))
        nodes = part["affected"]["nodes"]
        seen = Counter((node["item"]["kind"], node["level"]) for node in nodes)
        assert seen + counted(part["hidden"]) == counted(whole["counts"])
        assert part["counts"] == whole["counts"]
        assert part["affected"]["hidden"] == counted(part["hidden"]).total()
        assert part["agencies"] == whole["agencies"]
        assert promised(part["verdict"]) == promised(whole["verdict"])
        assert not hidden & set(ids(part))
        check_witnesses(whole, part, hidden)


def promised(verdict: str) -> list[str]:
    """What a verdict says of services and promises: who begins and which agencies are masked."""
    _, _, said = verdict.removesuffix(".").partition(": ")
    parts = (part for part in said.split("; ") if "agenc" not in part)
    return [part for part in parts if not part.startswith("hardest hit")]


def check_witnesses(whole: dict[str, Any], part: dict[str, Any], hidden: set[str]) -> None:
    """A chain is as long as it is for everybody, a hidden step has kind and level alone."""
    chains = {node["item"]["id"]: node["witness"] for node in whole["affected"]["nodes"]}
    for node in part["affected"]["nodes"]:
        for step, real in zip(node["witness"], chains[node["item"]["id"]], strict=True):
            assert (step["kind"], step["level"], step["type"]) == (
                real["kind"],
                real["level"],
                real["type"],
            )
            assert (step["item"] is None) == (real["item"]["id"] in hidden)
            ends = {real["relation"]["from"]["id"], real["relation"]["to"]["id"]}
            assert (step["relation"] is None) == bool(ends & hidden)


def ids(value: object) -> list[str]:
    """Every id that stands somewhere in a record."""
    if isinstance(value, dict):
        own = [str(value["id"])] if "id" in value else []
        return own + [one for inner in value.values() for one in ids(inner)]
    return [one for inner in value for one in ids(inner)] if isinstance(value, list) else []


SECRET = sketch(
    "service:m -DEPENDS_ON[r:1]-> ci:secret",
    "service:m -DEPENDS_ON[r:1]-> ci:b",
    "ci:secret -DEPENDS_ON-> ci:a",
    "agency:g -CONSUMES-> service:m",
)


def test_an_effect_goes_on_through_what_is_hidden() -> None:
    found = told(SECRET, ["ci:a"], "outage", DAY, hiding(["ci:secret"]))
    lines = [(node["item"]["id"], node["level"]) for node in found["affected"]["nodes"]]
    assert lines == [("ci:a", "LOST"), ("agency:g", "DEGRADED"), ("service:m", "DEGRADED")]
    assert found["hidden"] == [{"kind": "ConfigurationItem", "level": "LOST", "count": 1}]
    (_, _, mail) = found["affected"]["nodes"]
    assert [step["item"] and step["item"]["id"] for step in mail["witness"]] == [None, "service:m"]
    assert [step["over"] for step in mail["witness"]] == ["DEPENDS_ON", "DEPENDS_ON"]


def test_a_hidden_member_of_a_group_is_counted() -> None:
    question = asked(SECRET.snapshot, DAY, hiding(["ci:secret"]))
    shown = Shown(
        why_not_to(question, ["ci:a"], "service:m", "outage", False, None, 20), question.view
    )
    (blocker,) = record(shown)["blockers"]
    assert (blocker["failed"], blocker["failedHidden"]) == ([], 1)
    assert [item["id"] for item in blocker["holding"]] == ["ci:b"]
    assert (blocker["origin"], blocker["originKind"]) == (None, "ConfigurationItem")
    assert blocker["place"] == "service:m -DEPENDS_ON-> what you may not see"


def test_other_ways_are_masked() -> None:
    question = asked(SECRET.snapshot, DAY, hiding(["ci:secret"]))
    found = record(
        Shown(paths_to(question, ["ci:a"], "agency:g", "outage", False, 5), question.view)
    )
    (way,) = found["chains"]
    assert way["length"] == 3
    assert "ci:secret" not in ids(found)
    assert "ci:secret" not in str(found)
