"""Cover along time: a lane for each line with its terms, its gaps, and claims as dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from components.charts.look import GRID, QUIET, Drawn, figure
from components.words import plot_label

ROW = 44
ROOM = 84
DAY = 86_400_000  # a bar along time is as long as its milliseconds
LONGEST_LABEL = 8
DATES = (
    {"dtickrange": [None, "M1"], "value": "%Y-%m-%d"},
    {"dtickrange": ["M1", "M12"], "value": "%Y-%m"},
    {"dtickrange": ["M12", None], "value": "%Y"},
)
"""How an axis writes its days by how far they lie apart: left to itself, Plotly names months in English."""


@dataclass(frozen=True)
class Span:
    """A bar in a lane, half-open, with what is told beside the pointer."""

    lane: int
    since: date
    until: date
    told: str


@dataclass(frozen=True)
class Dot:
    """A point in a lane."""

    lane: int
    on: date
    told: str


@dataclass(frozen=True)
class Lanes:
    """Lanes by name, and what lies in them; each kind with the name of its entry in the legend."""

    names: Sequence[str]
    terms: tuple[str, Sequence[Span]]
    gaps: tuple[str, Sequence[Span]]
    dots: tuple[str, Sequence[Dot]]
    today: date


def lanes(shown: Lanes) -> Drawn:
    """The lanes as one figure, the first on top."""
    traces = [_bars(*shown.terms, marker={"cornerradius": 4, "opacity": 0.75})]
    if shown.gaps[1]:
        look = {"color": QUIET, "opacity": 0.5, "pattern": {"shape": "/", "size": 6}}
        traces.append(_bars(*shown.gaps, marker=look, width=0.24))
    if shown.dots[1]:
        traces.append(_dots(*shown.dots))
    names = [
        plot_label(name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1]}…") for name in shown.names
    ]
    across = {"tickmode": "array", "tickvals": list(range(len(names))), "ticktext": names, "autorange": "reversed"}
    line = {"type": "line", "x0": str(shown.today), "x1": str(shown.today), "y0": 0, "y1": 1, "yref": "paper"}
    return figure(
        traces,
        barmode="overlay",
        height=ROOM + ROW * len(names),
        showlegend=len(traces) > 1,
        xaxis={
            "type": "date",
            "fixedrange": True,
            "gridcolor": GRID,
            "nticks": 6,
            "tickfont": {"size": 11},
            "tickformatstops": DATES,
        },
        yaxis={**across, "fixedrange": True, "showgrid": False, "zeroline": False, "automargin": True},
        shapes=[{**line, "line": {"color": QUIET, "width": 1, "dash": "dot"}}],
    )


def _bars(name: str, spans: Sequence[Span], **look: Any) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "base": [str(span.since) for span in spans],
        "x": [(span.until - span.since).days * DAY for span in spans],
        "y": [span.lane for span in spans],
        "customdata": [plot_label(span.told) for span in spans],
        "hovertemplate": "%{customdata}<extra></extra>",
        "width": 0.56,
        **look,
    }


def _dots(name: str, dots: Sequence[Dot]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [str(dot.on) for dot in dots],
        "y": [dot.lane for dot in dots],
        "customdata": [plot_label(dot.told) for dot in dots],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"size": 10, "color": "#d6336c", "line": {"width": 1.5, "color": "white"}},
    }
