"""A heat map made of bars: unlike Plotly's own, each of its cells can be clicked."""

from __future__ import annotations

from typing import Any

from components.charts.look import Drawn, figure, of_marks
from components.charts.plot import Plot, Series, briefly, drawn, points, template

ROW = 38
MOST_WRITTEN = 8


def heat(plot: Plot) -> Drawn:
    """A row for each mark, a column for each series, the darker the more."""
    rows = len(plot.marks)
    traces = [_column(plot, series, at) for at, series in enumerate(plot.series)]
    return figure(
        traces,
        height=max(170, rows * ROW + 60),
        barmode="overlay",
        bargap=0.06,
        showlegend=False,
        coloraxis={"showscale": False, "cmin": 0},
        xaxis={
            **of_marks(plot, range=[0, len(plot.series)]),
            "tickvals": [at + 0.5 for at in range(len(plot.series))],
            "ticktext": [series.mark.short for series in plot.series],
            "side": "top",
        },
        yaxis=of_marks(plot, autorange="reversed"),
    )


def _column(plot: Plot, series: Series, at: int) -> dict[str, Any]:
    shown = [None if value is None else 0.96 for value in series.values]
    dim = [_dimmed(plot, mark.code, series.mark.code) for mark in plot.marks]
    return {
        "type": "bar",
        "x": shown,
        "y": list(range(len(plot.marks))),
        "base": [at + 0.02] * len(plot.marks),
        "orientation": "h",
        "name": series.mark.full,
        "marker": {
            "color": [drawn(value, plot.unit) for value in series.values],
            "coloraxis": "coloraxis",
            "opacity": dim,
            "cornerradius": 3,
        },
        "text": [briefly(value, plot.unit) for value in series.values] if len(plot.series) <= MOST_WRITTEN else None,
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "customdata": points(plot, series),
        "hovertemplate": template(plot, series),
    }


def _dimmed(plot: Plot, mark: str | None, series: str | None) -> float:
    return 1.0 if plot.picked <= {*zip(plot.by, (mark, series), strict=False)} else 0.35
