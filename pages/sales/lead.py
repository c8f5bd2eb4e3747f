"""One lead, named by ?id= in the address."""

import streamlit as st

from components.lead_card import lead_card
from components.record_link import asked_id, back_link
from components.sign_in import signed_in
from components.words import t

me = signed_in("lead")

back_link(me, "leads", t("leads.back"))
wanted = asked_id()
if wanted is None:
    st.info(t("customers.not_chosen"), icon=":material/touch_app:")
else:
    lead_card(me, wanted)
