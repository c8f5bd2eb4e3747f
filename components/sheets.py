"""What a tile shows, as columns and rows for a file."""

from __future__ import annotations

from decimal import Decimal

from components.charts.plot import Number
from components.gather import Drawing
from components.naming import dimension_name, name_of
from components.words import language, plain
from db.metrics import METRICS


def sheet_of(drawing: Drawing) -> tuple[list[str], list[list[object]]]:
    """What a tile shows, as columns and rows for a file: exact figures, one row for each combination of codes."""
    chart = drawing.chart
    if not chart.by:
        pairs = zip(chart.names, drawing.figures, strict=True)
        return [plain("figures.figure"), plain("figures.value")], [
            [name_of(name), exact(figure.total, METRICS[name].unit)] for name, figure in pairs
        ]
    found = [{row.keys: row.value for row in figure.rows} for figure in drawing.figures]
    spoken, named = language(), {}
    for figure in drawing.figures:
        for row in figure.rows:
            named[row.keys] = [part.zh if spoken == "zh" else part.en for part in row.labels]
    rows: list[list[object]] = [
        [
            *names,
            *(exact(values.get(keys), METRICS[name].unit) for name, values in zip(chart.names, found, strict=True)),
        ]
        for keys, names in sorted(named.items())
    ]
    return [*map(dimension_name, chart.by), *map(name_of, chart.names)], rows


def exact_entry(value: Number, unit: str) -> object:
    """An entry for a file: yuan to the last decimal where it is a part of a fen, so that all add up to the figure."""
    if value is None or unit != "yuan" or value.denominator == 1:
        return exact(value, unit)
    return Decimal(value.numerator) / Decimal(value.denominator) / 100


def exact(value: Number, unit: str) -> object:
    """A figure for a file: yuan with two decimals, a ratio with six, a count whole."""
    if value is None:
        return None
    if unit == "yuan":
        fen = round(value)
        return Decimal(fen) / 100
    return int(value) if unit == "count" else round(Decimal(value.numerator) / Decimal(value.denominator), 6)
