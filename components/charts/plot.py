"""What a chart shows, ready to draw: marks along one dimension, a series for each of the other, codes for the click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from components.words import count, money, percent, plain, plot_label, short_money

Number = Fraction | int | None
FAINT = 0.35
LONGEST_LABEL = 14


@dataclass(frozen=True)
class Mark:
    """A place on an axis or in the legend: its code, None where it stands for several, and its name."""

    code: str | None
    name: str
    brief: str = ""

    @property
    def short(self) -> str:
        """The name as an axis has room for it, safe to draw; `brief` is our own and may break the line."""
        if self.brief:
            return self.brief
        cut = self.name if len(self.name) <= LONGEST_LABEL else self.name[: LONGEST_LABEL - 1] + "…"
        return plot_label(cut)

    @property
    def full(self) -> str:
        """The whole name, safe to draw."""
        return plot_label(self.name[:80])


@dataclass(frozen=True)
class Series:
    """One value for each mark."""

    mark: Mark
    metric: str
    values: tuple[Number, ...]


@dataclass(frozen=True)
class Plot:
    """A chart before it is drawn; `by` names the dimensions of marks and series."""

    by: tuple[str, ...]
    marks: tuple[Mark, ...]
    series: tuple[Series, ...]
    unit: str
    in_time: bool
    formulas: dict[str, str] = field(default_factory=dict)
    picked: frozenset[tuple[str, str]] = frozenset()
    before: Series | None = None
    beside: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """By the codes of mark and series what stands below the figure: briefly, and in full at the pointer."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value for series in self.series for value in series.values)

    @property
    def additive(self) -> bool:
        """Whether values may be added up."""
        return self.unit in ("yuan", "count")


def written(value: Number, unit: str) -> str:
    """The exact figure."""
    if unit == "yuan":
        return f"¥{money(value)}" if value is not None else money(None)
    if unit == "days":
        return plain("figures.days", days=count(value))
    return percent(value) if unit == "ratio" else count(value)


def briefly(value: Number, unit: str) -> str:
    """The figure as a card or an axis has room for it."""
    return short_money(value) if unit == "yuan" else written(value, unit)


def drawn(value: Number, unit: str) -> float | None:
    """The length to draw: yuan, per cent or the number itself."""
    if value is None:
        return None
    return float(Fraction(value) / 100 if unit == "yuan" else Fraction(value) * 100 if unit == "ratio" else value)


def code_of(plot: Plot, mark: Mark, series: Series) -> str | None:
    """What a click on that point picks: metric and codes; None where it stands for several."""
    if not plot.by:  # a waterfall: the marks are the metrics themselves
        return mark.code
    codes = [mark.code] if len(plot.by) == 1 else [mark.code, series.mark.code]
    if None in codes:
        return None
    return "\x1f".join([series.metric, *(f"{name}:{code}" for name, code in zip(plot.by, codes, strict=False))])


def hover(plot: Plot, mark: Mark, series: Series, value: Number) -> str:
    """The text beside the pointer: where, how much exactly, what share of the whole."""
    place = mark.full if not series.mark.name else f"{mark.full} · {series.mark.full}"
    lines = [f"<b>{place}</b>", written(value, plot.unit)]
    total = sum(other or 0 for other in series.values) if plot.additive else 0
    if total and value and len(series.values) > 1 and not plot.in_time:
        lines.append(plain("figures.share", share=percent(Fraction(value) / Fraction(total))))
    _brief, full = plot.beside.get((mark.code or "", series.mark.code or ""), ("", ""))
    return "<br>".join([*lines, full] if full else lines)


def template(plot: Plot, series: Series) -> str:
    """How Plotly puts the hover text of a point together: its own, then how the figure is worked out."""
    formula = plot_label(plot.formulas.get(series.metric, "")).replace("%{", "% {")
    return (
        "%{customdata[1]}"
        + (f"<br><span style='font-size:11px'>{formula}</span>" if formula else "")
        + "<extra></extra>"
    )


def points(plot: Plot, series: Series) -> list[tuple[str | None, str]]:
    """For every mark what a click picks and what the pointer shows."""
    return [
        (code_of(plot, mark, series), hover(plot, mark, series, value))
        for mark, value in zip(plot.marks, series.values, strict=True)
    ]


def strengths(plot: Plot, series: Series) -> list[float]:
    """How strongly each point is drawn: what was picked stands out.

    Not by Plotly's own selection: a click on a selected point would let it go without a word to the server.
    """
    return [
        1.0 if plot.picked <= {*zip(plot.by, (mark.code, series.mark.code), strict=False)} else FAINT
        for mark in plot.marks
    ]


CLICKED: dict[str, Any] = {"selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": FAINT}}}
"""How a click looks until the answer comes; Plotly fails on a click where a trace does not say."""
