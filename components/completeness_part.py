"""How complete a customer's record is: the score, its parts, and for each gap the way to fill it."""

from __future__ import annotations

import streamlit as st

from components.customer_actions import actions_with, panel_of
from components.forms.panel import Action, row_of
from components.navigation import opens_here, page_at
from components.record_link import record_link
from components.words import label, plain, t
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
    # What is being filled, or was just now, stays in sight.
    opened = _slot(record) in st.session_state
    heading = f"{title} · {t('completeness.gaps', gaps=len(score.gaps))}"
    with st.expander(heading, icon=":material/checklist:", expanded=opened):
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


def gap_line(part: Scored) -> str:
    """A part that lacks something, what it is, and what it would bring."""
    assert part.gap is not None
    told = t(f"gap.{part.gap.code}", number=part.gap.number)
    earned = t("completeness.earned", points=part.points, most=part.most)
    return (
        f":orange[:material/radio_button_unchecked:] **{t(f'completeness_part.{part.part}')}** {told} :gray[{earned}]"
    )


def _gap(me: Actor, record: CustomerRecord, part: Scored) -> None:
    assert part.gap is not None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(gap_line(part), width="content")
        if record.who.may_write:
            _way(me, record, part.gap)
    _form(me, record, part.gap)


def _way(me: Actor, record: CustomerRecord, gap: Gap) -> None:
    """The button that opens the form, and closes it again, or the link to the record."""
    action = _action(me, record, gap)
    if action is None:
        _link(me, gap)
    elif may(me, action.verb):
        st.button(
            label(action.name),
            key=f"gap.{record.who.id}.{gap.code}",
            icon=action.icon,
            type="tertiary",
            on_click=_turn,
            args=(_slot(record), gap.code, row_of(panel_of(record.who.id))),
        )


def _action(me: Actor, record: CustomerRecord, gap: Gap) -> Action | None:
    special = OF_THEMSELVES if record.who.kind == CustomerKind.INDIVIDUAL else OF_A_FIRM
    verb = special.get(gap.code, DOING.get(gap.code))
    return next((action for action in actions_with(me, record) if action.verb == verb), None)


def _slot(record: CustomerRecord) -> str:
    return f"completeness.{record.who.id}.open"


def _turn(slot: str, code: str, row: str) -> None:
    """Open one form, or close it; the same form may not stand on the page twice, so the row of actions is closed."""
    st.session_state[slot] = None if st.session_state.get(slot) == code else code
    st.session_state[row] = None


def _form(me: Actor, record: CustomerRecord, gap: Gap) -> None:
    chosen = st.session_state.get(_slot(record)) == gap.code
    action = _action(me, record, gap) if chosen and record.who.may_write else None
    if action is None or not may(me, action.verb) or st.session_state.get(row_of(panel_of(record.who.id))):
        return
    with st.container(border=True):
        finished = action.form()
    if finished:
        st.session_state[_slot(record)] = None
        st.rerun()


def _link(me: Actor, gap: Gap) -> None:
    """To the policy; what is overdue is explained where the day's dunning stands."""
    plan = page_at("plan")
    if gap.code == "not_explained" and plan is not None and opens_here(me, "plan"):
        st.page_link(plan, label=t("day.open_plan"), icon=":material/today:")
    elif gap.record_id is not None:
        record_link(me, "policy", gap.record_id, t("completeness.policy"), ":material/description:")
