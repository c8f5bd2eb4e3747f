"""The forms that move things or end a handover: carry it out, withdraw, undo, close. Each asks once more."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.forms import fields
from components.handover.forms import answers, given, opened_on
from components.words import label, money, plain, t
from db.access import Actor
from db.commands.close_handover import close_handover
from db.commands.hand_over_book import hand_over_book
from db.commands.undo_handover import undo_handover
from db.commands.withdraw_handover import withdraw_handover
from db.models.handovers import HandoverReason
from db.queries.handovers import HandoverRow


def carry_out_form(me: Actor, row: HandoverRow) -> bool:
    """Everything moves, once the box is ticked; the account may end with it."""
    leaves = row.reason == HandoverReason.LEFT
    draft = opened_on("hand_over_book", row, {"sure": False})
    with st.form(draft.widget("form"), border=False):
        st.markdown(
            t("handovers.carry_out_hint", customers=row.customers, premium=money(row.premium), people=row.successors)
        )
        sure = st.checkbox(t("handovers.sure"), key=draft.widget("sure"))
        disable = leaves and st.checkbox(t("handovers.disable", name=row.leaver), key=draft.widget("disable"))
        pressed = st.form_submit_button(t("handovers.carry_out"), type="primary", icon=":material/move_up:")
    if pressed and not sure:
        st.info(t("handovers.tick_first"), icon=":material/check_box:")
    if not pressed or not sure:
        return False
    done = t("handovers.carried_out", customers=row.customers)
    return given(draft, hand_over_book, me, done, handover_id=row.id, version=draft.version, disable=bool(disable))


def withdraw_form(me: Actor, row: HandoverRow) -> bool:
    """Given up before anything moved."""
    draft = opened_on("withdraw_handover", row, {"round": 0})
    st.caption(t("handovers.withdraw_hint"))
    if not st.button(t("handovers.withdraw"), key=draft.widget("round"), icon=":material/cancel:"):
        return False
    return given(draft, withdraw_handover, me, t("handovers.withdrawn"), handover_id=row.id, version=draft.version)


def undo_form(me: Actor, row: HandoverRow) -> bool:
    """All of it back to who held it, for a reason."""
    draft = opened_on("undo_handover", row, {"reason": ""})
    with st.form(draft.widget("form"), border=False):
        st.caption(t("handovers.undo_hint"))
        reason = fields.text(draft, "reason")
        pressed = st.form_submit_button(t("handovers.undo"), icon=":material/undo:")
    order: dict[str, Any] = {"handover_id": row.id, "version": draft.version, "reason": reason}
    for undone in answers(draft, undo_handover, me, t("handovers.undone"), **order) if pressed else ():
        st.session_state[_skipped(row)] = [name for _id, name in undone.skipped_customers]
        return True
    return False


def tell_skipped(row: HandoverRow) -> None:
    """After undoing: the customers that were handed on since, and so stay where they are."""
    if names := st.session_state.get(_skipped(row)):
        st.warning(
            t("handovers.skipped", names=label(plain("handovers.and").join(names))), icon=":material/fork_right:"
        )


def _skipped(row: HandoverRow) -> str:
    return f"handover.{row.id}.skipped"


def close_form(me: Actor, row: HandoverRow) -> bool:
    """The end of it; a reason where somebody still waits."""
    draft = opened_on("close_handover", row, {"reason": ""})
    with st.form(draft.widget("form"), border=False):
        st.caption(t("handovers.close_hint"))
        reason = fields.text(draft, "reason")
        pressed = fields.save(t("handovers.close"))
    order: dict[str, Any] = {"handover_id": row.id, "version": draft.version, "reason": reason}
    return pressed and given(draft, close_handover, me, t("handovers.closed"), **order)
