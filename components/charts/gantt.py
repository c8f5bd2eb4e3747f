"""Work along time: a row for each piece, grouped into lanes, its name over its bar, the longest chain joined up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from components.charts.look import GRID, QUIET, Drawn, figure
from components.words import plot_label

ROW, ROOM = 36, 76
DAY = 86_400_000  # a bar along time is as long as its milliseconds
BAND = "rgba(128,128,128,0.07)"
CRITICAL, LATE = "#e8590c", "#d6336c"
LOOKS: dict[str, dict[str, Any]] = {
    "settled": {"color": QUIET},
    "open": {"color": "#4d86c2"},
    "critical": {"color": CRITICAL},
    "late": {"color": LATE, "opacity": 0.55, "pattern": {"shape": "/", "size": 5}},
}
"""How each kind of bar looks; those of a kind share an entry of the legend."""


@dataclass(frozen=True)
class Piece:
    """One row: a bar of a kind from the first day to the last, its name, and what is told beside the pointer.

    `late_until` draws on from the last day up to then.
    """

    lane: str
    since: date
    until: date
    kind: str
    name: str
    told: str
    late_until: date | None = None


@dataclass(frozen=True)
class Gantt:
    """The pieces, those of a lane together; `chain` are places of pieces that wait for each other, first to last."""

    pieces: Sequence[Piece]
    legend: Mapping[str, str]
    chain: Sequence[int]
    today: date


def gantt(shown: Gantt) -> Drawn:
    """The rows as one figure, the first on top."""
    first, last = _reach(shown)
    traces = [trace for kind, name in shown.legend.items() if (trace := _bars(shown, kind, name))]
    traces += [_names(shown, first, last), *_chain(shown)]
    lanes = _lanes(shown.pieces)
    marks = {
        "tickmode": "array",
        "tickvals": [(low + high) / 2 for _name, low, high in lanes],
        "ticktext": [plot_label(name) for name, _low, _high in lanes],
    }
    return figure(
        traces,
        barmode="overlay",
        height=ROOM + ROW * len(shown.pieces),
        showlegend=True,
        xaxis={
            "type": "date",
            "fixedrange": True,
            "gridcolor": GRID,
            "nticks": 6,
            "tickformat": "%m-%d",
            "tickfont": {"size": 11},
            "range": [str(first), str(last)],
        },
        yaxis={
            **marks,
            "range": [len(shown.pieces) - 0.45, -0.65],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
            "tickfont": {"size": 11},
        },
        shapes=[*_bands(lanes), _line(shown.today)],
    )


def _reach(shown: Gantt) -> tuple[date, date]:
    """The first and the last day drawn, with a little room at both ends."""
    days = [day for one in shown.pieces for day in (one.since, one.until, one.late_until) if day is not None]
    first, last = min([*days, shown.today]), max([*days, shown.today])
    room = timedelta(max(2, (last - first).days // 25))
    return first - room, last + room


def _lanes(pieces: Sequence[Piece]) -> list[tuple[str, int, int]]:
    """Each lane with its first and its last row."""
    found: dict[str, tuple[int, int]] = {}
    for row, one in enumerate(pieces):
        found[one.lane] = (found.get(one.lane, (row, row))[0], row)
    return [(name, *rows) for name, rows in found.items()]


def _bars(shown: Gantt, kind: str, name: str) -> dict[str, Any] | None:
    """The bars of a kind; of what is late, the days since it was due."""
    rows = [row for row, one in enumerate(shown.pieces) if one.kind == kind or (kind == "late" and one.late_until)]
    if not rows:
        return None
    pieces = [shown.pieces[row] for row in rows]
    ends = [(one.until, one.late_until) if kind == "late" else (one.since, one.until) for one in pieces]
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "base": [str(since) for since, _until in ends],
        "x": [max(1, ((until or since) - since).days) * DAY for since, until in ends],
        "y": [row + 0.2 for row in rows],
        "customdata": ["<br>".join(plot_label(line) for line in one.told.splitlines()) for one in pieces],
        "hovertemplate": "%{customdata}<extra></extra>",
        "width": 0.34,
        "marker": {"cornerradius": 4, **LOOKS[kind]},
    }


def _names(shown: Gantt, first: date, last: date) -> dict[str, Any]:
    """Each name over its bar: from its first day on, or up to its last where there is more room before."""
    middle = first + (last - first) / 2
    left = [one.since <= middle for one in shown.pieces]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [str(one.since if begins else one.until) for one, begins in zip(shown.pieces, left, strict=True)],
        "y": [row - 0.22 for row in range(len(shown.pieces))],
        "text": [plot_label(one.name) for one in shown.pieces],
        "textposition": ["middle right" if begins else "middle left" for begins in left],
        "textfont": {"size": 11},
        "hoverinfo": "skip",
        "showlegend": False,
        "cliponaxis": False,
    }


def _chain(shown: Gantt) -> list[dict[str, Any]]:
    """A line from the end of each piece of the chain to the beginning of the next."""
    if len(shown.chain) < 2:
        return []
    days: list[str | None] = []
    rows: list[float | None] = []
    for place in shown.chain:
        one = shown.pieces[place]
        days += [str(one.since), str(one.until)]
        rows += [place + 0.2, place + 0.2]
    line = {"color": CRITICAL, "width": 1, "dash": "dot", "shape": "hv"}
    look = {"mode": "lines", "line": line, "opacity": 0.6, "hoverinfo": "skip", "showlegend": False}
    return [{"type": "scatter", "x": days, "y": rows, **look}]


def _bands(lanes: Sequence[tuple[str, int, int]]) -> list[dict[str, Any]]:
    """Every other lane on a faint ground."""
    ground = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "line": {"width": 0}, "layer": "below"}
    return [{**ground, "y0": low - 0.5, "y1": high + 0.5, "fillcolor": BAND} for _name, low, high in list(lanes)[::2]]


def _line(today: date) -> dict[str, Any]:
    line = {"type": "line", "x0": str(today), "x1": str(today), "y0": 0, "y1": 1, "yref": "paper"}
    return {**line, "line": {"color": QUIET, "width": 1.5, "dash": "dot"}}
