"""What an installation adds in its model.yaml, and how each mistake in one is named."""

from __future__ import annotations

import pytest

from graph_model.consistency import violations
from graph_model.customisation import extend, parse
from graph_model.errors import InvalidModel
from graph_model.lens import Direction
from graph_model.model import Model, standard_model
from graph_model.records import read_fact

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


def extended(text: str) -> Model:
    return extend(standard_model(), parse(text))


PRECEDENCE = """
fields: {Service: {cost_center: {type: text, meaning: Where it is booked.}}}
precedence:
  contract: {end: [register, servicenow], name: edits}
  covers: {extent: [register]}
  Service: {cost_center: [finance]}
  ConfigurationItem: {os: [discovery, edits]}
"""


def test_whom_to_believe_of_single_fields_is_read_of_kinds_and_relations() -> None:
    assert extended(PRECEDENCE).precedence == {
        "Contract.end": ("register", "servicenow"),
        "Contract.name": ("edits",),
        "COVERS.extent": ("register",),
        "Service.cost_center": ("finance",),
        "ConfigurationItem.os": ("discovery", "edits"),
    }


def lens_of(text: str) -> str:
    """A model.yaml with one lens, whose entries are given in flow form."""
    return f"lenses: [{{name: audit, meaning: Somebody looks., {text}}}]"


def test_nothing_added_changes_nothing() -> None:
    assert extended("") == standard_model()
    assert extended("fields: {}\nlenses: []\nci_classes:\n") == standard_model()


def test_a_field_is_read_and_bounded_like_a_declared_one() -> None:
    model = extended(
        "fields: {service: {cost_center: {type: text, most: 4, meaning: Where it is booked.}}}"
    )
    problems: list[object] = []
    raw = {"kind": "Service", "id": "s", "name": "S", "cost_center": "12345"}
    assert read_fact(raw, model, "line 1", problems.append) is None
    assert [str(problem) for problem in problems] == [
        "line 1 (s), cost_center: found '12345', expected text of at most 4 characters"
    ]
    assert model.kind_by_name["Service"].own[-1].graphql_name == "costCenter"
    assert violations(model) == []


def test_ci_classes_are_added_to_the_declared_ones() -> None:
    field = (
        extended("ci_classes: [radio tower]").kind_by_name["ConfigurationItem"].field("ci_class")
    )
    assert field is not None
    assert field.read("Radio-Tower") == "radio tower"
    assert field.read("pool") == "pool"


def test_choices_are_added_to_the_declared_ones_in_their_order() -> None:
    model = extended(
        "choices: {contract: {form: [grant], renewal: [by vote]}, "
        "configuration item: {ci_class: kiosk}}\nci_classes: [radio tower]"
    )
    form = model.kind_by_name["Contract"].field("form")
    classes = model.kind_by_name["ConfigurationItem"].field("ci_class")
    assert form is not None
    assert classes is not None
    assert (form.read("Grant"), form.read("MSA"), form.choices[-1]) == ("grant", "MSA", "grant")
    assert classes.choices[-2:] == ("radio tower", "kiosk")
    assert violations(model) == []


def test_scales_are_added_and_replaced_by_name() -> None:
    model = extended(
        "scales: [{name: StateRAMP, field: certifications, steps: [SR Low, SR High]},"
        "{name: FedRAMP, field: certifications, steps: [FedRAMP Low, FedRAMP 20x Low]}]"
    )
    ranks = {s.name: (s.rank("sr high"), s.rank("FedRAMP 20x low")) for s in model.scales}
    assert ranks == {"StateRAMP": (1, None), "FedRAMP": (None, 1)}


def test_a_lens_of_its_own_is_read_in_any_spelling() -> None:
    lens = extended(
        lens_of(
            "levels: [LOW, MIDDLE, TOP], redundancy: {fails: top, breaks: Top, softens: middle},"
            "rules: [{relation: covers, direction: Forward, ends: service, part: middle,"
            "carries: {top: Top, middle: low}}]"
        )
    ).lens("audit")
    rule = lens.rule("COVERS", FORWARD, "Contract", "Service")
    assert rule is not None
    assert (lens.transfer(rule), lens.transfer(rule, part=True)) == ((0, 0, 1, 3), (0, 0, 1, 2))
    assert lens.rule("COVERS", FORWARD, "Contract", "ConfigurationItem") is None
    assert lens.failing == {3}


