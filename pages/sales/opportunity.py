"""One opportunity, named by ?id= in the address."""

import streamlit as st

from components.at_hand import record_bar, remember_opened
from components.record_link import asked_id
from components.sale_card import sale_record
from components.sign_in import signed_in
from components.words import t
from db.models.search import RecordKind

me = signed_in("opportunity")

wanted = asked_id()
seen = record_bar(me, "opportunities", t("sales.back"), RecordKind.OPPORTUNITY, wanted)
if wanted is None:
    st.info(t("customers.not_chosen"), icon=":material/touch_app:")
else:
    sale_record(me, wanted)
    if seen:
        remember_opened(me, RecordKind.OPPORTUNITY, wanted)
