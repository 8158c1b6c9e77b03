"""Sessions of the page: who signed in with a token once, so that the browser need not keep it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that was signed in with a token, known by a cookie of which a digest is kept."""

    digest: Annotated[str, "The SHA-256 of the cookie's value, as hexadecimal text."]
    token: Annotated[str, "The key of the token, which has to be in order all the while."]
    began_at: Annotated[str, "When it began."]
    ends_at: Annotated[str, "When it ends, whatever is done in it."]


KIND = RecordKind(
    "session",
    Session,
    "A browser that was signed in with a token.",
    key=("digest",),
    indexed=("token",),
    ends="ends_at",
)
