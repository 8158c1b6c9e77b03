"""What an answer about impact could not know, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from api.report.words import listed, many
from queries.impact.impact import STALE_AFTER, Impact


def unknown_of(found: Impact) -> Iterator[str]:
    """A sentence for each thing that is missing about what was reached."""
    snapshot, unknowns = found.snapshot, found.unknowns
    for rows, missing in (
        (unknowns.without_contract, "without a contract on record"),
        (unknowns.without_sla, "without a service level agreement on record"),
        (unknowns.without_ola, "without an operating level agreement on record"),
        (unknowns.without_consumer, "without a consumer on record"),
    ):
        if len(rows):
            names = listed(snapshot, rows.tolist())
            yield f"{many(len(rows), 'service is', 'services are')} {missing}: {names}."
    if len(unknowns.stale):
        names = listed(snapshot, unknowns.stale.tolist())
        count = many(len(unknowns.stale), "fact was", "facts were")
        yield f"{count} last verified more than {STALE_AFTER.days} days ago: {names}."
