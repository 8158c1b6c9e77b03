"""The log of requests without what people should not find in it: queries, and tokens anywhere."""

from __future__ import annotations

import logging

from access.token import ANYWHERE

ADDRESS = 2
"""Where the address stands among what uvicorn logs of a request."""
SCRUBBED = "…"


class ScrubbedAddress(logging.Filter):
    """Leaves of an address its path alone: a query may hold a question, and names in it.

    A token in an address is refused, but logged it would be all the same.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Scrub the record's address; it is logged."""
        if isinstance(record.args, tuple) and len(record.args) > ADDRESS:
            told = list(record.args)
            told[ADDRESS] = scrubbed(str(told[ADDRESS]))
            record.args = tuple(told)
        return True


def scrubbed(address: str) -> str:
    """An address without its query, and without what looks like a token."""
    path, query, _ = address.partition("?")
    return ANYWHERE.sub(SCRUBBED, path) + (f"?{SCRUBBED}" if query else "")
