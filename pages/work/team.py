"""The team's week, for whoever leads one."""

import streamlit as st

from components.sign_in import signed_in
from components.team_page import team_page
from components.words import t

me = signed_in("team")

st.subheader(t("page.team"), anchor=False)
team_page(me)
