"""The expirations question in GraphQL: what ends, by when to act, what falls, whom it touches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from api.graphql.affected import affected_field
from api.graphql.answer import answer_fields
from api.graphql.batch import Node
from api.graphql.context import PAGE, Context
from api.graphql.expiration_type import ExpirationAnswer, declare_expiration
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.impact_answer import ImpactAnswer
from api.graphql.question import question_field
from api.graphql.ranking import RankedPage, ranked_type
from api.graphql.registry import Registry
from api.graphql.seen import Seen
from queries.contract.contract_filter import concerning
from queries.expiration.contract_expiration import Expiration
from queries.expiration.expiration import STATES, Expirations, expirations
from queries.snapshot.rows import Ints

NAME = "Expiration"
TOUCHED = {
    "slas": ("ServiceLevelAgreement", "The promises that its ending touches."),
    "agencies": ("Agency", "The agencies that its ending touches."),
    "stakeholders": ("Stakeholder", "The stakeholders that its ending touches: who to tell."),
}


@dataclass(frozen=True)
class Question:
    """What was asked: the answer's contracts, and those of the facts without a what-if's edits."""

    context: Context
    found: Expirations
    of: Sequence[str] | None
    first: date
    until: date | None
    states: Sequence[str] | None
    before: Expirations | None = None

    @cached_property
    def seen(self) -> Seen:
        """What the viewer may see."""
        return Seen(self.context, self.found.snapshot)

    @cached_property
    def positions(self) -> Ints:
        """The contracts listed, by the answer's positions."""
        return self._listed(self.found)

    def _listed(self, found: Expirations) -> Ints:
        return found.between(self.first, self.until, self.states, self.among(found))

    def among(self, found: Expirations) -> Ints | None:
        """The rows of the contracts that it is about; None: all."""
        if self.of is None:
            return None
        known = [id_ for id_ in self.of if found.snapshot.find(id_) is not None]
        return concerning(found.snapshot, known, found.as_of)

    @cached_property
    def gone(self) -> list[ExpirationAnswer]:
        """Contracts that are listed without the edits, and not with them."""
        if self.before is None:
            return []
        now = set(self.found.snapshot.ids_of(self.found.rows[self.positions]))
        seen = Seen(self.context, self.before.snapshot)
        listed = (Expiration(self.before, p, seen.name) for p in self._listed(self.before).tolist())
        gone = [e for e in listed if self.before.snapshot.id(e.row) not in now]
        return [ExpirationAnswer(seen, e) for e in gone if seen.sees(e.row)]

    def line(self, at: int, item: Node) -> ExpirationAnswer:
        """One contract of the list."""
        found = Expiration(self.found, int(self.positions[at]), self.seen.name)
        return ExpirationAnswer(self.seen, found, self._before(item.id))

    def _before(self, id_: str) -> ExpirationAnswer | None:
        row = None if self.before is None else self.before.snapshot.find(id_)
        if self.before is None or row is None or row not in self.before.rows:
            return None
        seen = Seen(self.context, self.before.snapshot)
        position = int(self.before.rows.searchsorted(row))
        return ExpirationAnswer(seen, Expiration(self.before, position, seen.name))


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many of the listed contracts are in a state."""

    state: str
    count: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why contracts are not listed, and how many."""

    reason: str
    count: int


