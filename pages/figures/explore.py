"""Explore: any figure by any one or two dimensions, chosen on the spot."""

import streamlit as st

from components.explorer import explore
from components.sign_in import signed_in
from components.words import t

me = signed_in("explore")

st.subheader(t("page.explore"), anchor=False)
explore(me)