def test_a_lens_extends_another_and_replaces_its_rules() -> None:
    model = extended(
        lens_of(
            "extends: outage, rules: ["
            "{relation: PROVIDES, direction: backward},"
            "{relation: CONSUMES, direction: backward, carries: {LOST: NOTIFY}},"
            "{relation: COVERS, direction: backward, carries: {LOST: NOTIFY}}]"
        )
    )
    audit, outage = model.lens("audit"), model.lens("outage")
    assert (audit.levels, audit.redundancy) == (outage.levels, outage.redundancy)
    assert audit.rule("PROVIDES", BACKWARD, "Supplier", "Service") is None
    consumed = audit.rule("CONSUMES", BACKWARD, "Agency", "Service")
    assert consumed is not None
    assert consumed.carries == {"LOST": "NOTIFY"}
    assert audit.rule("COVERS", BACKWARD, "Contract", "Service") is not None
    others = ("PROVIDES", "CONSUMES", "COVERS")
    assert [rule for rule in audit.rules if rule.relation not in others] == [
        rule for rule in outage.rules if rule.relation not in others
    ]
    forward = outage.rule("PROVIDES", FORWARD, "Supplier", "Service")
    assert audit.rule("PROVIDES", FORWARD, "Supplier", "Service") == forward


def test_a_lens_that_extends_may_call_the_levels_otherwise() -> None:
    audit = extended(lens_of("extends: sourcing, levels: [A, B, C], rules: []")).lens("audit")
    sourcing = standard_model().lens("sourcing")
    assert audit.levels == ("A", "B", "C")
    assert audit.failing == sourcing.failing
    assert [audit.transfer(rule, part=True) for rule in audit.rules] == [
        sourcing.transfer(rule, part=True) for rule in sourcing.rules
    ]


def test_a_lens_may_extend_one_of_the_same_file() -> None:
    model = extended(
        "lenses: [{name: one, meaning: One., extends: outage, rules: []},"
        "{name: two, meaning: Two., extends: one, rules: []}]"
    )
    assert model.lens("two").rules == model.lens("outage").rules


