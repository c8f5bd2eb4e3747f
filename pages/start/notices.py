"""One's own notices, and how one wants to be told."""

import streamlit as st

from components.notice_list import notice_list
from components.sign_in import signed_in
from components.words import t

me = signed_in("notices")

st.subheader(t("page.notices"), anchor=False)
notice_list(me)
