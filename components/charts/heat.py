"""A heat map made of bars: unlike Plotly's own, each of its cells can be clicked."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from components.charts.look import Drawn, figure, of_marks
from components.charts.plot import CLICKED, Plot, Series, briefly, points, strengths, template

ROW = 38
MOST_WRITTEN = 8
BLUE = "38,132,230"
STRONG, WEAK = "#ffffff", "#7d8794"


def heat(plot: Plot) -> Drawn:
    """A row for each mark, a column for each series, the stronger the more."""
    most = max(
        (abs(Fraction(value)) for series in plot.series for value in series.values if value), default=Fraction(1)
    )
    step = 1 if len(plot.series) <= MOST_WRITTEN else 3
    return figure(
        [_column(plot, series, at, most) for at, series in enumerate(plot.series)],
        height=max(170, len(plot.marks) * ROW + 60),
        barmode="overlay",
        bargap=0.06,
        showlegend=False,
        xaxis={
            **of_marks(plot, range=[0, len(plot.series)]),
            "tickvals": [at + 0.5 for at in range(len(plot.series))][::step],
            "ticktext": [series.mark.short for series in plot.series][::step],
            "tickangle": 0,
            "side": "top",
        },
        yaxis=of_marks(plot, autorange="reversed"),
    )


def _column(plot: Plot, series: Series, at: int, most: Fraction) -> dict[str, Any]:
    shares = [None if value is None else float(abs(Fraction(value)) / most) for value in series.values]
    return {
        "type": "bar",
        "x": [None if strength is None else 0.96 for strength in shares],
        "y": list(range(len(plot.marks))),
        "base": [at + 0.02] * len(plot.marks),
        "orientation": "h",
        "name": series.mark.full,
        "marker": {
            "color": [_colour(strength or 0) for strength in shares],
            "opacity": strengths(plot, series),
            "cornerradius": 3,
        },
        "text": _texts(plot, series) if len(plot.series) <= MOST_WRITTEN else None,
        "textposition": "inside",
        "insidetextanchor": "middle",
        "insidetextfont": {"color": [STRONG if strong else WEAK for strong in _dark(plot, series, shares)]},
        "textangle": 0,
        "customdata": points(plot, series),
        **CLICKED,
        "hovertemplate": template(plot, series),
    }


def _dark(plot: Plot, series: Series, shares: list[float | None]) -> list[bool]:
    """Which cells are so strong that white is read on them; those that another click has faded are not."""
    full = strengths(plot, series)
    return [(share or 0) > 0.2 and opacity == 1 for share, opacity in zip(shares, full, strict=True)]


def _texts(plot: Plot, series: Series) -> list[str]:
    """The figures as they stand in the cells, each with what is said beside it below."""
    beside = [plot.beside.get((mark.code or "", series.mark.code or ""), ("",))[0] for mark in plot.marks]
    figures = ["" if value is None else briefly(value, plot.unit) for value in series.values]
    return [f"{figure}<br>{said}" if said else figure for figure, said in zip(figures, beside, strict=True)]


def _colour(strength: float) -> str:
    """The house's blue, the stronger the more; by the root, so that one large cell leaves the others apart."""
    return f"rgba({BLUE},{0.1 + 0.85 * math.sqrt(strength):.3f})"
