"""Setting up the second factor: the QR code, the key in letters, the recovery codes, the first code as proof."""

from __future__ import annotations

import segno
import streamlit as st

from components.words import label, language, t
from db.access import Actor
from db.commands.enrol_totp import enrol_totp
from db.errors import Refusal
from db.run import run
from db.sign_in.second_factor import Enrolment, new_enrolment

OFFERED = "baoke_enrolment"


def enrol(me: Actor) -> bool:
    """Draw the offer; True in the run in which the phone has proven itself."""
    offer: Enrolment = st.session_state.setdefault(OFFERED, new_enrolment(me.login))
    st.caption(t("account.factor_scan"))
    # Drawn inline: a picture by address would need the session that is being signed in to.
    code = segno.make(offer.address, error="m").svg_inline(scale=5, border=3, dark="#000", light="#fff")
    st.image(code, width=200)
    st.code(offer.shared, language=None)
    st.markdown(t("account.factor_codes"))
    st.code("\n".join(offer.recovery_codes), language=None)
    with st.form("enrolment", border=False):
        kept = st.checkbox(t("account.factor_kept"))
        typed = st.text_input(t("account.factor_code"), max_chars=12, autocomplete="one-time-code")
        sent = st.form_submit_button(t("account.factor_confirm"), type="primary")
    if sent and not kept:
        st.error(t("account.factor_keep_first"), icon=":material/error:")
    return sent and kept and _kept(me, offer, typed)


def _kept(me: Actor, offer: Enrolment, typed: str) -> bool:
    try:
        run(enrol_totp, me, code=typed, **offer.order(me.person_id))
    except Refusal as refusal:
        st.error(label(refusal.sentence(language())), icon=":material/error:")
        return False
    del st.session_state[OFFERED]
    return True
