"""Waterfall, from a first figure over what is taken off to what remains, and funnel, stage by stage."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate

from components.charts.look import HEIGHT, QUIET, Drawn, figure, of_marks, of_values
from components.charts.plot import Plot, briefly, drawn, points, strengths, template

UP, DOWN, LEFT = "#12a594", "#e5484d", "#5b7a9d"
ROW = 46


def waterfall(plot: Plot) -> Drawn:
    """The last mark is the sum of those before it."""
    [series] = plot.series
    ends = list(accumulate(Fraction(value or 0) for value in series.values[:-1]))
    trace = {
        "type": "waterfall",
        "x": list(range(len(plot.marks))),
        "y": [drawn(value or 0, plot.unit) for value in series.values],
        "measure": ["absolute", *["relative"] * (len(plot.marks) - 2), "total"],
        "text": [briefly(value, plot.unit) for value in series.values],
        "textposition": "outside",
        "cliponaxis": False,
        "increasing": {"marker": {"color": UP}},
        "decreasing": {"marker": {"color": DOWN}},
        "totals": {"marker": {"color": LEFT}},
        "connector": {"line": {"color": QUIET, "width": 1}},
        "customdata": points(plot, series),
        "hovertemplate": template(plot, series),
        "name": "",
    }
    return figure([trace], xaxis=of_marks(plot), yaxis=of_values(plot, [*ends, *series.values[:1]]))


def funnel(plot: Plot) -> Drawn:
    """One band for each stage in its order, as wide as its figure."""
    series = plot.series[0]
    trace = {
        "type": "funnel",
        "y": list(range(len(plot.marks))),
        "x": [drawn(value or 0, plot.unit) for value in series.values],
        "text": [briefly(value, plot.unit) for value in series.values],
        "textinfo": "text",
        "textposition": "auto",
        "customdata": points(plot, series),
        "hovertemplate": template(plot, series),
        "marker": {"opacity": strengths(plot, series)},
        "connector": {"fillcolor": "rgba(128,128,128,0.12)", "line": {"width": 0}},
        "name": "",
    }
    height = max(180, min(HEIGHT * 2, len(plot.marks) * ROW + 40))
    return figure(
        [trace], height=height, xaxis={"visible": False, "fixedrange": True}, yaxis=of_marks(plot, autorange="reversed")
    )
