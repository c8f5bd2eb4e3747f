"""Ways off the page: to where the cookie is set or taken back. The addresses are constants, nothing rides along."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import streamlit as st


def to_open_session() -> None:
    """Fetch the session that a ticket was left for."""
    st.markdown('<meta http-equiv="refresh" content="0;url=/session/open">', unsafe_allow_html=True)


def to_close_session() -> None:
    """Let the dead cookie go and start at the first page."""
    st.markdown('<meta http-equiv="refresh" content="0;url=/session/close">', unsafe_allow_html=True)


def to_sign_in_again() -> None:
    """Let the dead cookie go and come back to this very address."""
    st.markdown('<meta http-equiv="refresh" content="0;url=/session/again">', unsafe_allow_html=True)


def this_address() -> str:
    """The path and query this script draws, to come back to after signing in."""
    url = st.context.url
    path = urlsplit(url).path if isinstance(url, str) else ""
    query = urlencode([(name, value) for name in st.query_params for value in st.query_params.get_all(name)])
    return (path or "/") + (f"?{query}" if query else "")
