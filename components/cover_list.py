"""Who stands in for whom now or soon, and the button that ends it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.attempt import attempt
from components.forms.cover import change_cover_form
from components.words import day, label, plain, t
from db.access import Actor
from db.commands.end_cover import end_cover
from db.queries.covers import CoverRow
from db.rights import may


def cover_list(me: Actor, rows: Sequence[CoverRow], key: str) -> None:
    """A line for each; nothing where there is none."""
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
            _badge(row)
            st.text(plain("covers.line", absent=row.absent, name=row.substitute), width="content")
            st.caption(label(_told(row)), width="content")
            if row.may_end and may(me, "change_cover"):
                _changing(me, row, key)
            if row.may_end and may(me, "end_cover"):
                st.button(
                    t("covers.end") if row.began_on else t("covers.call_off"),
                    key=f"{key}.end.{row.id}",
                    type="tertiary",
                    icon=":material/event_busy:",
                    on_click=_end,
                    args=(me, row),
                )


def _changing(me: Actor, row: CoverRow, key: str) -> None:
    with st.popover(t("covers.change"), icon=":material/edit_calendar:", type="tertiary"):
        if change_cover_form(me, row, key):
            st.rerun()


def _badge(row: CoverRow) -> None:
    if row.began_on:
        st.badge(t("covers.running"), icon=":material/swap_horiz:", color="blue")
    else:
        st.badge(t("covers.planned"), icon=":material/schedule:", color="gray")


def _told(row: CoverRow) -> str:
    parts = [f"{day(row.began_on or row.planned_from)} – {day(row.until)}", plain(f"absence.{row.reason}")]
    if row.began_on:
        parts.append(plain("covers.customers", rows=row.customers))
    return " · ".join(parts)


def _end(me: Actor, row: CoverRow) -> None:
    done = t("covers.ended", name=row.substitute, absent=row.absent)
    attempt(end_cover, me, done=done, cover_id=row.id, version=row.version)
