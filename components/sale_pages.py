"""Opportunities: the list with its filters, and one with the way it went."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from components.address import choose
from components.attempt import say_done
from components.columns import sale_columns
from components.facts import facts
from components.forms.move import move_form
from components.forms.panel import Action, panel
from components.forms.sale import change_form
from components.listing import Column, nothing, picking, table
from components.lists import activity_list
from components.pager import not_found, page_of, search_box
from components.record_link import record_link
from components.stages import in_language, stage_name
from components.words import day, label, money, plain, t
from db.access import Actor
from db.colleagues import sellers
from db.config import config
from db.errors import Denied
from db.models.people import Role
from db.models.sales import Outcome, SaleKind
from db.queries import activities as work
from db.queries import opportunities as sales
from db.queries.opportunities import PAGE, Asked, OpportunityRow
from db.queries.products import products
from db.session import reading

SORTS = ("close", "premium", "stage")
COLOURS: dict[Outcome, Literal["blue", "green", "gray"]] = {
    Outcome.OPEN: "blue",
    Outcome.WON: "green",
    Outcome.LOST: "gray",
}


def sale_page(me: Actor) -> None:
    """The list page: filters, what they add up to, rows, and the form to move the picked one."""
    asked, sort = _asked(me)
    with reading(me) as session:
        total, premium = sales.count_opportunities(session, me, asked)
    if not total:
        nothing(t("sales.none"), ":material/search_off:")
        return
    st.caption(t("sales.count", rows=total, premium=money(premium)))
    shown = st.container()
    offset = page_of("opportunities", total, PAGE, asked, sort)
    with reading(me) as session:
        rows = sales.opportunities(session, me, asked, sort=sort, descending=sort == "premium", offset=offset)
    with shown:
        _pick(me, rows)


def _pick(me: Actor, rows: list[OpportunityRow]) -> None:
    above = st.container()
    picked = picking("opportunities", rows, sale_columns(customer=True, owner=me.role is not Role.SALESPERSON), most=14)
    row = next((row for row in rows if row.id == picked), None)
    if row is not None:
        with above, st.container(horizontal=True):
            record_link(me, "opportunity", row.id, row.title, ":material/arrow_forward:")
            record_link(me, "customer", row.customer_id, row.customer, ":material/person:")


def _asked(me: Actor) -> tuple[Asked, str]:
    with reading(me) as session:
        people = {login: name for _id, login, name in sellers(session, me)}
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        with st.container(width=240):
            search = search_box("opportunities", t("sales.search"))
        kinds = {kind.value: plain(f"sale_kind.{kind}") for kind in SaleKind}
        kind = _choice("kind", kinds, plain("sales.any_kind"))
        stages = {stage.code: stage.name for each in SaleKind for stage in config().stages.of(kind or each)}
        names = {code: in_language(name["zh"], name["en"]) for code, name in stages.items()}
        stage = _choice("stage", names, plain("sales.any_stage"))
        outcomes = {**{code.value: plain(f"outcome.{code}") for code in Outcome}, "all": plain("sales.any_outcome")}
        outcome = _choice("outcome", outcomes, "", default="open")
        owner = _choice("owner", people, plain("sales.any_owner")) if len(people) > 1 else ""
        stalled = _choice("stalled", {"1": plain("sales.only_stalled")}, plain("sales.all_of_them"))
        sort = _choice("sort", {by: plain(f"sales.sort_{by}") for by in SORTS}, "", default="close")
    return Asked(search, kind, stage, outcome, owner, stalled=bool(stalled)), sort


def _choice(name: str, names: dict[str, str], everything: str, *, default: str = "") -> str:
    codes = [*names] if default else ["", *names]
    with st.container(width=140):
        return choose(name, t("form.choose"), codes, lambda code: names.get(code, everything), default=default)


def sale_record(me: Actor, opportunity_id: int) -> None:
    """One opportunity: what is hoped, where it stands, what it needs to go on, and how it got there."""
    say_done()
    try:
        with reading(me) as session:
            row = sales.opportunity(session, me, opportunity_id)
            done = sales.kinds_done(session, me, row)
            steps = sales.steps(session, me, opportunity_id)
            acts = work.activities(session, me, work.Asked(opportunity_id=opportunity_id))
            sold = {number: in_language(*names) for number, names in products(session).items()}
    except Denied:
        not_found()
        return
    _head(me, row)
    place = "record"
    if row.outcome == Outcome.OPEN:
        changing = Action(
            "change_opportunity", t("sales.change"), ":material/edit:", lambda: change_form(me, row, sold)
        )
        with st.container(border=True):
            if move_form(me, row, done, place):
                st.rerun()
        panel(me, f"opportunity.{row.id}.actions", [changing])
    st.markdown(f"**{t('sales.history')}**")
    _history(row, steps)
    st.markdown(f"**{t('sales.activities')}**")
    activity_list(me, acts, "opportunity.work", customer=False, person=True, most=8)


def _head(me: Actor, row: OpportunityRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(label(row.title), anchor=False, width="content")
        st.badge(label(stage_name(row.kind, row.stage)), color=COLOURS[row.outcome])
        if row.key:
            st.badge(t("sales.flagged"), icon=":material/flag:", color="orange")
    record_link(me, "customer", row.customer_id, row.customer, ":material/person:")
    if row.stalled:
        st.warning(t("sales.stalled_since", day=row.evidence_on), icon=":material/hourglass_disabled:")
    facts("facts", _facts(row))


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
