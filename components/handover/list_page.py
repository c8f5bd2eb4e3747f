"""The list of handovers: what runs, what ended, and what each waits for; a tap opens one."""

from __future__ import annotations

import streamlit as st

from components.address import choose
from components.attempt import say_done
from components.forms.panel import Action, panel
from components.handover.forms import open_form
from components.listing import Column, nothing, opening, yuan
from components.pager import page_of
from components.record_link import open_record
from components.words import count, plain, t
from db.access import Actor
from db.colleagues import sellers
from db.models.handovers import UNDER_WAY, HandoverState
from db.models.people import Role
from db.queries.handover_counts import count_handovers
from db.queries.handovers import PAGE, HandoverRow, handovers
from db.rights import may
from db.session import reading

RUNNING = (*UNDER_WAY, HandoverState.DONE)
STATES = {"running": RUNNING, "past": tuple(state for state in HandoverState if state not in RUNNING), "all": None}


def handover_list(me: Actor) -> None:
    """The whole list page."""
    say_done()
    leads = may(me, "open_handover")
    st.caption(t("handovers.told") if leads or me.role is Role.EXECUTIVE else t("handovers.told_own"))
    start = Action("open_handover", t("handovers.start"), ":material/move_up:", lambda: _start(me))
    panel(me, "handovers.actions", [start])
    names = {part: plain(f"handovers.{part}") for part in STATES}
    part = choose("part", t("form.choose"), [*STATES], names.__getitem__, default="running", segments=True)
    with reading(me) as session:
        total = count_handovers(session, me, states=STATES[part])
    if not total:
        nothing(
            t("handovers.none_past") if part == "past" else t("handovers.none") if leads else t("handovers.none_own")
        )
        return
    st.caption(f"{t('handovers.count', rows=total)} · {t('handovers.pick')}")
    table = st.container()
    offset = page_of("handovers", total, PAGE, part)
    with reading(me) as session:
        rows = handovers(session, me, states=STATES[part], limit=PAGE, offset=offset)
    with table:
        if tapped := opening("handovers", rows, _columns(), most=14):
            open_record("handover", tapped)


def _start(me: Actor) -> bool:
    with reading(me) as session:
        colleagues = [one for one in sellers(session, me) if one[0] != me.person_id]
    return open_form(me, colleagues)


def _columns() -> list[Column]:
    return [
        Column(plain("handovers.leaver"), lambda row: row.leaver, width=110),
        Column(plain("handovers.state"), lambda row: plain(f"handover_state.{row.state}"), width=100),
        Column(plain("handovers.unit"), lambda row: row.unit, width=150),
        Column(plain("handovers.reason"), lambda row: plain(f"handover_reason.{row.reason}"), width=90),
        Column(plain("handovers.last_day"), lambda row: row.last_day, "day"),
        Column(plain("handovers.customers"), lambda row: row.customers, "count"),
        Column(plain("handovers.premium"), lambda row: yuan(row.premium), "yuan", 160),
        Column(plain("handovers.contacted"), _contacted, width=90),
    ]


def _contacted(row: HandoverRow) -> str:
    moved = row.state in (HandoverState.DONE, HandoverState.CLOSED)
    return f"{count(row.contacted)} / {count(row.customers)}" if moved else ""
