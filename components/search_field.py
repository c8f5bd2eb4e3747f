"""The one field around every page that searches everywhere."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from components.typed import LONGEST, handle_of
from components.words import t

_FIELD, _ASKED = "frame.seek", "frame.seek.asked"


def search_field(pages: Mapping[str, StreamlitPage]) -> None:
    """Typing into it goes to the page of search; the link below it to what is kept at hand there."""
    if "search" not in pages:
        return
    st.text_input(
        t("search.everywhere"),
        key=_FIELD,
        placeholder=t("search.everywhere"),
        label_visibility="collapsed",
        icon=":material/search:",
        max_chars=LONGEST,
        autocomplete="off",
        on_change=_taken,
    )
    st.page_link(pages["search"], label=t("search.at_hand"), icon=":material/history:", width="stretch")
    if asked := st.session_state.pop(_ASKED, ""):
        st.switch_page(pages["search"], query_params={"q": asked})


def _taken() -> None:
    st.session_state[_ASKED] = handle_of(str(st.session_state[_FIELD] or ""))
    st.session_state[_FIELD] = ""
