"""No more marks and series in a chart than the eye can take: the largest, and the rest as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from components.charts.plot import Mark, Number, Plot, Series
from components.words import plain

MOST_MARKS = 12
MOST_SERIES = 5
MOST_MONTHS = 36


def folded(plot: Plot, *, series_in_time: bool = False) -> Plot:
    """The plot with no more marks and series than the eye can take: the largest, and the rest as one."""
    plot = _last_marks(plot, MOST_MONTHS) if plot.in_time else _fold_marks(plot)
    return replace(plot, series=plot.series[-MOST_MARKS:]) if series_in_time else _fold_series(plot)


def _last_marks(plot: Plot, most: int) -> Plot:
    cut = tuple(replace(series, values=series.values[-most:]) for series in plot.series)
    before = replace(plot.before, values=plot.before.values[-most:]) if plot.before else None
    return replace(plot, marks=plot.marks[-most:], series=cut, before=before)


def _fold_marks(plot: Plot) -> Plot:
    rest = len(plot.marks) - MOST_MARKS
    if rest <= 1:
        return plot
    marks, kept = plot.marks[:MOST_MARKS], [series.values[:MOST_MARKS] for series in plot.series]
    if plot.additive:
        marks = (*marks, Mark(None, plain("figures.rest", number=rest)))
        kept = [(*values, _sum(series.values[MOST_MARKS:])) for values, series in zip(kept, plot.series, strict=True)]
    return replace(
        plot, marks=marks, series=tuple(replace(s, values=v) for s, v in zip(plot.series, kept, strict=True))
    )


def _fold_series(plot: Plot) -> Plot:
    rest = plot.series[MOST_SERIES:]
    if len(rest) <= 1:
        return plot
    kept = plot.series[:MOST_SERIES]
    if plot.additive:
        sums = tuple(_sum(column) for column in zip(*(series.values for series in rest), strict=True))
        kept = (*kept, Series(Mark(None, plain("figures.rest", number=len(rest))), rest[0].metric, sums))
    return replace(plot, series=kept)


def _sum(values: Sequence[Number]) -> Number:
    return sum((value for value in values if value is not None), start=Fraction(0))