FIELD = "fields: {Service: {cost: %s}}"
RULE = "extends: outage, rules: [%s]"
MISTAKES = {
    "unknown entry": ("kinds: {}", "model.yaml: found an unknown entry 'kinds'"),
    "not an object": ("[1]", "model.yaml: found list"),
    "not YAML": ("a: [", "expected YAML that can be read"),
    "a day that is none": ("fields: 2027-02-29", "expected YAML that can be read"),
    "entry twice": ("fields: {}\nfields: {}", "entry 'fields' a second time"),
    "field twice": ("fields: {Service: {a: {}, a: {}}}", "entry 'a' a second time"),
    "unknown kind": ("fields: {Moon: {}}", "fields, Moon: found an unknown kind, expected one of"),
    "fields not an object": ("fields: [a]", "model.yaml, fields: found ['a'], expected an object"),
    "field not an object": (FIELD % "text", "Service, cost: found 'text', expected an object with"),
    "no type": (FIELD % "{meaning: Cost.}", "cost, type: found nothing"),
    "no meaning": (FIELD % "{type: text}", "cost, meaning: found nothing"),
    "unknown type": (FIELD % "{type: int, meaning: Cost.}", "type: found 'int', expected one of"),
    "required": (FIELD % "{type: text, meaning: C., required: true}", "unknown entry 'required'"),
    "no choices": (FIELD % "{type: choice, meaning: Cost.}", "field cost: found no choices"),
    "bound not a number": (FIELD % "{type: text, meaning: C., most: x}", "most: found 'x'"),
    "bad meaning": (FIELD % "{type: text, meaning: Cost}", "field cost, meaning: found 'Cost'"),
    "bad name": (
        "fields: {Service: {Cost: {type: text, meaning: C.}}}",
        "field Cost: found 'Cost'",
    ),
    "reserved": ("fields: {Service: {id: {type: text, meaning: C.}}}", "found a reserved name"),
    "shadows an own field": (
        "fields: {Service: {tier: {type: text, meaning: C.}}}",
        "fields, Service, tier: found a declared field's name",
    ),
    "shadows a common field": (
        "fields: {Service: {source: {type: text, meaning: C.}}}",
        "fields, Service, source: found a declared field's name",
    ),
    "shadows a relation": (
        "fields: {Service: {covered_by: {type: text, meaning: C.}}}",
        "kind Service, names of fields and relations: found 'coveredBy'",
    ),
    "known class": ("ci_classes: [POOL]", "field ci_class, choices: found 'POOL' beside 'pool'"),
    "choices of an unknown kind": ("choices: {Moon: {}}", "choices, Moon: found an unknown kind"),
    "choices of no choice": (
        "choices: {Contract: {number: [a]}}",
        "choices, Contract, number: found a field without choices, expected one of form, ",
    ),
    "choices of a field of the file": (
        "choices: {Capability: {size: [a]}}",
        "choices, Capability, size: found a field without choices, expected another kind",
    ),
    "known choice": ("choices: {Contract: {form: [msa]}}", "choices: found 'msa' beside 'MSA'"),
    "scale without steps": (
        "scales: [{name: a, field: certifications}]",
        "scales, 1, steps: found nothing",
    ),
    "scale of one step": (
        "scales: [{name: a, field: certifications, steps: [A]}]",
        "scale a, steps: found A, expected two steps or more",
    ),
    "scale of no list": (
        "scales: [{name: a, field: tier, steps: [A, B]}]",
        "scale a, field: found 'tier', expected a list of text: aliases, certifications",
    ),
    "step twice": (
        "scales: [{name: a, field: certifications, steps: [A, a]}]",
        "scale a, steps: found 'a' beside 'A'",
    ),
    "class not text": ("ci_classes: [7]", "ci_classes, 1: found 7, expected text"),
    "classes not a list": ("ci_classes: 7", "ci_classes: found 7, expected a list"),
    "lens without levels": (lens_of("rules: []"), "lenses, 1, levels: found 0 of them"),
    "lens without redundancy": (
        lens_of("levels: [A, B, C], rules: []"),
        "lenses, 1, redundancy, fails: found nothing",
    ),
    "lens without rules": (lens_of("extends: outage"), "lenses, 1, rules: found nothing"),
    "two levels": (lens_of("levels: [A, B], rules: []"), "levels: found 2 of them"),
    "extends nothing": (lens_of("extends: moon, rules: []"), "extends: found 'moon', expected"),
    "known lens": (
        "lenses: [{name: outage, meaning: O., extends: outage, rules: []}]",
        "lenses: found 'outage' beside 'outage'",
    ),
    "unknown relation": (
        lens_of(RULE % "{relation: ASKS, direction: forward, carries: {LOST: LOST}}"),
        "lens audit, ASKS forward: found 'ASKS', expected a declared relation",
    ),
    "unknown direction": (
        lens_of(RULE % "{relation: COVERS, direction: up}"),
        "rules, 1, direction: found 'up', expected forward or backward",
    ),
    "unknown level": (
        lens_of(RULE % "{relation: COVERS, direction: forward, carries: {LOST: DEAD}}"),
        "lens audit, COVERS forward: found 'DEAD', expected a level",
    ),
    "unknown kind in a rule": (
        lens_of(RULE % "{relation: COVERS, direction: forward, ends: Moon, carries: {LOST: LOST}}"),
        "lens audit, COVERS forward: found kind 'Moon'",
    ),
    "raises": (
        lens_of(
            RULE % "{relation: COVERS, direction: forward, carries: {NOTIFY: LOST, LOST: LOST}}"
        ),
        "lens audit, COVERS forward: found a rule that raises a level",
    ),
    "not monotone": (
        lens_of(RULE % "{relation: COVERS, direction: forward, carries: {DEGRADED: NOTIFY}}"),
        "lens audit, COVERS forward: found a rule that is not monotone",
    ),
    "whom to believe of nothing known": (
        "precedence: {Moon: {end: [a]}}",
        "precedence, Moon: found an unknown kind or relation, expected one of",
    ),
    "whom to believe of an unknown field": (
        "precedence: {Contract: {ends: [a]}}",
        "precedence, Contract, ends: found no field that one source is believed of",
    ),
    "whom to believe of what is not one source's": (
        "precedence: {Contract: {aliases: [a]}}",
        "precedence, Contract, aliases: found no field that one source is believed of",
    ),
    "whom to believe of what a relation is": (
        "precedence: {DEPENDS_ON: {group: [a]}}",
        "precedence, DEPENDS_ON, group: found no field that one source is believed of",
    ),
    "a source that is believed twice": (
        "precedence: {Contract: {end: [a, b, a]}}",
        "precedence, Contract, end: found a, b, a, expected sources",
    ),
    "nobody is believed": (
        "precedence: {Contract: {end: []}}",
        "precedence, Contract, end: found none, expected sources",
    ),
    "overlaps what it extends": (
        lens_of(
            RULE % "{relation: PROVIDES, direction: forward, ends: Service, carries: {LOST: LOST}}"
        ),
        "found two rules for Supplier → Service",
    ),
}


@pytest.mark.parametrize(("text", "line"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named(text: str, line: str) -> None:
    with pytest.raises(InvalidModel) as caught:
        extended(text)
    assert line in str(caught.value)


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(InvalidModel) as caught:
        extended("kinds: {}\nci_classes: [pool]\nfields: {Moon: {}}\nlenses: [{}]")
    assert len(caught.value.problems) >= 6
