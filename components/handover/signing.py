"""Who has signed, who has yet to, and the forms to sign and approve."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.forms import fields
from components.handover.forms import given, opened_on
from components.handover.seen import Party
from components.words import t
from db.access import Actor
from db.commands.approve_handover import approve_handover
from db.commands.sign_handover import sign_handover
from db.queries.handovers import HandoverRow


def signatures(parties: Sequence[Party]) -> None:
    """Both sides, and who of them has yet to sign."""
    with st.container(horizontal=True, gap="xsmall", key="signatures"):
        for party in parties:
            if party.signed:
                said = t("handovers.has_signed", side=t(f"handovers.{party.side}"), name=party.name)
                st.badge(said, icon=":material/task_alt:", color="green")
            else:
                said = t("handovers.waits_for", side=t(f"handovers.{party.side}"), name=party.name)
                st.badge(said, icon=":material/draw:", color="orange")


def sign_form(me: Actor, row: HandoverRow, *, giver: bool) -> bool:
    """The leaver's or a successor's own side."""
    draft = opened_on("sign_handover", row, {"round": 0})
    st.markdown(t("handovers.sign_own") if giver else t("handovers.sign_take"))
    if not st.button(t("handovers.sign"), key=draft.widget("round"), type="primary", icon=":material/draw:"):
        return False
    order = {"handover_id": row.id, "version": draft.version, "for_leaver_reason": None}
    return given(draft, sign_handover, me, t("handovers.signed"), **order)


def sign_for_form(me: Actor, row: HandoverRow) -> bool:
    """A leader signs for a leaver who cannot, and says why."""
    draft = opened_on("sign_for_leaver", row, {"reason": ""})
    with st.form(draft.widget("form"), border=False):
        st.caption(t("handovers.sign_for_hint"))
        reason = fields.text(draft, "reason")
        saved = fields.save(t("handovers.sign_for"))
    order = {"handover_id": row.id, "version": draft.version, "for_leaver_reason": reason}
    return saved and given(draft, sign_handover, me, t("handovers.signed"), **order)


def approve_form(me: Actor, row: HandoverRow) -> bool:
    """A head of department who did not begin it lets it go on."""
    draft = opened_on("approve_handover", row, {"round": 0})
    st.caption(t("handovers.approve_hint"))
    if not st.button(t("handovers.approve"), key=draft.widget("round"), type="primary", icon=":material/verified:"):
        return False
    order = {"handover_id": row.id, "version": draft.version}
    return given(draft, approve_handover, me, t("handovers.approved"), **order)
