"""How complete a customer's record is: the score, its parts, and for each gap the way to fill it."""

from __future__ import annotations

import streamlit as st

from components.customer_actions import panel_of
from components.forms.panel import open_action
from components.navigation import opens_here, page_at
from components.record_link import record_link
from components.words import Label, label, plain, t
from db.access import Actor
from db.models.customers import CustomerKind
from db.queries.completeness import customer_completeness
from db.queries.customer_record import CustomerRecord
from db.rights import may
from db.rules.completeness import Gap, Score, Scored
from db.session import reading

DOING = {
    "no_decision_maker": "add_contact",
    "no_phone": "add_contact",
    "no_other": "add_contact",
    "not_logged": "log_activity",
    "nothing_planned": "plan_activity",
    "not_spoken": "log_activity",
    "no_needs": "change_customer",
    "no_birthday": "change_customer",
}
"""The command that fills a gap; what a person lacks is told of themselves, not of a contact."""

OF_THEMSELVES = {"no_phone": "change_customer"}
OF_A_FIRM = {"no_birthday": "add_contact"}
ICONS = {
    "add_contact": ":material/contact_phone:",
    "log_activity": ":material/edit_note:",
    "plan_activity": ":material/event:",
    "change_customer": ":material/edit:",
}


def completeness_part(me: Actor, record: CustomerRecord) -> None:
    """The score under the customer's figures, for who sees all that it is made of."""
    with reading(me) as session:
        score = customer_completeness(session, me, record.who.id)
    if score is None:
        return
    if not score.gaps:
        st.caption(f":green[:material/check_circle:] {t('completeness.full')}")
        return
    title = t("completeness.score", points=score.points)
    with st.expander(f"{title} · {t('completeness.gaps', gaps=len(score.gaps))}", icon=":material/checklist:"):
        st.caption(t("completeness.why"))
        _parts(me, record, score)


def _parts(me: Actor, record: CustomerRecord, score: Score) -> None:
    """What is missing first, then what is there."""
    with st.container(gap="xxsmall", key=f"completeness.{record.who.id}"):
        for part in score.gaps:
            _gap(me, record, part)
        there = [part for part in score.parts if part.gap is None]
        if there:
            named = " · ".join(f"{plain(f'completeness_part.{part.part}')} {part.points}" for part in there)
            st.caption(f":green[:material/check_circle:] {label(named)}")


def _gap(me: Actor, record: CustomerRecord, part: Scored) -> None:
    assert part.gap is not None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        told = t(f"gap.{part.gap.code}", number=part.gap.number)
        earned = t("completeness.earned", points=part.points, most=part.most)
        name = t(f"completeness_part.{part.part}")
        st.markdown(f":orange[:material/radio_button_unchecked:] **{name}** {told} :gray[{earned}]", width="content")
        if record.who.may_write:
            _way(me, record, part.gap)


def _way(me: Actor, record: CustomerRecord, gap: Gap) -> None:
    """The button that opens the form, or the link to the record."""
    verb = _verb(record, gap)
    if verb is None:
        _link(me, gap)
    elif may(me, verb):
        st.button(
            _named(verb),
            key=f"gap.{record.who.id}.{gap.code}",
            icon=ICONS[verb],
            type="tertiary",
            on_click=open_action,
            args=(panel_of(record.who.id), verb),
        )


def _verb(record: CustomerRecord, gap: Gap) -> str | None:
    special = OF_THEMSELVES if record.who.kind == CustomerKind.INDIVIDUAL else OF_A_FIRM
    return special.get(gap.code, DOING.get(gap.code))


def _named(verb: str) -> Label:
    names = {
        "add_contact": t("contacts.title"),
        "log_activity": t("day.log"),
        "plan_activity": t("work.plan"),
        "change_customer": t("customers.change"),
    }
    return names[verb]


def _link(me: Actor, gap: Gap) -> None:
    """To the policy; what is overdue is explained where the day's dunning stands."""
    plan = page_at("plan")
    if gap.code == "not_explained" and plan is not None and opens_here(me, "plan"):
        st.page_link(plan, label=t("day.open_plan"), icon=":material/today:")
    elif gap.record_id is not None:
        record_link(me, "policy", gap.record_id, t("completeness.policy"), ":material/description:")
