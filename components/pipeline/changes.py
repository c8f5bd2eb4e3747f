"""What changed in the pipeline these days, the highest premium at stake first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import streamlit as st

from components.address import choose, said
from components.charts.bars import bars
from components.charts.plot import Mark
from components.listing import Column, nothing, yuan
from components.pipeline import drawing
from components.pipeline.cases import amount_column, bound, cases
from components.pipeline.lens import about, lens_of
from components.stages import stage_name
from components.words import money, plain, t
from db.access import Actor
from db.periods import today
from db.pipeline import Case
from db.queries.pipeline_changes import CHANGES, MOVES, Sum, change_rows, change_sums
from db.session import reading

SPANS = ("7", "14", "30")
WHAT = "what"
KEY = "pipeline.changes"


def changes_part(me: Actor) -> None:
    """Bars by kind of change, and the changes themselves."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        with st.container(width=140):
            names = {days: plain("pipeline.last_days", days=int(days)) for days in SPANS}
            days = choose("days", t("pipeline.since"), SPANS, names.__getitem__, default=SPANS[0])
        lens = lens_of(me, "any")
    since = today() - timedelta(int(days) - 1)
    with reading(me) as session:
        sums = change_sums(session, me, lens, since)
    if not sums:
        nothing(t("pipeline.quiet", since=since), ":material/trending_flat:")
        return
    what = said(WHAT) if said(WHAT) in CHANGES else ""
    how = plain("pipeline.how_changes")
    told = [*about(me, lens, ""), (plain("pipeline.since"), since.isoformat())]
    drawing.heading(me, KEY, t("pipeline.changes_since", since=since), how, told, sums, _sum_columns())
    marks = [_mark(one) for one in sums]
    shown = drawing.plot(
        (WHAT,), marks, [(Mark("", ""), [one.premium for one in sums])], "yuan", formula=plain("pipeline.how_stake")
    )
    drawing.show(KEY, bars(shown), (WHAT,))
    title = plain(f"change.{what}") if what else plain("pipeline.every_change")
    cases(
        me, KEY + ".list", title, bound(change_rows, lens, since, what), change_columns(), told, (WHAT,), at_stake=True
    )


def _mark(one: Sum) -> Mark:
    """A kind and how many; never cut, since the number stands at its end."""
    name = plain("pipeline.of_kind", kind=plain(f"change.{one.what}"), many=one.count)
    return Mark(one.what, name, name)


def _sum_columns() -> list[Column]:
    return [
        Column(plain("pipeline.change"), lambda one: plain(f"change.{one.what}")),
        Column(plain("pipeline.number"), lambda one: one.count, "count"),
        Column(plain("pipeline.stake"), lambda one: yuan(one.premium), "yuan"),
    ]


def change_columns() -> list[Column]:
    """What a list of changes says of each beside its opportunity."""
    return [
        Column(plain("pipeline.change"), lambda row: plain(f"change.{row.what}"), width=110),
        Column(plain("pipeline.way"), _way, width=190),
        amount_column(plain("pipeline.stake")),
        Column(plain("sales.on"), lambda row: row.on, "day"),
    ]


def _way(row: Case) -> str:
    """From what to what: stages, premiums or days."""
    if row.what in MOVES:
        told: Any = [stage_name(row.kind, code) for code in (row.before, row.after) if code]
    elif row.days is not None:
        told = [row.before, row.after]
    else:
        told = [money(int(fen)) for fen in (row.before, row.after) if fen]
    return " → ".join(told)
