"""The way to one record, as a link that Back comes back from; only an id stands in its address."""

from __future__ import annotations

import streamlit as st

from components.navigation import opens_here, page_at
from components.words import label
from db.access import Actor


def record_link(me: Actor, page: str, record_id: int, name: object, icon: str | None = None) -> None:
    """A link to a record by its name; plain text where the page is not the actor's to open."""
    file = page_at(page)
    if file is not None and opens_here(me, page):
        st.page_link(file, label=label(name), icon=icon, query_params={"id": str(record_id)})
    else:
        st.text(str(name))


def back_link(me: Actor, page: str, title: str) -> None:
    """The way back to the list that a record stands in."""
    file = page_at(page)
    if file is not None and opens_here(me, page):
        st.page_link(file, label=label(title), icon=":material/arrow_back:")


def asked_id() -> int | None:
    """The record that the address asks for; None where it names none."""
    said = str(st.query_params.get("id", ""))
    return int(said) if said.isdecimal() and len(said) < 16 else None
