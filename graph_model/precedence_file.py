"""The precedence of a model.yaml: whose word counts for single fields, whatever counts else."""

from __future__ import annotations

from graph_model.declare import Kind, RelationType
from graph_model.entries import named, word_list
from graph_model.errors import Problem
from graph_model.merge import OF_ITSELF
from graph_model.model import Model
from graph_model.records import Report


def read_precedence(
    raw: object, model: Model, where: str, report: Report
) -> dict[str, tuple[str, ...]]:
    """Sources from the first that is believed, by ``Kind.field`` or ``TYPE.field``.

    ``{Contract: {end: [register, cmdb]}}``. A person's edit comes first, unless ``edits`` stands
    in the list as well; a source that does not follows those that do.
    """
    found: dict[str, tuple[str, ...]] = {}
    for name, own in named(raw, where, report).items():
        type_ = model.find_kind(name) or model.find_relation(name)
        if type_ is None:
            known = ", ".join([*model.kind_by_name, *model.relation_by_name])
            report(Problem(f"{where}, {name}", "an unknown kind or relation", f"one of {known}"))
            continue
        place = f"{where}, {type_.name}"
        for field, given in named(own, place, report).items():
            if _may_be_ordered(type_, field, f"{place}, {field}", report):
                sources = _sources(given, f"{place}, {field}", report)
                found[f"{type_.name}.{field}"] = sources
    return found


def _may_be_ordered(type_: Kind | RelationType, field: str, where: str, report: Report) -> bool:
    """Whether it is a field that sources say each for itself."""
    own = type_.discriminator if isinstance(type_, RelationType) else None
    names = [f.name for f in type_.fields if f.name not in OF_ITSELF and f.name != own]
    taken = {*OF_ITSELF, own}
    if field in names or (isinstance(type_, Kind) and type_.open and field not in taken):
        return True
    report(Problem(where, "no field that one source is believed of", f"one of {', '.join(names)}"))
    return False


def _sources(given: object, where: str, report: Report) -> tuple[str, ...]:
    sources = tuple(name for name in word_list(given, where, report) if name)
    if len(set(sources)) < len(sources) or not sources:
        shown = ", ".join(sources) or "none"
        report(Problem(where, shown, "sources, the first that is believed first, each once"))
    return sources
