"""From the figures of a drawing to what a chart shows: names in the reader's language, order, gaps in time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from components import period as periods
from components.charts.bars import bars
from components.charts.flows import funnel, waterfall
from components.charts.folding import folded
from components.charts.heat import heat
from components.charts.lines import lines
from components.charts.look import Drawn
from components.charts.plot import Mark, Number, Plot, Series
from components.gather import Drawing
from components.naming import formula_of, name_of
from components.words import language, plain
from db.config import config
from db.config_shape import Chart
from db.measure import Figure, Row
from db.metrics import DIMENSIONS, METRICS

IN_ORDER = ("month", "quarter", "year")


def kind_of(chart: Chart) -> str:
    """How a chart is drawn if it does not say so itself."""
    if chart.kind:
        return chart.kind
    in_time = DIMENSIONS[chart.by[0]].kind == "time"
    if in_time and METRICS[chart.names[0]].unit in ("ratio", "days"):
        return "line"
    return "stacked" if len(chart.by) == 2 and METRICS[chart.names[0]].unit in ("yuan", "count") else "bar"


def plot_of(drawing: Drawing, picked: frozenset[tuple[str, str]]) -> Plot:
    """The plot of a drawing, whatever its kind."""
    chart = drawing.chart
    if chart.kind == "waterfall":
        return _fall(drawing)
    unit, by = METRICS[chart.names[0]].unit, chart.by
    in_time = DIMENSIONS[by[0]].kind == "time"
    marks = _marks(by[0], drawing)
    series = _of_metrics(drawing, marks) if chart.metrics else _of_rows(drawing, marks)
    formulas = {name: formula_of(name) for name in chart.names}
    plot = Plot(by, marks, series, unit, in_time, formulas, picked, _before(drawing, marks))
    columns = len(by) == 2 and DIMENSIONS[by[1]].kind == "time"
    return folded(plot if in_time else _by_size(plot, by[0]), series_in_time=columns)


def draw(plot: Plot, kind: str) -> Drawn:
    """The figure of a plot."""
    if kind == "stacked":
        return bars(plot, stacked=True)
    return {"line": lines, "heat": heat, "waterfall": waterfall, "funnel": funnel}.get(kind, bars)(plot)


def _marks(dimension: str, drawing: Drawing) -> tuple[Mark, ...]:
    """The marks along the first dimension: those of time without gaps, stages in their order."""
    rows = [row for figure in drawing.figures for row in figure.rows]
    names = _names(rows, 0)
    if dimension in IN_ORDER and names:
        return tuple(time_mark(code, at) for at, code in enumerate(_all_between(dimension, drawing, names)))
    if dimension == "stage":
        return tuple(Mark(code, names[code]) for code in _stage_order(names))
    if DIMENSIONS[dimension].kind == "time":
        return tuple(Mark(code, code) for code in sorted(names))
    return tuple(Mark(code, name) for code, name in names.items())


def _names(rows: Iterable[Row], at: int) -> dict[str, str]:
    spoken = language()
    return {row.keys[at]: row.labels[at].zh if spoken == "zh" else row.labels[at].en for row in rows}


def _all_between(dimension: str, drawing: Drawing, names: Mapping[str, str]) -> list[str]:
    period = drawing.period
    if period == periods.ALL:
        first, last = periods.period_of(min(names)), periods.period_of(max(names))
        if first is None or last is None:
            return sorted(names)
        return periods.codes(dimension, first.start, last.last)[::-1]
    return periods.codes(dimension, period.start, period.last)[::-1]


def time_mark(code: str, at: int) -> Mark:
    """A month, quarter or year as an axis has room for it; the first of all and of each year bear the year."""
    span = periods.span_of(code)
    year, _dash, part = code.partition("-")
    if span == "year":
        return Mark(code, periods.title(code))
    # Before a January, which bears its own year, there is no room for another.
    first = part in ("01", "Q1") or (at == 0 and part not in ("12", "Q4"))
    named = first or at == 0 or language() != "zh"
    brief = part if span != "month" else plain(f"month.{part}") if named else str(int(part))
    return Mark(code, periods.title(code), f"{brief}<br>{year}" if first else brief)


def _stage_order(names: Mapping[str, str]) -> list[str]:
    known = [stage.code for stage in config().stages.every]
    return sorted(names, key=lambda code: known.index(code) if code in known else len(known))


def _of_rows(drawing: Drawing, marks: tuple[Mark, ...]) -> tuple[Series, ...]:
    """One series, or one for each code of the second dimension, the largest first."""
    [figure] = drawing.figures
    metric = drawing.chart.names[0]
    found = {row.keys: row.value for row in figure.rows}
    if len(drawing.chart.by) == 1:
        name = periods.title_of(drawing.period) if drawing.before else ""
        return (Series(Mark("", name), metric, tuple(found.get((mark.code or "",)) for mark in marks)),)
    second = drawing.chart.by[1]
    names = _names(figure.rows, 1)
    if second in IN_ORDER:
        others = [time_mark(code, at) for at, code in enumerate(_all_between(second, drawing, names))] if names else []
    else:
        codes = _stage_order(names) if second == "stage" else list(names)
        others = [Mark(code, names[code]) for code in codes]
    made = [
        Series(other, metric, tuple(found.get((mark.code or "", other.code or "")) for mark in marks))
        for other in others
    ]
    return tuple(made if second in IN_ORDER or second == "stage" else sorted(made, key=_size, reverse=True))


def _of_metrics(drawing: Drawing, marks: tuple[Mark, ...]) -> tuple[Series, ...]:
    made = []
    for name, figure in zip(drawing.chart.names, drawing.figures, strict=True):
        found = {row.keys: row.value for row in figure.rows}
        values = tuple(found.get((mark.code or "",)) for mark in marks)
        made.append(Series(Mark("", name_of(name)), name, values))
    return tuple(made)


def _before(drawing: Drawing, marks: tuple[Mark, ...]) -> Series | None:
    """The same months of the year before, at the places of this year's."""
    if drawing.before is None:
        return None
    found = {row.keys[0]: row.value for row in drawing.before.rows}
    earlier = [f"{int((mark.code or '0')[:4]) - 1}{(mark.code or '')[4:]}" for mark in marks]
    name = plain("figures.year_before")
    return Series(Mark(None, name), drawing.chart.names[0], tuple(found.get(code) for code in earlier))


