"""Finds the customer that something is noted or planned for: a few letters, then a tap."""

from __future__ import annotations

import streamlit as st

from components.options import told_apart
from components.words import label, t
from db.access import Actor
from db.queries.customers import Asked, customers
from db.session import reading

MOST = 6


def find_customer(me: Actor, key: str) -> int | None:
    """The customer chosen among those in sight; its id."""
    typed = st.text_input(
        t("day.find"), key=f"{key}.find", placeholder=t("day.find"), icon=":material/search:", max_chars=80
    ).strip()
    with reading(me) as session:
        rows = customers(session, me, Asked(search=typed), limit=MOST)
    if not rows:
        st.caption(t("day.found_none"))
        return None
    names, numbers = {row.id: row.name for row in rows}, {row.id: row.number for row in rows}
    chosen = st.pills(
        t("day.found"),
        list(names),
        key=f"{key}.found",
        format_func=told_apart(names, lambda at: label(names.get(at, "")), lambda at: numbers.get(at, "")),
        label_visibility="collapsed",
    )
    return chosen if chosen in names else None
