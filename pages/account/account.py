"""One's own account: language, password, second factor, and where one is signed in."""

import streamlit as st

from components.account import language_card, password_card, second_factor_card, sessions_card, who_i_am
from components.sign_in import signed_in
from components.viewings import viewings_card
from components.words import t

me = signed_in("account")

st.subheader(t("account.title"), anchor=False)
who_i_am(me)

left, right = st.columns(2, gap="medium")
with left:
    password_card(me)
    language_card(me)
with right:
    second_factor_card(me)
sessions_card(me)
viewings_card(me)
