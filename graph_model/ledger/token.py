"""Tokens by which programs and people sign in: what they may, and no more of the secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept: a digest of its secret, whom it is for, and what it may."""

    key: Annotated[str, "Its part that is no secret, by which it is found and revoked."]
    name: Annotated[str, "Who has it, as the journal names the author of what is done with it."]
    role: Annotated[str, "What it may do: viewer, editor, steward or admin."]
    digest: Annotated[str, "The SHA-256 of its secret, as hexadecimal text."]
    created_at: Annotated[str, "When it was made."]
    created_by: Annotated[str, "Who made it."]
    expires_at: Annotated[str | None, "From when on it is refused; none: it does not expire."]
    agencies: Annotated[tuple[str, ...] | None, "The agencies of its scope; none: it sees all."]
    filters: Annotated[tuple[str, ...], "What its scope lets in beside, as Kind.field=values."] = ()
    networks: Annotated[tuple[str, ...], "The networks that it may be used from; none: any."] = ()


KIND = RecordKind("token", Token, "A token by which somebody signs in.", key=("key",))
