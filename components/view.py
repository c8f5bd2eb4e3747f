"""Renders a role's view as config.toml declares it: everything is asked for first, in one session, then drawn."""

from __future__ import annotations

import math

import streamlit as st

from components import period as periods
from components.address import Pick
from components.asked import Asked
from components.filters import filter_bar, period_picker, picked_line
from components.gather import Card, Drawing, Failure, Gathered, gather, listed
from components.naming import name_of
from components.states import failed, nothing_yet
from components.tables import drill_table
from components.tiles import card, drawing, rows_link
from components.words import label, t
from db.access import Actor
from db.config_shape import View
from db.metrics import DIMENSIONS

CARD_WIDTH = 168
MOST_CARDS = 5
TILE_WIDTH = 360


def show_view(actor: Actor, view: View) -> None:
    """The whole view: period and filters, cards, charts, and the rows behind what was clicked."""
    shown = gather(actor, view)
    if shown is None:
        nothing_yet()
        return
    asked = shown.asked
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        period_picker(asked, view.period)
        filter_bar(shown.choices)
    st.caption(_basis(asked))
    if asked.pick:
        picked_line(shown.picked or (name_of(asked.pick.metric),))
    if shown.cards:
        _cards(actor, shown)
    _charts(actor, shown)


def _basis(asked: Asked) -> str:
    """Which days the cards show, what they are compared with, how fresh the figures are."""
    code, period = asked.whole_for(None)
    span = periods.span_of(code)
    title, fresh = label(periods.title(code)), t("view.as_of", day=asked.last)
    if span == "all":
        return t("view.basis", period=title, fresh=fresh)
    running = period.start <= asked.last < period.last
    before = t(f"before.{span}_so_far") if running else t(f"before.{span}")
    return t("view.basis_compared", period=title, before=before, fresh=fresh)


def _cards(actor: Actor, shown: Gathered) -> None:
    rows = math.ceil(len(shown.cards) / MOST_CARDS)
    columns = math.ceil(len(shown.cards) / rows)
    grid = st.grid(columns, min_column_width=CARD_WIDTH, border=True, gap="xsmall", key="cards")
    for tile in shown.cards:
        with grid.cell():
            if isinstance(tile, Card):
                card(actor, tile, shown.asked)
            else:
                failed(tile)


def _charts(actor: Actor, shown: Gathered) -> None:
    """Charts two beside each other, wide ones alone; the clicked point's rows follow the row of its chart."""
    waiting: list[tuple[int, Drawing | Failure]] = []
    told = False
    for number, tile in enumerate(shown.drawings):
        wide = isinstance(tile, Drawing) and (tile.chart.wide or tile.chart.kind == "list")
        if wide and waiting:
            told = _row(actor, shown, waiting) or told
            waiting = []
        waiting.append((number, tile))
        if wide or len(waiting) == 2:
            told = _row(actor, shown, waiting) or told
            waiting = []
    if waiting:
        told = _row(actor, shown, waiting) or told
    if not told:
        _rows(actor, shown)


def _row(actor: Actor, shown: Gathered, tiles: list[tuple[int, Drawing | Failure]]) -> bool:
    """Draws one row of tiles; answers whether the clicked point's rows were shown under it."""
    grid = st.grid(len(tiles), min_column_width=TILE_WIDTH, border=True, gap="xsmall", key=f"row.{tiles[0][0]}")
    for number, tile in tiles:
        with grid.cell():
            if isinstance(tile, Failure):
                failed(tile)
            else:
                drawing(actor, tile, number, shown.asked)
    pick = shown.asked.pick
    if pick is None or pick.tile not in {number for number, _tile in tiles}:
        return False
    _rows(actor, shown)
    return True


def _rows(actor: Actor, shown: Gathered) -> None:
    """The first rows behind the clicked point, and the way to all of them."""
    pick = shown.asked.pick
    if pick is None or shown.rows is None:
        return
    with st.container(border=True, key="picked_rows"):
        if isinstance(shown.rows, Failure):
            failed(shown.rows)
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(t("view.rows_of", metric=name_of(listed(pick.metric)), rows=shown.rows.count), width="stretch")
            rows_link(actor, pick.metric, *_link(shown.asked, shown, pick))
        drill_table(actor, shown.rows, "picked")


def _link(asked: Asked, shown: Gathered, pick: Pick) -> tuple[str, dict[str, str]]:
    """The period and the filters under which the rows page shows the same entries."""
    tile = shown.drawings[pick.tile] if pick.tile < len(shown.drawings) else None
    chart = tile.chart if isinstance(tile, Drawing) else None
    code = asked.whole_for(chart)[0]
    where = dict(asked.where)
    for name, picked in pick.codes.items():
        if DIMENSIONS[name].kind == "time" and periods.period_of(picked):
            code = picked
        else:
            where[name] = picked
    return code, where
