"""What a person is told of those who saw the application as them."""

from __future__ import annotations

import streamlit as st

from components.listing import Column, nothing, table
from components.people.card import moment
from components.words import plain, t
from db.access import Actor
from db.queries.viewings import viewings_of


def viewings_card(me: Actor) -> None:
    """Who looked at the application as this person, when and why."""
    with st.container(border=True):
        st.markdown(f"**{t('seeing.yours')}**")
        rows = viewings_of(me)
        if not rows:
            nothing(t("seeing.never"), ":material/visibility_off:")
            return
        table("account.viewings", rows, _columns())


def _columns() -> list[Column]:
    return [
        Column(plain("seeing.who"), lambda row: row.name, width=120),
        Column(plain("seeing.from"), lambda row: moment(row.began_at), width=140),
        Column(plain("seeing.to"), lambda row: moment(row.ended_at), width=140),
        Column(plain("field.reason"), lambda row: row.reason, width=300),
    ]
