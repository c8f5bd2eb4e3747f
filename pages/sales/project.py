"""The project of one opportunity, named by ?id= in the address."""

import streamlit as st

from components.project.page import project_page
from components.record_link import asked_id
from components.sign_in import signed_in
from components.words import t

me = signed_in("project")

wanted = asked_id()
if wanted is None:
    st.info(t("customers.not_chosen"), icon=":material/touch_app:")
else:
    project_page(me, wanted)
