"""What one request may cost, each a setting."""

from __future__ import annotations

from dataclasses import dataclass

from application import setting_forms as forms
from application.setting import setting


@dataclass(frozen=True, kw_only=True)
class RequestLimits:
    """How large a request may be, how deep, and how much may be answered to it."""

    max_page: int = setting(
        1_000,
        forms.whole(1),
        "The greatest `first` or `last` that a page may ask for.",
    )
    max_nodes: int = setting(
        100_000,
        forms.whole(1),
        "The most nodes that one GraphQL request may have answered.",
    )
    max_depth: int = setting(
        16,
        forms.whole(1),
        "How deep a GraphQL document may nest fields.",
    )
    max_aliases: int = setting(
        100,
        forms.whole(0),
        "How many aliases a GraphQL document may use, spread out.",
    )
    max_tokens: int = setting(
        5_000,
        forms.whole(1),
        "How many tokens a GraphQL document may have.",
    )
    max_question_bytes: int = setting(
        2**20,
        forms.whole(1),
        "The most bytes that the body of a question may have.",
    )
    max_change_bytes: int = setting(
        2**25,
        forms.whole(1),
        "The most bytes that the body of a change or a file may have.",
    )
    max_hook_bytes: int = setting(
        2**22,
        forms.whole(1),
        "The most bytes that a ticketing tool's delivery may have.",
    )
    max_ids: int = setting(
        10_000,
        forms.whole(1),
        "How many ids, or other plain values, a list in a request may have.",
    )
    max_edits: int = setting(
        100,
        forms.whole(1),
        "How many edits, or other objects, a list in a question may have.",
    )
    max_text: int = setting(
        50_000,
        forms.whole(1),
        "How many characters a text in a request may have.",
    )