def _size(series: Series) -> Fraction:
    return sum((Fraction(value) for value in series.values if value), start=Fraction(0))


def _by_size(plot: Plot, dimension: str) -> Plot:
    """Marks in the order of their sums, the largest first; stages keep their own."""
    if dimension == "stage":
        return plot
    sums = [sum(Fraction(series.values[at] or 0) for series in plot.series) for at in range(len(plot.marks))]
    order = sorted(range(len(plot.marks)), key=lambda at: sums[at], reverse=True)
    order = [at for at in order if any(series.values[at] is not None for series in plot.series)]
    series = tuple(Series(s.mark, s.metric, tuple(s.values[at] for at in order)) for s in plot.series)
    return Plot(
        plot.by, tuple(plot.marks[at] for at in order), series, plot.unit, plot.in_time, plot.formulas, plot.picked
    )


def _fall(drawing: Drawing) -> Plot:
    """The totals of the metrics, taken off where a minus says so, and what remains."""
    chart = drawing.chart
    signs = [-1 if name.startswith("-") else 1 for name in chart.metrics]
    values: list[Number] = [
        sign * Fraction(figure.total or 0) for sign, figure in zip(signs, drawing.figures, strict=True)
    ]
    rest = sum((Fraction(value or 0) for value in values), start=Fraction(0))
    # A metric's name is our own, so its words may stand on lines of their own.
    marks = tuple(Mark(name, name_of(name), name_of(name).replace(" ", "<br>")) for name in chart.names)
    series = Series(Mark("", ""), chart.names[0], (*values, rest))
    return Plot(
        (), (*marks, Mark(None, plain("figures.remains"))), (series,), METRICS[chart.names[0]].unit, in_time=False
    )


def table_of(drawing: Drawing) -> tuple[list[Figure], list[Mark]]:
    """The figures of a table and the marks that are its rows, in order of the first figure."""
    marks = _marks(drawing.chart.by[0], drawing)
    first = {row.keys[0]: row.value or 0 for row in drawing.figures[0].rows} if drawing.figures else {}
    ordered = sorted(marks, key=lambda mark: first.get(mark.code or "", 0), reverse=True)
    in_time = DIMENSIONS[drawing.chart.by[0]].kind == "time"
    return list(drawing.figures), list(marks) if in_time else ordered
