"""A policy's record: the contract, the chain of renewals it stands in, its ledger, its claims."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from components.address import say
from components.attempt import say_done
from components.columns import claim_columns, product
from components.declared import reason_name
from components.facts import facts
from components.forms.endorse import endorse_form
from components.forms.panel import Action, panel
from components.listing import Column, table, yuan
from components.record_history import record_history
from components.record_link import record_link
from components.refused import not_found
from components.words import day, label, money, plain, t
from db.access import Actor
from db.errors import Denied
from db.models.claims import Claim
from db.models.search import RecordKind
from db.periods import today
from db.queries.claims import Asked, claims
from db.queries.policies import PolicyRecord, policy_record
from db.rights import reach
from db.session import reading

COLOURS: dict[str, Literal["green", "blue", "orange", "gray"]] = {
    "in_force": "green",
    "future": "blue",
    "ended": "orange",
    "expired": "gray",
}


def policy_card(me: Actor, policy_id: int) -> None:
    """The whole record page."""
    say_done()
    try:
        with reading(me) as session:
            record = policy_record(session, me, policy_id)
            losses = claims(session, me, Asked(policy_id=policy_id)) if reach(me, Claim) else []
    except Denied:
        not_found(me, "policy", policy_id)
        return
    _head(me, record)
    endorsing = Action(
        "endorse_policy", t("policy.endorse"), ":material/edit_document:", lambda: endorse_form(me, record)
    )
    panel(me, f"policy.{policy_id}.actions", [endorsing])
    if len(record.chain) > 1:
        st.markdown(f"**{t('policy.chain')}**")
        _chain(record)
    left, right = st.columns(2, gap="medium")
    with left:
        if record.row.due is not None:
            st.markdown(f"**{t('policy.ledger')}**")
            _ledger(record)
    with right:
        if record.endorsements:
            st.markdown(f"**{t('policy.endorsements')}**")
            _endorsements(record)
        if losses:
            st.markdown(f"**{t('policy.claims')}**")
            table("policy.claims", losses, claim_columns(customer=False)[:6])
    record_history(me, RecordKind.POLICY, policy_id)


def _head(me: Actor, record: PolicyRecord) -> None:
    row, state = record.row, record.row.state(today())
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(label(f"{product(row)} {row.number}"), anchor=False, width="content")
        st.badge(t(f"policy_state.{state}"), color=COLOURS[state])
    record_link(me, "customer", record.customer_id, record.customer, ":material/person:")
    facts("facts", _facts(record))


def _facts(record: PolicyRecord) -> list[tuple[str, str]]:
    row = record.row
    known = [
        (plain("policy.inception"), day(row.inception)),
        (plain("policy.expiry"), day(row.expiry)),
        (plain("policy.premium"), money(row.premium)),
        (plain("policy.business_type"), plain(f"business_type.{row.business_type}")),
        (plain("policy.signed_on"), day(record.signed_on)),
    ]
    paid = [("due", row.due), ("paid", row.paid), ("unpaid", row.unpaid)]
    known += [(plain(f"policy.{name}"), money(amount)) for name, amount in paid if amount is not None]
    some = [
        (plain("policy.sum_insured"), money(record.sum_insured) if record.sum_insured else None),
        (plain("policy.insured"), record.insured_object),
        (plain("policy.prior_insurer"), record.prior_insurer),
        (plain("policy.cover_end"), day(row.cover_end) if row.cover_end != row.expiry else None),
        (plain("policy.ended_reason"), reason_name(record.ended_reason)),
    ]
    return [*known, *((name, value) for name, value in some if value)]


def _chain(record: PolicyRecord) -> None:
    """The terms of the chain, the latest first; the one that is shown is marked, the others lead to themselves."""
    with st.container(gap=None):
        for row in record.chain:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.button(
                    label(row.number),
                    key=f"chain.{row.id}",
                    type="tertiary",
                    icon=":material/radio_button_checked:" if row.id == record.row.id else ":material/circle:",
                    on_click=say,
                    kwargs={"id": str(row.id)},
                )
                years = f"{day(row.inception)} – {day(row.expiry)} · {money(row.premium)}"
                st.caption(label(years), width="content")


def _ledger(record: PolicyRecord) -> None:
    if not record.bookings:
        st.caption(t("policy.none_booked"))
        return
    columns = [
        Column(plain("policy.booked_on"), lambda row: row.booked_on, "day"),
        Column(plain("policy.entry"), lambda row: plain(f"premium_kind.{row.kind}"), width=120),
        Column(plain("policy.amount"), lambda row: yuan(row.amount), "yuan"),
        Column(plain("policy.reason"), lambda row: reason_name(row.reason), width=140),
    ]
    table("policy.ledger", record.bookings, columns)


def _endorsements(record: PolicyRecord) -> None:
    columns = [
        Column(plain("policy.endorsement"), lambda row: row.number),
        Column(plain("policy.effective"), lambda row: row.effective, "day"),
        Column(plain("policy.delta"), lambda row: yuan(row.premium_delta), "yuan"),
        Column(plain("policy.reason"), lambda row: reason_name(row.reason), width=160),
    ]
    table("policy.endorsements", record.endorsements, columns)
