"""When tokens were last used: apart from the tokens, so that using one does not change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class TokenUse:
    """When a token was last used."""

    key: Annotated[str, "The token's key."]
    used_at: Annotated[str, "When; written at most once a minute."]


KIND = RecordKind("token-use", TokenUse, "When a token was last used.", key=("key",))
