"""The model's reference page from the declarations: ``python -m graph_model.reference``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from graph_model.declare import ITEM_FIELDS, RELATION_FIELDS, Field, Kind, RelationType
from graph_model.diagram import diagrams
from graph_model.ledger import declared_records
from graph_model.lens_table import lens_tables
from graph_model.markdown import heading, table
from graph_model.model import Model, standard_model
from graph_model.values import Shape

OPENING = """\
<!-- Written by `make docs` from graph_model/; do not edit. -->

# The model

Every kind of item, every relation and every lens of Ramify. Each is declared once, in
`graph_model/`; validation, the database's constraints, GraphQL, the JSON Schema of the plain graph
file and this page come from the declarations.
"""

IDS = """\
An item has a `kind`, an `id` and a `name`; all else is optional. An id is text, unique across the
graph and chosen by the source (`supplier:cirrus`): 1 to 512 characters in Unicode NFC (what comes
in another form is put in that one, in questions too), case-sensitive, without outer spaces,
control, format and direction characters. A relation has a `type`, and the ids of its two ends as
`from` and `to`; these identify it, together with its discriminator (a field of its own, such as
`group` or `role`) where it has one.
"""

SCALES = """\
A value of a list answers for those below it on its scale: FedRAMP High is enough where Moderate is
required, in substitution, policies (`includes`) and `ramify check`. What is on no scale answers for
itself alone. Values are compared without regard to case, spaces, hyphens and underscores.
"""

LEDGER = """\
Beside the graph, in the same store, Ramify keeps records that are no facts of it: no question reads
them as such, they make no revision, and `ramify export` leaves them out.
"""

CUSTOMISATION = """\
An installation adds CI classes, choices, fields, scales, lenses, and whom it believes of single
fields, in a file of its own, without code;
[samples/state/model.yaml](../samples/state/model.yaml) is a worked example.

```yaml
ci_classes: [kiosk]                 # more classes of a ConfigurationItem
choices:
  Contract:                         # a kind
    form: [grant]                   # more choices of one of its fields, the last of its order
scales:                             # one with a declared name takes its place
  - name: StateRAMP
    field: certifications           # a list of text, whatever kind has it
    steps: [StateRAMP Low, StateRAMP Moderate, StateRAMP High]   # lowest first
fields:
  Service:                          # a kind
    cost_center:                    # lower case, with underscores; not a declared name
      type: text                    # one of the types above
      meaning: Where it is booked.  # a sentence
      most: 20                      # least and most: bounds of a number, or of a text's length
      # choices: [a, b]             # for choice and choices
      # unit: EUR                   # for people to read
      # prose: true                 # a text that may have several lines
precedence:                         # where several sources say one thing
  Contract:                         # a kind, or a relation such as COVERS
    end: [register, servicenow]     # whose word counts for a field, the first first; a person's
                                    # edit comes before them all, unless `edits` stands in the list
lenses:
  - name: strict_outage
    meaning: Like an outage, but whoever owns a thing has to act.
    extends: outage                 # start from another lens
    # levels: [A, B, C]             # lowest first; needed where nothing is extended, as well as
    # redundancy: {fails: [C], breaks: C, softens: B}
    rules:                          # replace those for the same relation, direction and kinds
      - relation: OWNS
        direction: backward         # forward: from the relation's start to its end
        carries: {LOST: DEGRADED}   # what is not named carries nothing
        # starts: [Stakeholder]     # narrow the rule to relations that start at these kinds
        # ends: [Service]           # or end at these
        # part: NOTIFY              # the most that crosses a relation whose extent is part
```

