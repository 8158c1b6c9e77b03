"""Rules about service level targets: whose they are, and whether their units can be compared."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from queries.check.dated import Dated
from queries.check.rule import Found, Rule
from queries.check.severity import Severity
from queries.service_level.figure import Measure, measure_of, scale_of
from queries.service_level.unit import dimension, dimensions_of, measured_by
from queries.snapshot.rows import Ints, as_ints, grouped

TARGET, METRIC = "ServiceLevelTarget", "OperatingLevelMetric"
_TOLD = ("metric", "comparator", "value", "unit")
_BACKWARDS = {
    Measure.AVAILABILITY: "at most",
    Measure.RESPONSE: "at least",
    Measure.RESOLUTION: "at least",
}
"""The comparator that asks for a figure to be bad."""


def orphan(at: Dated) -> Iterator[Found]:
    """Targets that nothing sets and that are no baseline."""
    rows = at.rows(TARGET)
    baseline = np.asarray([v is not None for v in at.values(rows, "baseline_for")], np.bool_)
    for row in rows[~at.ending("SETS")[rows] & ~baseline].tolist():
        message = (
            f"{at.label(row)} is set by no agreement or offering and is no baseline; "
            "record SETS, or baseline_for."
        )
        yield Found(message, (row,))


def incomplete(at: Dated) -> Iterator[Found]:
    """Targets that do not say enough to be kept or missed."""
    rows = at.rows(TARGET)
    columns = [at.values(rows, name) for name in _TOLD]
    for n, values in enumerate(zip(*columns, strict=True)):
        missing = [name for name, value in zip(_TOLD, values, strict=True) if value is None]
        if missing:
            message = f"{at.label(rows[n])} says no {' and no '.join(missing)}; record it."
            yield Found(message, (int(rows[n]),))


def unit_unfit(at: Dated) -> Iterator[Found]:
    """Targets whose unit cannot measure their metric."""
    rows = at.rows(TARGET)
    metrics, units = at.values(rows, "metric"), at.values(rows, "unit")
    fits: dict[tuple[str, str], bool] = {}
    for row, metric, text in zip(rows.tolist(), metrics, units, strict=True):
        if metric is None or text is None:
            continue
        if (metric, text) not in fits:
            fits[metric, text] = _fits(metric, text)
        if not fits[metric, text]:
            message = (
                f"{at.label(row)} gives {metric} in {text}, which does not measure it; "
                "correct the metric or the unit."
            )
            yield Found(message, (row,))


def _fits(metric: str, text: str) -> bool:
    allowed = dimensions_of(metric)
    return not allowed or dimension(text) in allowed


def comparator_unfit(at: Dated) -> Iterator[Found]:
    """Targets that would be kept by failing: availability at most, a time at least."""
    rows = at.rows(TARGET)
    metrics, comparators = at.values(rows, "metric"), at.values(rows, "comparator")
    for row, metric, comparator in zip(rows.tolist(), metrics, comparators, strict=True):
        wrong = _BACKWARDS.get(measure_of(metric))
        if comparator is not None and comparator == wrong:
            message = (
                f"{at.label(row)} asks for {metric} of {comparator} its value, so it would be kept "
                "by failing; correct the comparator."
            )
            yield Found(message, (row,))


def value_unfit(at: Dated) -> Iterator[Found]:
    """Targets for a share that is below none or above all."""
    rows = at.rows(TARGET)
    columns = (at.values(rows, name) for name in ("metric", "unit", "value"))
    for row, metric, text, value in zip(rows.tolist(), *columns, strict=True):
        scale = scale_of(Measure.AVAILABILITY, text)
        if measure_of(metric) is not Measure.AVAILABILITY or scale is None or value is None:
            continue
        if not 0 <= value * scale <= 1:
            message = (
                f"{at.label(row)} asks for {metric} of {value:g} {text}, which is no share of a "
                "whole; correct the value or the unit."
            )
            yield Found(message, (row,))


def metric_unit_differs(at: Dated) -> Iterator[Found]:
    """Metrics whose readings cannot be compared with their target."""
    numbers = at.relations("MEASURES")
    start, end = at.snapshot.starts(numbers), at.snapshot.ends(numbers)
    measured = at.of_kind(end, TARGET)
    numbers, start, end = numbers[measured], start[measured], end[measured]
    units = _unit_codes(at)
    differ = (units[start] >= 0) & (units[end] >= 0) & (units[start] != units[end])
    for n in np.flatnonzero(differ).tolist():
        metric, target = int(start[n]), int(end[n])
        read, promised = (at.values(as_ints([row]), "unit")[0] for row in (metric, target))
        message = (
            f"{at.label(metric)} is read in {read} but its target {at.label(target)} is given in "
            f"{promised}, which cannot be compared; correct one of the units."
        )
        yield Found(message, (metric, target), (int(numbers[n]),))


def _unit_codes(at: Dated) -> Ints:
    """A number for what each target's and metric's unit measures, -1 where it says none."""
    rows = np.concatenate([at.rows(TARGET), at.rows(METRIC)])
    codes = np.full(at.snapshot.size, -1, np.int32)
    codes[rows] = _numbered([t and measured_by(t) for t in at.values(rows, "unit")])
    return codes


def _metric_codes(at: Dated) -> Ints:
    """A number for each target's metric, -1 where it says none."""
    rows = at.rows(TARGET)
    codes = np.full(at.snapshot.size, -1, np.int32)
    codes[rows] = _numbered(
        [t and " ".join(t.casefold().split()) for t in at.values(rows, "metric")]
    )
    return codes


