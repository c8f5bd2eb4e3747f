"""The weekly review: a part after the other, each line down to its opportunity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import streamlit as st

from components.address import choose
from components.charts.plot import briefly
from components.listing import Column, nothing, picking, yuan
from components.lists import sale_list
from components.naming import formula_of, name_of
from components.navigation import opens_here, page_at
from components.pipeline.cases import bound, cases
from components.pipeline.changes import change_columns
from components.pipeline.lens import about
from components.record_link import record_link
from components.words import label, plain, short_money, t
from db.access import Actor
from db.measure import measure
from db.metrics import METRICS
from db.periods import month, today
from db.pipeline import Lens
from db.queries import opportunities as sales
from db.queries.pipeline_changes import change_rows, change_sums
from db.queries.review import next_steps
from db.session import reading

CARDS = ("signed_premium", "weighted_pipeline", "coverage", "stalled")
PARTS = ("changes", "stalled", "next")
WEEK = 7


def review(me: Actor) -> None:
    """The whole page."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(t("review.about", day=today()), width="content")
        page = page_at("pipeline")
        if page is not None and opens_here(me, "pipeline"):
            st.page_link(page, label=t("review.closer"), icon=":material/arrow_forward:")
    _cards(me)
    names = {part: plain(f"review.{part}") for part in PARTS}
    part = choose("part", t("review.part"), list(PARTS), names.__getitem__, default="changes", segments=True)
    {"changes": _changes, "stalled": _stalled, "next": _next}[part](me)


def _cards(me: Actor) -> None:
    """Where the month stands: signed, still to come by judged probability, against what is left of the target."""
    with reading(me) as session:
        found = {name: measure(session, me, name, period=month(today())).total for name in CARDS}
    grid = st.grid(len(CARDS), min_column_width=150, border=True, gap="xsmall", key="review.cards")
    for name, value in found.items():
        with grid.cell():
            st.metric(label(name_of(name)), briefly(value, METRICS[name].unit), help=label(formula_of(name)))


def _changes(me: Actor) -> None:
    """The same changes as the pipeline's own page has of these days, and how many of each kind there are."""
    since, every = today() - timedelta(WEEK - 1), Lens()
    with reading(me) as session:
        sums = change_sums(session, me, every, since)
    if not sums:
        nothing(t("review.quiet"), ":material/trending_flat:")
        return
    with st.container(horizontal=True, gap="small", key="review.kinds"):
        for one in sums:
            said = {"kind": plain(f"change.{one.what}"), "many": one.count, "total": short_money(one.premium)}
            st.badge(t("review.of_kind", **said), color=COLOURS.get(one.what, "gray"))
    told = [*about(me, every, ""), (plain("pipeline.since"), since.isoformat())]
    asked = bound(change_rows, every, since, "")
    cases(me, "review.changes", plain("pipeline.every_change"), asked, change_columns(), told, (), at_stake=True)


COLOURS: dict[str, Any] = {
    "won": "green",
    "lost": "red",
    "opened": "blue",
    "back": "orange",
    "forward": "violet",
}


def _picked(me: Actor, key: str, rows: Sequence[Any], columns: Sequence[Column]) -> None:
    """The rows, and the way to the one that is picked."""
    above = st.container()
    picked = picking(key, rows, columns, most=14)
    row = next((row for row in rows if row.id == picked), None)
    if row is not None:
        with above:
            record_link(me, "opportunity", row.id, row.title, ":material/arrow_forward:")


def _stalled(me: Actor) -> None:
    with reading(me) as session:
        rows = sales.opportunities(session, me, sales.Asked(stalled=True), own=True, sort="premium", descending=True)
    sale_list(me, rows, "review.stalled", owner=True, most=14)


def _next(me: Actor) -> None:
    with reading(me) as session:
        rows = next_steps(session, me, today())
    if rows:
        _picked(me, "review.next", rows, _next_columns())
    else:
        nothing(t("review.all_planned"))


def _shared() -> tuple[Column, Column, Column, Column]:
    return (
        Column(plain("sales.title"), lambda row: row.title, width=140, pinned=True),
        Column(plain("sales.expected_premium"), lambda row: yuan(row.expected_premium), "yuan", 130),
        Column(plain("customers.owner"), lambda row: row.owner, width=80),
        Column(plain("customers.name"), lambda row: row.customer, width=150),
    )


def _next_columns() -> list[Column]:
    title, premium, owner, customer = _shared()
    return [
        title,
        owner,
        Column(plain("sales.next_step"), lambda row: row.next_step or plain("review.no_step"), width=180),
        Column(plain("sales.next_step_on"), lambda row: row.on, "day"),
        premium,
        customer,
    ]
