"""The pages of a feed: records that another system gives some at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Some of a feed's records, and the number of the page, from 1."""

    number: int
    records: tuple[object, ...]


class SourceFeed:
    """A feed to be read, once; ``source`` is the name its facts get where its kind has none.

    Pages are fetched as they are asked for. The first is kept, for whoever wants to know what the
    feed is before reading it.
    """

    def __init__(self, name: str, source: str, pages: Iterable[FeedPage]) -> None:
        self.name, self.source = name, source
        self._pages = iter(pages)
        self._first: FeedPage | None = None

    @property
    def first(self) -> FeedPage | None:
        """The first page, None of an empty feed."""
        if self._first is None and (page := next(self._pages, None)) is not None:
            self._first, self._pages = page, chain([page], self._pages)
        return self._first

    def pages(self) -> Iterator[FeedPage]:
        """Every page, the first included."""
        return self._pages

    def where(self, page: FeedPage, index: int) -> str:
        """The place of a page's record, as messages name it; both count from 1."""
        return f"{self.name}, page {page.number}, record {index + 1}"
