"""What goes together in a chart that config.toml or the explorer asks for."""

from __future__ import annotations

from collections.abc import Iterator

from db.config_shape import Chart
from db.metrics import DIMENSIONS, METRICS


def misfit(chart: Chart) -> str:
    """What does not go together in a chart; empty where all does."""
    if chart.kind == "list" or chart.list:
        return "" if chart.kind == "list" and chart.list else "kind 'list' and the key 'list' go together"
    return next((sentence for wrong, sentence in _rules_of(chart) if wrong), "")


def _rules_of(chart: Chart) -> Iterator[tuple[bool, str]]:
    fall, two = chart.kind == "waterfall", len(chart.by) == 2
    kinds = [DIMENSIONS[name].kind for name in chart.by if name in DIMENSIONS]
    units = {METRICS[name].unit for name in chart.names if name in METRICS}
    yield bool(chart.metric) == bool(chart.metrics), "give either 'metric' or 'metrics'"
    yield fall and (not chart.metrics or bool(chart.by)), "a waterfall runs over 'metrics' and has no 'by'"
    yield not fall and any(name.startswith("-") for name in chart.metrics), "only a waterfall takes off with a minus"
    yield not fall and not chart.by, "give 'by', one or two dimensions"
    yield chart.kind in ("heat", "stacked") and not two, f"kind '{chart.kind}' needs two dimensions in 'by'"
    yield chart.kind == "funnel" and two, "a funnel has one dimension in 'by'"
    yield bool(chart.metrics) and two, "several metrics go with one dimension in 'by'"
    yield chart.kind != "table" and len(units) > 1, "metrics of different units go into a table only"
    yield chart.compare and kinds != ["time"], "'compare' needs one dimension, of time, in 'by'"
    yield chart.kind == "line" and kinds[:1] != ["time"], "a line runs along time: put a dimension of time first"
