"""Handovers in the visitor's scope: those that run and those that ended; leaders begin one here."""

import streamlit as st

from components.handover.list_page import handover_list
from components.sign_in import signed_in
from components.words import t

me = signed_in("handovers")

st.subheader(t("page.handovers"), anchor=False)
handover_list(me)
