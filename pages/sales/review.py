"""The weekly review of the pipeline, to be walked through in a meeting."""

import streamlit as st

from components.attempt import say_done
from components.review import review
from components.sign_in import signed_in
from components.words import t

me = signed_in("review")

say_done()
st.subheader(t("page.review"), anchor=False)
review(me)
