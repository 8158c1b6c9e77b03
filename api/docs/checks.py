"""The page of checks, from the rules' own table."""

from __future__ import annotations

from graph_model.markdown import table
from queries.check.question import declared_rules
from queries.check.severity import Severity

HEAD = """\
<!-- Written by `make docs` from queries/check/; do not edit. -->

# What `ramify check` looks for

The facts of an office are never quite right. `ramify check` says what is doubtful in them as of a
day (`--as-of`; today without it), worst first: each finding in one sentence that names the items
and says what to do. No finding stops an answer; what an answer then assumes is said here. Beside
these rules it asks the office's own [policies](policies.md).

```
ramify check                                    # what the store holds
ramify check samples/fedramp.json samples/state # files, loaded nowhere
ramify check --rule contract-outlives-parent    # one rule or policy; may be repeated
ramify check --no-policies --fail-on warning    # the facts alone; exit code 3 from warnings on
ramify check --format junit > check.xml         # for pipelines: a test case a rule
```

The exit code is 3 where something was found that is as bad as `--fail-on` (`error`, `warning`,
`info`, `never`; `error` without it), 1 where the check could not be made, and else 0. In JUnit
XML the rules that are as bad as `--fail-on` fail, with their findings; the others' findings are
the suite's output. Over GraphQL it is `check(rules:, asOf:) { counts { severity count }
findings(minSeverity:, first:, after:) { nodes { rule { id } message items { nodes { id } } } }
}`, where findings about items that the viewer may not see are counted as `hidden`.

"""

MEANINGS = {
    Severity.ERROR: "The facts contradict themselves, and an answer leaves something out.",
    Severity.WARNING: "Answers go on, but on an assumption that somebody should confirm.",
    Severity.INFO: "Worth knowing; the facts may well be right.",
}

TAIL = """\

Two more are asked only at the doors: `model-inconsistent` (the model contradicts itself) and, of
files, `row-rejected` (a row that cannot be kept as a fact, such as one with a date that does not
exist); both are errors.

*Cost:* all rules look at everything at once, in time linear in the graph. 100,000 contracts among
252,000 items and 497,000 relations, with 74,000 findings, take 1.3 s of one core
(`python -m bench check`).
"""


def checks_page() -> str:
    """The page in Markdown."""
    parts = [HEAD]
    for severity, meaning in MEANINGS.items():
        rules = [rule for rule in declared_rules() if rule.severity is severity]
        rows = [(f"`{rule.id}`", rule.meaning) for rule in rules]
        heading = (
            f"## {severity.word.capitalize()}s" if severity is not Severity.INFO else "## Info"
        )
        parts.append(f"{heading}\n\n{meaning}\n\n{table(('rule', 'what it finds'), rows)}\n\n")
    return "".join(parts).rstrip("\n") + "\n" + TAIL
