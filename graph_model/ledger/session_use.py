"""When sessions were last used: apart from them, so that one that was ended does not come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class SessionUse:
    """When a session was last used, as far as that was written down."""

    digest: Annotated[str, "The digest that the session is kept under."]
    used_at: Annotated[str, "When; written at most once a minute."]
    ends_at: Annotated[str, "When that counts no more, as the session has then been idle too long."]


KIND = RecordKind(
    "session-use", SessionUse, "When a session was last used.", key=("digest",), ends="ends_at"
)
