"""One opportunity: what is hoped, where it stands, what it needs to go on, and how it got there."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from components.attempt import say_done
from components.facts import facts
from components.forms.move import move_form
from components.forms.panel import Action, panel
from components.forms.sale import change_form
from components.listing import Column, table
from components.lists import activity_list
from components.pager import not_found
from components.record_link import record_link
from components.stages import in_language, stage_name
from components.talk import talk
from components.words import day, label, money, plain, t
from db.access import Actor
from db.errors import Denied
from db.models.sales import Outcome
from db.models.talk import About
from db.queries import activities as work
from db.queries import opportunities as sales
from db.queries.comments import comments
from db.queries.opportunities import OpportunityRow
from db.queries.opportunity_origin import Origin, origin
from db.queries.products import products
from db.session import reading

COLOURS: dict[Outcome, Literal["blue", "green", "gray"]] = {
    Outcome.OPEN: "blue",
    Outcome.WON: "green",
    Outcome.LOST: "gray",
}


def sale_record(me: Actor, opportunity_id: int) -> None:
    """One opportunity: what is hoped, where it stands, what it needs to go on, and how it got there."""
    say_done()
    try:
        with reading(me) as session:
            row = sales.opportunity(session, me, opportunity_id)
            done = sales.kinds_done(session, me, row)
            steps = sales.steps(session, me, opportunity_id)
            came = origin(session, me, opportunity_id)
            acts = work.activities(session, me, work.Asked(opportunity_id=opportunity_id))
            said = comments(session, me, About.OPPORTUNITY, opportunity_id, [row.customer_id])
            sold = {number: in_language(*names) for number, names in products(session).items()}
    except Denied:
        not_found()
        return
    _head(me, row, came)
    place = "record"
    if row.outcome == Outcome.OPEN:
        changing = Action(
            "change_opportunity", t("sales.change"), ":material/edit:", lambda: change_form(me, row, sold)
        )
        with st.container(border=True):
            if move_form(me, row, done, place):
                st.rerun()
        panel(me, f"opportunity.{row.id}.actions", [changing])
    talk(me, About.OPPORTUNITY, opportunity_id, said)
    st.markdown(f"**{t('sales.history')}**")
    _history(row, steps)
    st.markdown(f"**{t('sales.activities')}**")
    activity_list(me, acts, "opportunity.work", customer=False, person=True, most=8)


def _head(me: Actor, row: OpportunityRow, came: Origin | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(label(row.title), anchor=False, width="content")
        st.badge(label(stage_name(row.kind, row.stage)), color=COLOURS[row.outcome])
        if row.key:
            st.badge(t("sales.flagged"), icon=":material/flag:", color="orange")
    record_link(me, "customer", row.customer_id, row.customer, ":material/person:")
    if row.stalled:
        st.warning(t("sales.stalled_since", day=row.evidence_on), icon=":material/hourglass_disabled:")
    facts("facts", _facts(row))
    if came is not None:
        told = (came.source, came.number, came.agent, came.team, came.office)
        st.caption(t("sales.origin", told=label(" · ".join(part for part in told if part))))


def _facts(row: OpportunityRow) -> list[tuple[str, str]]:
    known = [
        (plain("sales.expected_premium"), money(row.expected_premium)),
        (plain("sales.expected_close"), day(row.expected_close)),
        (plain("sales.probability"), f"{row.probability}%"),
        (plain("sales.product"), in_language(row.product_zh, row.product_en)),
        (plain("sales.business_type"), plain(f"business_type.{row.business_type}")),
        (plain("customers.owner"), row.owner),
        (plain("sales.since"), day(row.stage_since)),
    ]
    typed = [
        (plain("sales.next_step"), row.next_step),
        (plain("sales.next_step_on"), day(row.next_step_on) if row.next_step_on else ""),
        (plain("sales.competitor"), row.competitor or ""),
        (plain("sales.lost_reason"), row.lost_reason or ""),
        (plain("sales.closed_on"), day(row.closed_on) if row.closed_on else ""),
    ]
    return [*known, *((name, value) for name, value in typed if value)]


def _history(row: OpportunityRow, steps: list[sales.Step]) -> None:
    columns = [
        Column(plain("sales.to_stage"), lambda step: stage_name(row.kind, step.to_stage), width=120),
        Column(plain("sales.on"), lambda step: step.changed_on, "day"),
        Column(plain("sales.by"), lambda step: step.by, width=90),
        Column(plain("sales.from_stage"), lambda step: step.from_stage and stage_name(row.kind, step.from_stage)),
        Column(plain("sales.days"), lambda step: step.days, "count"),
    ]
    table("opportunity.history", steps, columns, most=8)
