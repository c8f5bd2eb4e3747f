"""The calm states of a page or a tile: nothing there, something failed, not open to you."""

from __future__ import annotations

import streamlit as st

from components.gather import Failure
from components.words import Label, language, t


def empty(sentence: Label | None = None) -> None:
    """Nothing to show: say so, and what would bring something."""
    with st.container(border=False, horizontal_alignment="center", height=150, vertical_alignment="center"):
        st.markdown(":material/bar_chart_off:", width="content")
        st.caption(sentence or t("view.empty"), width="content")


def nothing_yet() -> None:
    """The book has no figures for this person at all."""
    with st.container(border=True, horizontal_alignment="center"):
        st.markdown(":material/inbox:", width="content")
        st.markdown(t("view.nothing_yet"), width="content")
        st.caption(t("view.nothing_yet_why"), width="content")


def failed(failure: Failure) -> None:
    """A tile that could not be worked out; the others stand."""
    if failure.refusal is not None:
        st.caption(failure.refusal.sentence(language()))
        return
    with st.container(border=False, horizontal_alignment="center", height=150, vertical_alignment="center"):
        st.markdown(":material/cloud_off:", width="content")
        st.caption(t("view.failed", reference=failure.reference), width="content")


def wrong_link() -> None:
    """The address names nothing that there is."""
    with st.container(border=True, horizontal_alignment="center"):
        st.markdown(":material/link_off:", width="content")
        st.markdown(t("view.wrong_link"), width="content")
        st.caption(t("view.wrong_link_why"), width="content")


def closed() -> None:
    """This is not open to the role of who looks."""
    with st.container(border=True, horizontal_alignment="center"):
        st.markdown(":material/lock:", width="content")
        st.markdown(t("view.closed"), width="content")
        st.caption(t("view.closed_why"), width="content")
