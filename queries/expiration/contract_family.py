"""The contract family question: what stands above and below one, at what value, on which terms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Annotated

from graph_model.words import counted, day_in_words
from queries.answers.asked import Asked
from queries.answers.listing import Listing
from queries.answers.supposed_answer import with_before
from queries.answers.told import on_request, subject, told, told_with
from queries.answers.types import (
    AgencyRow,
    ContractRow,
    FieldChoice,
    MoneyText,
    Said,
    SupplierRow,
)
from queries.answers.view import View
from queries.contract.family import Family, Member, contract_family
from queries.contract.worth import worth
from queries.expiration.contract_expiration import Expiration
from queries.expiration.contract_state import ContractState
from queries.expiration.deadline_answer import DeadlineAnswer
from queries.expiration.expiration import Expirations, expirations
from queries.snapshot.rows import as_ints

STATED_BY = "The contract that states it; null: a default, or not to be seen."


@dataclass(frozen=True, slots=True)
class FamilyTerm:
    """A term as it applies to a contract, and where it is from."""

    name: Annotated[str, Said("The term's field.")]
    value: Annotated[str, Said("The duration.")]
    stated_by: Annotated[ContractRow | None, Said(STATED_BY)]
    default: Annotated[str | None, Said("Which default it is, if it is one.")]


@dataclass(frozen=True, slots=True)
class FamilyRight:
    """A right, and the contract that gives it."""

    right: Annotated[Annotated[str, FieldChoice("Contract", "rights")], Said("The right.")]
    stated_by: Annotated[ContractRow | None, Said(STATED_BY)]


@dataclass(frozen=True, slots=True)
class FamilySupplier:
    """A supplier, and who names it."""

    supplier: Annotated[SupplierRow, Said("Who it is.", subject=True)]
    stated_by: Annotated[ContractRow | None, Said(STATED_BY)]


@dataclass(frozen=True, slots=True)
class FamilyHolder:
    """An agency that holds a contract, and who names it."""

    holder: Annotated[AgencyRow, Said("Who it is.", subject=True)]
    stated_by: Annotated[ContractRow | None, Said(STATED_BY)]


class _Terms:
    """What applies to one contract of a family, its own or inherited."""

    family: Family

    @told
    def terms(self) -> list[FamilyTerm]:
        """Its notice and times."""
        found = self.family.terms
        return [FamilyTerm(t.name, str(t.value), t.stated_by, t.default or None) for t in found]

    @told
    def rights(self) -> list[FamilyRight]:
        """Its rights, inherited ones too."""
        return [FamilyRight(right, row) for right, row in sorted(self.family.rights.items())]

    @told
    def suppliers(self) -> list[FamilySupplier]:
        """Whom it is with."""
        return [FamilySupplier(*found) for found in self.family.parties("supplier")]

    @told
    def holders(self) -> list[FamilyHolder]:
        """Who holds it."""
        return [FamilyHolder(*found) for found in self.family.parties("holder")]


@dataclass(frozen=True)
class FamilyMember(_Terms):
    """A contract of a family."""

    deadlines: Expirations
    family: Family
    member: Member

    @subject
    @told
    def contract(self) -> ContractRow:
        """The contract."""
        return self.member.row

    @told
    def depth(self) -> int:
        """How far below the root it stands."""
        return self.member.depth

    @told
    def under(self) -> ContractRow | None:
        """What it is listed under."""
        return self.member.under

    @told
    def again(self) -> bool:
        """Whether it is only named here: it was listed before, or closes a circle."""
        return self.member.again

    @told_with
    def tree(self, view: View) -> str:
        """Its id, set in by its depth; marked where it is only named."""
        again = " (see above)" if self.member.again else ""
        return "  " * self.member.depth + view.snapshot.id(self.member.row) + again

    @told
    def state(self) -> ContractState:
        """What comes of it."""
        return self._ending.state

    @told
    def ends_on(self) -> date | None:
        """Its last day; null: no end."""
        return self._ending.ends_on

    @told_with
    def below(self, view: View) -> list[MoneyText]:
        """What the contracts directly under it that you may see come to, beside its own value."""
        sums = sorted(self.family.below(self.member.row, view.sees).items())
        return [f"{amount} {currency}" for currency, amount in sums]

    @cached_property
    def _ending(self) -> Expiration:
        return Expiration.of_row(self.deadlines, self.member.row)

    @on_request
    @told
    def expiration(self) -> Expiration:
        """Its dates, and what its end would mean."""
        return self._ending


@dataclass(frozen=True)
class ContractFamily(_Terms, DeadlineAnswer):
    """The contracts above and below one; what applies to it, and where that is from."""

    family: Family

    def sentence(self, view: View) -> str:
        """How many stand in the family, at what money, under which; which of them ends first."""
        seen = [m for m in self.family.members if not m.again and view.sees(m.row)]
        many = counted(len(seen), "contract", "contracts")
        told = worth(self.snapshot, [member.row for member in seen], self.as_of).in_words
        said = (
            f"{view.name(self.family.row)} is one of a family of {many} ({told}){self._under(view)}"
        )
        endings = [Expiration.of_row(self.deadlines, member.row) for member in seen]
        ahead = [(e.ends_on, e) for e in endings if e.ends_on and e.ends_on >= self.as_of]
        if not ahead:
            return f"{said}; none of them has an end ahead."
        ends, first = min(ahead, key=lambda pair: (pair[0], self.snapshot.id(pair[1].row)))
        verb = "renews after" if first.renews_on else "ends on"
        return f"{said}. The first, {view.name(first.row)}, {verb} {day_in_words(ends)}."

    def _under(self, view: View) -> str:
        """Under which contracts all of them are; nothing, where that is the one asked about."""
        roots = as_ints(self.family.roots)
        return "" if roots.tolist() == [self.family.row] else f", under {view.names(roots)}"

    @told
    def contract(self) -> ContractRow:
        """What was asked about."""
        return self.family.row

    @told
    def roots(self) -> list[ContractRow]:
        """The topmost contracts above it."""
        return self.family.roots

    @told
    def members(self) -> Listing[FamilyMember]:
        """The tree, depth first."""
        members = self.family.members
        return Listing(
            "tree",
            len(members),
            lambda at: self._member(members[at]),
            lambda at: (at,),
            as_ints([member.row for member in members]),
        )

    def _member(self, member: Member) -> FamilyMember:
        return FamilyMember(self.deadlines, replace(self.family, row=member.row), member)

    @told_with
    def warnings(self, view: View) -> list[str]:
        """What looks wrong in the family."""
        return self.family.warnings(view.label, view.sees)


def answer(asked: Asked, of: str) -> ContractFamily:
    """The family of a contract, with that of the facts without a what-if's edits.

    Raises:
        NotFound: nothing is recorded under the id, or the viewer may not see it.
        InvalidQuestion: it is no contract.
    """
    asked.view.require([of])

    def on(view: View) -> ContractFamily:
        calendar = asked.office.calendar
        family = contract_family(view.snapshot, of, view.as_of, calendar)
        deadlines = expirations(view.snapshot, view.as_of, calendar)
        return ContractFamily(deadlines, family)

    before = asked.before if asked.before and asked.before.find(of) is not None else None
    return with_before(asked.view, before, on)
