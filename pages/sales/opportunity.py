"""One opportunity, named by ?id= in the address."""

import streamlit as st

from components.record_link import asked_id, back_link
from components.sale_card import sale_record
from components.sign_in import signed_in
from components.words import t

me = signed_in("opportunity")

back_link(me, "opportunities", t("sales.back"))
wanted = asked_id()
if wanted is None:
    st.info(t("customers.not_chosen"), icon=":material/touch_app:")
else:
    sale_record(me, wanted)
