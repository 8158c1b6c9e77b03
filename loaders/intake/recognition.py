"""Which source a file, table or feed is of: recognised from its beginning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph_model.errors import Problem, UnreadableFile
from loaders.intake.json_text import parse_json
from loaders.intake.source import AnyGiven, AnySource
from loaders.intake.source_file import SourceFile


def candidates(given: AnyGiven, among: Iterable[AnySource]) -> Sequence[AnySource]:
    """The sources that recognise it; more than one is a fault of theirs or of the file."""
    return [one for one in among if isinstance(given, one.takes) and one.recognises(given)]


def recognise(given: AnyGiven, among: Sequence[AnySource]) -> AnySource:
    """The one source that recognises it.

    Raises:
        UnreadableFile: none does, or several do; or it is not text, or begins as JSON and is none.
    """
    found = candidates(given, among)
    if len(found) == 1:
        return found[0]
    if not found and isinstance(given, SourceFile):
        _check_text(given)
    shown = f"what may be {' or '.join(one.name for one in found)}" if found else "no known format"
    expected = "a file of one format" if found else "a file that says what it is"
    advice = f"name its format with --from; known are {listed(among)}; of tables, see `ramify map`"
    raise UnreadableFile([Problem(given.name, shown, expected, advice)])


def listed(sources: Iterable[AnySource]) -> str:
    """The sources by name, with what they read."""
    return ", ".join(f"{source.name} ({source.meaning})" for source in sources)


def _check_text(file: SourceFile) -> None:
    """What is no text, or no JSON though it begins so, is better told than that it is not known."""
    text = file.text()
    if text.lstrip()[:1] in ("{", "["):
        parse_json(text, file)
