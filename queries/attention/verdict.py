"""What needs somebody, in two sentences: how many, how soon, what money, for whom; what first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph_model.words import counted, day_in_words, listed
from queries.answers.counting import among_all
from queries.answers.estate import beside
from queries.answers.view import View
from queries.attention.matter import Matter
from queries.attention.matter_kind import MatterGroup
from queries.attention.matter_triage import worth_of
from queries.snapshot.rows import as_ints

if TYPE_CHECKING:
    from queries.attention.attention import Attention

DUE = (MatterGroup.THIS_WEEK, MatterGroup.THIS_MONTH, MatterGroup.THIS_QUARTER, MatterGroup.LATER)


def verdict(of: Attention, view: View) -> str:
    """How many matters, how soon, at what money; for what it is too late; and what first."""
    seen, until = of.seen(view), day_in_words(of.until)
    theirs = beside(of.of_reference)
    if not seen:
        return f"Nothing recorded needs anybody until {until}{theirs}."
    many = counted(len(seen), "matter needs", "matters need")
    said = f"{many} somebody until {until}{theirs}: {_soon(seen)}{_money(of, view, seen)}"
    return f"{said}. {_first(seen, view)}{_late(of, seen)}."


def _soon(seen: Sequence[Matter]) -> str:
    counts = Counter(matter.when for matter in seen)
    due = [f"{counts[group]:,} {group.value}" for group in DUE if counts[group]]
    already = [f"{counts[MatterGroup.NOW]:,} so already"] if counts[MatterGroup.NOW] else []
    return listed([*due, *already])


def _money(of: Attention, view: View, seen: Sequence[Matter]) -> str:
    """What the contracts among them are worth, and for which agencies they are."""
    found = worth_of(of, seen)
    if not found.contracts:
        return ""
    rows = sorted({matter.hangs_on for matter in seen if matter.hangs_on is not None})
    users = of.deadlines.users(as_ints(of.deadlines.rows.searchsorted(rows)))
    many = counted(found.contracts, "contract", "contracts")
    agencies = among_all(view, view.shown(users), "Agency")
    return f"; on {many} ({found.in_words}) for {agencies}"


def _first(seen: Sequence[Matter], view: View) -> str:
    """What comes first."""
    first = seen[0]
    when = f"by {day_in_words(first.day)}" if first.day else "now"
    return f"First, {when}: {first.called(view)}, {first.act(view)}"


def _late(of: Attention, seen: Sequence[Matter]) -> str:
    """For which contracts it is too late for a full re-bid, and at what money."""
    late = [matter for matter in seen if matter.too_late]
    if not late:
        return ""
    many = counted(len(late), "contract", "contracts")
    return f"; it is too late for a full re-bid of {many} {worth_of(of, late).in_words}"
