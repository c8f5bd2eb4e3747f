"""One policy, named by ?id= in the address."""

import streamlit as st

from components.at_hand import record_bar, remember_opened
from components.kept_address import latest_of
from components.policy_card import policy_card
from components.record_link import asked_id
from components.sign_in import signed_in
from components.words import t
from db.models.search import RecordKind

me = signed_in("policy")

wanted = asked_id()
whole = latest_of("customers", "claims")
seen = record_bar(me, whole, t("claims.back") if whole == "claims" else t("customers.back"), RecordKind.POLICY, wanted)
if wanted is None:
    st.info(t("customers.not_chosen"), icon=":material/touch_app:")
else:
    policy_card(me, wanted)
    if seen:
        remember_opened(me, RecordKind.POLICY, wanted)
