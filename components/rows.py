"""The entries behind any figure: exactly those that add up to it, by page, with files of all of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

from components import period as periods
from components.address import METRIC, PERIOD, choose, filtered, said, say
from components.charts.plot import written
from components.gather import Failure, attempted, codes_named
from components.menu import about_rows, downloads
from components.naming import dimension_name, formula_of, name_of
from components.record_link import back_link
from components.sheets import exact_entry
from components.states import closed, failed, wrong_link
from components.tables import drill_cells, drill_columns, drill_table
from components.words import label, plain, t
from db.access import Actor, Reach
from db.drill import Drill, drill_rows
from db.figures import Basis, Metric
from db.measure import Figure, measure
from db.metrics import DIMENSIONS, METRICS
from db.periods import Period
from db.queries.days_with_figures import days_with_figures
from db.queries.open_balances import has_balances, open_balances
from db.rights import counts, reach
from db.session import reading

SIDE, ORDER, PAGE, SHOWN = "side", "order", "p", "shown"
ENTRIES, RECORDS = "entries", "records"
ORDERS = {ENTRIES: ("-day", "day", "-amount", "amount"), RECORDS: ("-amount", "amount")}
A_PAGE = 50
MOST_EXPORTED = 50_000


@dataclass(frozen=True)
class Wanted:
    """What the address asks for: a figure or the side of a ratio, days, filters, entries or balances, order, page."""

    metric: Metric
    side: str
    period: Period
    where: Mapping[str, str]
    shown: str
    order: str
    page: int


def wanted(actor: Actor) -> Wanted | None:
    """What the address asks for; None where it names no figure that is open to the actor, or days that are none."""
    metric, period = METRICS.get(said(METRIC)), periods.period_of(said(PERIOD) or "all")
    if metric is None or period is None or not counts(actor, metric.name):
        return None
    sides = sides_of(metric)
    side = said(SIDE) if said(SIDE) in sides else sides[0]
    page = int(said(PAGE)) if said(PAGE).isdecimal() else 1
    ways = ways_of(actor, side)
    shown = said(SHOWN) if said(SHOWN) in ways else ways[0]
    order = said(ORDER) if said(ORDER) in ORDERS[shown] else ORDERS[shown][0]
    return Wanted(metric, side, period, filtered(DIMENSIONS), shown, order, max(1, min(page, 1_000_000)))


def sides_of(metric: Metric) -> list[str]:
    """The figures whose entries can be listed: of a ratio both sides, which may be ratios of nothing further."""
    return [name for name in (metric.over, metric.under) if name] or [metric.name]


def ways_of(actor: Actor, side: str) -> list[str]:
    """How what is behind a figure can be listed, the first unless the address says otherwise.

    A balance is asked for because of what is open, which its entries do not tell; but that of a whole company takes
    seconds to take apart, so there it is asked for.
    """
    if not has_balances(side):
        return [ENTRIES]
    far = {reach(actor, part.model) for part in METRICS[side].parts}
    return [ENTRIES, RECORDS] if Reach.COMPANY in far else [RECORDS, ENTRIES]


def days_of(asked: Wanted, found: Drill) -> str:
    """Over which days the figure is counted, as it is read: a balance or a stock as of its last day."""
    said_by = {Basis.BALANCE: "rows.as_of", Basis.STOCK: "rows.as_of", Basis.ROLLING: "rows.rolling"}
    basis = METRICS[asked.side].basis
    return plain(said_by[basis], day=found.period.last) if basis in said_by else periods.title_of(asked.period)


def show_rows(actor: Actor) -> None:
    """The page: which figure, how much in all, the entries, the files."""
    back_link(actor, "home", t("rows.back"))
    asked = wanted(actor)
    if asked is None:
        (closed if said(METRIC) in METRICS and periods.period_of(said(PERIOD) or "all") else wrong_link)()
        return
    with reading(actor) as session:
        days = days_with_figures(session, actor)
        asked = replace(asked, period=periods.shown(asked.period, days[1])) if days else asked
        offset = (asked.page - 1) * A_PAGE
        found = attempted(session, _drill, actor, asked, A_PAGE, offset)
        names = attempted(session, _filter_names, asked.where)
        whole = attempted(session, _whole, actor, asked)
    if isinstance(found, Failure) or isinstance(names, Failure) or isinstance(whole, Failure):
        failed(next(one for one in (found, names, whole) if isinstance(one, Failure)))
        return
    _head(asked, found, whole, names)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="rows_bar"):
        _bar(actor, asked, found, names)
    drill_table(actor, found, "rows")
    pages = math.ceil(found.count / A_PAGE)
    if pages > 1:
        _pages(asked.page, pages)


def _drill(session: Any, actor: Actor, asked: Wanted, limit: int, offset: int) -> Drill:
    named: dict[str, Any] = {"period": asked.period, "where": asked.where, "limit": limit, "offset": offset}
    if asked.shown == RECORDS:
        return open_balances(session, actor, asked.side, smallest=asked.order == "amount", **named)
    return drill_rows(session, actor, asked.side, order=asked.order, **named)


def _whole(session: Any, actor: Actor, asked: Wanted) -> Figure | None:
    """The ratio that the sides are of."""
    if not asked.metric.is_ratio:
        return None
    return measure(session, actor, asked.metric.name, period=asked.period, where=asked.where)


def _filter_names(session: Any, where: Mapping[str, str]) -> dict[str, str]:
    """How each code of the filters is called."""
    return {dimension: name for dimension, (name, _time) in codes_named(session, where).items()}


def _head(asked: Wanted, found: Drill, whole: Figure | None, names: Mapping[str, str]) -> None:
    """The figure; of a ratio itself, its formula, and the side whose entries are listed."""
    st.subheader(label(name_of(asked.metric.name)), anchor=False)
    narrowed = [days_of(asked, found), *(f"{dimension_name(name)} {value}" for name, value in names.items())]
    st.text(" · ".join(narrowed))
    with st.container(horizontal=True, gap="large"):
        if whole is not None:
            ratio, formula = written(whole.total, whole.metric.unit), label(formula_of(asked.metric.name))
            st.metric(label(name_of(asked.metric.name)), ratio, help=formula, width="content")
        total = written(found.total, METRICS[asked.side].unit)
        title = t("rows.total") if whole is None else label(name_of(asked.side))
        st.metric(title, total, help=label(formula_of(asked.side)), width="content")
        number = t("rows.entries") if asked.shown == ENTRIES else t("rows.open")
        st.metric(number, f"{found.count:,}", width="content")


def _bar(actor: Actor, asked: Wanted, found: Drill, names: Mapping[str, str]) -> None:
    sides = sides_of(asked.metric)
    if len(sides) > 1:
        choose(SIDE, t("rows.side"), sides, name_of, default=sides[0], segments=True)
    ways = ways_of(actor, asked.side)
    if len(ways) > 1:
        named = {RECORDS: plain("rows.by_record"), ENTRIES: plain("rows.by_entry")}
        choose(SHOWN, t("rows.shown"), ways, named.__getitem__, default=ways[0], segments=True)
    with st.container(width=170):
        orders = ORDERS[asked.shown]
        choose(ORDER, t("rows.order"), orders, lambda order: plain(f"order.{order}"), default=orders[0])
    if found.count <= MOST_EXPORTED:
        shown = {dimension_name(name): value for name, value in names.items()}
        about = about_rows((asked.side,), days_of(asked, found), shown)
        about.append((plain("rows.total"), written(found.total, METRICS[asked.side].unit)))
        question = (asked.side, asked.period, sorted(asked.where.items()), asked.shown)
        sheet = partial(_sheet, actor, asked)
        downloads(actor, "rows", name_of(asked.side), about, sheet, rows=found.count, asked=question)
    else:
        st.caption(t("rows.too_many", most=MOST_EXPORTED))


def _sheet(actor: Actor, asked: Wanted) -> tuple[list[str], list[list[Any]]]:
    """All entries for a file, in the order shown."""
    with reading(actor) as session:
        found = _drill(session, actor, asked, MOST_EXPORTED, 0)
    unit = METRICS[asked.side].unit
    return drill_columns(found), [[*drill_cells(row, unit)[:-1], exact_entry(row.amount, unit)] for row in found.rows]


def _pages(page: int, pages: int) -> None:
    key = "rows.page"
    st.session_state[key] = min(page, pages)

    def turned() -> None:
        at = st.session_state[key]
        say(**{PAGE: "" if at == 1 else str(at)})

    with st.container(horizontal_alignment="center"):
        st.pagination(pages, key=key, on_change=turned)
