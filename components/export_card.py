"""One request for an export as it is read: its state, what it is for, what was said of it, the way to the list."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

import streamlit as st

from components.attempt import attempt
from components.navigation import opens_here, page_at
from components.people.card import moment
from components.taking import state_of, told_of
from components.words import label, t
from db.access import OPENS, Actor
from db.commands.read_refusal import read_refusal
from db.commands.withdraw_export import withdraw_export
from db.models.exports import Verdict
from db.queries.exports import RequestRow


def request_card(me: Actor, row: RequestRow, *, whose: bool = False) -> None:
    """One request: its state, what for, why, and what was said."""
    state, icon, colour = state_of(row)
    with st.container(border=True, gap="xxsmall", key=f"export_request.{row.id}"):
        request_head(row, lambda: st.badge(state, icon=icon, color=colour), whose=whose)
        if row.decided_by:
            st.caption(t("exports.decided_by", name=row.decided_by, at=moment(row.decided_at)))
        if row.sentence:
            st.text(row.sentence)
        if row.verdict == Verdict.REFUSED and row.read_at is None and not whose:
            key = f"read_refusal.{row.id}"
            st.button(
                t("exports.read"), key=key, type="tertiary", icon=":material/done:", on_click=_read, args=(me, row.id)
            )
        if row.verdict is None and not whose:
            _taking_back(me, row)
        if row.ready and not whose:
            st.caption(t("exports.until", until=moment(row.expires_at)))
            _way(me, row)


def _taking_back(me: Actor, row: RequestRow) -> None:
    """Asks once more, since it cannot be taken back itself."""
    with st.popover(t("exports.withdraw"), icon=":material/undo:", type="tertiary"):
        st.caption(t("exports.withdraw_hint"))
        name, key = t("exports.withdraw_sure"), f"withdraw_export.{row.id}"
        st.button(name, key=key, icon=":material/undo:", on_click=_withdraw, args=(me, row.id))


def _withdraw(me: Actor, request_id: int) -> None:
    attempt(withdraw_export, me, done=t("exports.withdrawn"), request_id=request_id)


def _read(me: Actor, request_id: int) -> None:
    attempt(read_refusal, me, request_id=request_id)


def request_head(row: RequestRow, badge: Callable[[], object], *, whose: bool) -> None:
    """Its state, how many rows, when it was asked; what for and why; and `whose` it is, to who decides."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        badge()
        if whose:
            st.text(f"{row.person} ({row.login})", width="content")
        st.markdown(f"**{t('exports.rows', rows=row.rows)}**", width="content")
        st.caption(label(moment(row.asked_at)), width="content")
    st.markdown(told_of(row))
    st.caption(t("exports.reason", reason=row.reason))


def _way(me: Actor, row: RequestRow) -> None:
    """To the list as it was narrowed when it was asked for."""
    page = row.place.partition(".")[0]
    file = page_at(page) if page in OPENS and opens_here(me, page) else None
    if file is not None:
        st.page_link(
            file, label=t("exports.open_list"), icon=":material/arrow_forward:", query_params=parse_qs(row.asked)
        )
