"""After the handover: which customers still wait for a first contact, and how long the law leaves to tell holders."""

from __future__ import annotations

import streamlit as st

from components.handover.letters import letters_box
from components.listing import Column, nothing, opening, yuan
from components.pager import page_of
from components.record_link import open_record
from components.words import plain, t
from db.access import Actor
from db.config import config
from db.queries.handover_lines import PAGE, handover_lines
from db.queries.handovers import HandoverRow
from db.queries.legal_clock import Clock, legal_clock
from db.session import reading


def follow_part(me: Actor, row: HandoverRow) -> None:
    """The clock, the letters, and the customers, those still waiting first."""
    with reading(me) as session:
        clock = legal_clock(session, me, row.id)
    if clock is not None:
        law_box(clock)
    letters_box(me, row)
    if row.contacted >= row.customers:
        nothing(t("handovers.all_contacted"))
    waiting = st.toggle(t("handovers.waiting_only"), key="handover.waiting", value=True)
    total = row.customers - row.contacted if waiting else row.customers
    if total:
        _contacts(me, row, total, waiting=waiting)


def _contacts(me: Actor, row: HandoverRow, total: int, *, waiting: bool) -> None:
    table = st.container()
    offset = page_of("handover.contacts", total, PAGE, waiting)
    with reading(me) as session:
        rows = handover_lines(session, me, row.id, sort="urgency", waiting=waiting, limit=PAGE, offset=offset)
    columns = [
        Column(plain("handovers.customer"), lambda line: line.customer or plain("rows.hidden"), width=200),
        Column(plain("handovers.successor"), lambda line: line.successor, width=110),
        Column(plain("handovers.first_contact"), lambda line: line.first_contact_on, "day"),
        Column(plain("handovers.overdue_yuan"), lambda line: yuan(line.overdue), "yuan", 130),
        Column(plain("handovers.next_expiry"), lambda line: line.next_expiry, "day"),
        Column(plain("handovers.premium"), lambda line: yuan(line.premium), "yuan", 150),
        Column(plain("handovers.note"), lambda line: line.note, width=220),
    ]
    with table:
        if tapped := opening("handover.contacts", rows, columns, most=14):
            open_record("customer", next(line.customer_id for line in rows if line.id == tapped))


def law_box(clock: Clock) -> None:
    """Until when, and how many have been told."""
    with st.container(border=True):
        st.markdown(f"**{t('handovers.law')}**")
        if not clock.policies:
            nothing(t("handovers.law_none"))
        elif clock.told >= clock.policies:
            nothing(t("handovers.law_done"))
        elif clock.days_left < 0:
            st.error(t("handovers.law_over", days=-clock.days_left, day=clock.until), icon=":material/gavel:")
        else:
            st.warning(t("handovers.law_left", days=clock.days_left, day=clock.until), icon=":material/gavel:")
        if clock.policies:
            st.markdown(t("handovers.law_count", told=clock.told, all=clock.policies))
        st.caption(t("handovers.law_told", days=config().follow_up.notify_days))
