"""Activities in the visitor's scope; for a head also the team's day."""

import streamlit as st

from components.sign_in import signed_in
from components.words import t
from components.work_page import work_page

me = signed_in("activities")

st.subheader(t("page.activities"), anchor=False)
work_page(me)
