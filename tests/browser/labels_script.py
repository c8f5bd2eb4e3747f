"""Draws hostile names through `label` in each kind of element that reads markdown."""

import streamlit as st

from components.words import label
from hostile import HOSTILE

for at, name in enumerate(HOSTILE):
    safe = label(name)
    with st.container(key=f"name-{at}"):
        st.markdown(safe)
        st.caption(safe)
        st.subheader(safe)
        st.button(safe, key=f"button-{at}")
        st.checkbox(safe, key=f"box-{at}")
        st.text_input(safe, key=f"input-{at}")
        st.selectbox(safe, [name], key=f"choice-{at}", format_func=label)
        st.metric(safe, 1)
        st.warning(safe)
        st.expander(safe)
