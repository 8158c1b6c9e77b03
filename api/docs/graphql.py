"""The page of the GraphQL door: conventions, limits from the settings, codes from the errors."""

from __future__ import annotations

from collections.abc import Iterator

from api.graphql import error, route
from api.http import same_origin, signed_in
from application.setting import variable
from application.settings import SETTINGS
from graph_model.errors import RamifyError

HEAD = """\
# GraphQL

`POST /graphql` answers queries and applies mutations, `GET /graphql?query=…` answers queries, and
a browser at `/graphql` is shown an explorer. `ramify schema` prints the schema, every field of it
described. The schema is made from the declarations ([model](model.md)), an installation's own
fields included. One request is answered from one revision of the facts, from start to end;
`revision` says which.

The server answers a request whose `Host` is loopback's or one of `RAMIFY_HOSTS`
([settings](settings.md)), and a `POST` only from its own pages or from a program: the page of
another site can neither read nor write here, whatever its name is pointed at.

## Items and relations

Each kind is a type with its fields, and has a connection named by its plural: `agencies`,
`serviceLevelAgreements`. All implement `Item` (`id`, `name`, `description`, `aliases`, `source`,
`verifiedOn`). `node(id:)` and `nodes(ids:)` find an item by its id, unchanged, or by an alias, as
Relay asks for it; `item(id:)` does on a day, at a revision or under a what-if (`asOf`,
`atRevision`, `whatIf`). A ConfigurationItem answers `attributes { name value }` and
`attribute(name:)` for what its kind does not declare.

A Contract answers what follows from its recorded `end` as well: `endsOn`, `renewsOn` and
`nextStepOn` ([reference](reference.md)), the same days that `expirations` tells, with filters and
orders like any other field's. They are dated by the `asOf` of the field they are asked below;
connections of kinds take `asOf`, `atRevision` and `whatIf` too:

```graphql
{
  contracts(
    asOf: "2026-11-25"
    filter: {endsOn: {gte: "2026-11-25", lte: "2027-05-24"}}
    orderBy: [NEXT_STEP_ON_ASC]
    first: 3
  ) {
    totalCount
    nodes { id end endsOn renewsOn nextStepOn }
  }
}
```

A relation is a field of both its ends, named as each end knows it: `contract { covers }`,
`service { coveredBy }`. The edges carry the relation's own fields; with `asOf` only relations
that hold on the day are listed.

```graphql
{
  services(filter: {criticality: {eq: MISSION_CRITICAL}}, orderBy: [NAME_ASC], first: 2) {
    totalCount
    nodes {
      id
      name
      coveredBy(asOf: "2026-11-25") {
        edges { extent since node { number end value { amount currency } } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
```

## Questions

Each question is a field of the root, with its arguments and its answer: `impact`, `substitution`,
`expirations` ([reference](reference.md)). An answer has a `verdict`, the `revision` it is about,
and says whether it is `complete` and, if not, the `reason`.

```graphql
{
  impact(of: ["ci:san-1"], lens: OUTAGE, asOf: "2026-11-25") {
    verdict
    revision
    affected(kinds: [Agency], minLevel: LOST, first: 10) {
      totalCount
      hidden
      nodes { level item { id name } }
    }
  }
}
```

`questions(name:)` tells how each is declared: what it takes, its tables with their columns, and the
documents that ask for them; the page makes its forms of it. An object that the command line says in
words has these as `inWords`.

What the viewer may not see is left out of lookups. In what an effect or a sum reaches it is
counted, never named: in a connection's `hidden`, beside other lists (`togetherHidden`).

| value | how it is written |
|---|---|
| a choice | an enum value: `cross-jurisdictional` is `CROSS_JURISDICTIONAL` |
| a kind, a relation's type | an enum value, as it is called: `Agency`, `DEPENDS_ON` |
| a lens, a level | an enum value: `OUTAGE`, `LOST`; an installation's own as well |
| a date, a moment | `Date` (`2026-11-25`), `DateTime` (`2026-11-25T08:00:00Z`, or a day) |
| a duration | ISO 8601 text: `P90D`, `P3M` |
| a whole number | `Int64`, a JSON number of up to 64 bits |
| money | `{ amount currency }`, the amount as decimal text |
| a list | never null; an absent one is empty |

## Pages

Connections follow Relay: `first` and `after`, or `last` and `before`; `edges { cursor node }`, or
`nodes` alone. A page is 100 long where nobody says. A cursor is the place in the order, not a
number: what is added or removed meanwhile neither hides nor repeats what stays. It is good for
one `orderBy` only. The id decides where the order does not; absent values come last.

## Filters

A filter holds all of its conditions; `and`, `or`, `not` combine. Operands are `eq`, `ne`, `in`,
`isNull`; `lt`, `lte`, `gt`, `gte` where there is an order; `contains` and `startsWith` for text,
whatever its case. A list has `some`, `none`, `isEmpty`; so has a relation, with a filter of the
item at its other end: `{coveredBy: {none: {form: {in: [MSA, SOW]}}, asOf: "2026-11-25"}}`. An
operand that is null is not a condition, so that variables may be left out.

## Changes

```graphql
mutation {
  applyChangeSet(input: {
    id: "by-hand-1"
    expectedRevision: 12
    changes: [{set: {id: "service:mail", criticality: "high"}}]
  }) { revision }
}
```

`changes` are in the form of a ChangeSet file: `put`, `set`, `remove`. All are applied or none.
The same `id` again changes nothing and answers the first revision. `journal(since:)` reads what
was changed, with whole images, by whom, by which door and for what `reason`.

`revertRevision(input: {revision: 12})` undoes a revision, or with `dryRun: true` shows what
would; where later changes stand on what it made it is refused, with each item.
`stillTrue(input: {ids: ["service:mail"]})` says that facts were looked at and found as recorded:
their `verifiedOn` is today. `erasePerson(input: {id: "stakeholder:x"})` takes a person out of the
facts and of every image of the journal; its id stays, and so do copies of the store, loaded files
and the transaction logs of a Neo4j.

## Limits

| setting | default | |
|---|---|---|
"""

CODES = """
## Errors

Every error has `extensions.code`, which is stable; what was given wrongly is told in
`extensions.problems`, each with `where`, `found`, `expected` and `advice`. Messages may change.

| code | when |
|---|---|
"""


def graphql_page() -> str:
    """The page in Markdown."""
    return HEAD + "".join(_limits()) + CODES + "".join(_codes())


def _limits() -> Iterator[str]:
    for name, one in SETTINGS.items():
        if name.startswith("max_"):
            yield f"| `{variable(name)}` | {one.default:,} | {one.said} |\n"


def _codes() -> Iterator[str]:
    for code, said in error.CODES.items():
        yield f"| `{code}` | {said} |\n"
    yield f"| `{route.INVALID_REQUEST}` | The HTTP request carries no GraphQL request. |\n"
    for code, said in (same_origin.CODES | signed_in.CODES).items():
        yield f"| `{code}` | {said} |\n"
    for raised in _raised(RamifyError):
        yield f"| `{raised.code}` | {_first_sentence(raised)} |\n"


def _raised(root: type[RamifyError]) -> Iterator[type[RamifyError]]:
    """Every error below the root that has a code of its own, in the order of the tree."""
    for below in root.__subclasses__():
        if "code" in vars(below) and below.__module__ == RamifyError.__module__:
            yield below
        yield from _raised(below)


def _first_sentence(raised: type[RamifyError]) -> str:
    return (raised.__doc__ or "").strip().partition("\n")[0].replace("``", "`")
