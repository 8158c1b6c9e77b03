"""A corridor drawn: every node and relation once, quoted, and what is hidden by its kind alone."""

from __future__ import annotations

from datetime import date

from api.picture.corridor import dot
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, hiding
from queries.impact.corridor import corridor_to
from tests.support.asking import asked
from tests.support.sketch import sketch

DAY = date(2027, 1, 1)
OFFICE = sketch(
    'service:m name="Mail"\\',
    "service:m -DEPENDS_ON[r:1]-> ci:a",
    "service:m -DEPENDS_ON[r:1]-> ci:b",
    "agency:g -CONSUMES-> service:m",
)


def drawn(viewer: Viewer | None = None) -> list[str]:
    question = asked(OFFICE.snapshot, DAY, viewer)
    answer = corridor_to(question, ["ci:a"], "agency:g", "outage")
    return dot(Shown(answer, question.view)).splitlines()


def test_nodes_have_names_and_levels_relations_their_groups() -> None:
    assert drawn() == [
        "digraph corridor {",
        '  node [shape=box, style="rounded,filled"];',
        '  "ci:a" [label="ci:a\\nLOST", fillcolor="#f4b6b6"];',
        '  "agency:g" [label="agency:g\\nDEGRADED", fillcolor="#f7dfa8"];',
        '  "service:m" [label="\\"Mail\\"\\\\\\nDEGRADED", fillcolor="#f7dfa8"];',
        '  "agency:g" -> "service:m" [label="CONSUMES"];',
        '  "service:m" -> "ci:a" [label="DEPENDS_ON [r]"];',
        "}",
    ]


def test_what_is_hidden_has_its_kind_alone() -> None:
    lines = drawn(hiding(["service:m"]))
    assert (
        '  "n2" [label="Service: what you may not see\\nDEGRADED", fillcolor="#f7dfa8"];' in lines
    )
    assert '  "n2" -> "ci:a" [label="DEPENDS_ON"];' in lines
    assert "service:m" not in "".join(lines)
