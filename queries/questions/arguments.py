"""Arguments read: names, days and bounds as every door reads them, defaults filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from operator import index
from typing import Any, NoReturn

from graph_model.declare import camel
from graph_model.errors import InvalidQuestion, LimitExceeded, Problem
from graph_model.ids import read_id
from graph_model.model import Model
from graph_model.periods import moved, parse_period
from graph_model.values import fold
from graph_model.words import word_of
from queries.answers.asked import Point
from queries.questions.declaration import Argument, Form


def read_arguments(
    arguments: Iterable[Argument], given: Mapping[str, Any], today: date, model: Model
) -> dict[str, Any]:
    """The arguments by name: those given as they are meant, the others as declared.

    ``given`` may be keyed by either name of an argument; its values are JSON, or read already.

    Raises:
        InvalidQuestion: with each argument that does not fit.
        LimitExceeded: a number is beyond its bounds.
    """
    reader, read = _Reader(today, model), {}
    for argument in arguments:
        value = given.get(argument.name, given.get(argument.key))
        if value is None or value == []:
            read[argument.name] = reader.default(argument)
        else:
            read[argument.name] = reader.read(argument, value)
    return read


class _Reader:
    """Reads values for a day and a model."""

    def __init__(self, today: date, model: Model) -> None:
        self.today, self.model = today, model

    def default(self, argument: Argument) -> Any:
        if argument.required:
            _wrong(argument, "nothing", argument.form.value)
        if argument.form is Form.DAY and isinstance(argument.default, str):
            return moved(self.today, parse_period(argument.default), 1)
        if argument.form is Form.CHOICE and isinstance(argument.default, str):
            return self._choice(argument, argument.default)
        return argument.default

    def read(self, argument: Argument, value: Any) -> Any:
        if not argument.form.many:
            return self._one(argument, value)
        values = value if isinstance(value, list | tuple) else [value]
        return [self._one(argument, one) for one in values]

    def _one(self, argument: Argument, value: Any) -> Any:
        read = _READERS.get(argument.form)
        return value if read is None else read(self, argument, value)

    def _id(self, argument: Argument, value: Any) -> str:
        value = self._text(argument, value)
        try:
            return read_id(value)
        except ValueError as error:
            _wrong(argument, repr(value)[:80], str(error))

    def _text(self, argument: Argument, value: Any) -> str:
        if not isinstance(value, str):
            _wrong(argument, repr(value)[:80], argument.form.value)
        return value

    def _day(
        self,
        argument: Argument,
        value: Any,
        expected: str = "a date that exists, as YYYY-MM-DD",
    ) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except (ValueError, TypeError):
            _wrong(argument, repr(value)[:80], expected)

    def _moment(self, argument: Argument, value: Any) -> datetime:
        """A moment, of which the zone may be left out: then it is the installation's."""
        if isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(value)
        except (ValueError, TypeError):
            expected = "a moment that exists, as 2026-11-30T02:10 or 2026-11-30T02:10Z"
            _wrong(argument, repr(value)[:80], expected)

    def _point(self, argument: Argument, value: Any) -> Point:
        """A revision's number or a day, or both as {"revision", "date"}."""
        if isinstance(value, Mapping):
            revision, day = value.get("revision"), value.get("date")
        else:
            text = str(value)
            revision, day = (text, None) if text.isdecimal() else (None, text)
        if revision is None and day is None:
            _wrong(argument, "neither", "a revision or a date")
        expected = "a revision's number, or a date that exists, as YYYY-MM-DD"
        return Point(
            None if revision is None else self._integer(argument, revision),
            None if day is None else self._day(argument, day, expected),
        )

    def _integer(self, argument: Argument, value: Any) -> int:
        try:
            number = int(value) if isinstance(value, str) else index(value)
        except (ValueError, TypeError):
            _wrong(argument, repr(value)[:80], "a whole number")
        low, high = argument.least, argument.most
        if (low is not None and number < low) or (high is not None and number > high):
            raise LimitExceeded([Problem(argument.key, str(number), _bounds(low, high))])
        return number

    def _flag(self, argument: Argument, value: Any) -> bool:
        known = {"true": True, "false": False, "yes": True, "no": False}
        found = value if isinstance(value, bool) else known.get(str(value).casefold())
        if found is None:
            _wrong(argument, repr(value)[:80], "true or false")
        return found

    def _kind(self, argument: Argument, value: Any) -> str:
        return _among(argument, value, [kind.name for kind in self.model.kinds])

    def _relation(self, argument: Argument, value: Any) -> str:
        return _among(argument, value, [relation.name for relation in self.model.relations])

    def _lens(self, argument: Argument, value: Any) -> str:
        return _among(argument, value, [lens.name for lens in self.model.lenses])

    def _level(self, argument: Argument, value: Any) -> str:
        levels = dict.fromkeys(level for lens in self.model.lenses for level in lens.levels)
        return _among(argument, value, list(levels))

    def _of_field(self, argument: Argument, value: Any) -> str:
        field = self.model.kind_by_name[argument.kind].field(argument.field)
        return _among(argument, value, list(field.choices if field else ()))

    def _choice(self, argument: Argument, value: Any) -> Enum | str:
        enum = argument.members
        if enum is None:
            return self._of_field(argument, value)
        if isinstance(value, enum):
            return value
        members = {word_of(member): member for member in enum}
        return members[_among(argument, value, list(members))]


_READERS: Mapping[Form, Callable[[_Reader, Argument, Any], Any]] = {
    Form.ID: _Reader._id,
    Form.IDS: _Reader._id,
    Form.TEXT: _Reader._text,
    Form.TEXTS: _Reader._text,
    Form.DAY: _Reader._day,
    Form.MOMENT: _Reader._moment,
    Form.INTEGER: _Reader._integer,
    Form.FLAG: _Reader._flag,
    Form.LENS: _Reader._lens,
    Form.LEVEL: _Reader._level,
    Form.KIND: _Reader._kind,
    Form.KINDS: _Reader._kind,
    Form.RELATIONS: _Reader._relation,
    Form.POINT: _Reader._point,
    Form.POINTS: _Reader._point,
    Form.CHOICE: _Reader._choice,
    Form.CHOICES: _Reader._choice,
}


def _among(argument: Argument, value: Any, names: list[str]) -> str:
    """The name that a value means, without regard to case, space, hyphen and underscore."""
    known = {fold(name): name for name in names}
    found = known.get(fold(value)) if isinstance(value, str) else None
    return found or _wrong(argument, repr(value)[:80], "one of " + ", ".join(names))


def _wrong(argument: Argument, found: str, expected: str) -> NoReturn:
    raise InvalidQuestion([Problem(camel(argument.name), found, expected)])


def _bounds(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"at least {low}" if low is not None else f"at most {high}"
