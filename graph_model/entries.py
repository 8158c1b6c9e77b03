"""Reading what people write by hand into model.yaml: entries of the right shape, or a problem."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from graph_model.errors import Problem
from graph_model.records import Report


def entries(
    raw: object, where: str, words: Collection[str], report: Report, needed: Collection[str] = ()
) -> dict[str, object]:
    """The present entries of an object; unknown and missing ones are reported.

    ``words`` are the entries it may have, ``needed`` those it must have. Null and empty text count
    as absent.
    """
    if raw is not None and not isinstance(raw, Mapping):
        report(Problem(where, repr(raw)[:80], f"an object with {', '.join(words)}"))
        return {}
    found = {str(name): value for name, value in (raw or {}).items() if value not in (None, "")}
    for name in found:
        if name not in words:
            report(Problem(where, f"an unknown entry {name!r}", f"one of {', '.join(words)}"))
    for name in needed:
        if name not in found:
            report(Problem(f"{where}, {name}", "nothing", "an entry that says it"))
    return {name: value for name, value in found.items() if name in words}


def named(raw: object, where: str, report: Report) -> dict[str, object]:
    """An object whose names are the writer's own."""
    if raw is None or isinstance(raw, Mapping):
        return {str(name): value for name, value in (raw or {}).items()}
    report(Problem(where, repr(raw)[:80], "an object"))
    return {}


def listed(raw: object, where: str, report: Report) -> list[object]:
    """A list; absent is empty."""
    if raw is None or isinstance(raw, list | tuple):
        return list(raw or ())
    report(Problem(where, repr(raw)[:80], "a list"))
    return []


def word(raw: object, where: str, report: Report) -> str:
    """A text, without outer spaces; absent is empty."""
    if raw is None or isinstance(raw, str):
        return (raw or "").strip()
    report(Problem(where, repr(raw)[:80], "text"))
    return ""


def word_list(raw: object, where: str, report: Report) -> tuple[str, ...]:
    """A list of texts, or one text for a list of one; absent is empty."""
    many = [raw] if isinstance(raw, str) else listed(raw, where, report)
    return tuple(word(one, f"{where}, {n}", report) for n, one in enumerate(many, 1))


def figure(raw: object, where: str, report: Report) -> float | None:
    """A number; absent is None."""
    if raw is None or (isinstance(raw, int | float) and not isinstance(raw, bool)):
        return raw
    report(Problem(where, repr(raw)[:80], "a number"))
    return None
