"""Any figure by one or two dimensions, chosen on the spot: the same picture, table and files as in a declared view."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from components.address import METRIC, choose
from components.naming import dimension_name, name_of
from components.view import show_view
from components.words import Label, plain, t
from db.access import Actor
from db.config_charts import misfit
from db.config_shape import Chart, ChartKind, View
from db.metrics import DIMENSIONS, METRICS
from db.rights import counts

BY, THEN, KIND = "by", "then", "kind"
KINDS: tuple[ChartKind, ...] = ("bar", "stacked", "line", "heat", "funnel", "table")
FILTERS = ("department", "team", "salesperson", "line", "channel", "business_type", "tier", "region")
DEFAULT_METRIC, DEFAULT_BY = "signed_premium", "month"


def explore(actor: Actor) -> None:
    """The choices above, the chart below; all of it in the address."""
    with st.container(horizontal=True, gap="xsmall", key="explore"):
        metric = _select(
            METRIC, t("figures.figure"), [name for name in METRICS if counts(actor, name)], name_of, DEFAULT_METRIC
        )
        by = _select(BY, t("figures.by"), list(DIMENSIONS), dimension_name, DEFAULT_BY)
        others = ["", *(name for name in DIMENSIONS if name != by)]
        then = _select(
            THEN, t("figures.then"), others, lambda name: dimension_name(name) if name else plain("figures.no_second")
        )
        dimensions = tuple(name for name in (by, then) if name)
        kind = _kind(metric, dimensions)
    chart = Chart(metric=metric, by=dimensions, kind=kind, wide=True)
    show_view(actor, View(period="year", filters=FILTERS, tiles=(metric,), charts=(chart,)))


def _select(name: str, title: Label, options: Sequence[str], shown: Callable[[str], str], default: str = "") -> str:
    with st.container(width=190):
        return choose(name, title, options, shown, default=default)


def _kind(metric: str, by: tuple[str, ...]) -> ChartKind | None:
    """How to draw it, among what goes with the figure and its dimensions."""
    fitting = [kind for kind in KINDS if not misfit(Chart(metric=metric, by=by, kind=kind))]
    chosen = _select(KIND, t("figures.kind"), ["", *fitting], lambda kind: plain(f"chart.{kind or 'best'}"))
    return next((kind for kind in KINDS if kind == chosen), None)
