"""The fields of an item as a proposal has them: a column's unit, its words, what they mean."""

from __future__ import annotations

from graph_model.declare import Field
from graph_model.values import Shape, fold
from loaders.intake.certain import NO, YES
from loaders.mapping.forms import separators_in
from loaders.mapping.look import ColumnLook
from loaders.mapping.mapping_file import ASK
from loaders.mapping.office_tables import EMPTY, MEANS, OfficeColumn
from loaders.mapping.yaml_lines import YamlLines, quoted

_MOST_WORDS = 50
"""So many words that nobody knows are listed."""


def field_lines(
    out: YamlLines, look: ColumnLook, column: OfficeColumn, declared: Field, gather: str | None
) -> None:
    """A field: its column, and how that is read; what is not understood stands beside it."""
    more: dict[str, object] = {}
    told = ""
    if declared.shape is Shape.DURATION:
        more, told = _unit(look)
    elif declared.shape is Shape.TEXTS and (marks := separators_in(look.texts)):
        more["split"] = marks
    values, unknown = _values(look, column, declared)
    if gather:
        more["gather"] = gather
    if not (more or values or unknown):
        out.add(declared.name, f"{{{look.name}}}", told)
        return
    out.line(f"{declared.name}:{f'  # {told}' if told else ''}")
    with out.deeper():
        out.add("from", look.name)
        for name, value in more.items():
            out.add(name, value)
        if values or unknown:
            out.line("values:")
            with out.deeper():
                for word, meaning in values.items():
                    out.add(quoted(word), meaning)
                for word in unknown:
                    count = sum(text.casefold() == word.casefold() for text in look.texts)
                    said = f"not understood ({count:,} rows); {' | '.join(declared.choices)}"
                    out.add(quoted(word), None, said)


def _unit(look: ColumnLook) -> tuple[dict[str, object], str]:
    name = look.name.casefold()
    bare = any(text.replace(".", "").isdecimal() for text in look.texts)
    if not bare:
        return {}, ""
    for unit in ("days", "weeks", "months", "years"):
        if unit[:-1] in name:
            return {"unit": unit}, ""
    return {"unit": ASK}, "days, weeks, months or years? the header does not say"


def _values(
    look: ColumnLook, column: OfficeColumn, declared: Field
) -> tuple[dict[str, object], list[str]]:
    """What the words of a column mean among a field's choices, and those that nobody knows."""
    if not declared.choices:
        return {}, []
    choices = {fold(choice): choice for choice in declared.choices}
    means = {fold(word): choice for word, choice in MEANS.get(declared.name, {}).items()}
    if column.yes and column.no:
        means |= dict.fromkeys(YES, column.yes) | dict.fromkeys(NO, column.no)
    words = list({fold(word): word for word in reversed(look.distinct)}.values())[::-1]
    # A choice that is a word for nothing elsewhere ("None" of a renewal) has to be said.
    nothing = [word for word in words if word.casefold() in EMPTY]
    means |= {fold(word): choices[fold(word)] for word in nothing if fold(word) in choices}
    strange = [word for word in words if fold(word) not in choices or word in nothing]
    known: dict[str, object] = {w: means[fold(w)] for w in strange if fold(w) in means}
    unknown = [word for word in strange if fold(word) not in means and word not in nothing]
    return known, unknown[:_MOST_WORDS]
