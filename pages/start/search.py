"""Search everywhere, and what the visitor pinned and opened last."""

import streamlit as st

from components.search_page import search_page
from components.sign_in import signed_in
from components.words import t

me = signed_in("search")

st.subheader(t("search.title"), anchor=False)
search_page(me)