def _numbered(texts: list[str | None]) -> list[int]:
    known: dict[str, int] = {}
    return [-1 if text is None else known.setdefault(text, len(known)) for text in texts]


def underpinning_unit_differs(at: Dated) -> Iterator[Found]:
    """Targets for one metric, one resting on the other, that cannot be compared."""
    upper, lower = _underpinning_targets(at)
    metrics, units = _metric_codes(at), _unit_codes(at)
    same = (metrics[upper] >= 0) & (metrics[upper] == metrics[lower])
    differ = (units[upper] >= 0) & (units[lower] >= 0) & (units[upper] != units[lower])
    pairs = np.unique(np.stack([upper, lower])[:, same & differ], axis=1)
    for above, below in pairs.T.tolist():
        first, second = (at.values(as_ints([row]), "unit")[0] for row in (above, below))
        message = (
            f"{at.label(above)} is given in {first} but rests on {at.label(below)}, given in "
            f"{second}, so whether it is supported cannot be told; give both in one unit."
        )
        yield Found(message, (above, below))


def _underpinning_targets(at: Dated) -> tuple[Ints, Ints]:
    """Every target of an agreement beside every target of one that it rests on."""
    sets = at.relations("SETS")
    by_agreement = grouped(at.snapshot.starts(sets), at.snapshot.size)
    targets = at.snapshot.ends(sets)
    rests = at.relations("UNDERPINNED_BY")
    pair, of_upper = by_agreement.of_many(at.snapshot.starts(rests))
    again, of_lower = by_agreement.of_many(at.snapshot.ends(rests)[pair])
    return as_ints(targets[of_upper[again]]), as_ints(targets[of_lower])


RULES = (
    Rule(
        "target-orphan",
        Severity.WARNING,
        "Nothing sets a target, and it is no baseline, so that nobody has promised it.",
        orphan,
    ),
    Rule(
        "target-incomplete",
        Severity.WARNING,
        "A target lacks its metric, comparator, value or unit, and so cannot be kept or missed.",
        incomplete,
    ),
    Rule(
        "target-unit-unfit",
        Severity.WARNING,
        "A target's unit does not measure its metric, such as availability in hours.",
        unit_unfit,
    ),
    Rule(
        "target-comparator-unfit",
        Severity.WARNING,
        "A target asks for an availability of at most, or a time of at least, its value.",
        comparator_unfit,
    ),
    Rule(
        "target-value-unfit",
        Severity.WARNING,
        "A target asks for an availability below 0 or above 100 percent.",
        value_unfit,
    ),
    Rule(
        "metric-unit-differs",
        Severity.WARNING,
        "A metric is read in a unit that cannot be compared with its target's.",
        metric_unit_differs,
    ),
    Rule(
        "underpinning-unit-differs",
        Severity.WARNING,
        "A target rests on another for the same metric whose unit cannot be compared with its own.",
        underpinning_unit_differs,
    ),
)
