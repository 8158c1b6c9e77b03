"""Contract families in GraphQL: the tree, its values, and terms with where they are from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.graphql.answer import answer_fields
from api.graphql.batch import Node
from api.graphql.context import Context
from api.graphql.expiration_type import ExpirationAnswer
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.lines import Lines, lines, lines_field, lines_type
from api.graphql.question import question_field
from api.graphql.registry import Registry
from api.graphql.scalar import Amount, Money
from api.graphql.seen import Seen
from queries.contract.family import PARTIES, Family, Member, contract_family
from queries.expiration.contract_expiration import Expiration
from queries.expiration.expiration import Expirations, expirations
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Stated:
    """A term, a right or a party, and the contract that states it."""

    name: str
    value: Any
    stated_by: Node | None
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A supplier or an agency, and the contract that names it."""

    item: Node
    stated_by: Node | None


@dataclass(frozen=True, slots=True)
class FamilyAnswer:
    """A family, as its viewer may see it."""

    answer: Expirations
    family: Family
    seen: Seen
    before: FamilyAnswer | None = None

    @property
    def contract(self) -> Node:
        """What was asked about."""
        return self.seen.items([self.family.row])[0]

    @property
    def roots(self) -> Sequence[Node]:
        """The topmost contracts."""
        return self.seen.items(self.family.roots)

    @property
    def warnings(self) -> list[str]:
        """What looks wrong."""
        return self.family.warnings(self.seen.name)


@dataclass(frozen=True, slots=True)
class MemberAnswer:
    """A contract of the family."""

    of: FamilyAnswer
    member: Member

    @property
    def family(self) -> Family:
        """The same family, seen from the member."""
        whole = self.of.family
        return Family(whole.snapshot, self.member.row, whole.as_of, whole.calendar)

    @property
    def contract(self) -> Node:
        """The contract."""
        return self.of.seen.items([self.member.row])[0]

    @property
    def under(self) -> Node | None:
        """What it is listed under."""
        return self.of.seen.item(self.member.under)

    @property
    def depth(self) -> int:
        """How deep it stands."""
        return self.member.depth

    @property
    def again(self) -> bool:
        """Whether it was listed before."""
        return self.member.again

    @property
    def expiration(self) -> ExpirationAnswer:
        """Its dates and state."""
        answer = self.of.answer
        position = int(answer.rows.searchsorted(self.member.row))
        return ExpirationAnswer(self.of.seen, Expiration(answer, position, self.of.seen.name))

    @property
    def below(self) -> list[Money]:
        """What those under it come to."""
        sums = sorted(self.family.below(self.member.row).items())
        return [Money(amount=Amount(str(amount)), currency=name) for name, amount in sums]

    @property
    def terms(self) -> list[Stated]:
        """The terms that apply."""
        item = self.of.seen.item
        return [
            Stated(t.name, t.value, item(t.stated_by), t.default or None) for t in self.family.terms
        ]

    @property
    def rights(self) -> list[Stated]:
        """The rights that apply."""
        found = sorted(self.family.rights.items())
        return [Stated("right", right, self.of.seen.item(row)) for right, row in found]

    def parties(self, party: str) -> list[Party]:
        """Who it is with, or held by."""
        seen, found = self.of.seen, self.family.parties(party)
        shown = [(row, by) for row, by in found if seen.sees(row)]
        nodes = seen.items([row for row, _ in shown])
        return [Party(n, seen.item(by)) for n, (_, by) in zip(nodes, shown, strict=True)]


def contract_family_field(registry: Registry) -> ComputedField:
    """The root field ``contractFamily``, and its types."""
    _declare(registry)
    arguments = [argument("of", "ID", registry, "Any contract of the family.")]
    said = "Which contracts stand above and below one, at what value, and on which terms?"
    return question_field("contractFamily", "ContractFamily", resolve, registry, said, arguments)


