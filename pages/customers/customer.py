"""One customer, named by ?id= in the address."""

import streamlit as st

from components.at_hand import record_bar, remember_opened
from components.customer_card import customer_card
from components.record_link import asked_id
from components.sign_in import signed_in
from components.words import t
from db.models.search import RecordKind

me = signed_in("customer")

wanted = asked_id()
seen = record_bar(me, "customers", t("customers.back"), RecordKind.CUSTOMER, wanted)
if wanted is None:
    st.info(t("customers.not_chosen"), icon=":material/touch_app:")
else:
    customer_card(me, wanted)
    if seen:
        remember_opened(me, RecordKind.CUSTOMER, wanted)
