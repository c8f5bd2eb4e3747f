"""One lead: who it is, how to reach them, what can be done, and every step so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from components.attempt import say_done
from components.declared import line_names, region_name, source_name, way_name
from components.facts import facts
from components.forms import lead as lead_forms
from components.forms import lead_steps as steps
from components.forms.convert import convert_form
from components.forms.panel import Action, panel
from components.listing import Column, table
from components.record_link import record_link
from components.refused import not_found
from components.stages import in_language
from components.words import day, label, money, plain, t
from db.access import Actor
from db.colleagues import sellers
from db.commands.reveal_lead import Reachable
from db.config import config
from db.errors import Denied
from db.models.leads import LeadStep
from db.models.sales import LeadStatus
from db.queries import leads as found
from db.queries.customers import regions
from db.queries.leads import LeadRow, Reach, Step
from db.queries.products import first_of_line, products
from db.rights import may
from db.session import reading

COLOURS: dict[LeadStatus, Literal["blue", "orange", "green", "gray"]] = {
    LeadStatus.NEW: "orange",
    LeadStatus.CONTACTED: "blue",
    LeadStatus.CONVERTED: "green",
    LeadStatus.DROPPED: "gray",
}


def lead_card(me: Actor, lead_id: int) -> None:
    """The whole record page."""
    say_done()
    try:
        with reading(me) as session:
            row = found.lead(session, me, lead_id)
            reach = found.lead_reach(session, me, row)
            history = found.lead_steps(session, me, lead_id)
    except Denied:
        not_found(me, "lead", lead_id)
        return
    _head(me, row)
    steps.claim_button(me, row)
    _reach(me, row, reach)
    if found.may_work(me, row):
        panel(me, f"lead.{row.id}.actions", _actions(me, row))
    facts("facts", _facts(me, row))
    if row.note:
        st.text(row.note)
    st.markdown(f"**{t('leads.history')}**")
    _history(history)


def _head(me: Actor, row: LeadRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(label(row.name), anchor=False, width="content")
        st.badge(t(f"lead_status.{row.status}"), color=COLOURS[row.status])
        if row.open and row.person_id is None:
            st.badge(t("leads.in_pool"), icon=":material/inbox:", color="violet")
    if row.customer_id is not None and row.opportunity_id is not None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(t("leads.became"), width="content")
            record_link(me, "customer", row.customer_id, plain("leads.customer"), ":material/person:")
            record_link(me, "opportunity", row.opportunity_id, plain("leads.sale"), ":material/trending_up:")
    limit = config().leads.return_days
    if row.person_id is not None and row.waiting is not None and row.waiting * 2 > limit:
        st.warning(t("leads.late", days=row.waiting, limit=limit), icon=":material/hourglass_bottom:")


def _actions(me: Actor, row: LeadRow) -> list[Action]:
    assign = Action("assign_lead", t("leads.assign"), ":material/person_add:", lambda: _assign(me, row))
    drop = Action("drop_lead", t("leads.drop"), ":material/block:", lambda: steps.drop_form(me, row))
    change = Action("change_lead", t("leads.change"), ":material/edit:", lambda: _change(me, row))
    if row.person_id is None:
        return [assign, change, drop]
    return [
        Action("contact_lead", t("leads.contact"), ":material/call:", lambda: steps.contact_form(me, row)),
        Action("convert_lead", t("leads.convert"), ":material/person_check:", lambda: _convert(me, row)),
        change,
        assign,
        Action("return_lead", t("leads.return"), ":material/undo:", lambda: steps.return_form(me, row)),
        drop,
    ]


def _assign(me: Actor, row: LeadRow) -> bool:
    with reading(me) as session:
        colleagues = sellers(session, me)
    return steps.assign_form(me, [row], colleagues)


def _change(me: Actor, row: LeadRow) -> bool:
    with reading(me) as session:
        there = regions(session, me)
    return lead_forms.change_form(me, row, there)


def _convert(me: Actor, row: LeadRow) -> bool:
    with reading(me) as session:
        sold, of_line = products(session), first_of_line(session)
    named = {number: in_language(*names) for number, names in sold.items()}
    return convert_form(me, row, named, of_line)


def _reach(me: Actor, row: LeadRow, reach: Reach | Reachable | None) -> None:
    """Phone and e-mail: in full for who holds the lead, else masked, and shown to a head for a reason."""
    if reach is None and row.phone and may(me, "reveal_lead"):
        with st.expander(t("leads.masked"), icon=":material/visibility_off:"):
            reach = steps.reveal_form(me, row.id)
    elif reach is None and row.phone and row.open and may(me, "claim_lead"):
        st.caption(t("leads.claim_to_reach"))
    known = [
        (plain("leads.contact_name"), row.contact_name),
        (plain("leads.phone"), (reach.phone if reach else row.phone) or ""),
        (plain("field.email"), (reach.email if reach else "") or ""),
    ]
    facts("reach", [(name, value) for name, value in known if value])


def _facts(me: Actor, row: LeadRow) -> list[tuple[str, str]]:
    known = [
        (plain("leads.person"), row.person or plain("leads.in_pool")),
        (plain("leads.unit"), row.unit),
        (plain("leads.source"), source_name(row.source)),
        (plain("field.kind"), plain(f"customer_kind.{row.kind}")),
        (plain("leads.region"), region_name(row.region)),
        (plain("leads.line"), line_names(me).get(row.line or "", row.line or "")),
        (plain("leads.premium"), money(row.expected_premium) if row.expected_premium else ""),
        (plain("leads.dropped_reason"), row.dropped_reason or ""),
    ]
    dated = ((name, getattr(row, name)) for name in ("received_on", "assigned_on", "contacted_on", "converted_on"))
    known += [(plain(f"leads.{name}"), day(when) if when else "") for name, when in dated]
    return [(name, value) for name, value in known if value]


def _taken_by(step: Step) -> str:
    """Who took a step; the rules where nobody did, but for a lead that came in by itself."""
    return step.by or ("" if step.step == LeadStep.RECEIVED else plain("leads.by_rule"))


def _history(history: Sequence[Step]) -> None:
    columns = [
        Column(plain("leads.on"), lambda step: step.happened_on, "day"),
        Column(plain("leads.step"), lambda step: plain(f"lead_step.{step.step}"), width=80),
        Column(plain("leads.by"), _taken_by, width=90),
        Column(plain("leads.holder"), lambda step: step.holder, width=90),
        Column(plain("leads.way"), lambda step: way_name(step.way), width=110),
        Column(plain("leads.why"), lambda step: step.note, width=260),
    ]
    table("lead.history", history, columns, most=12)
