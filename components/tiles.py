"""The tiles of a view: cards with what they compare with, and charts that answer a click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

import streamlit as st

from components import period as periods
from components.address import METRIC, PERIOD, let_go, pick, picked
from components.asked import Asked
from components.charts.look import CONFIG, Drawn
from components.charts.plot import briefly, written
from components.gather import Card, Drawing
from components.lists import draw_list
from components.menu import tile_menu
from components.naming import dimension_name, formula_of, name_of
from components.navigation import opens_here, page_at
from components.pictures import picture
from components.states import empty
from components.tables import figure_table
from components.words import Label, label, language, percent, plain, t
from db.access import Actor
from db.config_shape import Chart
from db.metrics import METRICS

SEPARATOR = "\x1f"


def card(actor: Actor, shown: Card, asked: Asked) -> None:
    """A figure with the difference to the period before, its target, its formula and the way to its rows."""
    metric = METRICS[shown.metric]
    value = shown.now.total
    delta = difference(value, shown.before.total if shown.before else None, metric.unit)
    with st.container(horizontal=True, gap=None, wrap=False):
        st.metric(
            label(name_of(shown.metric)),
            briefly(value, metric.unit),
            delta,
            delta_color=_colour(delta, lower_is_better=metric.lower_is_better),
            help=t("view.exactly", value=written(value, metric.unit), formula=formula_of(shown.metric)),
        )
        rows_link(actor, shown.metric, asked.whole_for(None)[0], asked.apart_from(None), brief=True)
    if shown.target:
        st.caption(_target(shown))


def _target(shown: Card) -> str:
    target = shown.target or 1
    reached = percent(Fraction(shown.now.total or 0) / target)
    return t("view.target", target=briefly(target, METRICS[shown.metric].unit), reached=reached)


def difference(now: Any, before: Any, unit: str) -> str | None:
    """How far from before: in per cent of it, or in percentage points for a ratio; None where it says nothing."""
    if now is None or before is None or now == before or (unit != "ratio" and not before):
        return None
    if unit == "ratio":
        return plain("view.points", points=f"{float((Fraction(now) - Fraction(before)) * 100):+.2f}")
    return f"{float((Fraction(now) - Fraction(before)) / abs(Fraction(before)) * 100):+.1f}%"


def _colour(delta: str | None, *, lower_is_better: bool) -> Literal["normal", "inverse", "off"]:
    if delta is None or not any(digit in delta for digit in "123456789"):
        return "off"
    return "inverse" if lower_is_better else "normal"


def rows_link(actor: Actor, metric: str, code: str, where: Mapping[str, str], *, brief: bool = False) -> None:
    """The way to the entries behind a figure, as a link that can be passed on."""
    page = page_at("rows")
    if page and opens_here(actor, "rows"):
        said = {METRIC: metric, PERIOD: code, **where}
        words = Label("") if brief else t("view.rows")
        st.page_link(page, label=words, icon=":material/table_rows:", help=t("view.rows_brief"), query_params=said)


def listing(actor: Actor, chart: Chart, rows: Sequence[Any]) -> None:
    """A list that another part of the house declares, with the way to its page."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(t("view.tile_title", title=plain(f"lists.{chart.list}")), width="stretch")
        page = page_at(chart.drill)
        if chart.drill != "rows" and page and opens_here(actor, chart.drill):
            st.page_link(page, label=t("view.open"), icon=":material/arrow_forward:")
    draw_list(actor, chart.list or "", rows)


def drawing(actor: Actor, shown: Drawing, tile: int, asked: Asked) -> None:
    """A chart or table in its frame: name, menu, picture."""
    chart = shown.chart
    if shown.rows is not None:
        listing(actor, chart, shown.rows)
        return
    picked_here = asked.pick.codes if asked.pick and asked.pick.tile == tile else {}
    mine = [(name, code) for name, code in picked_here.items() if name in chart.by]
    drawn = None if chart.kind == "table" else picture(shown, frozenset(mine))
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
        st.markdown(_heading(shown), width="stretch")
        tile_menu(actor, shown, tile)
    if chart.kind == "table":
        figure_table(shown, tile)
    elif drawn is None:
        empty()
    else:
        _draw(drawn, tile, answers=chart.drill != "none")


def _heading(shown: Drawing) -> Label:
    title = title_of(shown)
    if shown.chart.months:
        return t("view.tile_title_for", title=title, period=periods.title_of(shown.period))
    return t("view.tile_title", title=title)


def title_of(shown: Drawing) -> str:
    """What a tile is called: its own title, or its figures by their dimensions."""
    if shown.chart.title:
        return shown.chart.title[language()]
    by = plain("view.and").join(dimension_name(name).lower() for name in shown.chart.by)
    if len(shown.chart.names) > 2:
        return plain("view.overview", by=by)
    names = plain("view.and").join(name_of(name) for name in shown.chart.names)
    return plain("view.by", names=names, by=by)


def _draw(drawn: Drawn, tile: int, *, answers: bool) -> None:
    key = f"tile.{tile}"
    if not answers:
        st.plotly_chart(drawn, key=key, config=CONFIG)
        return
    st.plotly_chart(
        drawn,
        key=key,
        config=CONFIG,
        selection_mode="points",
        on_select=lambda: clicked(key, tile),
    )


def clicked(key: str, tile: int) -> None:
    """A click on a chart: what the point stands for goes into the address; on the clicked point again, out of it."""
    points = st.session_state[key]["selection"]["points"]
    said = next((point["customdata"][0] for point in points if point.get("customdata")), None)
    now = picked()
    if not points and now is not None and now.tile == tile:
        let_go()
    if not said:
        return
    metric, *pairs = str(said).split(SEPARATOR)
    if metric in METRICS:
        pick(tile, metric, dict(pair.split(":", 1) for pair in pairs))
