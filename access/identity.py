"""Who asks: a name for the journal, a role, and the viewer that answers are told to."""

from __future__ import annotations

from dataclasses import dataclass

from access.role import AccessRole
from graph_model.errors import Forbidden
from queries.answers.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody; ``key`` is that of the token they signed in with (None: they did not)."""

    name: str
    role: AccessRole
    viewer: Viewer
    key: str | None = None

    def require(self, least: AccessRole, what: str) -> None:
        """See that they may do something.

        Raises:
            Forbidden: their role is a lesser one.
        """
        if not self.role.may(least):
            raise Forbidden(what, self.role, least)
