"""What a page is for, in a few sentences, behind one sign."""

from __future__ import annotations

import streamlit as st

from components.words import t, words


def page_help(page: str) -> None:
    """The page's own words from the glossary, where it has any."""
    if f"help.{page}" in words():
        with st.popover(t("help.title"), icon=":material/help:", type="tertiary"):
            st.markdown(t(f"help.{page}"))
