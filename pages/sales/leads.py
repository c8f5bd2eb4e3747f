"""Leads in the visitor's scope: their own, the pool, the team's."""

import streamlit as st

from components.lead_list import lead_list
from components.sign_in import signed_in
from components.words import t

me = signed_in("leads")

st.subheader(t("page.leads"), anchor=False)
lead_list(me)
