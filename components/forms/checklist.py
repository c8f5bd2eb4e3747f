"""What a move needs, point by point; what is not there yet can be done on the spot."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from components.forms.contact import log_form, plan_form
from components.record_link import record_link
from components.stages import evidence_name
from components.words import label, t
from db.access import Actor
from db.config import config
from db.models.work import ActivityKind
from db.queries.opportunities import OpportunityRow
from db.rights import may
from db.rules.stages import SETTLED, evidence_for

DOING = {"log": ("log_activity", log_form), "plan": ("plan_activity", plan_form)}
"""What can be done about an activity that is missing: the command it takes, and its form."""


def checklist(me: Actor, sale: OpportunityRow, target: str, missing: Collection[str], place: str) -> bool:
    """Everything that the move to `target` needs, with a mark for what is there; answers whether more was done now."""
    stages = config().stages
    if stages.stage(sale.kind, target) is None:
        return False
    needed = evidence_for(stages.of(sale.kind), sale.stage, target)
    if not needed:
        return False
    st.caption(t("sales.needs"))
    with st.container(gap="xxsmall", key=f"checklist.{place}.{sale.id}"):
        acted = [_point(me, sale, evidence, place, there=evidence not in missing) for evidence in needed]
    return any(acted)


def _point(me: Actor, sale: OpportunityRow, evidence: str, place: str, *, there: bool) -> bool:
    sort, _dot, what = evidence.partition(".")
    slot = f"doing.{place}.{sale.id}.{evidence}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        mark = ":green[:material/check_circle:]" if there else ":orange[:material/radio_button_unchecked:]"
        st.markdown(f"{mark} {label(evidence_name(evidence))}", width="content")
        if not there and sort == "field":
            st.caption(t("sales.fill_below"), width="content")
        elif not there and evidence == SETTLED:
            record_link(me, "project", sale.id, t("project.open"), ":material/flag_check:")
        elif not there:
            _ways(me, slot)
    way = st.session_state.get(slot)
    if there or way not in DOING:
        return False
    with st.container(border=True):
        finished = DOING[way][1](me, sale, place, ActivityKind(what))
    if finished:
        del st.session_state[slot]
    return finished


def _ways(me: Actor, slot: str) -> None:
    """The buttons for an activity that is missing; the one chosen opens its form, and closes it again."""
    icons = {"log": ":material/task_alt:", "plan": ":material/event:"}
    names = {"log": t("sales.log_it"), "plan": t("sales.plan_it")}
    for way in (way for way, (verb, _form) in DOING.items() if may(me, verb)):
        st.button(names[way], key=f"{slot}.{way}", icon=icons[way], type="tertiary", on_click=_turn, args=(slot, way))


def _turn(slot: str, way: str) -> None:
    st.session_state[slot] = None if st.session_state.get(slot) == way else way
