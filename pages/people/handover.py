"""One handover, named by ?id= in the address: each step, whenever somebody comes back to it."""

import streamlit as st

from components.handover.page import handover_page
from components.record_link import asked_id, back_link
from components.sign_in import signed_in
from components.words import t

me = signed_in("handover")

back_link(me, "handovers", t("handovers.back"))
wanted = asked_id()
if wanted is None:
    st.info(t("customers.not_chosen"), icon=":material/touch_app:")
else:
    handover_page(me, wanted)
