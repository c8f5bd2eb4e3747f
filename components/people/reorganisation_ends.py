"""What is done about a plan: carried out at once when its day has come, withdrawn before, undone after."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import Draft, opened, send
from components.words import t
from db.access import Actor
from db.commands.run_reorganisation import run_reorganisation
from db.commands.undo_reorganisation import undo_reorganisation
from db.commands.withdraw_reorganisation import withdraw_reorganisation
from db.queries.reorganisations import ReorganisationRow


def run_form(me: Actor, row: ReorganisationRow) -> bool:
    """The daily job could not, or has not yet."""
    draft = _opened("run_reorganisation", row, "round")
    st.caption(t("reorganise.run_hint"))
    if not st.button(t("reorganise.run"), key=draft.widget("round"), type="primary", icon=":material/play_arrow:"):
        return False
    return send(draft, run_reorganisation, me, done=t("reorganise.done"), **_of(draft, row)) is not None


def withdraw_form(me: Actor, row: ReorganisationRow) -> bool:
    """Given up before anybody moved."""
    draft = _opened("withdraw_reorganisation", row, "round")
    st.caption(t("reorganise.withdraw_hint"))
    if not st.button(t("reorganise.withdraw"), key=draft.widget("round"), icon=":material/cancel:"):
        return False
    return send(draft, withdraw_reorganisation, me, done=t("reorganise.withdrawn"), **_of(draft, row)) is not None


def undo_form(me: Actor, row: ReorganisationRow) -> bool:
    """Everybody back from today on, for a reason."""
    draft = _opened("undo_reorganisation", row, "reason")
    with st.form(draft.widget("form"), border=False):
        st.caption(t("reorganise.undo_hint"))
        reason = fields.text(draft, "reason")
        pressed = st.form_submit_button(t("reorganise.undo"), icon=":material/undo:")
    order = {**_of(draft, row), "reason": reason}
    return pressed and send(draft, undo_reorganisation, me, done=t("reorganise.undone"), **order) is not None


def _opened(verb: str, row: ReorganisationRow, probe: str) -> Draft:
    draft = opened(f"{verb}.{row.id}", row.version, {probe: ""}, probe=probe)
    # What somebody else did meanwhile shows on the card beside it.
    draft.version = row.version
    return draft


def _of(draft: Draft, row: ReorganisationRow) -> dict[str, Any]:
    return {"reorganisation_id": row.id, "version": draft.version}
