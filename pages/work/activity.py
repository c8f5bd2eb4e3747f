"""One activity, named by ?id= in the address."""

import streamlit as st

from components.activity_card import activity_record
from components.record_link import asked_id, back_link
from components.sign_in import signed_in
from components.words import t

me = signed_in("activity")

back_link(me, "activities", t("team.back"))
wanted = asked_id()
if wanted is None:
    st.info(t("customers.not_chosen"), icon=":material/touch_app:")
else:
    activity_record(me, wanted)
