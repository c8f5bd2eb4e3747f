"""What all charts share: quiet axes with short figures, hover text, a height that fits."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import plotly.graph_objects as go

from components.charts.plot import Number, Plot, briefly, drawn
from components.words import TIMES

HEIGHT = 300
COLOURS = 6
KINDS = ("bar", "funnel", "scatter", "waterfall")
HEADROOM = 1.09  # for the figure written above the tallest bar
QUIET = "rgba(128,128,128,0.55)"
GRID = "rgba(128,128,128,0.16)"
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


@cache
def template() -> dict[str, Any]:
    """Streamlit's template, whose colours the browser sets for light or dark."""
    import streamlit.elements.plotly_chart  # noqa: F401 - makes its template the default one

    made: dict[str, Any] = go.Figure().to_dict()["layout"]["template"]
    # Of more colours than the page's theme has, Plotly would take none.
    made["layout"]["colorway"] = made["layout"]["colorway"][:COLOURS]
    # It travels with every chart; of what it says about kinds of traces, only that of ours.
    made["data"] = {kind: said for kind, said in made["data"].items() if kind in KINDS}
    return made


class Drawn(go.Figure):  # type: ignore[misc]
    """A figure taken as it stands. Plotly's own checks cost more than all the rest of a chart; a test does them."""

    def __init__(self, traces: list[dict[str, Any]], layout: dict[str, Any]) -> None:
        self._ready = {"data": traces, "layout": layout}

    def to_dict(self) -> dict[str, Any]:
        """What is sent to the browser."""
        return self._ready


def figure(traces: list[dict[str, Any]], **layout: Any) -> Drawn:
    """A figure with the shared look; the theme of the page gives fonts and colours."""
    shared: dict[str, Any] = {
        "template": template(),
        "height": HEIGHT,
        "margin": {"l": 4, "r": 8, "t": 12, "b": 4, "pad": 3},
        "dragmode": False,
        "hovermode": "closest",
        "clickmode": "event+select",
        "bargap": 0.32,
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "xanchor": "left",
            "yanchor": "bottom",
            "title": {"text": ""},
            "font": {"size": 11},
            # The figure above the tallest bar may reach behind it.
            "bgcolor": "rgba(0,0,0,0)",
        },
        "showlegend": len(traces) > 1,
        "hoverlabel": {"align": "left"},
        "uirevision": "kept",
    }
    return Drawn(traces, {**shared, **layout})


def of_marks(plot: Plot, **axis: Any) -> dict[str, Any]:
    """An axis of marks: codes place them, names label them, so that two of the same name stay two."""
    places = list(range(len(plot.marks)))
    # A year of months fits a phone when every label is short; more are thinned out.
    step = max(1, math.ceil(len(places) / 14)) if plot.in_time else 1
    return {
        "tickmode": "array",
        "tickvals": places[::step],
        "ticktext": [mark.short for mark in plot.marks][::step],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "automargin": True,
        "title": {"text": "", "standoff": 0},
        "tickfont": {"size": 11 if plot.in_time else 12},
        **({"tickangle": 0} if plot.in_time else {}),
        **axis,
    }


def of_values(plot: Plot, values: list[Number], *, headroom: float = HEADROOM, **axis: Any) -> dict[str, Any]:
    """An axis of values with round steps, written as people read them (万, 亿 or k, M)."""
    lengths = [length for value in values if (length := drawn(value, plot.unit)) is not None]
    ticks = steps(min([0.0, *lengths]), max([0.0, *lengths]), whole=plot.unit in ("count", "days"))
    return {
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [_tick(tick, plot.unit) for tick in ticks],
        "range": [ticks[0], max(ticks[-1], max([0.0, *lengths]) * headroom)],
        "fixedrange": True,
        "showgrid": True,
        "gridcolor": GRID,
        "zeroline": True,
        "zerolinecolor": QUIET,
        "automargin": True,
        "title": {"text": "", "standoff": 0},
        "tickfont": {"size": 12},
        **axis,
    }


def steps(low: float, high: float, *, whole: bool = False) -> list[float]:
    """Round places from at or below `low` to at or above `high`, about four of them."""
    reach = (high - low) or 1.0
    size = 10.0 ** math.floor(math.log10(reach / 4))
    step = next((size * by for by in (1, 2, 2.5, 5, 10) if reach / (size * by) <= 5), size * 10)
    step = max(1.0, round(step)) if whole else step
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(at * step, 6) for at in range(first, max(last, first + 1) + 1)]


def _tick(tick: float, unit: str) -> str:
    if unit == "ratio":
        return f"{tick:g}%" if abs(tick) < TIMES * 100 else f"{tick / 100:,g}×"
    if unit == "yuan":
        return _trimmed(briefly(round(tick * 100), unit))
    return f"{tick:,g}"


def _trimmed(text: str) -> str:
    """1,200.00万 → 1,200万: an axis needs no zeros behind the point."""
    sign = text[-1] if text and not text[-1].isdigit() else ""
    number = text.removesuffix(sign)
    return (number.rstrip("0").rstrip(".") if "." in number else number) + sign
