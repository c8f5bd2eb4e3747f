"""The way to one record, as a link that Back comes back from; only an id stands in its address."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from components.address import said
from components.kept_address import address_of, unlike_here
from components.navigation import opens_here, page_at
from components.words import label
from db.access import Actor


def record_link(me: Actor, page: str, record_id: int, name: object, icon: str | None = None, *, part: str = "") -> None:
    """A link to a record, or a part of its page, by its name; plain text where the page is not the actor's to open."""
    file = page_at(page)
    if file is not None and opens_here(me, page):
        at = {"id": str(record_id)} | ({"part": part} if part else {})
        st.page_link(file, label=label(name), icon=icon, query_params=unlike_here(at))
    else:
        st.text(str(name))


def back_link(me: Actor, page: str, title: str) -> None:
    """The way back to the list that a record stands in, as it was left."""
    file = page_at(page)
    if file is not None and opens_here(me, page):
        st.page_link(file, label=label(title), icon=":material/arrow_back:", query_params=address_of(page))


def open_record(page: str, record_id: int) -> NoReturn:
    """Go to a record at once, as a tap on its row means."""
    file = page_at(page)
    assert file is not None
    st.switch_page(file, query_params=unlike_here({"id": str(record_id)}))


def asked_id() -> int | None:
    """The record that the address asks for; None where it names none."""
    code = said("id")
    return int(code) if code.isdecimal() and len(code) < 16 else None
