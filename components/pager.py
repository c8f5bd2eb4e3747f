"""Page by page through a list: the number of pages, and back to the first when the question changes."""

from __future__ import annotations

from zlib import crc32

import streamlit as st

from components.address import PAGE, said, say
from components.typed import typing
from components.words import Label


def page_of(key: str, total: int, size: int, *asked: object) -> int:
    """The offset of the page that is shown; `asked` is the question, and another question begins at its first page."""
    pages = max(1, -(-total // size))
    if pages == 1:
        return 0
    widget = f"{key}.page.{crc32(repr(asked).encode())}"
    code = said(PAGE)
    st.session_state[widget] = min(int(code), pages) if code.isdecimal() and int(code) else 1

    def turned() -> None:
        number = int(st.session_state[widget])
        say(**{PAGE: "" if number == 1 else str(number)})

    number = st.pagination(pages, key=widget, on_change=turned)
    return (min(number, pages) - 1) * size


def search_box(key: str, name: Label) -> str:
    """A search whose text stays out of the address, and is there again for who comes back to it."""
    return typing(f"{key}.search", "find", name, clears=PAGE)