class ExpirationPage(RankedPage[ExpirationAnswer]):
    """A page of contracts by their next step, then their last day, then id."""

    def __init__(self, question: Question, given: dict[str, Any]) -> None:
        """Take the page that the arguments ask for."""
        found, positions = question.found, question.positions
        # The ranking puts the greatest number first, so days are counted down.
        days = {"step": found.next_step_on, "end": found.last.last}
        columns = {
            name: (-column[positions].astype("int64")).tolist() for name, column in days.items()
        }
        rows = found.rows[positions]
        super().__init__(question.context, found, rows, columns, given, question.line)
        self.question = question

    @property
    def states(self) -> list[StateCount]:
        """How many are in each state, on all pages."""
        states = [s.value for s in self.question.found.states[self.question.positions]]
        return [StateCount(state, states.count(state)) for state in STATES if state in states]

    @property
    def left_out(self) -> list[LeftOut]:
        """Why others are not listed."""
        asked = self.question
        among = asked.among(asked.found)
        reasons = asked.found.left_out(asked.first, asked.until, among)
        return [LeftOut(*reason) for reason in reasons]

    @property
    def gone(self) -> list[ExpirationAnswer]:
        """What the edits took off the list."""
        return self.question.gone


def expirations_field(registry: Registry) -> ComputedField:
    """The root field ``expirations``, and its types."""
    _declare(registry)
    said_of = "Only contracts that concern these: agencies, suppliers, services, forums, owners."
    arguments = [
        argument("of", "list[ID] | None", registry, said_of),
        argument("from", "Date | None", registry, "Last days from here on; absent: from asOf."),
        argument("until", "Date | None", registry, "Up to here; absent: all, without an end too."),
        argument("states", "list[ContractState] | None", registry, "Only in these states."),
        argument("first", "int | None", registry, "How many.", PAGE),
        argument("after", "str | None", registry, "Begin after this cursor."),
    ]
    said = (
        "Which contracts end between two days, by when must we act, what falls uncovered, and who "
        "has to be in the room? By their next step, then their last day, then id."
    )
    return question_field("expirations", f"{NAME}Connection", resolve, registry, said, arguments)


def resolve(
    source: None, context: Context, of: list[str] | None = None, **given: Any
) -> ExpirationPage:
    """The page that is asked for.

    Raises:
        NotFound: with the ids that are not recorded, or that the viewer may not see.
        InvalidQuestion: the last day is before the first.
    """
    context.scope.require(context.snapshot, of or ())
    day, calendar = context.day(), context.settings.calendar
    first = date.fromisoformat(given["from"]) if given.get("from") else day
    until = date.fromisoformat(given["until"]) if given.get("until") else None
    wanted = given.get("states")
    states = None if wanted is None else [state.value for state in wanted]
    before = None if context.before is None else expirations(context.before, day, calendar)
    found = expirations(context.snapshot, day, calendar)
    return ExpirationPage(Question(context, found, of, first, until, states, before), given)


def _declare(registry: Registry) -> None:
    registry.enum("ContractState", STATES, "How things stand with a contract, as of a day.")
    declare_expiration(registry, _touched(registry))
    state = [
        PlainField("state", "ContractState", registry, "The state."),
        PlainField("count", "int", registry, "How many of the listed are in it, on all pages."),
    ]
    registry.object("StateCount", state, "How many contracts are in a state.")
    left_out = [
        PlainField("reason", "str", registry, "Why they are not listed."),
        PlainField("count", "int", registry, "How many there are."),
    ]
    registry.object("LeftOut", left_out, "Contracts that an answer does not list, and why.")
    more = [
        *answer_fields(registry),
        PlainField("states", "list[StateCount]", registry, "How many are in each state."),
        PlainField("left_out", "list[LeftOut]", registry, "Why the others are not listed."),
        PlainField("gone", f"list[{NAME}]", registry, "What the edits took off the list."),
    ]
    ranked_type(NAME, "contracts", registry, more)


def _touched(registry: Registry) -> list[ComputedField]:
    """What the ending touches, worked out for the contracts that are asked for it."""

    def touched(source: ExpirationAnswer, context: Context) -> ImpactAnswer:
        return ImpactAnswer.of(source.seen.context, source.impact)

    said = "All that its ending touches, under the lens `sourcing`."
    return [
        ComputedField("touched", "Impact", touched, registry, said),
        *(affected_field(name, said, registry, kind) for name, (kind, said) in TOUCHED.items()),
    ]
