"""The reference page says everything that is declared, and the committed one is up to date."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from graph_model.customisation import extend, parse
from graph_model.declare import Kind, RelationType, text
from graph_model.diagram import diagrams
from graph_model.lens import Direction, LensRule
from graph_model.lens_table import carries
from graph_model.model import Model, standard_model
from graph_model.reference import CUSTOMISATION, reference
from tests.support.repository import ROOT

MODEL = standard_model()
PAGE = reference(MODEL)


def section(page: str, title: str) -> str:
    """The part of a page below a heading of the third level."""
    return re.split(r"^##", page.split(f"\n### {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def test_the_committed_page_is_the_declared_one() -> None:
    committed = (ROOT / "docs/model.md").read_text(encoding="utf-8")
    assert committed == PAGE, "docs/model.md is out of date: run make docs"


@pytest.mark.parametrize("kind", MODEL.kinds, ids=lambda kind: kind.name)
def test_a_kind_has_its_fields_and_relations(kind: Kind) -> None:
    part = section(PAGE, kind.name)
    assert kind.meaning in part
    for field in kind.own:
        row = next(line for line in part.splitlines() if line.startswith(f"| `{field.name}` |"))
        for shown in (field.shape.value, field.unit, field.meaning, *field.choices):
            assert shown in row
    for relation in MODEL.relations_from(kind.name):
        assert f"| `{relation.forward}` | [{relation.name}]" in part
    for relation in MODEL.relations_to(kind.name):
        assert f"| `{relation.backward}` | ← [{relation.name}]" in part


@pytest.mark.parametrize("relation", MODEL.relations, ids=lambda relation: relation.name)
def test_a_relation_has_its_ends_and_fields(relation: RelationType) -> None:
    part = section(PAGE, relation.name)
    assert relation.meaning in part
    assert f"`{relation.forward}` from its start, `{relation.backward}` from its end" in part
    assert all(f"`{field.name}`" in part for field in relation.own)
    for start, end in relation.joins:
        line = next(line for line in part.splitlines() if line.startswith(f"| [{start}]"))
        assert f"[{end}]" in line


def test_every_link_has_its_heading_and_no_heading_stands_twice() -> None:
    headings = [line.lstrip("# ").lower() for line in PAGE.splitlines() if line.startswith("##")]
    assert len(headings) == len(set(headings))
    assert set(re.findall(r"\(#([^)]*)\)", PAGE)) <= set(headings)


def test_the_diagrams_show_each_pair_of_each_relation_once_and_stay_readable() -> None:
    blocks = [part for part in diagrams(MODEL) if part.startswith("```mermaid\nflowchart LR\n")]
    shown = [
        (start, name, end)
        for start, names, end in re.findall(
            r'^  (\w+) -->\|"(.*)"\| (\w+)$', "\n".join(blocks), re.MULTILINE
        )
        for name in names.split(", ")
    ]
    declared = [(s, relation.name, e) for relation in MODEL.relations for s, e in relation.joins]
    assert sorted(shown) == sorted(declared)
    assert max(block.count("-->") for block in blocks) <= 20


@pytest.mark.parametrize(
    "row",
    [
        "| DEPENDS_ON ← | keeps, or redundancy | DIRECT, INDIRECT → INDIRECT, or redundancy |",
        "| PROVIDES → | keeps; part: at most DEGRADED | keeps; part: at most INDIRECT |",
        "| CONSUMES ← | keeps all | keeps all |",
        "| SITS_ON ← (Stakeholder → any) | any → NOTIFY | any → NOTIFY |",
        "| PROMISED_TO → | LOST, DEGRADED → NOTIFY | DIRECT → INDIRECT; INDIRECT → NOTIFY |",
        (
            "| PART_OF ← (Service → Service, ConfigurationItem → ConfigurationItem) | – "
            "| DIRECT → INDIRECT |"
        ),
        "| sourcing | DIRECT or INDIRECT | INDIRECT | NOTIFY |",
    ],
)
def test_the_lenses_read_like_the_design(row: str) -> None:
    assert row in PAGE.splitlines()


def test_a_rule_reads_in_words() -> None:
    outage = MODEL.lens("outage")
    rule = LensRule("COVERS", Direction.FORWARD, {"LOST": "LOST", "NOTIFY": "NOTIFY"})
    assert carries(rule, outage) == "LOST → LOST; NOTIFY → NOTIFY"


def test_the_worked_model_yaml_can_be_used_as_it_stands() -> None:
    example = CUSTOMISATION.split("```yaml\n", 1)[1].split("```", 1)[0]
    lens = extend(MODEL, parse(example)).lens("strict_outage")
    rule = lens.rule("OWNS", Direction.BACKWARD, "Stakeholder", "Service")
    assert rule is not None
    assert rule.carries == {"LOST": "DEGRADED"}


def test_an_installation_s_own_page_has_its_additions() -> None:
    sample = (ROOT / "samples/state/model.yaml").read_text(encoding="utf-8")
    page = reference(extend(MODEL, parse(sample)))
    assert "radio tower" in section(page, "ConfigurationItem")
    assert "`full_time_staff` | `integer` | people; at least 0 |" in section(page, "Agency")
    assert "| HELD_BY ← | – | MOVES → MOVES | – |" in page.splitlines()


def test_a_bar_in_a_meaning_does_not_break_its_table() -> None:
    kinds = tuple(replace(kind, own=(text("x", "One | two."),)) for kind in MODEL.kinds)
    assert "One \\| two. |" in reference(Model(kinds, MODEL.relations, MODEL.lenses))
