"""Customers that may be one recorded twice, pair by pair; a tap compares two."""

from __future__ import annotations

import streamlit as st

from components.attempt import say_done
from components.listing import Column, let_go, nothing, picking
from components.merging import how_name, merge_form
from components.pager import page_of
from components.record_link import back_link, record_link
from components.taking_back import lead_to_merged
from components.words import plain, t
from db.access import Actor
from db.errors import Denied
from db.queries.customer_record import customer_record
from db.queries.duplicates import PAGE, Pair, Twin, count_pairs, duplicate_pairs
from db.session import reading

KEY = "duplicates"


def duplicates_page(me: Actor) -> None:
    """The whole page."""
    say_done()
    back_link(me, "customers", t("customers.back"))
    st.subheader(t("page.duplicates"), anchor=False)
    st.caption(t("merges.told"))
    lead_to_merged(me)
    with reading(me) as session:
        total = count_pairs(session, me)
    if not total:
        nothing(t("merges.none"))
        return
    st.caption(f"{t('merges.count', rows=total)} · {t('merges.pick')}")
    table = st.container()
    offset = page_of(KEY, total, PAGE)
    with reading(me) as session:
        rows = duplicate_pairs(session, me, offset=offset)
    with table:
        picked = picking(KEY, rows, _columns(), most=10)
    pair = next((row for row in rows if row.id == picked), None)
    if pair is not None:
        _compare(me, pair)


def _columns() -> list[Column]:
    return [
        Column(plain("merges.how"), lambda row: how_name(row.how), width=130),
        Column(plain("merges.one"), lambda row: _called(row.one), width=210),
        Column(plain("merges.other"), lambda row: _called(row.other), width=210),
        Column(plain("merges.owners"), _owners, width=140),
    ]


def _called(twin: Twin) -> str:
    """By number too: two that look alike may have one name."""
    return f"{twin.name} · {twin.number}"


def _owners(row: Pair) -> str:
    return " / ".join(dict.fromkeys((row.one.owner, row.other.owner)))


def _compare(me: Actor, pair: Pair) -> None:
    try:
        with reading(me) as session:
            one, other = (customer_record(session, me, twin.id) for twin in (pair.one, pair.other))
    except Denied:
        let_go(KEY)
        return
    with st.container(border=True):
        with st.container(horizontal=True):
            for twin in (pair.one, pair.other):
                record_link(me, "customer", twin.id, _called(twin), ":material/person:")
        done = merge_form(me, one, other)
    if done:
        let_go(KEY)
        st.rerun()