def resolve(source: None, context: Context, of: str) -> FamilyAnswer:
    """The finished answer.

    Raises:
        NotFound: nothing is recorded under the id, or the viewer may not see it.
        InvalidQuestion: it is no contract.
    """
    context.scope.require(context.snapshot, [of])
    held = context.before
    there = held is not None and held.find(of) is not None
    before = _answer(context, held, of) if there and held is not None else None
    return _answer(context, context.snapshot, of, before)


def _answer(
    context: Context, snapshot: Snapshot, of: str, before: FamilyAnswer | None = None
) -> FamilyAnswer:
    calendar, day = context.settings.calendar, context.day()
    family = contract_family(snapshot, of, day, calendar)
    return FamilyAnswer(
        expirations(snapshot, day, calendar), family, Seen(context, snapshot), before
    )


def _declare(registry: Registry) -> None:
    said_by = "The contract that states it; null: a default, or you may not see it."
    term = [
        PlainField("name", "str", registry, "The term's field."),
        PlainField("value", "str", registry, "The duration."),
        PlainField("stated_by", "Contract | None", registry, said_by),
        PlainField("default", "str | None", registry, "Which default it is, if it is one."),
    ]
    registry.object("FamilyTerm", term, "A term as it applies to a contract, and where it is from.")
    right = [
        PlainField("value", "str", registry, "The right.", "right"),
        PlainField("stated_by", "Contract | None", registry, "The nearest contract that gives it."),
    ]
    registry.object("FamilyRight", right, "A right, and the contract that gives it.")
    for party, kind in (("supplier", "Supplier"), ("holder", "Agency")):
        fields = [
            PlainField("item", kind, registry, "Who it is.", party),
            PlainField("stated_by", "Contract | None", registry, "The contract that names it."),
        ]
        registry.object(f"Family{party.title()}", fields, f"A {party}, and who names it.")
    registry.object("FamilyMember", _member(registry), "A contract of a family.")
    lines_type("FamilyMembers", "FamilyMember", "The tree, depth first.", registry)
    family = [
        *answer_fields(registry),
        PlainField("contract", "Contract", registry, "What was asked about."),
        PlainField("roots", "list[Contract]", registry, "The topmost contracts above it."),
        lines_field("members", "FamilyMembers", "The tree, depth first.", registry, _members),
        PlainField("warnings", "list[str]", registry, "What looks wrong in the family."),
        PlainField("before", "ContractFamily | None", registry, "The same without the edits."),
    ]
    registry.object("ContractFamily", family, "The contracts above and below one.")


def _member(registry: Registry) -> list[PlainField]:
    def parties(party: str) -> Any:
        return lambda source, context: source.parties(party)

    said_again = "Whether it is only named here: it was listed before, or closes a circle."
    said_below = "What the contracts directly under it come to; own values stand beside this."
    lists = [
        ComputedField(
            f"{party}s", f"list[Family{party.title()}]", parties(party), registry, f"Its {party}s."
        )
        for party in PARTIES
    ]
    return [
        PlainField("contract", "Contract", registry, "The contract."),
        PlainField("depth", "int", registry, "How far below the root it stands."),
        PlainField("under", "Contract | None", registry, "What it is listed under."),
        PlainField("again", "bool", registry, said_again),
        PlainField("expiration", "Expiration", registry, "Its dates, and how things stand."),
        PlainField("below", "list[Money]", registry, said_below),
        PlainField("terms", "list[FamilyTerm]", registry, "Its notice and times."),
        PlainField("rights", "list[FamilyRight]", registry, "Its rights, inherited ones too."),
        *lists,
    ]


def _members(source: FamilyAnswer, context: Context, first: int, skip: int) -> Lines[MemberAnswer]:
    def sees(member: Member) -> bool:
        return source.seen.sees(member.row)

    def show(member: Member) -> MemberAnswer:
        return MemberAnswer(source, member)

    return lines(source.family.members, sees, show, context, (first, skip))
