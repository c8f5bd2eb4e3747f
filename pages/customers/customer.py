"""One customer, named by ?id= in the address."""

import streamlit as st

from components.customer_card import customer_card
from components.record_link import asked_id, back_link
from components.sign_in import signed_in
from components.words import t

me = signed_in("customer")

back_link(me, "customers", t("customers.back"))
wanted = asked_id()
if wanted is None:
    st.info(t("customers.not_chosen"), icon=":material/touch_app:")
else:
    customer_card(me, wanted)
