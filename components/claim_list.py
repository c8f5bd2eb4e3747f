"""The list of claims: search, status, pages, the way to policy and customer."""

from __future__ import annotations

import streamlit as st

from components.address import choose
from components.columns import claim_columns
from components.listing import nothing, picking
from components.pager import page_of, search_box
from components.record_link import record_link
from components.words import plain, t
from db.access import Actor
from db.models.claims import ClaimStatus
from db.queries.claims import PAGE, Asked, claims, count_claims
from db.session import reading


def claim_list(me: Actor) -> None:
    """The whole list page."""
    names = {"open": plain("claims.only_open"), **{code.value: plain(f"claim_status.{code}") for code in ClaimStatus}}
    everything = plain("claims.any_status")
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        with st.container(width=280):
            search = search_box("claims", t("claims.search"))
        with st.container(width=150):
            status = choose("status", t("form.choose"), ["", *names], lambda code: names.get(code, everything))
    asked = Asked(search, status)
    with reading(me) as session:
        total = count_claims(session, me, asked)
    if not total:
        nothing(t("claims.none"), ":material/search_off:")
        return
    above = st.container(horizontal=True, vertical_alignment="center")
    shown = st.container()
    offset = page_of("claims", total, PAGE, asked)
    with reading(me) as session:
        rows = claims(session, me, asked, offset=offset)
    with shown:
        picked = picking("claims", rows, claim_columns(customer=True), most=16)
    row = next((row for row in rows if row.id == picked), None)
    with above:
        if row is None:
            st.caption(t("claims.count", rows=total))
        else:
            record_link(me, "customer", row.customer_id, row.customer, ":material/person:")
            record_link(me, "policy", row.policy_id, row.policy, ":material/description:")
