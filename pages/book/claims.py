"""Claims in the visitor's scope: status and amounts."""

import streamlit as st

from components.claim_list import claim_list
from components.sign_in import signed_in
from components.words import t

me = signed_in("claims")

st.subheader(t("page.claims"), anchor=False)
claim_list(me)
