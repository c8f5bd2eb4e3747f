"""Exports that need a second person: those to decide, and one's own."""

import streamlit as st

from components.export_page import export_page
from components.sign_in import signed_in
from components.words import t

me = signed_in("exports")

st.subheader(t("page.exports"), anchor=False)
export_page(me)
