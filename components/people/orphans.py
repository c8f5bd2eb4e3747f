"""Whether everybody is served: how many policies in force and customers are not, by cause and age; nobody's name."""

from __future__ import annotations

import streamlit as st

from components.listing import Column, table
from components.words import plain, t
from db.access import Actor
from db.periods import today
from db.queries.orphans import Kind, orphan_counts
from db.session import reading


def orphan_list(me: Actor) -> None:
    """The two counts, which are to be 0, and what they are made of where they are not."""
    with reading(me) as session:
        found = orphan_counts(session, me, today())
    with st.container(horizontal=True, gap="large"):
        for kind in Kind:
            many = sum(one.many for one in found if one.kind is kind)
            st.metric(t(f"orphans.{kind}"), f"{many:,}", width="content")
    if not found:
        st.success(t("orphans.none"), icon=":material/verified_user:")
    else:
        st.error(t("orphans.some"), icon=":material/crisis_alert:")
        table("orphans", found, _columns(), most=6)
        st.caption(t("orphans.how"))
    st.caption(t("orphans.nightly"))


def _columns() -> list[Column]:
    return [
        Column(plain("orphans.what"), lambda row: plain(f"orphans.{row.kind}"), width=140),
        Column(plain("orphans.cause"), lambda row: plain(f"orphans.{row.cause}"), width=220),
        Column(plain("orphans.many"), lambda row: row.many, "count"),
        Column(plain("orphans.oldest"), lambda row: row.oldest, "count"),
    ]
