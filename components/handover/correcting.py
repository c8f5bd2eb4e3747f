"""The form that corrects why somebody hands over, their last day and when it takes effect."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.forms import fields
from components.handover.forms import given, opened_on
from components.words import plain, t
from db.access import Actor
from db.commands.change_handover import change_handover
from db.models.handovers import HandoverReason
from db.queries.handovers import HandoverRow


def change_form(me: Actor, row: HandoverRow) -> bool:
    """Once the box is ticked; who has signed signs again."""
    signed = bool(row.giver_signed_at or row.approved_at or row.signed)
    follows = row.effective_on == max(row.last_day, row.opened_on)
    base: dict[str, Any] = {
        "reason": row.reason,
        "last_day": row.last_day,
        "effective_on": None if follows else row.effective_on,
    }
    draft = opened_on("change_handover", row, base)
    with st.form(draft.widget("form"), border=False):
        st.caption(t("handovers.change_hint"))
        reason, last_day, effective = fields.beside(
            lambda: fields.choice(draft, "reason", list(HandoverReason), lambda code: plain(f"handover_reason.{code}")),
            lambda: fields.day(draft, "last_day"),
            lambda: fields.day(draft, "effective_on"),
        )
        if signed:
            st.caption(":material/warning: " + t("handovers.change_voids"))
        sure = st.checkbox(t("handovers.change_sure"), key=draft.widget("sure"))
        pressed = fields.save(t("handovers.change_save"))
    if pressed and not sure:
        st.info(t("handovers.tick_first"), icon=":material/check_box:")
    if not pressed or not sure:
        return False
    order = {"handover_id": row.id, "version": draft.version, "reason": reason, "last_day": last_day}
    done = t("handovers.changed_voids") if signed else t("handovers.changed")
    return given(draft, change_handover, me, done, effective_on=effective, **order)
