"""The page of policies: the language, the shipped policies, and what they find in the sample."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from application.check import graph_of_files
from application.policy import shipped_policies
from application.settings import Settings
from graph_model.customisation import extend, parse
from graph_model.markdown import table
from graph_model.model import Model, standard_model
from queries.check.question import Check, check
from queries.policy.operand import MEANINGS

SAMPLES = (Path("samples/fedramp.json"), Path("samples/state"))
MODEL = Path("samples/state/model.yaml")
DAY = date(2026, 11, 25)

HEAD = """\
<!-- Written by `make docs` from api/, queries/policy/ and the samples; do not edit. -->

# Policies: an office's own rules

A policy says what every item of a kind must be. It is declared in YAML and evaluated by `ramify
check`, beside the [rules about the facts themselves](checks.md). Ramify ships a set,
[application/policies.yaml](../application/policies.yaml); an installation has its own by copying
that file, changing it, and naming it in `RAMIFY_POLICIES` or with `--policies` (which may be
repeated, and takes the place of the shipped set).

```yaml
policies:
  - id: citizen-facing-way-out
    for: Service                                  # a kind, or a list of them
    where: {citizen_facing: true}                 # which of them; without it, all
    require:                                      # what each must be
      any:
        - {count: providedBy, at_least: 2}
        - some: coveredBy.under*
          where: {in_force: true, rights: {includes: step-in}}
    severity: warning                             # error, warning (without it) or info
    message: it has neither a second supplier nor a step-in right; agree one of the two.
    meaning: A citizen-facing service has two suppliers, or a right to step in.
```

A finding is the item's name, then the `message`: what is missing, and what to do. `meaning` says
why the policy exists. `standard: true` marks a policy about contracts as one of the office's
standard terms: `ramify compare` tells which contracts deviate from it. Ids are unique, among the
rules as well. A file is read as a whole: everything that is wrong with it is said at once, each
with its place, and nothing is evaluated until it is right.

## Conditions

`where` and `require` are conditions. A condition is an object, all of whose entries must hold, or
a list of conditions, all of which must.

| condition | holds when |
| --- | --- |
| `field: value` | the field is equal to the value; of a list of values, to one of them |
| `field: {operator: value, …}` | the field passes every operator |
| `all: […]`, `any: […]` | every condition of the list holds; at least one does |
| `not: …` | the condition does not hold |
| `some: way` | at least one item lies at the end of the way |
| `none: way` | no item does |
| `every: way, require: …` | every item that does is as required; so also where there is none |
| `count: way, at_least: 2` | so many different items do; `at_most` and `exactly` too |

The last four take `where: …`, a condition on the items at the end of the way, and `relation:
{field: …}`, one on the relation by which they are reached. They stand alone in their object:
other conditions beside one go in a list.

**Fields** are those of the kind (see [the model](model.md)); `id` and `kind`; `attributes.name`
for an open attribute of a ConfigurationItem; and of a Contract `in_force`, `ends_on` and
`renews`, with renewals and parents counted; of a Stakeholder `listen_by`, its cadence after it
was last engaged. Values are read as in a file: `Step In` is `step-in`.

**Operators:**

"""

LANGUAGE = """

An absent value passes only `present: false`. Dates are `2027-02-28`, `today`, or counted from
today: `today-P180D`, `today+P3M`. Choices are ordered as they are declared (`criticality:
{at_least: high}`). Of a list of dates or readings the latest counts (`meetings: {at_least:
today}`: there is a meeting ahead). Durations are compared in days, a month being 30.4375 of them;
money only within one currency.

**Ways** are relations by the names that an item knows them by, from either end (`providedBy` of a
Service, `provides` of a Supplier), several joined by dots: `consumedBy.partOf.representedBy`.
`under*` is the relation any number of times, none included: a contract and all that it is under.
A list of ways leads to the items at the end of any. An item is counted once, however many ways
lead to it. Only relations that hold on the day of the question count.

"""

SHIPPED = """\
## The shipped policies

What each asks for, and how many findings it has in the samples as of 25 November 2026 (`ramify
check samples/fedramp.json samples/state`, with `RAMIFY_MODEL=samples/state/model.yaml`).

"""

FOUND = """

## What they find in the sample

The first finding of each:

"""


def policies_page() -> str:
    """The page in Markdown; the samples are read from the working directory."""
    model = extend(standard_model(), parse(MODEL.read_text(encoding="utf-8")))
    rules = [policy.rule for policy in shipped_policies(model)]
    with graph_of_files(SAMPLES, Settings(model=MODEL)) as (graph, _):
        found = check(graph.snapshot(), DAY, rules)
    operators = [(f"`{name}`", f"it {meaning}") for name, meaning in MEANINGS.items()]
    return (
        HEAD
        + table(("operator", "the field's value passes when"), operators)
        + LANGUAGE
        + SHIPPED
        + _shipped(model, found)
        + FOUND
        + _first_findings(found)
    )


def _shipped(model: Model, found: Check) -> str:
    rows = [
        (
            f"`{policy.id}`",
            ", ".join(policy.kinds),
            policy.severity.word,
            policy.meaning,
            str(len(found.of_rule(policy.id))),
        )
        for policy in shipped_policies(model)
    ]
    return table(("policy", "for", "severity", "what it asks for", "findings"), rows)


def _first_findings(found: Check) -> str:
    firsts = [(rule.id, finding) for rule in found.rules for finding in found.of_rule(rule.id)[:1]]
    lines = [f"- `{id_}`: {finding.message}" for id_, finding in firsts if finding.items]
    return "\n".join(lines) + "\n"
