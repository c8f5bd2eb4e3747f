"""Opportunities in the visitor's scope, by stage, owner, outcome and order."""

import streamlit as st

from components.sale_list_page import sale_page
from components.sign_in import signed_in
from components.words import t

me = signed_in("opportunities")

st.subheader(t("page.opportunities"), anchor=False)
sale_page(me)
