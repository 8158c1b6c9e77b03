"""How the journal tells that a revision undoes another."""

PREFIX = "revert:"
"""How the ChangeSets that undo a revision are called: the revision, and the one it was asked at."""
