"""Lines along time, one for each series, and a thin one for the year before."""

from __future__ import annotations

from typing import Any

from components.charts.look import QUIET, Drawn, figure, of_marks, of_values
from components.charts.plot import Plot, Series, drawn, points, strengths, template


def lines(plot: Plot) -> Drawn:
    """A line for every series; a month without a figure is a gap, not a zero."""
    traces = [_line(plot, series) for series in plot.series]
    if plot.before is not None:
        traces.append(_line(plot, plot.before, quiet=True))
    values = [value for series in (*plot.series, *([plot.before] if plot.before else [])) for value in series.values]
    return figure(traces, xaxis=of_marks(plot, range=[-0.5, len(plot.marks) - 0.5]), yaxis=of_values(plot, values))


def _line(plot: Plot, series: Series, *, quiet: bool = False) -> dict[str, Any]:
    shown = points(plot, series)
    return {
        "type": "scatter",
        "x": list(range(len(plot.marks))),
        "y": [drawn(value, plot.unit) for value in series.values],
        "name": series.mark.full,
        "mode": "lines+markers",
        "line": {"color": QUIET, "width": 1.5, "dash": "dot"} if quiet else {"width": 2.5},
        "marker": {"size": 4 if quiet else 8, "opacity": 1 if quiet else strengths(plot, series)},
        "customdata": [(None, text) for _code, text in shown] if quiet else shown,
        "hovertemplate": template(plot, series),
        "connectgaps": False,
    }
