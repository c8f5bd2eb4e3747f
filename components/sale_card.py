"""One opportunity: what is hoped, where it stands, what it needs to go on, and how it got there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import streamlit as st

from components.attempt import say_done
from components.facts import facts
from components.forms.contact import log_form, plan_form
from components.forms.move import move_form
from components.forms.panel import Action, panel
from components.forms.reopen import reopen_form
from components.forms.sale import change_form
from components.listing import Column, table, yuan
from components.lists import activity_list
from components.record_history import record_history
from components.record_link import record_link
from components.refused import not_found
from components.stages import in_language, lost_reason_name, stage_name
from components.talk import talk
from components.words import day, label, money, plain, t
from db.access import Actor
from db.config import config
from db.errors import Denied
from db.models.sales import Outcome, SaleKind
from db.models.search import RecordKind
from db.models.talk import About
from db.queries import activities as work
from db.queries import opportunities as sales
from db.queries import sale_history as history
from db.queries.chances import chances
from db.queries.comments import comments
from db.queries.evidence import kinds_done
from db.queries.opportunities import OpportunityRow
from db.queries.opportunity_origin import Origin, origin
from db.queries.products import products
from db.rights import may
from db.rules.chances import Chance
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
            done = kinds_done(session, me, row)
            came = origin(session, me, opportunity_id)
            steps = history.steps(session, me, opportunity_id)
            closes = history.close_moves(session, me, opportunity_id) if row.close_moves else []
            prices = history.premium_moves(session, me, opportunity_id)
            acts = work.activities(session, me, work.Asked(opportunity_id=opportunity_id))
            said = comments(session, me, About.OPPORTUNITY, opportunity_id, [row.customer_id])
            sold = {number: in_language(*names) for number, names in products(session).items()}
            past = chances(session, me, row.kind).get(row.stage)
    except Denied:
        not_found(me, "opportunity", opportunity_id)
        return
    _head(me, row, past, came)
    # Also of a closed one: what somebody was typing while another closed it stays to be seen.
    with st.container(border=row.outcome == Outcome.OPEN and may(me, "advance_opportunity")):
        if move_form(me, row, done, "record"):
            st.rerun()
    panel(me, f"opportunity.{row.id}.actions", _actions(me, row, sold))
    talk(me, About.OPPORTUNITY, opportunity_id, said)
    st.markdown(f"**{t('sales.history')}**")
    _history(row, steps)
    if closes:
        st.markdown(f"**{t('sales.close_history')}**")
        _closes(closes)
    if prices:
        st.markdown(f"**{t('sales.premium_history')}**")
        _prices(prices)
    st.markdown(f"**{t('sales.activities')}**")
    activity_list(me, acts, "opportunity.work", customer=False, person=True, most=8)
    record_history(me, RecordKind.OPPORTUNITY, opportunity_id)


def _actions(me: Actor, row: OpportunityRow, sold: Mapping[int, str]) -> list[Action]:
    if row.outcome != Outcome.OPEN:
        return [Action("reopen_opportunity", t("sales.reopen"), ":material/undo:", lambda: reopen_form(me, row))]
    return [
        Action("log_activity", t("sales.log"), ":material/task_alt:", lambda: log_form(me, row, "record")),
        Action("plan_activity", t("work.plan"), ":material/event:", lambda: plan_form(me, row, "record")),
        Action("change_opportunity", t("sales.change"), ":material/edit:", lambda: change_form(me, row, sold)),
    ]


def _head(me: Actor, row: OpportunityRow, past: Chance | None, came: Origin | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(label(row.title), anchor=False, width="content")
        st.badge(label(stage_name(row.kind, row.stage)), color=COLOURS[row.outcome])
        if row.key:
            st.badge(t("sales.flagged"), icon=":material/flag:", color="orange")
        if row.close_moves:
            moved = t("sales.close_moved", times=row.close_moves, days=f"{row.slip_days:+d}")
            st.badge(moved, icon=":material/event_repeat:", color="orange" if row.slip_days > 0 else "gray")
    with st.container(horizontal=True, gap="medium"):
        record_link(me, "customer", row.customer_id, row.customer, ":material/person:")
        if row.kind == SaleKind.PROJECT:
            record_link(me, "project", row.id, t("project.open"), ":material/view_timeline:")
    if row.stalled:
        st.warning(t("sales.stood_still", day=row.evidence_on), icon=":material/hourglass_disabled:")
    facts("facts", _facts(row, past))
    if came is not None:
        told = (came.source, came.number, came.agent, came.team, came.office)
        st.caption(t("sales.origin", told=label(" · ".join(part for part in told if part))))


def _facts(row: OpportunityRow, past: Chance | None) -> list[tuple[str, str]]:
    known = [
        (plain("sales.expected_premium"), money(row.expected_premium)),
        (plain("sales.expected_close"), day(row.expected_close)),
        (plain("sales.judged"), f"{row.probability}%"),
        (plain("sales.past"), past_of(past) if past else ""),
        (plain("sales.product"), in_language(row.product_zh, row.product_en)),
        (plain("sales.business_type"), plain(f"business_type.{row.business_type}")),
        (plain("customers.owner"), row.owner),
        (plain("sales.since"), day(row.stage_since)),
    ]
    typed = [
        (plain("sales.next_step"), row.next_step),
        (plain("sales.next_step_on"), day(row.next_step_on) if row.next_step_on else ""),
        (plain("sales.competitor"), row.competitor or ""),
        (plain("sales.lost_reason"), lost_reason_name(row.lost_reason) if row.lost_reason else ""),
        (plain("field.lost_note"), row.lost_note or ""),
        (plain("sales.closed_on"), day(row.closed_on) if row.closed_on else ""),
    ]
    return [(name, value) for name, value in (*known, *typed) if value]


def past_of(past: Chance) -> str:
    """The share won of past cases with their number; where there are too few, whose share it is instead.

    The cases are those in the reader's scope, so two people may read two shares.
    """
    if past.share is None:
        return plain("sales.past_none")
    told: dict[str, Any] = {"share": f"{round(past.share * 100)}%", "won": past.won, "cases": past.cases}
    if past.whole:
        return plain("sales.past_whole", least=config().rules.sales.least_cases, **told)
    return plain("sales.past_of", **told)


def _history(row: OpportunityRow, steps: list[history.Step]) -> None:
    columns = [
        Column(plain("sales.to_stage"), lambda step: stage_name(row.kind, step.to_stage), width=120),
        Column(plain("sales.on"), lambda step: step.changed_on, "day"),
        Column(plain("sales.by"), lambda step: step.by, width=90),
        Column(plain("sales.from_stage"), lambda step: step.from_stage and stage_name(row.kind, step.from_stage)),
        Column(plain("sales.days"), lambda step: step.days, "count"),
    ]
    if any(step.reason for step in steps):
        columns.append(Column(plain("sales.why"), lambda step: lost_reason_name(step.reason or ""), width=160))
    table("opportunity.history", steps, columns, most=8)


def _closes(closes: list[history.CloseMove]) -> None:
    columns = [
        Column(plain("sales.from_day"), lambda move: move.from_day, "day"),
        Column(plain("sales.to_day"), lambda move: move.to_day, "day"),
        Column(plain("sales.days_later"), lambda move: move.days, "count"),
        Column(plain("sales.on"), lambda move: move.changed_on, "day"),
        Column(plain("sales.by"), lambda move: move.by, width=90),
    ]
    table("opportunity.closes", closes, columns, most=6)


def _prices(prices: list[history.PremiumMove]) -> None:
    columns = [
        Column(plain("sales.from_day"), lambda move: yuan(move.from_premium), "yuan", 130),
        Column(plain("sales.to_day"), lambda move: yuan(move.to_premium), "yuan", 130),
        Column(plain("sales.on"), lambda move: move.changed_on, "day"),
        Column(plain("sales.by"), lambda move: move.by, width=90),
    ]
    table("opportunity.prices", prices, columns, most=6)
