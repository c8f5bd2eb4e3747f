"""The form for a new password, at the first sign-in and on one's own account."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components.words import t
from db.errors import Refusal
from db.sign_in.passwords import LONGEST


@dataclass(frozen=True)
class Wish:
    """What was typed into the form."""

    old: str
    new: str


def new_password_form(*, ask_old: bool, submit: str) -> Wish | None:
    """Draw the form; what was typed once it is sent. Refused if the two entries of the new password differ."""
    with st.form("new_password", border=not ask_old):
        old = _field(t("account.old"), "old_password", "current-password") if ask_old else ""
        new = _field(t("account.new"), "new_password_once", "new-password")
        again = _field(t("account.again"), "new_password_again", "new-password")
        st.caption(t("account.rule"))
        if not st.form_submit_button(submit, type="primary"):
            return None
    if new != again:
        raise Refusal("sign_in.password_differs")
    return Wish(old, new)


def _field(title: str, key: str, autocomplete: str) -> str:
    return st.text_input(title, type="password", key=key, max_chars=LONGEST, autocomplete=autocomplete)
