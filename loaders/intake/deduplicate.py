"""Records that many rows of a file imply, given to its reading once each."""

from __future__ import annotations

from graph_model.facts import Record
from loaders.intake.reading import RowReader
from loaders.intake.spilled import packed, unpacked
from loaders.intake.spilled_table import SeenKeys, SpilledDict


class Once:
    """Gives records to rows, remembering where each item and relation was first said.

    ``common`` fields are added to every record; ``file`` begins every place.
    """

    def __init__(self, rows: RowReader, file: str, common: Record) -> None:
        self.rows, self.file, self.common = rows, file, common
        self._said, self._joined = SpilledDict(), SeenKeys()

    def own(self, record: Record, place: str) -> None:
        """An item that one row alone should have.

        One that says the same again is told; one that says something else goes on, to be refused.
        """
        said = self._before(record, place)
        if said is not None and _plain(said[0]) == _plain(record):
            found, expected = f"{record['id']} again", f"it once; it is at {said[1]}"
            self.warn(place, found, expected, "the same: read once")
            return
        self._add(record, place)

    def shared(self, record: Record, place: str) -> None:
        """An item that many rows name; the first spelling of its name stands."""
        said = self._before(record, place)
        if said is None:
            self._add(record, place)
            return
        first, at = said
        if _plain(first) != _plain(record):
            expected = f"{first['name']!r} as at {at}"
            self.warn(place, f"{record['name']!r}", expected, "read as the same")

    def join(self, type_: str, start: object, end: object, place: str) -> None:
        """A relation; said again it is passed over."""
        record: Record = {"type": type_, "from": start, "to": end}
        if start is None or end is None or self._joined.is_new(f"{type_}\0{start}\0{end}"):
            self._add(record, place)

    def warn(self, place: str, found: str, expected: str, advice: str) -> None:
        """Tell of something that is kept, or harmless, but should be known."""
        self.rows.warn(self.where(place), found, expected, advice)

    def where(self, place: str) -> str:
        """The place with its file."""
        return f"{self.file}, {place}"

    def _add(self, record: Record, place: str) -> None:
        self.rows.add(record | self.common, self.where(place))

    def _before(self, record: Record, place: str) -> tuple[Record, str] | None:
        """What was said first of a record's id, and where; None where it has none, or is first."""
        if record["id"] is None:
            return None
        said: tuple[Record, str] | None = self._said.first(str(record["id"]), (record, place))
        return said


def _plain(record: Record) -> object:
    """A record as it comes back from a file."""
    return unpacked(packed(record))
