"""Page by page through a list: the number of pages, and back to the first when the question changes."""

from __future__ import annotations

from zlib import crc32

import streamlit as st

from components.words import Label, t


def page_of(key: str, total: int, size: int, *asked: object) -> int:
    """The offset of the page that is shown; `asked` is the question, and another question begins at its first page."""
    pages = max(1, -(-total // size))
    if pages == 1:
        return 0
    number = st.pagination(pages, key=f"{key}.page.{crc32(repr(asked).encode())}")
    return (min(number, pages) - 1) * size


def search_box(key: str, name: Label) -> str:
    """A search that stays out of the address: what is typed may be somebody's name."""
    return st.text_input(
        name,
        key=f"{key}.search",
        placeholder=name,
        label_visibility="collapsed",
        icon=":material/search:",
        max_chars=80,
    ).strip()


def not_found() -> None:
    """What stands at an address that names no record in sight."""
    with st.container(border=True, horizontal_alignment="center"):
        st.markdown(":material/search_off:", width="content")
        st.markdown(t("customers.not_found"), width="content")
        st.caption(t("customers.not_found_why"), width="content")
