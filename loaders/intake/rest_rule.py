"""How a table is had from an interface over HTTP that answers JSON, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

PAGED_BY = ("next", "offset", "page")


@dataclass(frozen=True, slots=True)
class RestRule:
    """Where the pages are, what of them the records are, and how one leads to the next.

    ``records``, ``key``, ``next`` and ``total`` are JMESPath: where the list of records is in an
    answer, what a record is known by (one that comes again is passed over), what leads on (an
    address, or a token for the parameter ``cursor``), and how many records there should be.
    ``offset`` is a parameter that grows by the records had, ``page`` one that grows by one from
    ``first``. Without any of these the ``Link`` header leads on. ``credentials`` names the
    environment variable with a secret, ``how`` the way it is sent: Bearer, Basic, or a header's
    name.
    """

    url: str
    records: str = "@"
    key: str | None = None
    next: str | None = None
    cursor: str | None = None
    offset: str | None = None
    page: str | None = None
    first: int = 1
    total: str | None = None
    credentials: str | None = None
    how: str = "Bearer"
