"""What somebody may do at all, in four steps; each may what the one before it may."""

from __future__ import annotations

from enum import StrEnum


class AccessRole(StrEnum):
    """The roles, least first."""

    VIEWER = "viewer"
    EDITOR = "editor"
    STEWARD = "steward"
    ADMIN = "admin"

    def may(self, least: AccessRole) -> bool:
        """Whether this role is that one, or above it."""
        steps = list(AccessRole)
        return steps.index(self) >= steps.index(least)


MEANINGS = {
    AccessRole.VIEWER: "asks: every question, report and calendar, within the scope",
    AccessRole.EDITOR: "applies ChangeSets too, to what the scope shows",
    AccessRole.STEWARD: "loads, reconciles, decides identities and approves removals too",
    AccessRole.ADMIN: "manages tokens and connections too",
}
"""What each role is for, as its page tells it."""
