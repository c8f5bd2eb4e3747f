"""On a customer's page: whom it looks like, what was merged into it, and where it went if it was merged itself."""

from __future__ import annotations

import streamlit as st

from components.listing import nothing
from components.merging import how_name, merge_form
from components.record_link import record_link
from components.refused import not_found
from components.taking_back import apart_rows, merge_rows
from components.words import label, plain, t
from db.access import Actor
from db.errors import Denied
from db.queries.customer_record import CustomerRecord, customer_record
from db.queries.duplicates import kept_apart, merged_into, merges_into, twins
from db.session import reading


def gone(me: Actor, customer_id: int) -> None:
    """No such customer in sight; or the one that it was merged into, for who sees that."""
    with reading(me) as session:
        now = merged_into(session, me, customer_id)
    if now is None:
        not_found(me, "customer", customer_id)
        return
    with st.container(border=True, horizontal_alignment="center"):
        st.markdown(":material/merge:", width="content")
        st.markdown(t("merges.gone"), width="content")
        record_link(me, "customer", now[0], now[1], ":material/arrow_forward:")


def twins_part(me: Actor, record: CustomerRecord) -> None:
    """What was merged into the customer; whom it looks like, looked up when asked for, and compared at a tap."""
    with reading(me) as session:
        merges, alike = merges_into(session, me, record.who.id), twins(session, me, record.who.id)
        noted = kept_apart(session, me, record.who.id)
    if merges:
        merge_rows(me, merges, may_write=record.who.may_write)
    if noted:
        apart_rows(me, noted, may_write=record.who.may_write)
    if not alike:
        nothing(t("merges.no_twins"))
        return
    for twin in alike:
        with st.container(horizontal=True, vertical_alignment="center"):
            record_link(me, "customer", twin.id, f"{twin.name} · {twin.number}", ":material/person:")
            st.badge(label(how_name(twin.how)), color="orange")
            st.caption(label(f"{plain('customers.owner')} {twin.owner}"), width="content")
    names = {twin.id: f"{twin.name} · {twin.number}" for twin in alike}
    chosen = st.pills(
        t("merges.compare"), [*names], key=f"twins.{record.who.id}", format_func=lambda at: label(names[at])
    )
    if chosen is not None:
        _compare(me, record, chosen)


def _compare(me: Actor, record: CustomerRecord, other_id: int) -> None:
    try:
        with reading(me) as session:
            other = customer_record(session, me, other_id)
    except Denied:
        return
    with st.container(border=True):
        done = merge_form(me, record, other)
    if done:
        st.rerun()
