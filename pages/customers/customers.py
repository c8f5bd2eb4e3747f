"""Customers: everyone the visitor's scope shows today."""

import streamlit as st

from components.attempt import say_done
from components.customer_list import customer_list
from components.sign_in import signed_in
from components.words import t

me = signed_in("customers")

say_done()
st.subheader(t("page.customers"), anchor=False)
customer_list(me)
