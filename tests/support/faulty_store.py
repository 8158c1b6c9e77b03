"""A real store between whose steps a process may be killed, or the database be away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stores.protocol import Store

STEPS = ("apply", "write_records", "exchange_records", "record", "records")
"""What counts as a step."""


class Killed(BaseException):
    """The process ends here: no handler of errors may catch it."""


class FaultyStore:
    """Passes all on to a store; ``strike`` is told of each step before and after it is done."""

    def __init__(self, store: Store, strike: Callable[[str, bool], None]) -> None:
        """``strike`` gets a step's name and whether it is done; what it raises is what happens."""
        self._store, self._strike = store, strike

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if name not in STEPS:
            return found

        def struck(*given: Any, **named: Any) -> Any:
            self._strike(name, False)
            answer = found(*given, **named)
            self._strike(name, True)
            return answer

        return struck
