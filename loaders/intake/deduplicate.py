"""Records that many rows of a file imply, given to its reading once each."""

from __future__ import annotations

from graph_model.facts import Record
from loaders.intake.reading import RowReader


class Once:
    """Gives records to rows, remembering where each item and relation was first said.

    ``common`` fields are added to every record; ``file`` begins every place.
    """

    def __init__(self, rows: RowReader, file: str, common: Record) -> None:
        self.rows, self.file, self.common = rows, file, common
        self._seen: dict[object, tuple[Record, str]] = {}

    def own(self, record: Record, place: str) -> None:
        """An item that one row alone should have.

        One that says the same again is told; one that says something else goes on, to be refused.
        """
        id_ = record["id"]
        if id_ is not None and not self._first(id_, record, place):
            first, at = self._seen[id_]
            if first == record:
                self.warn(place, f"{id_} again", f"it once; it is at {at}", "the same: read once")
                return
        self._add(record, place)

    def shared(self, record: Record, place: str) -> None:
        """An item that many rows name; the first spelling of its name stands."""
        id_ = record["id"]
        if id_ is None or self._first(id_, record, place):
            self._add(record, place)
            return
        first, at = self._seen[id_]
        if first != record:
            expected = f"{first['name']!r} as at {at}"
            self.warn(place, f"{record['name']!r}", expected, "read as the same")

    def join(self, type_: str, start: object, end: object, place: str) -> None:
        """A relation; said again it is passed over."""
        record: Record = {"type": type_, "from": start, "to": end}
        if start is None or end is None or self._first((type_, start, end), record, place):
            self._add(record, place)

    def warn(self, place: str, found: str, expected: str, advice: str) -> None:
        """Tell of something that is kept, or harmless, but should be known."""
        self.rows.warn(self.where(place), found, expected, advice)

    def where(self, place: str) -> str:
        """The place with its file."""
        return f"{self.file}, {place}"

    def _add(self, record: Record, place: str) -> None:
        self.rows.add(record | self.common, self.where(place))

    def _first(self, key: object, record: Record, place: str) -> bool:
        new = key not in self._seen
        if new:
            self._seen[key] = record, place
        return new
