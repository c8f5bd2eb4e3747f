"""The list of claims: search, status, pages, files; a tap opens the policy with all its claims."""

from __future__ import annotations

import streamlit as st

from components.columns import claim_columns
from components.list_file import file_menu
from components.listing import nothing, opening
from components.narrowing import Narrowing
from components.pager import page_of
from components.record_link import open_record
from components.words import plain, t
from db.access import Actor
from db.models.claims import ClaimStatus
from db.queries.claims import PAGE, Asked, claims, count_claims
from db.session import reading


def claim_list(me: Actor) -> None:
    """The whole list page."""
    names = {"open": plain("claims.only_open"), **{code.value: plain(f"claim_status.{code}") for code in ClaimStatus}}
    narrowing = Narrowing()
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        search = narrowing.search("claims", t("claims.search"), width=280)
        asked = Asked(search, narrowing.choice("status", names, plain("claims.any_status")))
    with reading(me) as session:
        total = count_claims(session, me, asked)
    if not total:
        nothing(t("claims.none"), ":material/search_off:")
        return
    _rows(me, asked, total, narrowing)


def _rows(me: Actor, asked: Asked, total: int, narrowing: Narrowing) -> None:
    above = st.container(horizontal=True, vertical_alignment="center", gap="small")
    shown = st.container()
    offset = page_of("claims", total, PAGE, asked)
    with reading(me) as session:
        rows = claims(session, me, asked, offset=offset)
    with above:
        st.caption(f"{t('claims.count', rows=total)} · {t('claims.pick')}", width="stretch")
        file_menu(
            me,
            "claims",
            total,
            narrowing.told,
            lambda session, limit, offset: claims(session, me, asked, limit=limit, offset=offset),
            lambda: claim_columns(customer=True),
            asked,
        )
    with shown:
        tapped = opening("claims", rows, claim_columns(customer=True), most=16)
    if row := next((row for row in rows if row.id == tapped), None):
        open_record("policy", row.policy_id)
