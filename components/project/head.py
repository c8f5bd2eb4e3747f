"""What a project is about, and the answer that it is opened for: who is holding it."""

from __future__ import annotations

import streamlit as st

from components.declared import lane_name, milestone_name
from components.facts import facts
from components.listing import Column, table, yuan
from components.record_link import record_link
from components.stages import stage_name
from components.words import day, label, money, plain, short_money, t
from db.access import Actor
from db.models.sales import Outcome
from db.queries.project_rows import Holding, Project

COLOURS = {Outcome.OPEN: "blue", Outcome.WON: "green", Outcome.LOST: "gray"}


def head(me: Actor, found: Project) -> None:
    """The sale's name and stage, and where the project stands."""
    sale = found.sale
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(label(sale.title), anchor=False, width="content")
        st.badge(label(stage_name(sale.kind, sale.stage)), color=COLOURS[sale.outcome])  # type: ignore[arg-type]
    record_link(me, "customer", sale.customer_id, sale.customer, ":material/person:")
    settled = len(found.milestones) - len(found.open_ones)
    known = [
        (plain("sales.expected_premium"), money(sale.expected_premium)),
        (plain("sales.expected_close"), day(sale.expected_close)),
        (plain("project.likely_end"), day(found.likely_end) if found.open_ones else ""),
        (plain("project.settled"), f"{settled} / {len(found.milestones)}" if found.milestones else ""),
        (plain("customers.owner"), sale.owner),
    ]
    facts("facts", [(name, value) for name, value in known if value])


def who_holds(found: Project) -> None:
    """Who holds the deal, by how many days, for how much; where nobody does, what comes next."""
    if not found.running or not found.open_ones:
        st.success(t("project.through"), icon=":material/task_alt:")
        return
    with st.container(border=True, key="who_holds"):
        st.markdown(f"**{t('project.who_holds')}**")
        if found.holding:
            _held_by(found, found.holding)
        else:
            _nobody(found)
        _late(found)


def _held_by(found: Project, holding: list[Holding]) -> None:
    first = holding[0]
    who, days, premium = st.columns(3)
    who.metric(t("project.holder", lane=lane_name(first.milestone.lane)), first.milestone.person)
    days.metric(t("project.longest"), plain("figures.days", days=first.days))
    premium.metric(t("project.at_stake"), f"¥{short_money(found.sale.expected_premium)}")
    columns = [
        Column(plain("project.person"), lambda row: row.milestone.person, width=75),
        Column(plain("project.days_late"), lambda row: row.days, "count", 75),
        Column(plain("project.milestone"), lambda row: milestone_name(row.milestone), width=130),
        Column(plain("project.lane"), lambda row: lane_name(row.milestone.lane), width=90),
        Column(plain("project.behind"), lambda row: row.behind, "count", 90),
        Column(plain("project.due"), lambda row: row.milestone.due_on, "day"),
        Column(plain("project.premium"), lambda _row: yuan(found.sale.expected_premium), "yuan"),
    ]
    table("project.holding", holding, columns, most=6)


def _nobody(found: Project) -> None:
    ready = [one for one in found.open_ones if one.id not in found.blocked]
    said = {"name": milestone_name(ready[0]), "lane": lane_name(ready[0].lane), "person": ready[0].person}
    st.success(t("project.nobody", day=ready[0].due_on, **said), icon=":material/task_alt:")


def _late(found: Project) -> None:
    """Whether the last milestone will be through by the day on which the sale is expected to close."""
    if found.likely_end is None:
        return
    days = (found.likely_end - found.sale.expected_close).days
    if days > 0:
        st.warning(t("project.ends_late", day=found.likely_end, days=days), icon=":material/event_busy:")
    else:
        st.caption(t("project.ends_in_time", day=found.likely_end, days=-days))