A rule may not raise a level, and a higher level may not arrive as a lower one than a lower level
does: an answer would not be a least fixpoint. Everything wrong with the file is told at once.
"""

TYPES: dict[Shape, tuple[str, str]] = {
    Shape.TEXT: (
        "text in NFC, without control characters; one line, unless it says that it may have more",
        "`Cirrus`",
    ),
    Shape.CHOICE: ("one of the choices", "`cross-jurisdictional`"),
    Shape.DATE: ("a calendar day", "`2027-02-28`"),
    Shape.MOMENT: ("a date, or a date and time; kept in UTC", "`2027-02-28T02:00:00Z`"),
    Shape.DURATION: ("a calendar period of years, months, weeks and days", "`P90D`, `P3M`"),
    Shape.CLOCK: ("a duration that may be shorter than a day", "`PT4H`, `P1M`"),
    Shape.INTEGER: ("a whole number of 64 bits", "`2`"),
    Shape.NUMBER: ("a finite number", "`99.95`"),
    Shape.BOOLEAN: ("true or false", "`true`"),
    Shape.MONEY: ("a decimal amount and a currency", "`1200.00 USD`"),
    Shape.TEXTS: ("a list of text", '`["FedRAMP Moderate"]`'),
    Shape.CHOICES: ("a list of choices", '`["step-in", "audit"]`'),
    Shape.DATES: ("a list of days", '`["2027-01-12"]`'),
    Shape.READINGS: ("a list of days with a figure each", '`["2027-01-31 99.97"]`'),
}


def reference(model: Model) -> str:
    """The whole page as Markdown, with a newline at its end."""
    parts = chain(
        (OPENING, heading(2, "Items and relations"), IDS),
        ("Fields that every item may have:", _fields(ITEM_FIELDS)),
        ("Fields that every relation may have:", _fields(RELATION_FIELDS)),
        (heading(3, "Types"), _types()),
        (heading(2, "Diagrams"), *diagrams(model)),
        (heading(2, "Kinds"), *(part for kind in model.kinds for part in _kind(kind, model))),
        (heading(2, "Relations"), *(part for one in model.relations for part in _relation(one))),
        (heading(2, "Scales"), SCALES, _scales(model)),
        (heading(2, "Lenses"), *lens_tables(model)),
        (heading(2, "The ledger"), LEDGER, _records()),
        (heading(2, "Additions of one's own: model.yaml"), CUSTOMISATION),
    )
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _types() -> str:
    spelled = (
        "A choice is read without regard to case, spaces, hyphens and underscores. Null, an empty "
        "text and an empty list are the same as absent."
    )
    rows = [(f"`{shape.value}`", *TYPES[shape]) for shape in Shape]
    return f"{table(('type', 'what it is', 'example'), rows)}\n\n{spelled}"


def _kind(kind: Kind, model: Model) -> Iterator[str]:
    yield heading(3, kind.name)
    yield f"{kind.meaning} In GraphQL: `{kind.plural}`."
    if kind.own:
        yield _fields(kind.own)
    if kind.open:
        yield "Other attributes stand under `attributes` and may not have a declared field's name."
    for name, value, forbidden in kind.forbids:
        absent = " and ".join(f"`{one}`" for one in forbidden)
        yield f"Where `{name}` is {value}, there may be no {absent}."
    yield _ends(kind, model)


def _ends(kind: Kind, model: Model) -> str:
    """How the kind's relations read from it, in both directions."""
    rows = [
        *(
            (f"`{one.forward}`", _link(one), _kinds(e for s, e in one.joins if s == kind.name))
            for one in model.relations_from(kind.name)
        ),
        *(
            (f"`{one.backward}`", f"← {_link(one)}", _kinds(_starts(one, kind.name)))
            for one in model.relations_to(kind.name)
        ),
    ]
    return table(("reads", "relation", "kinds"), rows)


def _starts(relation: RelationType, end: str) -> Iterator[str]:
    return (start for start, joined in relation.joins if joined == end)


def _relation(relation: RelationType) -> Iterator[str]:
    yield heading(3, relation.name)
    yield relation.meaning
    pairs = [(_kinds([start]), _kinds(ends)) for start, ends in _by_start(relation)]
    yield table(("from", "to"), pairs)
    reads = f"Reads `{relation.forward}` from its start, `{relation.backward}` from its end."
    marked = (
        f" Its `{relation.discriminator}` is part of its identity."
        if relation.discriminator
        else ""
    )
    yield reads + marked
    if relation.own:
        yield _fields(relation.own)


def _by_start(relation: RelationType) -> list[tuple[str, list[str]]]:
    return [
        (start, [end for joined, end in relation.joins if joined == start])
        for start in relation.starts
    ]


def _fields(fields: Sequence[Field]) -> str:
    rows = [(f"`{f.name}`", f"`{f.shape.value}`", _admits(f), f.meaning) for f in fields]
    return table(("field", "type", "unit, bounds, choices", "meaning"), rows)


def _admits(field: Field) -> str:
    bounds = str(field.bounds) if field.bounds else ""
    if bounds and field.shape is Shape.TEXT:
        bounds += " characters"
    required = "required" if field.required else ""
    lines = "may have several lines" if field.prose else ""
    parts = (required, lines, field.unit, bounds, ", ".join(field.choices))
    return "; ".join(part for part in parts if part)


def _scales(model: Model) -> str:
    rows = [(scale.name, f"`{scale.field}`", " < ".join(scale.steps)) for scale in model.scales]
    return table(("scale", "field", "steps, lowest first"), rows)


def _records() -> str:
    rows = [
        (f"`{kind.name}`", kind.meaning, f"`{name}`", said)
        for kind in declared_records()
        for name, said in kind.described().items()
    ]
    return table(("record", "what it is", "field", "meaning"), rows)


def _kinds(names: Iterable[str]) -> str:
    return ", ".join(f"[{name}](#{name.lower()})" for name in names)


def _link(relation: RelationType) -> str:
    return f"[{relation.name}](#{relation.name.lower()})"


if __name__ == "__main__":
    sys.stdout.write(reference(standard_model()))
