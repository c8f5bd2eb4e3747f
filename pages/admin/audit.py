"""The audit: who did what to which record, and what was refused."""

import streamlit as st

from components.audit_chain import chain_line
from components.audit_list import audit_list
from components.sign_in import signed_in
from components.words import t

me = signed_in("audit")

st.subheader(t("page.audit"), anchor=False)
chain_line(me)
audit_list(me)
