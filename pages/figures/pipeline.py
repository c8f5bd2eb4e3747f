"""The manager's reports on the pipeline: what moved, what stands, and whether the forecast can be believed."""

import streamlit as st

from components.pipeline.page import pipeline_page
from components.sign_in import signed_in
from components.words import t

me = signed_in("pipeline")

st.subheader(t("page.pipeline"), anchor=False)
pipeline_page(me)
