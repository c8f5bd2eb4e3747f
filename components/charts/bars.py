"""Bars: upright along time, lying for names, side by side or stacked for a second dimension."""

from __future__ import annotations

from typing import Any

from components.charts.look import HEADROOM, HEIGHT, QUIET, Drawn, figure, of_marks, of_values
from components.charts.plot import CLICKED, Number, Plot, Series, briefly, drawn, points, strengths, template

ROW = 30
MOST_WRITTEN = 14
LOWEST = 210
HEADROOM_LYING = 1.24  # for the figure written at the end of the longest bar
SMALLEST = 9  # figures that would be smaller on their bars are left to the pointer


def bars(plot: Plot, *, stacked: bool = False) -> Drawn:
    """A bar for every mark and series; what was picked stands out."""
    lying = not plot.in_time
    traces: list[Any] = [_bar(plot, series, lying=lying, stacked=stacked) for series in plot.series]
    if plot.before is not None:
        traces.append(_line_before(plot, plot.before))
    ends = _stack_ends(plot) if stacked else [value for series in plot.series for value in series.values]
    ends += list(plot.before.values) if plot.before else []
    values = of_values(plot, ends, headroom=HEADROOM_LYING if lying and not stacked else HEADROOM)
    layout: dict[str, Any] = {"barmode": "relative" if stacked else "group", "showlegend": len(traces) > 1}
    layout["uniformtext"] = {"mode": "hide", "minsize": SMALLEST}
    if not lying:
        return figure(traces, xaxis=of_marks(plot), yaxis=values, **layout)
    rows = len(plot.marks) * (1 if stacked else len(plot.series))
    height = max(LOWEST, min(HEIGHT * 2, rows * ROW + (76 if len(traces) > 1 else 44)))
    return figure(traces, xaxis=values, yaxis=of_marks(plot, autorange="reversed"), height=height, **layout)


def _bar(plot: Plot, series: Series, *, lying: bool, stacked: bool) -> dict[str, Any]:
    places, lengths = list(range(len(plot.marks))), [drawn(value, plot.unit) for value in series.values]
    write = not stacked and len(plot.series) == 1 and len(places) <= MOST_WRITTEN
    return {
        "type": "bar",
        "x": lengths if lying else places,
        "y": places if lying else lengths,
        "orientation": "h" if lying else "v",
        "name": series.mark.full,
        "customdata": points(plot, series),
        **CLICKED,
        "hovertemplate": template(plot, series),
        "marker": {"cornerradius": 3, "opacity": strengths(plot, series)},
        "text": [briefly(value, plot.unit) for value in series.values] if write else None,
        # Beside the bar, where its colour is the page's own: on the bar it was grey on blue in the dark.
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "constraintext": "both",
    }


def _line_before(plot: Plot, before: Series) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": list(range(len(plot.marks))),
        "y": [drawn(value, plot.unit) for value in before.values],
        "name": before.mark.full,
        "mode": "lines+markers",
        "line": {"color": QUIET, "width": 1.5, "dash": "dot"},
        "marker": {"size": 4},
        "customdata": [(None, text) for _code, text in points(plot, before)],
        "hovertemplate": template(plot, before),
    }


def _stack_ends(plot: Plot) -> list[Number]:
    """How far each stack reaches up and down."""
    ends: list[Number] = []
    for column in zip(*(series.values for series in plot.series), strict=True):
        ends += [sum(value for value in column if value and value > 0), sum(v for v in column if v and v < 0)]
    return ends
