"""A successor's briefing, customer by customer, the most urgent first; and the same as a paper."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from components.address import choose
from components.facts import facts
from components.handover.brief import Brief, brief_of
from components.handover.handing_papers import paper_buttons
from components.listing import nothing, table
from components.pager import page_of
from components.papers.briefing import briefing
from components.record_link import record_link
from components.words import label, plain, t
from db.access import Actor
from db.config import config
from db.models.handovers import HandoverState
from db.queries.handover_lines import LineRow, TotalRow, handover_lines
from db.queries.handovers import HandoverRow
from db.session import reading

READY = (HandoverState.DONE, HandoverState.CLOSED)


def pack_part(me: Actor, row: HandoverRow, totals: Sequence[TotalRow]) -> None:
    """One customer at a time, and the file with the most urgent of them."""
    if row.state not in READY:
        nothing(t("handovers.pack_later"), ":material/menu_book:")
        return
    successor, total = _whose(me, totals)
    if not total:
        nothing(t("handovers.no_lines"))
        return
    st.caption(t("handovers.pack_told", most=config().follow_up.most_pages))
    title = plain("handovers.pack_of", name=row.leaver)
    make = partial(_file, me, row, successor)
    paper_buttons(me, "handover.pack", t("handovers.take_pack"), title, make)
    under = st.container()
    offset = page_of("handover.pack", total, 1, successor)
    lines = urgent(me, row, successor, limit=1, offset=offset)
    with under:
        if lines and (brief := brief_of(me, lines[0].customer_id, lines[0].note)):
            st.caption(t("handovers.of_customer", number=offset + 1, all=total))
            _on_screen(me, brief)
        else:
            nothing(t("handovers.pack_later"), ":material/menu_book:")


def _whose(me: Actor, totals: Sequence[TotalRow]) -> tuple[int | None, int]:
    """Whose pack is shown, one's own first, and how many customers it holds."""
    names = {str(one.successor_id): one.successor or "" for one in totals if one.successor_id}
    numbers = {str(one.successor_id): one.customers for one in totals}
    if not names:
        return None, 0
    own = str(me.person_id)
    chosen = next(iter(names)) if own not in names else own
    if len(names) > 1:
        with st.container(width=220):
            chosen = choose("successor", t("handovers.successor"), [*names], names.__getitem__, default=chosen)
    return int(chosen), numbers[chosen]


def urgent(me: Actor, row: HandoverRow, successor: int | None, *, limit: int, offset: int = 0) -> list[LineRow]:
    """Lines, the most urgent first."""
    with reading(me) as session:
        return handover_lines(session, me, row.id, successor_id=successor, sort="urgency", limit=limit, offset=offset)


def briefs(me: Actor, lines: Sequence[LineRow]) -> list[Brief]:
    """The pages of the customers that who asks sees."""
    return [brief for line in lines if (brief := brief_of(me, line.customer_id, line.note))]


def _file(me: Actor, row: HandoverRow, successor: int | None, spoken: str, stamp: str) -> tuple[bytes, int]:
    pages = briefs(me, urgent(me, row, successor, limit=config().follow_up.most_pages))
    return briefing(plain("handovers.pack_title"), pages, spoken, stamp), len(pages)


def _on_screen(me: Actor, brief: Brief) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{label(brief.name)}**", width="content")
            record_link(me, "customer", brief.id, t("handovers.open_customer"), ":material/open_in_new:")
        st.caption(label(brief.under))
        for name, text in brief.matters:
            st.caption(label(name))
            st.text(text)
        facts("brief.facts", brief.facts)
        for number, section in enumerate(brief.sections):
            st.markdown(f"**{label(section.title)}**")
            table(f"brief.{brief.id}.{number}", section.rows, section.columns)
            if section.more:
                st.caption(t("handovers.more", rows=section.more))
